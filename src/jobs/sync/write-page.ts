/**
 * Brings one page of a source into the store, in one transaction with the checkpoint: what it shows is created or
 * updated where it differs, which record there is which record here is noted, and what a customer or order no longer
 * has is removed. After a `kill -9` the page is there with its checkpoint, or neither is.
 */
import type { Draft, ExchangedType } from '../../core/draft.ts'
import type { Writer } from '../../core/ports.ts'
import { all, where } from '../../core/query.ts'
import type { RecordOf } from '../../core/schema.ts'
import type { SyncItem } from '../../dialects/client.ts'
import { importBatch, type Outcome, type ReadRecord } from '../import/import-batch.ts'
import { createSeenKeys } from '../import/seen-keys.ts'
import type { Source } from './sources.ts'

export interface PageWrite {
  organization: number
  source: Source
  /** The field of a record's public id in the platform's form: `uuidId`. */
  idField: 'shortId' | 'numberId' | 'uuidId'
  keepsUpdatedAt: boolean
}

/** What became of each item. */
export type PageOutcome = Map<SyncItem, Outcome>
type SourceRecord = RecordOf<'sourceRecord'>
type Known = Map<string, SourceRecord>

export async function writePage(
  writer: Writer,
  { organization, source, idField, keepsUpdatedAt }: PageWrite,
  shown: readonly SyncItem[],
): Promise<PageOutcome> {
  // Shown twice on one page: the later one is the newer one.
  const items = [...new Map(shown.map((item) => [`${item.type} ${item.remoteId}`, item])).values()]
  if (keepsUpdatedAt) writer.keepUpdatedAt('all')
  const known = await knownRecords(writer, organization, source, items, idField)
  const records = items.map(
    (item, line): ReadRecord => ({ line, input: JSON.stringify(item.shown), drafts: item.drafts }),
  )
  const memory = { seen: createSeenKeys(), timed: createSeenKeys() }
  const { outcomes, keys } = await importBatch(writer, organization, records, memory)
  const outcome: PageOutcome = new Map(
    items.map((item, index) => [item, outcomes.get(records[index] as ReadRecord) ?? 'unchanged']),
  )
  const seen: number[] = []
  const fresh: Partial<SourceRecord>[] = []
  for (const item of items) {
    if (typeof outcome.get(item) === 'object') continue
    const owner = ownerOf(item, keys)
    for (const draft of item.drafts) {
      const remoteId = remoteIdOf(item, draft, idField)
      const here = keys.get(draft)
      if (remoteId === null || !here) continue
      const before = known.get(`${draft.type} ${remoteId}`)
      if (before && before.recordKey === here.key) seen.push(before.key)
      else if (before)
        await writer.update('sourceRecord', before.key, { recordKey: here.key, seenRun: source.run })
      else
        fresh.push({
          sourceKey: source.key,
          recordType: draft.type,
          remoteId,
          recordKey: here.key,
          customerKey: draft.type === 'customer' ? here.key : owner,
          linkedBy: here.created ? 'created' : 'id',
          seenRun: source.run,
        })
    }
  }
  await writer.markSeen(seen, source.run)
  await writer.create('sourceRecord', fresh)
  await removeVanished(writer, organization, source, items, outcome, keys, idField)
  return outcome
}

/** The record itself is known by the item's id, what was shown inside it by its own. */
const remoteIdOf = (item: SyncItem, draft: Draft, idField: string): string | null =>
  draft === item.drafts[0] ? item.remoteId : ((draft.values[idField] as string | undefined) ?? null)

function ownerOf(item: SyncItem, keys: ReadonlyMap<Draft, { key: number }>): number | null {
  const customer = item.drafts.find((draft) => draft.type === 'customer')
  return (customer && keys.get(customer)?.key) ?? null
}

async function knownRecords(
  writer: Writer,
  organization: number,
  source: Source,
  items: readonly SyncItem[],
  idField: string,
): Promise<Known> {
  const ids = items.flatMap((item) =>
    item.drafts.map((draft) => remoteIdOf(item, draft, idField)).filter((id) => id !== null),
  )
  if (ids.length === 0) return new Map()
  const { eq, in: among } = where('sourceRecord')
  const found = await writer.list(organization, {
    type: 'sourceRecord',
    where: all(eq('sourceKey', source.key), among('remoteId', [...new Set(ids)])),
    sort: [],
    limit: 1_000_000,
  })
  return new Map(found.map((record) => [`${record.recordType} ${record.remoteId}`, record]))
}

/** What an item shows whole and this source had shown before, and now does not. */
async function removeVanished(
  writer: Writer,
  organization: number,
  source: Source,
  items: readonly SyncItem[],
  outcome: PageOutcome,
  keys: ReadonlyMap<Draft, { key: number }>,
  idField: string,
): Promise<void> {
  const shownWhole = items.filter((item) => item.whole?.length && typeof outcome.get(item) !== 'object')
  const owners = new Map(shownWhole.map((item) => [ownerOf(item, keys), item]))
  owners.delete(null)
  if (owners.size === 0) return
  const { eq, in: among } = where('sourceRecord')
  const here = await writer.list(organization, {
    type: 'sourceRecord',
    where: all(eq('sourceKey', source.key), among('customerKey', [...owners.keys()] as number[])),
    sort: [],
    limit: 1_000_000,
  })
  const gone = here.filter((record) => {
    const item = owners.get(record.customerKey)
    if (!item?.whole?.includes(record.recordType as ExchangedType)) return false
    return !item.drafts.some(
      (draft) => draft.type === record.recordType && remoteIdOf(item, draft, idField) === record.remoteId,
    )
  })
  for (const type of new Set(gone.map(({ recordType }) => recordType)))
    await writer.remove(
      type as ExchangedType,
      gone.filter(({ recordType }) => recordType === type).map(({ recordKey }) => recordKey),
    )
  await writer.remove(
    'sourceRecord',
    gone.map(({ key }) => key),
  )
}
