/** Runs the scheduled syncs of a server. Of several servers on one database the one that takes hold of a source runs it. */
import type { Secrets } from '../../auth/secrets.ts'
import type { AuditLog } from '../../core/audit.ts'
import type { DueRecord, DueRecords } from '../../core/due.ts'
import type { Clock, Organization, RecordStore, Writer } from '../../core/ports.ts'
import type { Dialect } from '../../dialects/dialect.ts'
import { type BackgroundJob, pause } from '../background.ts'
import type { SendRequest } from './polite-get.ts'
import { SourceTaken, SyncRefused } from './refused.ts'
import type { Source } from './sources.ts'
import { syncSource } from './sync-source.ts'

export interface ScheduledOptions {
  records: RecordStore
  due: Pick<DueRecords, 'syncs'>
  organizations: { byKey(key: number): Promise<Organization | null> }
  dialects: readonly Dialect[]
  secrets: Secrets
  clock: Clock
  log: (level: 'info' | 'error', message: string, facts: Record<string, unknown>) => void
  /** How a server at that address is asked. */
  sendTo: (baseUrl: string, signal: AbortSignal) => SendRequest
  /** Milliseconds between two looks at what is due. */
  every?: number
  /** Where each run is noted; absent: nowhere. */
  audit?: Pick<AuditLog, 'append'>
}

const NAME = 'sync'
/** After a failure a source is tried again before long, though it is scheduled seldom. */
const AGAIN_SECONDS = 600
/** So many at once. */
const MOST = 4

/** A sync may take hours: others that come due meanwhile do not wait for it. */
export function scheduledSyncsJob(options: ScheduledOptions): BackgroundJob {
  const { every = 2000 } = options
  const running = new Map<number, Promise<void>>()
  return {
    name: NAME,
    every,
    restless: true,
    async run(signal) {
      while (!signal.aborted) {
        for (const due of await options.due.syncs({ until: options.clock() })) {
          if (running.has(due.key) || running.size >= MOST) continue
          const done = runOne(due, options, signal).finally(() => running.delete(due.key))
          running.set(due.key, done)
        }
        await pause(every, signal)
      }
      await Promise.all(running.values())
      return 0
    },
  }
}

async function runOne(due: DueRecord, options: ScheduledOptions, signal: AbortSignal): Promise<void> {
  const { log } = options
  const facts = { job: NAME, organization: due.organization, source: due.key }
  try {
    const source = await claim(options, due)
    if (!source?.everySeconds) return
    await options.audit?.append([
      {
        ...{ organization: due.organization, kind: 'sync', via: 'job', who: source.name, action: NAME },
        ...{ onBehalf: false, subjects: [], requests: 1, at: new Date(), trace: null },
      },
    ])
    try {
      const { read, created, updated, deleted, rejected } = await runSource(source, due, options, signal)
      await schedule(options, due, source.everySeconds)
      log('info', 'synced', { ...facts, read, created, updated, deleted, rejected })
    } catch (error) {
      // The server ends: whoever starts next goes on with it.
      if (signal.aborted) return await schedule(options, due, 0)
      if (error instanceof SourceTaken) return
      log('error', 'a scheduled sync failed', { ...facts, reason: reasonOf(error as Error) })
    }
  } catch (error) {
    // The store itself: what is due stays due.
    if (!signal.aborted)
      log('error', 'a scheduled sync failed', { ...facts, reason: reasonOf(error as Error) })
    await pause(5000, signal)
  }
}

async function runSource(source: Source, due: DueRecord, options: ScheduledOptions, signal: AbortSignal) {
  const { dialects, secrets, organizations, sendTo } = options
  const organization = await organizations.byKey(due.organization)
  const dialect = dialects.find(({ name }) => name === source.dialect)
  if (!organization || !dialect || !source.sealedCredential)
    throw new SyncRefused(`${source.name} cannot be synced by this server: schedule it again`)
  return syncSource({
    records: options.records,
    organization,
    dialect,
    source,
    credential: openCredential(secrets, source.sealedCredential),
    send: sendTo(source.baseUrl, signal),
    clock: options.clock,
    signal,
  })
}

/** What is presented at a source, as the store keeps it. */
export const sealCredential = (secrets: Secrets, credential: Readonly<Record<string, string>>): string =>
  secrets.seal(JSON.stringify(credential))

export function openCredential(secrets: Secrets, sealed: string): Record<string, string> {
  try {
    return JSON.parse(secrets.open(sealed))
  } catch {
    throw new SyncRefused('its credential was encrypted under another key: schedule it again')
  }
}

/**
 * Makes the run this server's: what was due is due again some time later, unless it comes to its end. Null where another
 * server has it, or somebody stopped it.
 */
async function claim(options: ScheduledOptions, due: DueRecord): Promise<Source | null> {
  const isDue = (at: Date, everySeconds: number) => {
    const wait = at.getTime() - options.clock().getTime()
    // As due-records.ts has it: planned by a clock that was set back since.
    return wait <= 0 || wait > (everySeconds + 60) * 1000
  }
  return inSource(options, due, async (writer, source) => {
    if (!source.everySeconds || !source.nextRunAt || !isDue(source.nextRunAt, source.everySeconds))
      return null
    const seconds = Math.min(source.everySeconds, AGAIN_SECONDS)
    return writer.update('source', source.key, { nextRunAt: later(options.clock, seconds) })
  })
}

/** Unless somebody stopped it meanwhile. */
async function schedule(options: ScheduledOptions, due: DueRecord, seconds: number): Promise<void> {
  await inSource(options, due, async (writer, { key, everySeconds }) => {
    if (everySeconds) await writer.update('source', key, { nextRunAt: later(options.clock, seconds) })
    return null
  })
}

const later = (clock: Clock, seconds: number): Date => new Date(clock().getTime() + seconds * 1000)

/** In one transaction, with the source locked; null where there is none. */
const inSource = <T>(
  { records }: ScheduledOptions,
  { organization, key }: DueRecord,
  work: (writer: Writer, source: Source) => Promise<T | null>,
): Promise<T | null> =>
  records.write(
    organization,
    { kind: NAME },
    async (writer) => {
      await writer.lock('source', key)
      const source = await writer.find(organization, 'source', 'key', key)
      return source ? work(writer, source) : null
    },
    { silent: true },
  )

const reasonOf = (error: Error): string =>
  error instanceof SyncRefused ? error.kept : ((error as { code?: string }).code ?? error.name)
