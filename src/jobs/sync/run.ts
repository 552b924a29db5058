/** A run on its way: what its steps work with, and how each is written together with the checkpoint. */
import type { Clock, Organization, Reader, RecordStore, Writer } from '../../core/ports.ts'
import type { Get, SyncItem, SyncStream } from '../../dialects/client.ts'
import type { Dialect } from '../../dialects/dialect.ts'
import { keptCounts, type RunCounts, readCounts } from './counts.ts'
import { forgetHeld } from './held-items.ts'
import { ID_FIELDS } from './id-fields.ts'
import { type Holder, holdLease, nextEnd } from './lease.ts'
import { type Source, SYNC_ACTOR } from './sources.ts'
import { takeItems } from './take-items.ts'
import type { PageOutcome, PageWrite } from './write-page.ts'

export interface RunOptions {
  records: RecordStore
  organization: Organization
  dialect: Dialect
  source: Source
  get: Get
  clock: Clock
  /** Reads everything, though what changed would do. */
  full?: boolean
  /** Removes what is gone there though it is most of what there was. */
  removeMany?: boolean
  /** Forgets what is known of the source before. */
  reset?: boolean
  /** Milliseconds before the start of the last run from which on changes are asked for: clocks differ. Default 5 min. */
  overlap?: number
  /** Counts requests; what a run that goes on had counted is added to it. */
  counts?: RunCounts
  /** When the server first answered, by its own clock; null where it does not say. Default: by the store's. */
  startedAt?: () => Date | null
  /** Once it is aborted no further page is begun. */
  signal?: AbortSignal
  onProgress?: (stream: string, counts: RunCounts) => void
}

export interface Run {
  reader: Reader
  organization: Organization
  streams: readonly SyncStream[]
  meetsOnce: boolean
  /** As it was when the run began, or went on. */
  source: Source
  full: boolean
  /** All of the stream is read, whether anything changed or not. */
  isWhole(stream: SyncStream): boolean
  /** As the last step left them. */
  counts: RunCounts
  get: Get
  signal: AbortSignal | undefined
  /** Does `work` in one transaction with the counts and `changes` to the source, as long as the source is held. */
  step(
    work: (writer: Writer, counts: RunCounts) => Promise<void>,
    changes?: () => Partial<Source>,
  ): Promise<void>
  /** The same once the items are taken: `work` hears what became of each. */
  take(
    items: readonly SyncItem[],
    work: (writer: Writer, counts: RunCounts, outcomes: PageOutcome) => Promise<void>,
    changes?: () => Partial<Source>,
  ): Promise<void>
}

/** Begins a run, or goes on with the one under way, of a source that is held. */
export async function openRun(options: RunOptions, holder: Holder): Promise<Run> {
  const { records, organization, dialect, signal, clock, counts = readCounts({}) } = options
  const actor = SYNC_ACTOR(options.source.name)
  const write = <T>(work: (writer: Writer) => Promise<T>) =>
    records.write(organization.key, actor, work, { silent: true })
  const source = await write(async (writer) => {
    const held = await holdLease(writer, holder)
    if (held.runKind !== null) return held
    for (const state of ['waiting', 'rejected'] as const)
      await forgetHeld(writer, organization.key, held.key, state)
    return writer.update('source', held.key, {
      run: held.run + 1,
      runKind: options.full || held.since === null ? 'full' : 'incremental',
      runStartedAt: null,
      position: null,
      counts: {},
    })
  })
  const before = readCounts(source.counts)
  counts.requests += before.requests
  counts.retries += before.retries
  const { streams, reasons, whole } = before
  Object.assign(counts, { streams, reasons, whole })
  const page: PageWrite = {
    organization: organization.key,
    source,
    idField: ID_FIELDS[dialect.ids.form],
    keepsUpdatedAt: dialect.client.keepsUpdatedAt,
    clock,
  }

  /** What `work` counts is counted once it is committed: the store may run a transaction again. */
  const counting =
    (work: (writer: Writer, counts: RunCounts) => Promise<void>, changes: () => Partial<Source>) =>
    async (writer: Writer): Promise<RunCounts> => {
      await holdLease(writer, holder)
      // Also when something is removed: the customer says itself when it changed.
      if (page.keepsUpdatedAt) writer.keepUpdatedAt('all')
      const next = structuredClone(counts)
      await work(writer, next)
      await writer.update('source', source.key, {
        counts: keptCounts(next),
        lockedUntil: nextEnd(holder),
        ...changes(),
      })
      return next
    }
  const keep = ({ streams, reasons, whole }: RunCounts) => Object.assign(counts, { streams, reasons, whole })

  return {
    reader: records,
    organization,
    streams: dialect.client.streams,
    meetsOnce: dialect.client.meetsOnce ?? false,
    source,
    full: source.runKind === 'full',
    isWhole: ({ incremental }) => source.runKind === 'full' || !incremental,
    counts,
    get: options.get,
    signal,
    async step(work, changes = () => ({})) {
      keep(await write(counting(work, changes)))
    },
    async take(items, work, changes = () => ({})) {
      keep(
        await takeItems({ records, actor, page, items }, (writer, outcomes) =>
          counting((own, next) => work(own, next, outcomes), changes)(writer),
        ),
      )
    },
  }
}
