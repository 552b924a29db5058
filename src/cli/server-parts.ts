/** What a server is made of, whichever of its processes this is. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Dialect, Services } from '../dialects/dialect.ts'
import { dialects as shipped } from '../dialects/index.ts'
import { createReach, type PrivateAddresses, type Reach } from '../jobs/outgoing/reach.ts'
import { signInLink } from '../server/admin/session.ts'
import { createAudit, readsOnlyOf } from '../server/audit/audit.ts'
import { type ComposeOptions, createServer, type ServerOptions } from '../server/compose.ts'
import { createLog, type LogLevel } from '../server/log.ts'
import { createInstruments, type Instruments } from '../server/metrics/instruments.ts'
import type { Sandbox } from '../server/sandbox/sandbox.ts'
import { createTls, type Pair, type ServerTls } from '../server/tls.ts'
import type { EngineReport } from '../store/embedded/keep-running.ts'
import type { Store } from '../store/open-store.ts'
import { adminPorts } from './admin-ports.ts'
import { type CapacityFlags, capacityOf } from './capacity.ts'
import { WrongUsage } from './explain.ts'
import type { Assumed, StoreFlags } from './options.ts'
import { replicasOf, tellReads } from './replicas.ts'
import { openStores } from './server-stores.ts'
import type { StopFlags } from './stopping.ts'
import { keySourceOf, type OpenStore, secretsOf } from './with-store.ts'
import { createWork, type Work } from './work-ports.ts'

export interface ServeFlags extends StoreFlags, CapacityFlags, StopFlags {
  databaseReplicaUrls?: string[]
  host: string
  port: number
  domain: string
  tls?: boolean
  tlsCert?: string
  tlsKey?: string
  rateLimits?: boolean
  hotBytes?: number
  sandbox?: boolean
  strictFilters?: boolean
  assume?: Assumed
  anonymizeAfter: number
  auditDays: number
  refundDelay: number
  privateAddresses?: PrivateAddresses
  trustProxy?: boolean
  logLevel: LogLevel
}

type Further = Pick<ServerOptions, 'sandbox' | 'admin' | 'elsewhere' | 'traffic' | 'metrics' | 'stopping'>

export interface ServerParts {
  open: OpenStore
  /** For what takes its time (cli/server-stores.ts). */
  beside: OpenStore
  dialects: readonly Dialect[]
  /** Whom its jobs may call. */
  reach: Reach
  /** Started in the console; made when first asked for. */
  readonly work: Work
  instruments: Instruments
  secure: boolean
  admin(sandbox?: Sandbox): NonNullable<ComposeOptions['admin']>
  options(further?: Further): ServerOptions
  create(further: Further): Promise<ReturnType<typeof createServer>>
  /** The lines that say where what is, once it listens. */
  announcement(origin: string, services: Services): Promise<string[]>
  close(): Promise<void>
}

export const logOf = ({ logLevel }: Pick<ServeFlags, 'logLevel'>): Services['log'] =>
  createLog(
    (line) => void process.stderr.write(line),
    () => new Date(),
    logLevel,
  )

const tellEngine = (report: EngineReport, log: Services['log']): void =>
  report.state === 'ended'
    ? log('error', 'the embedded engine has ended: it is started anew', { reason: report.reason })
    : log('error', 'the embedded engine is there again', {})

export async function openServer(flags: ServeFlags, sandbox?: Sandbox): Promise<ServerParts> {
  const given = await givenCertificate(flags)
  const instruments = createInstruments()
  const capacity = capacityOf(flags)
  const log = logOf(flags)
  const replicas = replicasOf(flags, log)
  const told = { ...replicas, onEngine: (report: EngineReport) => tellEngine(report, log) }
  const { open, beside, close } = await openStores(flags, capacity, instruments, told, sandbox?.clock)
  if (open.store.reads) instruments.reads(open.store.reads)
  try {
    const dialects = flags.assume?.dialects ?? shipped
    const secrets = await secretsOf(flags, open.store)
    const keys = await keySourceOf(flags)
    const audit = createAudit({ append: beside.store.audit.append, log, readsOnly: readsOnlyOf(dialects) })
    const reach = createReach(flags.privateAddresses ?? (flags.sandbox ? 'all' : 'none'))
    let work: Work | undefined
    const madeWork = () => {
      work ??= createWork(beside, { dialects, secrets, log, data: resolve(flags.data), reach })
      return work
    }
    const options = (further: Further = {}): ServerOptions => ({
      ...open,
      secrets,
      dialects,
      domain: flags.domain,
      port: flags.port,
      rateLimits: flags.rateLimits ?? false,
      settings: { strictFilters: flags.strictFilters ?? false },
      trustProxy: flags.trustProxy ?? false,
      mostInWork: capacity.mostInWork,
      clientTimeout: capacity.clientTimeout,
      ...(flags.hotBytes === undefined ? {} : { hotBytes: flags.hotBytes }),
      readiness: beside.store,
      audit,
      instruments,
      log,
      ...further,
    })
    const ownAuthority = flags.tls === true && !given
    return {
      open,
      beside,
      dialects,
      reach,
      instruments,
      get work() {
        return madeWork()
      },
      secure: ownAuthority || given !== undefined,
      admin: (sandbox) => adminPorts(beside, { sandbox, demo: false, keys }, madeWork()),
      options,
      async create(further) {
        const https = given ?? (ownAuthority ? await ownCertificate(flags, open.store) : undefined)
        return createServer({ ...options(further), ...(https ? { https } : {}) })
      },
      async announcement(origin, services) {
        const organizations = await open.store.organizations.list()
        const { url } = await signInLink(origin, {
          ...services,
          adminTokens: open.store.adminTokens,
          clock: () => new Date(),
        })
        return [
          ...organizations.flatMap((organization) =>
            dialects.map(
              (dialect) => `${organization.slug}  ${dialect.title}  ${dialect.baseUrl(origin, organization)}`,
            ),
          ),
          ...(ownAuthority ? [`Clients must trust ${join(tlsFolder(flags), 'ca.pem')}`] : []),
          `Console (signs in once, within an hour)  ${url}`,
          `Clientele listens on ${origin}`,
        ]
      },
      async close() {
        tellReads(open.store, log)
        await audit.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
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

export async function givenCertificate({ tlsCert, tlsKey }: ServeFlags): Promise<Pair | undefined> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined)
    throw new WrongUsage('--tls-cert and --tls-key belong together: give both or neither')
  return { cert: await readPem('--tls-cert', tlsCert), key: await readPem('--tls-key', tlsKey) }
}

const readPem = (flag: string, file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: Error) => {
    throw new WrongUsage(`${flag} is ${JSON.stringify(file)}, which cannot be read: ${error.message}`)
  })
