/** Syncs that people start in a running server: each by itself in the background, one at a time of a source. */
import type { Secrets } from '../../auth/secrets.ts'
import { CoreError } from '../../core/errors.ts'
import type { Clock, Organization, RecordStore } from '../../core/ports.ts'
import type { SyncAdmin, SyncedSource, SyncRequest, SyncRun } from '../../core/sync-admin.ts'
import type { Dialect } from '../../dialects/dialect.ts'
import { readBaseUrl } from './base-url.ts'
import { readCounts } from './counts.ts'
import { dryRun } from './dry-run.ts'
import { listHeld } from './held-items.ts'
import type { SendRequest } from './polite-get.ts'
import { SyncRefused } from './refused.ts'
import { lineOf } from './rejects-file.ts'
import { openCredential, sealCredential } from './scheduled.ts'
import {
  findSource,
  keptCredential,
  openSource,
  refuseOtherDialect,
  type Source,
  type SourceInput,
  scheduleSource,
} from './sources.ts'
import { syncSource } from './sync-source.ts'

export interface SyncAdminOptions {
  records: RecordStore
  dialects: readonly Dialect[]
  secrets: Secrets
  clock: Clock
  log: (level: 'error', message: string, facts: Record<string, unknown>) => void
  /** How a server at that address is asked. */
  sendTo: (baseUrl: string, signal: AbortSignal) => SendRequest
}

const MOST_SOURCES = 10_000
/** Of each organization so many of what was started are remembered. */
const MOST_STARTED = 50
/** Rejected items a piece. */
const PIECE = 200

/** What this server started last of a source. */
interface Started {
  input: SourceInput
  run: SyncRun
  stopping: AbortController
  done: Promise<void>
}

