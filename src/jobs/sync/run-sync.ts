/**
 * One run of a sync: every stream of the platform's client in its order, page after page, each written together with
 * where to go on; then what had to wait; then what is gone there. A run that was cut off goes on where it was.
 */
import type { Json, JsonObject } from '../../core/schema.ts'
import type { SyncStream } from '../../dialects/client.ts'
import { type Reconciliation, reconcile, streamCounts } from './counts.ts'
import { keepOutcomes } from './keep-outcomes.ts'
import { type Holder, ownerName, takeLease, whileHeld } from './lease.ts'
import { SyncRefused } from './refused.ts'
import { removeGone } from './remove-gone.ts'
import { openRun, type Run, type RunOptions } from './run.ts'
import { rejectWaiting, settleWaiting } from './settle-waiting.ts'
import { resetSource } from './sources.ts'
import { untangle } from './untangle.ts'

export const OVERLAP_MS = 5 * 60_000

interface Position {
  /** Empty once every stream is read. */
  stream: string
  next: Json
}

/** Takes hold of the source for as long as it runs; refuses where another process has it. */
export async function runSync(options: RunOptions): Promise<Reconciliation> {
  const { records, organization, source, clock } = options
  const holder: Holder = { records, organization: organization.key, source, owner: ownerName(), clock }
  const taken = await takeLease(holder)
  return whileHeld(holder, async () => {
    if (options.reset) await resetSource(records, organization.key, taken)
    return runHeld(options, await openRun(options, holder))
  })
}

async function runHeld(options: RunOptions, run: Run): Promise<Reconciliation> {
  const startedAt = await readStreams(run, options)
  await settleWaiting(run)
  // What hangs on others goes first.
  for (const stream of [...run.streams].reverse())
    if (run.full || !stream.incremental) await removeGone(run, stream)
  if ((await settleWaiting(run)) > 0 && (await untangle(run))) await settleWaiting(run)
  await rejectWaiting(run)
  return finish(run, startedAt, options)
}

/** Gives when the run began, by the server's clock. */
async function readStreams(run: Run, options: RunOptions): Promise<Date> {
  const { source, streams } = run
  const position = source.position as Position | null
  let startedAt = source.runStartedAt
  const start = () => {
    startedAt ??= options.startedAt?.() ?? options.clock()
    return startedAt
  }
  const at = position ? streams.findIndex(({ name }) => name === position.stream) : 0
  if (position?.stream && at < 0)
    throw new SyncRefused(
      `the run under way was reading ${position.stream}, which is read no more: use --reset`,
    )
  for (const stream of at < 0 ? [] : streams.slice(at)) {
    const walk = {
      get: run.get,
      from: stream.name === position?.stream ? position.next : null,
      since: sinceOf(run, stream, options.overlap ?? OVERLAP_MS),
      shop: run.organization,
    }
    for await (const { items, next, total } of stream.pages(walk)) {
      await run.take(
        items,
        async (writer, counts, outcomes) => {
          streamCounts(counts, stream.name).total ??= total
          await keepOutcomes(writer, run, stream.name, outcomes, counts)
        },
        () => ({
          runStartedAt: start(),
          position: next === null ? following(streams, stream) : { stream: stream.name, next },
        }),
      )
      options.onProgress?.(stream.name, run.counts)
      run.signal?.throwIfAborted()
    }
  }
  return start()
}

const sinceOf = ({ full, source }: Run, { incremental }: SyncStream, overlap: number): Date | null =>
  full || !incremental || source.since === null ? null : new Date(source.since.getTime() - overlap)

/** After a stream's last page the next one begins; after the last stream nothing is left to read. */
const following = (streams: readonly SyncStream[], stream: SyncStream): JsonObject => ({
  stream: streams[streams.indexOf(stream) + 1]?.name ?? '',
  next: null,
})

async function finish(run: Run, startedAt: Date, { clock }: RunOptions): Promise<Reconciliation> {
  const whole = reconcile(run.counts)
  const kind = run.full ? 'full' : 'incremental'
  const lastRun = { finishedAt: clock().toISOString(), kind, ...whole } as unknown as JsonObject
  await run.step(
    async () => {},
    () => ({
      position: null,
      runKind: null,
      runStartedAt: null,
      since: startedAt,
      counts: {},
      lastRun,
      lastError: null,
    }),
  )
  return whole
}
