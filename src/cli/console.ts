/** `clientele console`: a link that signs in to the console of a server on this store. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { signInLink } from '../server/admin/session.ts'
import { Refusal, WrongUsage } from './explain.ts'
import { jsonFlag, type StoreFlags, withStore } from './options.ts'
import { printJson } from './print.ts'
import { secretsOf, withOpenStore } from './with-store.ts'

interface ConsoleFlags extends StoreFlags {
  url: string
  json?: boolean
}

export function registerConsole(program: Command): void {
  withStore(program.command('console').description('print a one-time link that signs in to the console'))
    .option('--url <address>', 'where the server is reached', 'http://127.0.0.1:8080')
    .addOption(jsonFlag())
    .action((flags: ConsoleFlags) => {
      const origin = originOf(flags.url)
      if (!flags.databaseUrl && !existsSync(resolve(flags.data)))
        throw new Refusal(`there is no store in ${flags.data}: give --data the folder of the server`)
      return withOpenStore(flags, async ({ store, random }) => {
        const secrets = await secretsOf(flags, store)
        const parts = { adminTokens: store.adminTokens, secrets, random, clock: () => new Date() }
        const { url, expiresAt } = await signInLink(origin, parts)
        if (flags.json) printJson({ url, expires_at: expiresAt.toISOString() })
        else process.stdout.write(`${url}\n`)
      })
    })
}

function originOf(url: string): string {
  const { protocol, origin } = URL.canParse(url) ? new URL(url) : { protocol: '', origin: '' }
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new WrongUsage(`--url is ${JSON.stringify(url)}: give an address such as http://127.0.0.1:8080`)
  return origin
}