export function createSyncAdmin(options: SyncAdminOptions): SyncAdmin {
  const { records, clock, secrets, sendTo } = options
  const started = new Map<string, Started>()
  let closed = false
  const nameIn = ({ key }: Organization, name: string) => `${key} ${name}`

  const withRun = (organization: Organization, source: Source): SyncedSource => {
    const { name, dialect, baseUrl } = source
    return { name, dialect, baseUrl, source, run: started.get(nameIn(organization, name))?.run ?? null }
  }
  const tried = ({ input: { name, dialect, baseUrl }, run }: Started): SyncedSource => ({
    name,
    dialect,
    baseUrl,
    source: null,
    run,
  })

  async function get(organization: Organization, name: string): Promise<SyncedSource> {
    const source = await findSource(records, organization.key, name)
    if (source) return withRun(organization, source)
    const own = started.get(nameIn(organization, name))
    if (!own) throw new CoreError('record-not-found', {}, `there is no source ${name}`)
    return tried(own)
  }

  async function sourceOf(organization: Organization, name: string): Promise<Source> {
    const { source } = await get(organization, name)
    if (!source) throw new CoreError('record-not-found', {}, `nothing was synced from ${name} yet`)
    return source
  }

  /** What is given; where nothing is, what a scheduled source keeps for that address. */
  function credentialOf(
    { title, client }: Dialect,
    given: Readonly<Record<string, string>>,
    known: Source | null,
    baseUrl: string,
  ): Record<string, string> {
    const stranger = Object.keys(given).find((name) => !Object.hasOwn(client.credential, name))
    if (stranger !== undefined) throw wrong(`${title} knows no credential ${stranger}`)
    const own = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
    const sealed = Object.keys(own).length === 0 ? keptCredential(known, baseUrl) : null
    if (sealed !== null) return openCredential(secrets, sealed)
    const missing = Object.entries(client.credential).find(([name, { optional }]) => !optional && !own[name])
    if (missing) throw wrong(`${title} needs ${missing[0]}: ${missing[1].about}`)
    return own
  }

  function dialectOf(name: string): Dialect {
    const found = options.dialects.find((dialect) => dialect.name === name)
    if (found) return found
    throw wrong(`dialect must be one of ${options.dialects.map((dialect) => dialect.name).join(', ')}`)
  }

  const setSchedule = (
    organization: Organization,
    source: Source,
    everySeconds: number,
    credential: Readonly<Record<string, string>>,
  ) =>
    scheduleSource(records, organization.key, source, {
      everySeconds,
      sealedCredential: sealCredential(secrets, credential),
      nextRunAt: new Date(clock().getTime() + everySeconds * 1000),
    })

  async function start(organization: Organization, request: SyncRequest): Promise<SyncedSource> {
    const dialect = dialectOf(request.dialect)
    const name = checkedName(request.name ?? dialect.name)
    const known = await findSource(records, organization.key, name)
    const baseUrl = request.from === undefined ? known?.baseUrl : readBaseUrl(request.from, dialect)
    if (baseUrl === undefined) throw wrong('give the server’s address')
    if (request.dryRun && request.everySeconds !== undefined)
      throw wrong('a dry run writes nothing: it cannot set a schedule')
    refuseOtherDialect(known, dialect.name)
    const credential = credentialOf(dialect, request.credential, known, baseUrl)
    const input: SourceInput = { name, dialect: dialect.name, baseUrl, ...linking(request) }
    const id = nameIn(organization, name)
    const mayStart = () => {
      if (closed) throw new CoreError('not-unique', {}, 'the server is stopping')
      if (started.get(id)?.run.state === 'running')
        throw new CoreError('not-unique', {}, `${name} is being synced: wait for it, or stop it`)
    }
    mayStart()
    const source = request.dryRun ? null : await openSource(records, organization.key, input)
    if (source && request.everySeconds !== undefined)
      await setSchedule(organization, source, request.everySeconds, credential)
    mayStart()
    const stopping = new AbortController()
    const run = newRun(request.dryRun ?? false, clock())
    const common = {
      records,
      organization,
      dialect,
      credential,
      send: sendTo(baseUrl, stopping.signal),
      clock,
      full: request.full ?? false,
      removeMany: request.removeMany ?? false,
      reset: request.reset ?? false,
      signal: stopping.signal,
      onProgress: (stream: string, counts: SyncRun['counts']) =>
        Object.assign(run, { stream, counts: structuredClone(counts) }),
    }
    const work = source ? syncSource({ ...common, source }) : dryRun({ ...common, source: input })
    const done = work
      .then(
        (counts) => Object.assign(run, { state: 'done', counts }),
        (error: Error) =>
          ended(run, error, stopping.signal, { organization: organization.key, source: name }),
      )
      .then(() => {
        Object.assign(run, { stream: null, endedAt: clock() })
      })
    started.delete(id)
    started.set(id, { input, run, stopping, done })
    forgetOldest(organization)
    return get(organization, name)
  }

  /** In the order in which they were started. */
  function forgetOldest(organization: Organization): void {
    const own = [...started].filter(([id]) => id.startsWith(nameIn(organization, '')))
    for (const [id, { run }] of own.slice(0, -MOST_STARTED)) if (run.state !== 'running') started.delete(id)
  }

  function ended(run: SyncRun, error: Error, signal: AbortSignal, facts: Record<string, unknown>): void {
    if (signal.aborted) return void Object.assign(run, { state: 'stopped' })
    const known = error instanceof SyncRefused || error.message.startsWith('cannot reach ')
    const { code } = error as { code?: string }
    if (!known) options.log('error', 'a sync failed', { ...facts, reason: code ?? error.name })
    const told = known ? error.message : `the sync failed (${code ?? error.name}): start it again to go on`
    Object.assign(run, { state: 'failed', error: told })
  }

  return {
    async list(organization) {
      const sources = await records.list(organization.key, {
        type: 'source',
        sort: [{ field: 'name' }],
        limit: MOST_SOURCES,
      })
      const known = new Set(sources.map(({ name }) => nameIn(organization, name)))
      const others = [...started].filter(([id]) => id.startsWith(nameIn(organization, '')) && !known.has(id))
      return [
        ...sources.map((source) => withRun(organization, source)),
        ...others.map(([, own]) => tried(own)),
      ]
    },
    get,
    start: (organization, request) => inWords(() => start(organization, request)),
    async stop(organization, name) {
      await get(organization, name)
      const own = started.get(nameIn(organization, name))
      if (own?.run.state !== 'running')
        throw new CoreError('not-unique', {}, `this server was not asked to sync ${name} at this moment`)
      own.stopping.abort()
      await own.done
      return get(organization, name)
    },
    schedule: (organization, name, everySeconds, given) =>
      inWords(async () => {
        const source = await sourceOf(organization, name)
        if (everySeconds === null) await scheduleSource(records, organization.key, source, null)
        else
          await setSchedule(
            organization,
            source,
            everySeconds,
            credentialOf(dialectOf(source.dialect), given, source, source.baseUrl),
          )
        return get(organization, name)
      }),
    async rejects(organization, name, from) {
      const { key } = await sourceOf(organization, name)
      const some = await listHeld(records, organization.key, key, 'rejected', {
        after: Number(from ?? 0),
        limit: PIECE,
      })
      const last = some.at(-1)
      return {
        text: some.map(lineOf).join(''),
        next: last && some.length === PIECE ? String(last.key) : null,
      }
    },
    async close() {
      closed = true
      for (const { stopping } of started.values()) stopping.abort()
      await Promise.all([...started.values()].map(({ done }) => done))
    },
  }
}

const linking = ({ linkBy }: SyncRequest) => (linkBy ? { linkBy } : {})

const newRun = (isDry: boolean, startedAt: Date): SyncRun => ({
  dryRun: isDry,
  state: 'running',
  stream: null,
  counts: readCounts({}),
  error: null,
  startedAt,
  endedAt: null,
})

const wrong = (message: string) => new CoreError('invalid-value', {}, message)

function checkedName(name: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,62}$/i.test(name)) return name
  throw wrong('a name has at most 63 letters, digits, dots, dashes and underscores')
}

/** What a sync refuses is the asker's to put right. */
async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof SyncRefused ? wrong(error.message) : error
  }
}
