/** `clientele serve`: the server on a lasting store. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { dialects } from '../dialects/index.ts'
import { createServer } from '../server/compose.ts'
import { createLog, LOG_LEVELS, type LogLevel } from '../server/log.ts'
import { createTls, type Pair, type ServerTls } from '../server/tls.ts'
import type { Store } from '../store/open-store.ts'
import { WrongUsage } from './explain.ts'
import { listen } from './listen.ts'
import { domainName, integer, readSwitch, type StoreFlags, withStore } from './options.ts'
import { openFromFlags } from './with-store.ts'

interface ServeFlags extends StoreFlags {
  host: string
  port: number
  domain: string
  tls?: boolean
  tlsCert?: string
  tlsKey?: string
  rateLimits?: boolean
  trustProxy?: boolean
  logLevel: LogLevel
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
        .default('localhost')
        .argParser(domainName),
    )
    .option('--tls', 'HTTPS with an authority of its own, kept in <data>/tls (CLIENTELE_TLS)')
    .addOption(new Option('--tls-cert <file>', 'HTTPS with this certificate (PEM)').env('CLIENTELE_TLS_CERT'))
    .addOption(new Option('--tls-key <file>', 'and its private key (PEM)').env('CLIENTELE_TLS_KEY'))
    .option('--rate-limits', 'keep the platforms’ rate limits (CLIENTELE_RATE_LIMITS)')
    .option('--trust-proxy', 'believe X-Forwarded-* headers (CLIENTELE_TRUST_PROXY)')
    .addOption(
      new Option('--log-level <level>', 'least level of what is logged to stderr')
        .env('CLIENTELE_LOG_LEVEL')
        .choices(LOG_LEVELS)
        .default('info'),
    )
    .action(serve)
}

async function serve(flags: ServeFlags): Promise<void> {
  const settings = {
    tls: readSwitch(flags.tls, 'CLIENTELE_TLS'),
    rateLimits: readSwitch(flags.rateLimits, 'CLIENTELE_RATE_LIMITS'),
    trustProxy: readSwitch(flags.trustProxy, 'CLIENTELE_TRUST_PROXY'),
  }
  const given = await givenCertificate(flags)
  const open = await openFromFlags(flags, { exclusive: true })
  const https = given ?? (settings.tls ? await ownCertificate(flags, open.store) : undefined)
  const { app } = createServer({
    ...open,
    ...(https ? { https } : {}),
    dialects,
    domain: flags.domain,
    port: flags.port,
    rateLimits: settings.rateLimits,
    trustProxy: settings.trustProxy,
    log: createLog((line) => void process.stderr.write(line), open.clock, flags.logLevel),
  })
  const secure = https !== undefined
  const { origin, closed } = await listen(app, { host: flags.host, port: flags.port, secure }, open.store)
  for (const organization of await open.store.organizations.list())
    for (const dialect of dialects)
      process.stdout.write(
        `${organization.slug}  ${dialect.title}  ${dialect.baseUrl(origin, organization)}\n`,
      )
  if (https && !given) process.stdout.write(`Clients must trust ${join(tlsFolder(flags), 'ca.pem')}\n`)
  process.stdout.write(`Clientele listens on ${origin}\n`)
  await closed
}

const tlsFolder = (flags: StoreFlags): string => join(resolve(flags.data), 'tls')

async function ownCertificate(flags: ServeFlags, { organizations }: Store): Promise<ServerTls> {
  const known = await organizations.list()
  return createTls({
    folder: tlsFolder(flags),
    domain: flags.domain,
    labels: known.flatMap(({ slug, handle }) => [slug, handle]),
    isLabel: async (label) => (await organizations.byLabel(label)) !== null,
  })
}

async function givenCertificate({ tlsCert, tlsKey }: ServeFlags): Promise<Pair | undefined> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined)
    throw new WrongUsage('--tls-cert and --tls-key belong together: give both or neither')
  return { cert: await readPem('--tls-cert', tlsCert), key: await readPem('--tls-key', tlsKey) }
}

const readPem = (flag: string, file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: Error) => {
    throw new WrongUsage(`${flag} is ${JSON.stringify(file)}, which cannot be read: ${error.message}`)
  })
