/** The one place where the store meets the core's ports and the dialects get what they work with. */
import { setTimeout } from 'node:timers/promises'
import { createIssuer, createSharedSecretTokens } from '../auth/jwt.ts'
import { createPasswords } from '../auth/passwords.ts'
import type { Secrets } from '../auth/secrets.ts'
import type { ConsoleFeatures } from '../core/console.ts'
import type { Clock, RandomSource } from '../core/ports.ts'
import type { Dialect, Services, Settings } from '../dialects/dialect.ts'
import type { Store } from '../store/open-store.ts'
import { type AdminElsewhere, adminElsewhere } from './admin/elsewhere.ts'
import { createAdminApi } from './admin/index.ts'
import type { AdminPorts } from './admin/route.ts'
import type { Audit } from './audit/audit.ts'
import { consoleAssets } from './console.ts'
import { createDocs } from './docs.ts'
import { docsFiles } from './docs-pages.ts'
import { faultOfHeader, firstOf } from './faults.ts'
import { createGuesses } from './guesses.ts'
import { createHost, type HostPart } from './host.ts'
import { createHotAnswers } from './hot/hot-answers.ts'
import { tellGiven } from './hot/tell-given.ts'
import { createLimiter } from './limiter.ts'
import { createMemoryCounters } from './memory-counters.ts'
import { createInstruments, type Instruments, METRICS } from './metrics/instruments.ts'
import { type Counted, textOf } from './metrics/series.ts'
import { createGate } from './overload.ts'
import { createOwnPages, isPinned } from './own-pages.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import type { Pair, ServerTls } from './tls.ts'
import { createTracing } from './tracing.ts'
import { createTraffic, type OwnTraffic, type Traffic } from './traffic/traffic.ts'
import { createTraps, type Traps } from './traps/index.ts'
import { createPartWatch } from './watch-part.ts'

export interface ComposeOptions {
  store: Store
  secrets: Secrets
  dialects: readonly Dialect[]
  clock: Clock
  random: RandomSource
  /** `--domain`, without a port. */
  domain: string
  /** The port that clients see; left out of URLs when it is the scheme's own. */
  port: number
  /** The platforms' rate limits; default off. */
  rateLimits?: boolean
  /** Answers the admin API and the console; default: there are none. */
  admin?: AdminPorts & { features: ConsoleFeatures }
  /** Default: each platform as it is. */
  settings?: Partial<Settings>
  log: Services['log']
}

/** 64 MB: some 700 pages of ten customers. */
export const HOT_BYTES = 64 * 1024 * 1024
const PLATFORM_SETTINGS: Settings = { strictFilters: false }

export function createServices(options: ComposeOptions): Services {
  const { store, secrets, clock, random, log } = options
  const counters = store.rateCounters ?? createMemoryCounters()
  const now = () => clock().getTime()
  const domain = options.port === 443 ? options.domain : `${options.domain}:${options.port}`
  return {
    records: store.records,
    organizations: store.organizations,
    credentials: store.credentials,
    grants: store.grants,
    issuer: createIssuer(store.credentials, secrets, clock),
    sharedSecretTokens: createSharedSecretTokens(clock),
    secrets,
    passwords: createPasswords(),
    limiter: createLimiter({
      enabled: options.rateLimits ?? false,
      now,
      counters,
    }),
    guesses: createGuesses({ now, counters, wait: setTimeout }),
    clock,
    random,
    domain,
    issuerUrl: `https://auth.${domain}`,
    settings: { ...PLATFORM_SETTINGS, ...options.settings },
    log,
    // There from the start: a copy to which a member is added takes 1.5 µs, one whose members are set next to nothing.
    onCaller: undefined,
    onRoute: undefined,
  }
}

