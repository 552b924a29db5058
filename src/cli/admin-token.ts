/** `clientele admin-token`: who may use the admin API of a server on this store. */
import type { Command } from 'commander'
import { createAdminToken } from '../server/admin/tokens.ts'
import { Refusal } from './explain.ts'
import { duration, jsonFlag, type StoreFlags, withStore } from './options.ts'
import { printJson, printTable } from './print.ts'
import { printOnce } from './token.ts'
import { secretsOf, withOpenStore } from './with-store.ts'

interface CreateFlags extends StoreFlags {
  name?: string
  expires?: number
  json?: boolean
}

export function registerAdminToken(program: Command): void {
  const token = program.command('admin-token').description('credentials of the admin API')
  withStore(token.command('create').description('make one; what it prints is shown only once'))
    .option('--name <name>', 'what people call it')
    .option('--expires <time>', 'how long it lives, such as 30d; default: until it is revoked', duration)
    .addOption(jsonFlag())
    .action((flags: CreateFlags) =>
      withOpenStore(flags, async ({ store, clock, random }) => {
        const expiresAt = flags.expires ? new Date(clock().getTime() + flags.expires) : null
        const secrets = await secretsOf(flags, store)
        const parts = { adminTokens: store.adminTokens, secrets, random }
        printOnce(await createAdminToken(parts, { name: flags.name ?? null, expiresAt }), flags)
      }),
    )
  withStore(token.command('list').description('show the tokens, without their secrets'))
    .addOption(jsonFlag())
    .action((flags: StoreFlags & { json?: boolean }) =>
      withOpenStore(flags, async ({ store }) => {
        const all = (await store.adminTokens.list()).map(
          ({ id, kind, name, createdAt, expiresAt, revokedAt }) => ({
            id,
            kind,
            name: name ?? '',
            created_at: createdAt.toISOString(),
            expires_at: expiresAt?.toISOString() ?? null,
            revoked_at: revokedAt?.toISOString() ?? null,
          }),
        )
        if (flags.json) printJson(all)
        else printTable(all)
      }),
    )
  withStore(token.command('revoke <id>').description('take one back'))
    .addOption(jsonFlag())
    .action((id: string, flags: StoreFlags & { json?: boolean }) =>
      withOpenStore(flags, async ({ store }) => {
        if (!(await store.adminTokens.revoke(id)))
          throw new Refusal(`no admin token has the id ${id}: see \`clientele admin-token list\``)
        if (flags.json) printJson({ id, revoked: true })
        else process.stdout.write(`${id} is revoked\n`)
      }),
    )
}
