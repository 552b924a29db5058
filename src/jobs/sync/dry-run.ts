/**
 * What a sync would do. Everything is read first; then the very same run is done on what was read, in one transaction that
 * is undone. Which of the records that were not met are gone is only known once the run has asked for them: it is then
 * asked, and the run done again with the answers.
 */
import type { DialectClient, Get, SyncPage, SyncStream } from '../../dialects/client.ts'
import type { Reconciliation } from './counts.ts'
import { OVERLAP_MS, runSync } from './run-sync.ts'
import { findSource, openSource, type Source, type SourceInput } from './sources.ts'
import { caller, type SyncInput } from './sync-source.ts'

export type DryRunInput = Omit<SyncInput, 'source'> & {
  source: SourceInput
}

class Undone extends Error {}

/** Gives what the run would do; nothing at all is left of it. */
export async function dryRun(input: DryRunInput): Promise<Reconciliation> {
  const { dialect } = input
  const { get, startedAt, counts } = caller(input)
  const known = input.reset
    ? null
    : await findSource(input.records, input.organization.key, input.source.name)
  const pages = await readAll(input, known, get)
  const answers = new Map<string, boolean>()
  for (;;) {
    const asked = new Map<string, () => Promise<boolean>>()
    const client = replayed(dialect.client, pages, answers, asked, get)
    const told = await undone(input, async (records) =>
      runSync({
        ...input,
        records,
        dialect: { ...dialect, client },
        source: await openSource(records, input.organization.key, input.source),
        get,
        counts: structuredClone(counts),
        startedAt,
        onProgress: () => {},
      }),
    )
    if (asked.size === 0) return told
    for (const [name, ask] of asked) answers.set(name, await ask())
  }
}

/** All pages that the run would read, by stream. */
async function readAll(
  { dialect, organization, full, overlap = OVERLAP_MS, onProgress }: DryRunInput,
  source: Source | null,
  get: Get,
): Promise<Map<string, SyncPage[]>> {
  const pages = new Map<string, SyncPage[]>()
  const position = source?.runKind ? (source.position as { stream: string; next: never } | null) : null
  const streams = dialect.client.streams
  const everything = source?.runKind ? source.runKind === 'full' : full || !source?.since
  const at = position ? streams.findIndex(({ name }) => name === position.stream) : 0
  const read = { total: null, read: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, deleted: 0 }
  for (const stream of at < 0 ? [] : streams.slice(at)) {
    const own: SyncPage[] = []
    pages.set(stream.name, own)
    const since =
      everything || !stream.incremental || !source?.since ? null : new Date(source.since.getTime() - overlap)
    const from = position?.stream === stream.name ? position.next : null
    for await (const page of stream.pages({ get, from, since, shop: organization })) {
      own.push(page)
      read.read += page.items.length
      onProgress?.(stream.name, { requests: 0, retries: 0, reasons: {}, streams: { [stream.name]: read } })
    }
  }
  return pages
}

/** A client that shows what was read, and knows what was asked before; what was not is noted and taken to be there. */
function replayed(
  client: DialectClient,
  pages: ReadonlyMap<string, readonly SyncPage[]>,
  answers: ReadonlyMap<string, boolean>,
  asked: Map<string, () => Promise<boolean>>,
  get: Get,
): DialectClient {
  const streams = client.streams.map((stream): SyncStream => {
    return {
      ...stream,
      async *pages() {
        yield* pages.get(stream.name) ?? []
      },
      async exists(_, remoteId) {
        const name = `${stream.name} ${remoteId}`
        const answer = answers.get(name)
        if (answer === undefined) asked.set(name, () => stream.exists(get, remoteId))
        return answer ?? true
      },
    }
  })
  return { ...client, streams }
}

async function undone<T>(
  { records, organization }: DryRunInput,
  work: (records: DryRunInput['records']) => Promise<T>,
): Promise<T> {
  let result: { told: T } | undefined
  await records
    .joined(organization.key, async (joined) => {
      result = { told: await work(joined) }
      throw new Undone()
    })
    .catch((error) => {
      if (!(error instanceof Undone)) throw error
    })
  return (result as { told: T }).told
}
