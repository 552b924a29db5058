/** `clientele serve`: the server on a lasting store. */
import { type Command, Option } from 'commander'
import { dialects } from '../dialects/index.ts'
import { createServer } from '../server/compose.ts'
import { listen } from './listen.ts'
import { integer, type StoreFlags, withStore } from './options.ts'
import { openFromFlags } from './with-store.ts'

interface ServeFlags extends StoreFlags {
  host: string
  port: number
  domain: string
}

export function registerServe(program: Command): void {
  withStore(program.command('serve').description('start the server on a lasting store'))
    .addOption(
      new Option('--host <address>', 'address to listen on').env('CLIENTELE_HOST').default('127.0.0.1'),
    )
    .addOption(
      new Option('--port <number>', 'port to listen on')
        .env('CLIENTELE_PORT')
        .default(8080)
        .argParser(integer(0, 65535)),
    )
    .addOption(
      new Option('--domain <name>', 'hosts below it name organizations')
        .env('CLIENTELE_DOMAIN')
        .default('localhost'),
    )
    .action(async (flags: ServeFlags) => {
      const open = await openFromFlags(flags, { exclusive: true })
      const { app } = createServer({
        ...open,
        dialects,
        domain: flags.domain,
        port: flags.port,
        log: () => {},
      })
      const { origin, closed } = await listen(app, flags, open.store)
      for (const organization of await open.store.organizations.list())
        for (const dialect of dialects)
          process.stdout.write(
            `${organization.slug}  ${dialect.title}  ${dialect.baseUrl(origin, organization)}\n`,
          )
      process.stdout.write(`Clientele listens on ${origin}\n`)
      await closed
    })
}
