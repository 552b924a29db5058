/** How a source is shown: what it is, how far it is, what its last run did. Never its credential. */
import { Type } from 'typebox'
import type { RunCounts, SyncedSource, SyncRun } from '../../../core/sync-admin.ts'
import { orNull, TIME, word } from '../schema-parts.ts'

const COUNTS = Type.Object({
  total: orNull(Type.Integer()),
  read: Type.Integer(),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  rejected: Type.Integer(),
  deleted: Type.Integer(),
})

const RECONCILIATION = Type.Object({
  ...COUNTS.properties,
  requests: Type.Integer(),
  retries: Type.Integer(),
  streams: Type.Array(Type.Object({ name: Type.String(), ...COUNTS.properties })),
  reasons: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() })),
})
export type Reconciliation = Type.Static<typeof RECONCILIATION>

export const SOURCE = Type.Object({
  name: Type.String(),
  dialect: Type.String(),
  from: Type.String(),
  /** `tried`: a dry run alone, of which nothing is kept. */
  state: word('running', 'interrupted', 'up-to-date', 'next-reads-all', 'never-finished', 'tried'),
  link_by: orNull(Type.String()),
  every_seconds: orNull(Type.Integer()),
  next_run_at: orNull(TIME),
  last_run: orNull(Type.Object({ kind: Type.String(), finished_at: TIME, reconciliation: RECONCILIATION })),
  /** What the run under way, or the one that was cut off, has done so far. */
  under_way: orNull(RECONCILIATION),
  /** Why the last run did not come to its end. */
  error: orNull(Type.String()),
  /** What was started here last. */
  run: orNull(
    Type.Object({
      dry_run: Type.Boolean(),
      state: word('running', 'done', 'stopped', 'failed'),
      stream: orNull(Type.String()),
      error: orNull(Type.String()),
      started_at: TIME,
      ended_at: orNull(TIME),
      reconciliation: RECONCILIATION,
    }),
  ),
})
export type SourceShown = Type.Static<typeof SOURCE>

const FIGURES = ['read', 'created', 'updated', 'unchanged', 'rejected', 'deleted'] as const

function reconciliation(kept: Partial<RunCounts>): Reconciliation {
  const { requests = 0, retries = 0, streams = {}, reasons = {} } = kept
  const all = Object.values(streams)
  const sums = Object.fromEntries(
    FIGURES.map((figure) => [figure, all.reduce((sum, stream) => sum + stream[figure], 0)]),
  ) as Record<(typeof FIGURES)[number], number>
  return {
    ...sums,
    total: all.reduce((sum, { total, read }) => sum + (total ?? read), 0),
    requests,
    retries,
    streams: Object.entries(streams).map(([name, counts]) => ({ name, ...counts })),
    reasons: Object.entries(reasons).map(([reason, count]) => ({ reason, count })),
  }
}

const presentRun = (run: SyncRun) => ({
  dry_run: run.dryRun,
  state: run.state,
  stream: run.stream,
  error: inOwnWords(run.error),
  started_at: run.startedAt.toISOString(),
  ended_at: run.endedAt?.toISOString() ?? null,
  reconciliation: reconciliation(run.counts),
})

export function presentSource({ name, dialect, baseUrl, source, run }: SyncedSource, now: Date): SourceShown {
  const shown = { name, dialect, from: baseUrl, run: run && presentRun(run) }
  if (!source)
    return {
      ...shown,
      state: run?.state === 'running' ? 'running' : 'tried',
      ...{
        link_by: null,
        every_seconds: null,
        next_run_at: null,
        last_run: null,
        under_way: null,
        error: null,
      },
    }
  const lastRun = source.lastRun as unknown as (RunCounts & { kind: string; finishedAt: string }) | null
  return {
    ...shown,
    state: stateOf(source, now),
    link_by: source.linkBy,
    every_seconds: source.everySeconds,
    next_run_at: source.nextRunAt?.toISOString() ?? null,
    last_run: lastRun && {
      kind: lastRun.kind,
      finished_at: lastRun.finishedAt,
      reconciliation: reconciliation(lastRun),
    },
    under_way:
      source.runKind === null ? null : reconciliation(source.counts as unknown as Partial<RunCounts>),
    error: inOwnWords(source.lastError),
  }
}

/** What a sync says is for the command line as well: here nobody gives flags. */
const inOwnWords = (text: string | null): string | null =>
  text?.replace(/ \(--[^)]*\)/g, '').replaceAll('the same command goes on', 'the next run goes on') ?? null

function stateOf(source: NonNullable<SyncedSource['source']>, now: Date): SourceShown['state'] {
  if (source.lockedBy && source.lockedUntil && source.lockedUntil > now) return 'running'
  if (source.runKind !== null) return 'interrupted'
  if (source.since) return 'up-to-date'
  return source.lastRun ? 'next-reads-all' : 'never-finished'
}