export interface ServerOptions extends ComposeOptions {
  https?: Pair | ServerTls
  trustProxy?: boolean
  /** Requests may ask for faults (`Clientele-Fault`) and be given some; default: this is no sandbox. */
  sandbox?: Sandbox | undefined
  /** What answers that are kept may take of the memory, about; 0: none are. Default: `HOT_BYTES`. */
  hotBytes?: number
  /** Requests at most that are in work or wait; more are refused. Default: without end. */
  mostInWork?: number
  /** How long a client may take to send a request, and to take its answer; default: one minute. */
  clientTimeout?: number
  /** Another process answers the admin API: it has what lives in memory. `version`: of the package. */
  elsewhere?: { admin: AdminElsewhere; version: string }
  /** What it knows of its requests; default: it begins anew where somebody can see it. */
  traffic?: OwnTraffic
  /** Notes who had to do with whom; absent: nobody does. */
  audit?: Audit
  /** What the server counts; default: it begins anew. */
  instruments?: Instruments
  /** What `/metrics` shows; default: what this process counted. */
  metrics?: () => Promise<Counted>
  /** What says whether the store answers, though requests wait for it; default: the store. */
  readiness?: Pick<Store, 'pendingMigrations'>
  /** Aborted when the server was told to end. Default: nobody tells it. */
  stopping?: AbortSignal
}

export function createServer(options: ServerOptions) {
  const services = createServices(options)
  const traps = options.sandbox ? createTraps({ services }) : null
  const { sandbox } = options
  const { elsewhere } = options
  const traffic = options.traffic ?? (options.admin ? createTraffic() : null)
  const metrics = async () => textOf(METRICS, await (options.metrics?.() ?? instruments.counted()))
  const docs = createDocs(options.dialects, options.admin?.features.version ?? elsewhere?.version ?? null)
  const { mostInWork: most = Number.POSITIVE_INFINITY, log, instruments = createInstruments() } = options
  const { guard, waits, state } = createGate({ most, log })
  instruments.gate(state)
  const further = elsewhere
    ? [adminElsewhere(elsewhere.admin, log)]
    : createAdmin(options, services, traffic, traps)
  const tracing = createTracing()
  const watch = createPartWatch(instruments, tracing)
  const observers = [traps, traffic, options.audit].flatMap((watcher) => watcher?.observe ?? [])
  const { hotBytes = HOT_BYTES, store, clock } = options
  // In a sandbox any answer may fail on purpose, and the time goes as one likes.
  const isHot = hotBytes > 0 && !sandbox
  const given = tellGiven({ observers, instruments, tracing, log })
  const app = createHost({
    dialects: options.dialects.map((dialect) => watch(dialect.name, guard(dialect))),
    further: further.map((part) => watch('admin', guard(part))),
    services,
    hostDomain: options.domain,
    trustProxy: options.trustProxy ?? false,
    ...(options.https ? { https: options.https } : {}),
    ...(options.clientTimeout === undefined ? {} : { clientTimeout: options.clientTimeout }),
    ...(sandbox && traps
      ? {
          // What the request itself asks for goes before what was arranged for it.
          faultFor: firstOf(faultOfHeader, traps.faultFor, sandbox.rules.faultFor),
          datedBy: options.clock,
        }
      : {}),
    observers,
    ...(isHot
      ? {
          hot: createHotAnswers({
            bytes: hotBytes,
            // Who finds no room goes the long way, and is refused there.
            moments: { at: (organization, patient) => waits(() => store.moments.at(organization, patient)) },
            ...{ clock, limiter: services.limiter, given },
          }),
        }
      : {}),
    ...(options.stopping ? { stopping: options.stopping } : {}),
    ownPage: createOwnPages(options.readiness ?? options.store, {
      docs,
      metrics,
      pinned: isPinned(options.https !== undefined, options.domain),
      ...(options.stopping ? { stopping: options.stopping } : {}),
    }),
  })
  app.register(docsFiles(docs))
  if (options.admin || elsewhere) app.register(consoleAssets)
  return { app, services }
}

/** The admin API, in the process that has what it shows; none where there is nothing to show. */
export const createAdmin = (
  {
    admin,
    audit,
    store: { adminTokens, audit: auditLog },
    dialects,
  }: Pick<ServerOptions, 'admin' | 'audit' | 'store' | 'dialects'>,
  services: Services,
  traffic: Traffic | null,
  traps: Traps | null = null,
): HostPart[] =>
  admin && traffic
    ? [
        createAdminApi({
          ...admin,
          ...(traps ? { traps } : {}),
          ...(audit ? { audit } : {}),
          auditLog,
          traffic,
          ...{ adminTokens, dialects, services, wallClock: () => new Date() },
        }),
      ]
    : []
