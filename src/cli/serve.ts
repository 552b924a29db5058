/** `clientele serve`: the server on a lasting store. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { Services } from '../dialects/dialect.ts'
import { dialects as shipped } from '../dialects/index.ts'
import { signInLink } from '../server/admin/session.ts'
import { createServer } from '../server/compose.ts'
import { createLog, LOG_LEVELS, type LogLevel } from '../server/log.ts'
import { createInstruments, type Instruments } from '../server/metrics/instruments.ts'
import { createSandbox, type Sandbox } from '../server/sandbox/sandbox.ts'
import { createTls, type Pair, type ServerTls } from '../server/tls.ts'
import type { Store } from '../store/open-store.ts'
import { adminPorts } from './admin-ports.ts'
import { type CapacityFlags, capacityOf, refuseOnEmbedded, withCapacity } from './capacity.ts'
import { WrongUsage } from './explain.ts'
import { startJobs } from './jobs.ts'
import { listen } from './listen.ts'
import {
  type Assumed,
  anonymizeAfterOption,
  assumeOption,
  domainOption,
  portOption,
  rateLimitsOption,
  refundDelayOption,
  replicasOption,
  type StoreFlags,
  sandboxOption,
  strictFiltersOption,
  withStore,
} from './options.ts'
import { replicasOf, tellReads } from './replicas.ts'
import { openStores, type ServerStores } from './server-stores.ts'
import { secretsOf } from './with-store.ts'
import { createWork } from './work-ports.ts'

interface ServeFlags extends StoreFlags, CapacityFlags {
  databaseReplicaUrls?: string[]
  host: string
  port: number
  domain: string
  tls?: boolean
  tlsCert?: string
  tlsKey?: string
  rateLimits?: boolean
  sandbox?: boolean
  strictFilters?: boolean
  assume?: Assumed
  anonymizeAfter: number
  refundDelay: number
  trustProxy?: boolean
  logLevel: LogLevel
}

export function registerServe(program: Command): void {
  withCapacity(withStore(program.command('serve').description('start the server on a lasting store')))
    .addOption(
      new Option('--host <address>', 'address to listen on').env('CLIENTELE_HOST').default('127.0.0.1'),
    )
    .addOption(portOption('port to listen on'))
    .addOption(replicasOption())
    .addOption(domainOption('hosts below it name organizations'))
    .addOption(
      new Option('--tls', 'HTTPS with an authority of its own, kept in <data>/tls').env('CLIENTELE_TLS'),
    )
    .addOption(new Option('--tls-cert <file>', 'HTTPS with this certificate (PEM)').env('CLIENTELE_TLS_CERT'))
    .addOption(new Option('--tls-key <file>', 'and its private key (PEM)').env('CLIENTELE_TLS_KEY'))
    .addOption(rateLimitsOption())
    .addOption(sandboxOption())
    .addOption(strictFiltersOption())
    .addOption(assumeOption())
    .addOption(anonymizeAfterOption())
    .addOption(refundDelayOption())
    .addOption(new Option('--trust-proxy', 'believe X-Forwarded-* headers').env('CLIENTELE_TRUST_PROXY'))
    .addOption(
      new Option('--log-level <level>', 'least level of what is logged to stderr')
        .env('CLIENTELE_LOG_LEVEL')
        .choices(LOG_LEVELS)
        .default('info'),
    )
    .action(serve)
}

async function serve(flags: ServeFlags): Promise<void> {
  refuseOnEmbedded(flags)
  const given = await givenCertificate(flags)
  const instruments = createInstruments()
  const sandbox = flags.sandbox ? createSandbox() : undefined
  const log = createLog(
    (line) => void process.stderr.write(line),
    () => new Date(),
    flags.logLevel,
  )
  const replicas = replicasOf(flags, log)
  const stores = await openStores(flags, capacityOf(flags), instruments, replicas, sandbox?.clock)
  try {
    await serveFrom(stores, flags, given, instruments, sandbox, log)
  } finally {
    await stores.close()
  }
}

async function serveFrom(
  { open, beside }: ServerStores,
  flags: ServeFlags,
  given: Pair | undefined,
  instruments: Instruments,
  sandbox: Sandbox | undefined,
  log: Services['log'],
): Promise<void> {
  const dialects = flags.assume?.dialects ?? shipped
  const secrets = await secretsOf(flags, open.store)
  const https = given ?? (flags.tls ? await ownCertificate(flags, open.store) : undefined)
  const work = createWork(beside, { dialects, secrets, log, data: resolve(flags.data) })
  const { app, services } = createServer({
    ...open,
    secrets,
    ...(https ? { https } : {}),
    dialects,
    admin: adminPorts(beside, { sandbox, demo: false }, work),
    domain: flags.domain,
    port: flags.port,
    rateLimits: flags.rateLimits ?? false,
    sandbox,
    settings: { strictFilters: flags.strictFilters ?? false },
    trustProxy: flags.trustProxy ?? false,
    mostInWork: capacityOf(flags).mostInWork,
    readiness: beside.store,
    instruments,
    log,
  })
  const secure = https !== undefined
  const { origin, closed } = await listen(app, { host: flags.host, port: flags.port, secure })
  for (const organization of await open.store.organizations.list())
    for (const dialect of dialects)
      process.stdout.write(
        `${organization.slug}  ${dialect.title}  ${dialect.baseUrl(origin, organization)}\n`,
      )
  if (https && !given) process.stdout.write(`Clients must trust ${join(tlsFolder(flags), 'ca.pem')}\n`)
  const jobs = startJobs(beside.store, dialects, services, { ...flags, imports: work.imports })
  sandbox?.time.wakes(jobs.wake)
  const { url } = await signInLink(origin, {
    ...services,
    adminTokens: open.store.adminTokens,
    clock: () => new Date(),
  })
  process.stdout.write(`Console (signs in once, within an hour)  ${url}\n`)
  process.stdout.write(`Clientele listens on ${origin}\n`)
  await closed.finally(() => Promise.all([jobs.stop(), work.close()]))
  tellReads(open.store, log)
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
