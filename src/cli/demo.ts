/** `clientele demo`: a server on a store full of realistic data, thrown away at the end unless kept. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { START } from '../core/organization-admin.ts'
import type { Clock, Organization } from '../core/ports.ts'
import type { Dialect, Services } from '../dialects/dialect.ts'
import { dialects as shipped } from '../dialects/index.ts'
import { createDemo } from '../jobs/demo/create-demo.ts'
import { createReach, type PrivateAddresses } from '../jobs/outgoing/reach.ts'
import { createSeededRandom } from '../lib/seeded-random.ts'
import { ADMIN_PATH } from '../server/admin/index.ts'
import { signInLink } from '../server/admin/session.ts'
import { createAdminToken } from '../server/admin/tokens.ts'
import { createAudit, readsOnlyOf } from '../server/audit/audit.ts'
import { createServer } from '../server/compose.ts'
import { createSandbox } from '../server/sandbox/sandbox.ts'
import { adminPorts } from './admin-ports.ts'
import { Refusal } from './explain.ts'
import { freePort } from './free-port.ts'
import { startJobs } from './jobs.ts'
import { listen } from './listen.ts'
import {
  type Assumed,
  anonymizeAfterOption,
  assumeOption,
  auditDaysOption,
  domainOption,
  integer,
  jsonFlag,
  portOption,
  privateAddressesOption,
  rateLimitsOption,
  refundDelayOption,
  strictFiltersOption,
} from './options.ts'
import { printJson } from './print.ts'
import { createProgress } from './progress.ts'
import { keySourceOf, openFromFlags, secretsOf } from './with-store.ts'
import { createWork } from './work-ports.ts'

interface DemoFlags {
  port: number
  seed: number
  customers: number
  now?: Date
  data?: string
  domain: string
  rateLimits?: boolean
  strictFilters?: boolean
  assume?: Assumed
  anonymizeAfter: number
  auditDays: number
  refundDelay: number
  privateAddresses?: PrivateAddresses
  json?: boolean
}

const HOST = '127.0.0.1'

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('start a server with realistic data on a throw-away store')
    .addOption(portOption('port to listen on'))
    .addOption(
      new Option('--seed <number>', 'the same seed and --now give the same data')
        .env('CLIENTELE_SEED')
        .default(42)
        .argParser(integer(0, Number.MAX_SAFE_INTEGER)),
    )
    .addOption(
      new Option('--customers <count>', 'how many customers')
        .env('CLIENTELE_CUSTOMERS')
        .default(1000)
        .argParser(integer(1, 100_000)),
    )
    .addOption(
      new Option('--now <instant>', 'the data ends here, such as 2026-06-01T00:00:00Z (default: now)')
        .env('CLIENTELE_NOW')
        .argParser(instant),
    )
    .addOption(
      new Option('--data <folder>', 'a new folder that keeps the store (default: a temporary one)').env(
        'CLIENTELE_DEMO_DATA',
      ),
    )
    .addOption(domainOption('hosts below it name organizations'))
    .addOption(rateLimitsOption())
    .addOption(strictFiltersOption())
    .addOption(assumeOption())
    .addOption(anonymizeAfterOption())
    .addOption(auditDaysOption())
    .addOption(refundDelayOption())
    .addOption(privateAddressesOption('all'))
    .addOption(jsonFlag())
    .action(runDemo)
}

async function runDemo(flags: DemoFlags): Promise<void> {
  // Known beforehand, since tokens and webhooks name it.
  flags.port = await freePort(flags.port, HOST)
  const folder = flags.data ? await newFolder(flags.data) : await mkdtemp(join(tmpdir(), 'clientele-demo-'))
  const stop = new AbortController()
  const stopLoading = () => stop.abort(new Refusal('stopped before the demo was ready'))
  process.once('SIGINT', stopLoading).once('SIGTERM', stopLoading)
  try {
    await serveDemo(flags, folder, stop.signal, () => {
      process.off('SIGINT', stopLoading).off('SIGTERM', stopLoading)
    })
  } finally {
    if (!flags.data) await rm(folder, { recursive: true, force: true })
  }
}

/** Loads the data with a clock and ids of its own, then serves it with the real ones. */
async function serveDemo(
  flags: DemoFlags,
  folder: string,
  signal: AbortSignal,
  loaded: () => void,
): Promise<void> {
  let shown: Date | undefined
  const sandbox = createSandbox()
  const clock: Clock = () => shown ?? sandbox.clock()
  const setTime = (at: Date) => {
    shown = at
  }
  const dialects = flags.assume?.dialects ?? shipped
  const ids = createSeededRandom(flags.seed).fork('public ids')
  const open = await openFromFlags(
    { data: folder },
    { exclusive: true, durable: flags.data !== undefined, clock, random: ids.bytes },
  )
  try {
    const organization = await load(flags, clock(), { ...open, setTime, signal })
    shown = undefined
    await open.store.copies.save(organization.key, START)
    const secrets = await secretsOf({ data: folder }, open.store)
    const log = () => {}
    const audit = createAudit({ append: open.store.audit.append, log, readsOnly: readsOnlyOf(dialects) })
    const reach = createReach(flags.privateAddresses ?? 'all')
    const work = createWork(open, { dialects, secrets, log, data: folder, reach })
    const { app, services } = createServer({
      ...open,
      secrets,
      random: (count) => randomBytes(count),
      dialects,
      admin: adminPorts(open, { sandbox, demo: true, keys: await keySourceOf({ data: folder }) }, work),
      domain: flags.domain,
      port: flags.port,
      rateLimits: flags.rateLimits ?? false,
      sandbox,
      settings: { strictFilters: flags.strictFilters ?? false },
      audit,
      log,
    })
    loaded()
    const { origin, closed } = await listen(app, { host: HOST, port: flags.port })
    const entries = await Promise.all(
      dialects.map((dialect) => describe(dialect, origin, organization, services)),
    )
    const tokens = { ...services, adminTokens: open.store.adminTokens }
    const { token } = await createAdminToken(tokens, { name: 'demo', expiresAt: null })
    const { url: signInUrl } = await signInLink(origin, { ...tokens, clock: () => new Date() })
    const admin = { base_url: `${origin}${ADMIN_PATH}`, token }
    if (flags.json)
      printJson({
        url: `${origin}/`,
        sign_in_url: signInUrl,
        organization: organization.slug,
        dialects: Object.fromEntries(entries),
        admin,
      })
    else process.stdout.write(screen(signInUrl, organization, flags, entries, admin))
    // Requests among the data, which may be as old as `--now`, count from here: somebody shall see them.
    const jobs = startJobs(open.store, dialects, services, {
      ...flags,
      since: new Date(),
      imports: work.imports,
      reach,
    })
    sandbox.time.wakes(jobs.wake)
    await closed.finally(() => Promise.all([jobs.stop(), work.close(), audit.close()]))
  } finally {
    await open.store.close()
  }
}

