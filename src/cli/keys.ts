/** `clientele keys`: the keys that sign Commerce Layer's access tokens. */
import type { Command } from 'commander'
import { type KnownKey, knownKeys, removeKey, rotateKey } from '../auth/signing-keys.ts'
import type { Store } from '../store/open-store.ts'
import { noteAudit } from './note-audit.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { printJson, printTable } from './print.ts'
import { secretsOf, withOpenStore } from './with-store.ts'

interface Flags extends StoreFlags {
  json?: boolean
}

export function registerKeys(program: Command): void {
  const keys = program.command('keys').description('the keys that sign Commerce Layer’s access tokens')
  withStore(keys.command('list').description('show them, the newest first'))
    .addOption(jsonFlag())
    .action((flags: Flags) =>
      withOpenStore(flags, async ({ store }) => {
        const all = (await knownKeys(store.credentials)).map(present)
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
        const secrets = await secretsOf(flags, store)
        await noteEverywhere(store, 'keys rotate')
        const { keyId, removed } = await rotateKey({ ...store, secrets, clock })
        if (flags.json) printJson({ key_id: keyId, removed })
        else
          process.stdout.write(
            `${keyId} signs from now on${removed.length > 0 ? `; over and removed: ${removed.join(', ')}` : ''}\n`,
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
      withOpenStore(flags, async ({ store }) => {
        await noteEverywhere(store, 'keys remove')
        await removeKey(store.credentials, id)
        if (flags.json) printJson({ key_id: id, removed: true })
        else process.stdout.write(`${id} is removed: servers that run notice it within half a minute\n`)
      }),
    )
}

const present = ({ keyId, createdAt, signs }: KnownKey) => ({
  key_id: keyId,
  created_at: createdAt.toISOString(),
  use: signs ? 'signs' : 'verifies',
})

/** A key is of every organization. */
async function noteEverywhere(store: Pick<Store, 'audit' | 'organizations'>, action: string): Promise<void> {
  for (const { key } of await store.organizations.list()) await noteAudit(store, key, 'change', action)
}
