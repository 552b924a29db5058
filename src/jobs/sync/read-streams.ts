/**
 * Reads the streams of a source page after page. A stream that only shows what changed says nothing of what is gone; but
 * when it has fewer items than are known of it, some are: then it is read whole after all.
 */
import { all, where } from '../../core/query.ts'
import type { Json, JsonObject } from '../../core/schema.ts'
import type { SyncStream } from '../../dialects/client.ts'
import { streamCounts } from './counts.ts'
import { keepOutcomes } from './keep-outcomes.ts'
import { SyncRefused } from './refused.ts'
import type { Run, RunOptions } from './run.ts'

/** Where a run goes on. */
export interface Position {
  /** Empty once every stream is read. */
  stream: string
  next: Json
  /** `asking`: what changed is read, whether some are gone is not known yet; `again`: some are, it is read whole. */
  step?: 'asking' | 'again'
}

const OVERLAP_MS = 5 * 60_000
const BATCH = 5000

/** Gives when the run began, by the server's clock. */
export async function readStreams(run: Run, options: RunOptions): Promise<Date> {
  const { source, streams } = run
  const position = source.position as unknown as Position | null
  let startedAt = source.runStartedAt
  const start = () => {
    startedAt ??= options.startedAt?.() ?? options.clock()
    return startedAt
  }

  async function read(stream: SyncStream, since: Date | null, from: Json): Promise<void> {
    const again = since === null && !run.isWhole(stream)
    let first = from === null
    const goesOn = (next: Json): Position => {
      if (next !== null) return { stream: stream.name, next, ...(again ? { step: 'again' } : {}) }
      if (since !== null) return { stream: stream.name, next, step: 'asking' }
      return { stream: streams[streams.indexOf(stream) + 1]?.name ?? '', next }
    }
    for await (const { items, next, total } of stream.pages({
      get: run.get,
      from,
      since,
      shop: run.organization,
    })) {
      await run.take(
        items,
        async (writer, counts, outcomes) => {
          const own = streamCounts(counts, stream.name)
          if (first && total !== null) own.total = (own.total ?? 0) + total
          if (again && next === null) counts.whole = [...new Set([...counts.whole, stream.name])]
          await keepOutcomes(writer, run, stream.name, outcomes, counts)
        },
        () => ({ runStartedAt: start(), position: goesOn(next) as unknown as JsonObject }),
      )
      first = false
      options.onProgress?.(stream.name, run.counts)
      run.signal?.throwIfAborted()
    }
  }

  const at = position ? streams.findIndex(({ name }) => name === position.stream) : 0
  if (position?.stream && at < 0)
    throw new SyncRefused(
      `the run under way was reading ${position.stream}, which is read no more: use --reset`,
    )
  for (const stream of at < 0 ? [] : streams.slice(at)) {
    const here = stream.name === position?.stream ? position : null
    if (!here?.step) await read(stream, sinceOf(run, stream, options.overlap), here?.next ?? null)
    if (run.isWhole(stream)) continue
    if (here?.step === 'again') await read(stream, null, here.next)
    else if (await someAreGone(run, stream)) await read(stream, null, null)
  }
  return start()
}

/** From when on it is asked for changes; null: it is read whole. */
export const sinceOf = (
  { isWhole, source }: Pick<Run, 'isWhole' | 'source'>,
  stream: SyncStream,
  overlap = OVERLAP_MS,
): Date | null =>
  isWhole(stream) || source.since === null ? null : new Date(source.since.getTime() - overlap)

async function someAreGone(run: Run, stream: SyncStream): Promise<boolean> {
  const walk = { get: run.get, from: null, since: null, shop: run.organization }
  for await (const { total } of stream.pages(walk))
    return total !== null && (await known(run, stream)) > total
  return false
}

/** How many records of the source are the stream's. */
async function known({ reader, organization, source }: Run, stream: SyncStream): Promise<number> {
  const { eq, gt } = where('sourceRecord')
  const own = all(eq('sourceKey', source.key), eq('recordType', stream.type))
  const { owns } = stream
  if (!owns) return reader.count(organization.key, 'sourceRecord', own)
  let count = 0
  for (let after = 0; ; ) {
    const some = await reader.list(organization.key, {
      type: 'sourceRecord',
      where: all(own, gt('key', after)),
      sort: [{ field: 'key' }],
      limit: BATCH,
    })
    const last = some.at(-1)
    if (!last) return count
    after = last.key
    count += some.filter(({ remoteId }) => owns(remoteId)).length
  }
}