async function load(
  flags: DemoFlags,
  started: Date,
  target: Omit<Parameters<typeof createDemo>[1], 'onProgress'>,
): Promise<Organization> {
  const progress = createProgress(`Making ${flags.customers} customers`)
  try {
    return await createDemo(
      { seed: flags.seed, customers: flags.customers, now: flags.now ?? started },
      {
        ...target,
        onProgress: (done, total) => progress.update({ share: done / total, text: `${done} of ${total}` }),
      },
    )
  } finally {
    progress.done()
  }
}

type Entry = [name: string, members: Record<string, string>]

async function describe(
  dialect: Dialect,
  origin: string,
  organization: Organization,
  services: Services,
): Promise<Entry> {
  const { printed } = await dialect.createCredential(
    {
      organizations: [organization],
      scopes: dialect.demoScopes ?? [],
      kind: null,
      redirectUris: [],
      expiresAt: null,
    },
    services,
  )
  return [
    dialect.name,
    {
      base_url: dialect.baseUrl(origin, organization),
      ...printed,
      curl: dialect.exampleCurl(origin, organization, printed),
    },
  ]
}

function screen(
  url: string,
  organization: Organization,
  flags: DemoFlags,
  entries: readonly Entry[],
  admin: { base_url: string; token: string },
): string {
  const kept = flags.data ? `kept in ${flags.data}` : 'thrown away when you stop it (Ctrl-C)'
  const parts = entries.map(([name, { base_url, curl, id: _, ...credential }]) => {
    const title = shipped.find((dialect) => dialect.name === name)?.title ?? name
    const lines = Object.entries({ 'base URL': base_url, ...credential })
    return `${title}\n${lines.map(([label, value]) => `  ${label.padEnd(14)}${value}`).join('\n')}\n\n  ${curl}\n`
  })
  return [
    `Clientele demo: ${flags.customers} customers of “${organization.name}” (organization ${organization.slug}), ${kept}`,
    `Console (signs in once, within an hour)\n  ${url}\n`,
    ...parts,
    `Admin API (snapshots, reset, organizations)\n  ${'base URL'.padEnd(14)}${admin.base_url}\n  ${'token'.padEnd(14)}${admin.token}\n`,
  ].join('\n')
}

/** An ISO 8601 date or date-time; without an offset it is UTC. */
function instant(text: string): Date {
  const [, day, time = 'T00:00:00', offset = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? []
  const at = new Date(`${day}${time}${offset}`)
  // JavaScript reads 31 February as 3 March.
  const isReal = day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day)
  if (!isReal || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('Allowed: an instant such as 2026-06-01T00:00:00Z.')
  return at
}

/** A folder that is not there yet, or an empty one: what is in a store already would not be the demo's. */
async function newFolder(path: string): Promise<string> {
  const folder = resolve(path)
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new Refusal(`${path} cannot be used: ${error.message}`)
  })
  if (found.length > 0) throw new Refusal(`${path} is not empty: give --data a new folder`)
  return folder
}
