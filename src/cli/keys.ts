/** `clientele keys`: the keys that sign Commerce Layer's access tokens. */
import type { Command } from 'commander'
import { ISSUER, newIssuerKey } from '../auth/jwt.ts'
import type { SigningKey } from '../core/credentials.ts'
import { Refusal } from './explain.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { printJson, printTable } from './print.ts'
import { secretsOf, withOpenStore } from './with-store.ts'

interface Flags extends StoreFlags {
  json?: boolean
}

/** No access token lives longer than this after another key signs. */
const OVER_AFTER_MS = 24 * 3600_000

export function registerKeys(program: Command): void {
  const keys = program.command('keys').description('the keys that sign Commerce Layer’s access tokens')
  withStore(keys.command('list').description('show them, the newest first'))
    .addOption(jsonFlag())
    .action((flags: Flags) =>
      withOpenStore(flags, async ({ store }) => {
        const all = (await store.credentials.signingKeys(ISSUER)).map(present).toReversed()
        if (flags.json) printJson(all)
        else printTable(all)
      }),
    )
  withStore(
    keys
      .command('rotate')
      .description('a new key signs from now on; the one before goes on being good for what it signed'),
  )
    .addOption(jsonFlag())
    .action((flags: Flags) =>
      withOpenStore(flags, async ({ store, clock }) => {
        const { credentials } = store
        const before = await credentials.signingKeys(ISSUER)
        const key = await newIssuerKey(await secretsOf(flags, store))
        await credentials.succeedSigningKey(ISSUER, key)
        const gone = over(before, clock())
        if (gone.length > 0) await credentials.removeSigningKeys(ISSUER, gone)
        if (flags.json) printJson({ key_id: key.keyId, removed: gone })
        else
          process.stdout.write(
            `${key.keyId} signs from now on${gone.length > 0 ? `; over and removed: ${gone.join(', ')}` : ''}\n`,
          )
      }),
    )
  withStore(
    keys
      .command('remove <id>')
      .description('a key that others may have: what it signed is worth nothing any more'),
  )
    .addOption(jsonFlag())
    .action((id: string, flags: Flags) =>
      withOpenStore(flags, async ({ store: { credentials } }) => {
        const all = await credentials.signingKeys(ISSUER)
        if (!all.some(({ keyId }) => keyId === id))
          throw new Refusal(`there is no key ${id}: see \`clientele keys list\``)
        if (all.at(-1)?.keyId === id)
          throw new Refusal(`${id} is the key that signs: \`clientele keys rotate\` first`)
        await credentials.removeSigningKeys(ISSUER, [id])
        if (flags.json) printJson({ key_id: id, removed: true })
        else process.stdout.write(`${id} is removed: servers that run notice it within half a minute\n`)
      }),
    )
}

const present = ({ keyId, createdAt }: SigningKey, index: number, all: readonly SigningKey[]) => ({
  key_id: keyId,
  created_at: createdAt?.toISOString() ?? '',
  use: index === all.length - 1 ? 'signs' : 'verifies',
})

/** Those that were succeeded a day ago or longer. */
const over = (keys: readonly SigningKey[], now: Date): string[] =>
  keys.flatMap(({ keyId }, index) => {
    const successor = keys[index + 1]?.createdAt
    return successor && now.getTime() - successor.getTime() > OVER_AFTER_MS ? [keyId] : []
  })
