/**
 * What a sync would do. Everything is read first; then the very same run is done on what was read, in one transaction that
 * is undone. What only the run can know to ask (which of the records it did not meet are gone, what else there is where
 * some are) is asked then, and the run is done again with the answers.
 */
import type { DialectClient, Get, SyncPage, SyncStream, Walk } from '../../dialects/client.ts'
import type { Reconciliation } from './counts.ts'
import { type Position, sinceOf } from './read-streams.ts'
import { runSync } from './run-sync.ts'
import { findSource, openSource, refuseOtherDialect, type Source, type SourceInput } from './sources.ts'
import { caller, type SyncInput } from './sync-source.ts'

export type DryRunInput = Omit<SyncInput, 'source'> & {
  source: SourceInput
}

/** Ends the transaction. */
class Undone extends Error {}

/** What was read and asked, and what the run missed of it. */
interface Answers {
  walks: Map<string, { pages: SyncPage[]; whole: boolean }>
  exist: Map<string, boolean>
  missed: (() => Promise<void>)[]
}

/** Gives what the run would do; nothing at all is left of it. */
export async function dryRun(input: DryRunInput): Promise<Reconciliation> {
  refuseOtherDialect(
    await findSource(input.records, input.organization.key, input.source.name),
    input.source.dialect,
  )
  const { get, startedAt, counts } = caller(input)
  const answers: Answers = { walks: new Map(), exist: new Map(), missed: [] }
  await readAhead(input, answers, get)
  for (;;) {
    answers.missed = []
    const client = replayed(input.dialect.client, answers, get)
    const told = await undone(input, async (records) =>
      runSync({
        ...input,
        records,
        dialect: { ...input.dialect, client },
        source: await openSource(records, input.organization.key, input.source),
        get,
        counts: structuredClone(counts),
        startedAt,
        onProgress: () => {},
      }),
    )
    if (told && answers.missed.length === 0) return told
    for (const ask of answers.missed) await ask()
  }
}

/** The pages that the run is going to read. */
async function readAhead(input: DryRunInput, { walks }: Answers, get: Get): Promise<void> {
  const { dialect, organization, reset, full, overlap, onProgress } = input
  const source = reset ? null : await findSource(input.records, organization.key, input.source.name)
  const underWay = source?.runKind ? source : null
  const everything = underWay ? underWay.runKind === 'full' : full || !source?.since
  const isWhole = (stream: SyncStream) => everything || !stream.incremental
  const position = underWay?.position as unknown as Position | null
  const at = position ? dialect.client.streams.findIndex(({ name }) => name === position.stream) : 0
  const read = { total: null, read: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, deleted: 0 }
  for (const stream of at < 0 ? [] : dialect.client.streams.slice(at)) {
    const since = sinceOf({ isWhole, source: source as Source }, stream, overlap)
    const from = position?.stream === stream.name ? position.next : null
    for await (const { items } of kept(walks, stream, { get, from, since, shop: organization })) {
      read.read += items.length
      const streams = { [stream.name]: read }
      onProgress?.(stream.name, { requests: 0, retries: 0, reasons: {}, whole: [], streams })
    }
    // What is asked to learn whether some are gone.
    if (since !== null)
      for await (const _ of kept(walks, stream, { get, from: null, since: null, shop: organization })) break
  }
}

const nameOf = ({ name }: SyncStream, { from, since }: Walk): string =>
  JSON.stringify([name, from, since?.toISOString() ?? null])

/** The pages of a walk, which are remembered. */
async function* kept(walks: Answers['walks'], stream: SyncStream, walk: Walk): AsyncGenerator<SyncPage> {
  const memory: { pages: SyncPage[]; whole: boolean } = { pages: [], whole: false }
  walks.set(nameOf(stream, walk), memory)
  for await (const page of stream.pages(walk)) {
    memory.pages.push(page)
    yield page
  }
  memory.whole = true
}

/** A client that shows what was read and knows what was asked; what it does not know is noted. */
function replayed(client: DialectClient, answers: Answers, get: Get): DialectClient {
  const streams = client.streams.map((stream): SyncStream => {
    return {
      ...stream,
      async *pages(walk) {
        const memory = answers.walks.get(nameOf(stream, walk))
        yield* memory?.pages ?? []
        if (memory?.whole) return
        answers.missed.push(async () => {
          for await (const _ of kept(answers.walks, stream, { ...walk, get }));
        })
        throw new Undone()
      },
      async exists(_, remoteId) {
        const name = `${stream.name} ${remoteId}`
        const answer = answers.exist.get(name)
        if (answer === undefined)
          answers.missed.push(async () => {
            answers.exist.set(name, await stream.exists(get, remoteId))
          })
        // There, until it is known.
        return answer ?? true
      },
    }
  })
  return { ...client, streams }
}

/** What `work` gives, or null where it could not come to its end; what it wrote is undone. */
async function undone<T>(
  { records, organization }: DryRunInput,
  work: (records: DryRunInput['records']) => Promise<T>,
): Promise<T | null> {
  let result: { told: T } | null = null
  await records
    .joined(organization.key, async (joined) => {
      result = { told: await work(joined) }
      throw new Undone()
    })
    .catch((error) => {
      if (!(error instanceof Undone)) throw error
    })
  return (result as { told: T } | null)?.told ?? null
}
