/**
 * One run of a sync: every stream of the platform's client in its order, page after page, each written together with
 * where to go on. A run that was cut off goes on there when it is started again.
 */
import type { Clock, Organization, RecordStore } from '../../core/ports.ts'
import { all, where } from '../../core/query.ts'
import type { Json, JsonObject, RecordType } from '../../core/schema.ts'
import type { Get, SyncStream } from '../../dialects/client.ts'
import type { Dialect } from '../../dialects/dialect.ts'
import { type Source, SYNC_ACTOR } from './sources.ts'
import { writePage } from './write-page.ts'

export interface SyncCounts {
  remoteTotal: number
  read: number
  created: number
  updated: number
  unchanged: number
  deleted: number
  rejected: number
}

export interface SyncOptions {
  records: RecordStore
  organization: Organization
  dialect: Dialect
  source: Source
  get: Get
  full: boolean
  clock: Clock
  onProgress?: (stream: string, counts: SyncCounts) => void
}

interface Position {
  stream: string
  next: Json
}

const NOTHING: SyncCounts = {
  remoteTotal: 0,
  read: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  deleted: 0,
  rejected: 0,
}
/** How far before its start the next run begins: clocks differ, and a write may become visible after its time. */
const OVERLAP_MS = 5 * 60_000
const ID_FIELDS = { short: 'shortId', number: 'numberId', uuid: 'uuidId' } as const

export async function runSync(options: SyncOptions): Promise<SyncCounts> {
  const { records, organization, dialect, get, clock } = options
  const actor = SYNC_ACTOR(options.source.name)
  const silently = { silent: true }
  const keep = (changes: Partial<Source>) =>
    records.write(
      organization.key,
      actor,
      (writer) => writer.update('source', options.source.key, changes),
      silently,
    )

  let source = options.source
  if (source.position === null)
    source = await keep({
      run: source.run + 1,
      runKind: options.full || source.since === null ? 'full' : 'incremental',
      runStartedAt: clock(),
      position: null,
      counts: { ...NOTHING },
    })
  const full = source.runKind === 'full'
  const counts = { ...NOTHING, ...(source.counts as Partial<SyncCounts>) }
  const page = {
    organization: organization.key,
    source,
    idField: ID_FIELDS[dialect.ids.form],
    keepsUpdatedAt: dialect.client.keepsUpdatedAt,
  }
  const position = source.position as Position | null
  const streams = dialect.client.streams
  // After the last stream there is none of that name: all is read, what is gone is still to be found.
  const started = position ? streams.findIndex(({ name }) => name === position.stream) : 0

  for (const stream of started < 0 ? [] : streams.slice(started)) {
    let first = true
    const walk = {
      get,
      from: stream.name === position?.stream ? position.next : null,
      since: full || !stream.incremental ? null : source.since,
      shop: organization,
    }
    for await (const { items, next, total } of stream.pages(walk)) {
      const after = { ...counts }
      if (first && walk.from === null) after.remoteTotal += total ?? 0
      first = false
      await records.write(
        organization.key,
        actor,
        async (writer) => {
          const outcomes = await writePage(writer, page, items)
          Object.assign(after, { ...counts, remoteTotal: after.remoteTotal })
          for (const outcome of outcomes.values()) {
            after.read++
            if (typeof outcome === 'string') after[outcome]++
            else after.rejected++
          }
          const goesOn: Position = { stream: stream.name, next }
          await writer.update('source', source.key, {
            position: next === null ? nextStream(streams, stream) : (goesOn as unknown as JsonObject),
            counts: { ...after },
          })
        },
        silently,
      )
      Object.assign(counts, after)
      options.onProgress?.(stream.name, counts)
    }
  }
  for (const stream of [...streams].reverse())
    // What can only be read whole was read whole.
    if (full || !stream.incremental) counts.deleted += await removeUnseen(options, source, stream)
  await keep({
    position: null,
    since: new Date((source.runStartedAt as Date).getTime() - OVERLAP_MS),
    runKind: null,
    lastRun: { ...counts },
    counts: {},
  })
  return counts
}

/** After a stream's last page the next one begins; after the last stream nothing is left to read. */
function nextStream(streams: readonly SyncStream[], stream: SyncStream): JsonObject | null {
  const after = streams[streams.indexOf(stream) + 1]
  return after ? { stream: after.name, next: null } : { stream: '', next: null }
}

/** What a run that read everything did not meet, and the server says is gone. */
async function removeUnseen(
  { records, organization, get }: SyncOptions,
  source: Source,
  stream: SyncStream,
): Promise<number> {
  const { eq, lt } = where('sourceRecord')
  const unseen = await records.list(organization.key, {
    type: 'sourceRecord',
    where: all(eq('sourceKey', source.key), eq('recordType', stream.type), lt('seenRun', source.run)),
    sort: [{ field: 'key' }],
    limit: 1_000_000,
  })
  let removed = 0
  for (const record of unseen) {
    if (stream.owns && !stream.owns(record.remoteId)) continue
    if (await stream.exists(get, record.remoteId)) continue
    await records.write(
      organization.key,
      SYNC_ACTOR(source.name),
      async (writer) => {
        if (stream.whenGone) await writer.update(stream.type, record.recordKey, stream.whenGone)
        else await writer.remove(stream.type as RecordType, [record.recordKey])
        await writer.remove('sourceRecord', [record.key])
      },
      { silent: true },
    )
    removed++
  }
  return removed
}
