/**
 * Brings what a source showed into the store, in the transaction of the checkpoint: what differs is created or updated,
 * which record there is which record here is noted, and what a record no longer has inside it is removed. After a
 * `kill -9` the page is there with its checkpoint, or neither is.
 */
import type { Draft, ExchangedType } from '../../core/draft.ts'
import type { Clock, Writer } from '../../core/ports.ts'
import { all, where } from '../../core/query.ts'
import type { JsonObject, RecordOf } from '../../core/schema.ts'
import type { SyncItem } from '../../dialects/client.ts'
import { importBatch, type Outcome, type ReadRecord } from '../import/import-batch.ts'
import { createSeenKeys } from '../import/seen-keys.ts'
import { alreadySo } from './already-so.ts'
import { sparingErased } from './erased.ts'
import { type Given, sameJson } from './merge/given.ts'
import { linkCustomers } from './merge/link-customers.ts'
import { linkTags } from './merge/link-tags.ts'
import { makeWay } from './merge/make-way.ts'
import { mergeCustomers } from './merge/merge-customers.ts'
import { removeRecords } from './remove-records.ts'
import type { Source } from './sources.ts'

export interface PageWrite {
  organization: number
  source: Source
  /** The field of a record's public id in the platform's form: `uuidId`. */
  idField: 'shortId' | 'numberId' | 'uuidId'
  keepsUpdatedAt: boolean
  clock: Clock
}

/** What became of each item; `met`: unchanged, and this run met it before. */
export type PageOutcome = Map<SyncItem, Outcome | 'met'>
export type SourceRecord = RecordOf<'sourceRecord'>
type Known = Map<string, SourceRecord>

export async function writePage(
  writer: Writer,
  page: PageWrite,
  shown: readonly SyncItem[],
): Promise<PageOutcome> {
  const { organization, source, idField, keepsUpdatedAt } = page
  const onPage = latest(shown)
  const items = onPage.filter(({ odd }) => odd === undefined)
  // Imports and links by hand wait for each other here, too; then nobody is erased or changed while they are looked at.
  await writer.exclusive('import')
  if (keepsUpdatedAt) writer.keepUpdatedAt('all')
  const known = await knownRecords(writer, page, onPage)
  await writer.lockCustomers([...known.values()].flatMap(({ customerKey }) => customerKey ?? []))
  const knownOf = (item: SyncItem, draft: Draft) => known.get(nameThere(item, draft, idField) ?? '')
  const changed = await removeVanished(writer, page, items, knownOf)
  const refused = await makeWay(writer, page, items, knownOf)
  for (const tie of await linkCustomers(writer, page, items, (...one) => knownOf(...one) !== undefined))
    known.set(`customer ${tie.remoteId}`, tie)
  const tagged = await linkTags(writer, page, items)
  const arrived = await alreadySo(writer, organization, page.clock(), items, knownOf)
  const merged = await mergeCustomers(writer, page, items, knownOf)
  const spared = await sparingErased(writer, items, {
    organization,
    idField,
    ownerOf: (item, draft) => knownOf(item, draft)?.customerKey ?? null,
  })
  const taken = new Map<Draft, Draft>()
  const records = items.map((item, line): ReadRecord => {
    const drafts = (refused.has(item) ? [] : item.drafts).flatMap((draft) => {
      const sparing = spared(item, draft)
      const mine = sparing === draft ? (merged.drafts.get(draft) ?? draft) : sparing
      const part = mine && arrived(item, draft, tagged(mine))
      if (part) taken.set(draft, part)
      return part ? [part] : []
    })
    return { line, input: '', drafts }
  })
  const memory = { seen: createSeenKeys(), timed: createSeenKeys() }
  const { outcomes, keys } = await importBatch(writer, organization, records, memory, {
    movesDefaults: true,
  })
  const keyOf = (draft: Draft) => keys.get(taken.get(draft) as Draft)
  const outcome: PageOutcome = new Map(
    items.map((item, index): [SyncItem, Outcome | 'met'] => {
      const reason = refused.get(item)
      if (reason !== undefined) return [item, { rejected: reason }]
      const written = outcomes.get(records[index] as ReadRecord) ?? 'unchanged'
      // Something new inside a record that was there is a change of it.
      const isNew = keyOf(item.drafts[0] as Draft)?.created === true
      if (written === 'created' && !isNew) return [item, 'updated']
      if (written !== 'unchanged') return [item, written]
      if (changed.has(item)) return [item, 'updated']
      const before = knownOf(item, item.drafts[0] as Draft)
      return [item, before?.seenRun === source.run ? 'met' : 'unchanged']
    }),
  )
  const isThere: number[] = []
  for (const item of onPage) {
    if (item.odd === undefined) continue
    outcome.set(item, { rejected: item.odd })
    const before = known.get(`${item.type} ${item.remoteId}`)
    if (before) isThere.push(before.key)
  }
  await writer.markSeen(isThere, source.run)
  await note(writer, page, items, { outcome, keyOf, knownOf, givenOf: (draft) => merged.given.get(draft) })
  return outcome
}

/** Shown twice on one page: the later one is the newer one. */
const latest = (shown: readonly SyncItem[]): SyncItem[] => [
  ...new Map(shown.map((item) => [`${item.type} ${item.remoteId}`, item])).values(),
]

/** The record itself is known by the item's id, what was shown inside it by its own. */
function remoteIdOf(item: SyncItem, draft: Draft, idField: string): string | null {
  return draft === item.drafts[0] ? item.remoteId : ((draft.values[idField] as string | undefined) ?? null)
}

function nameThere(item: SyncItem, draft: Draft, idField: string): string | null {
  const id = remoteIdOf(item, draft, idField)
  return id === null ? null : `${draft.type} ${id}`
}

type KnownOf = (item: SyncItem, draft: Draft) => SourceRecord | undefined

interface Written {
  outcome: PageOutcome
  keyOf(draft: Draft): { key: number; created: boolean; customerKey: number | null } | undefined
  knownOf: KnownOf
  givenOf(draft: Draft): Given | undefined
}

/** Which record there is which one here, and that this run met it. */
async function note(
  writer: Writer,
  { source, idField }: PageWrite,
  items: readonly SyncItem[],
  { outcome, keyOf, knownOf, givenOf }: Written,
): Promise<void> {
  const seen = new Set<number>()
  const fresh = new Map<string, Partial<SourceRecord>>()
  for (const item of items)
    for (const draft of item.drafts) {
      const before = knownOf(item, draft)
      const name = nameThere(item, draft, idField)
      const here = typeof outcome.get(item) === 'object' ? undefined : keyOf(draft)
      // Met, though it could not be taken or is an erased person's.
      if (!here || name === null) {
        if (before) seen.add(before.key)
        continue
      }
      const own = keyOf(item.drafts[0] as Draft)?.key ?? knownOf(item, item.drafts[0] as Draft)?.recordKey
      const shows = draft !== item.drafts[0] && item.whole?.includes(draft.type)
      const parentKey = shows ? (own ?? null) : (before?.parentKey ?? null)
      const given = givenOf(draft) as JsonObject | undefined
      const values = {
        recordKey: here.key,
        customerKey: draft.type === 'customer' ? here.key : here.customerKey,
        parentKey,
        ...(given ? { given } : {}),
      }
      if (!before)
        fresh.set(name, {
          sourceKey: source.key,
          recordType: draft.type,
          remoteId: remoteIdOf(item, draft, idField) as string,
          ...values,
          linkedBy: here.created ? 'created' : 'id',
          seenRun: source.run,
        })
      else if (
        before.recordKey === values.recordKey &&
        before.customerKey === values.customerKey &&
        before.parentKey === parentKey &&
        (given === undefined || sameJson(before.given, given))
      )
        seen.add(before.key)
      else await writer.update('sourceRecord', before.key, { ...values, seenRun: source.run })
    }
  await writer.markSeen([...seen], source.run)
  await writer.create('sourceRecord', [...fresh.values()])
}

async function knownRecords(
  writer: Writer,
  { organization, source, idField }: PageWrite,
  items: readonly SyncItem[],
): Promise<Known> {
  const ids = items.flatMap((item) => [
    item.remoteId,
    ...item.drafts.map((draft) => remoteIdOf(item, draft, idField)).filter((id) => id !== null),
  ])
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

/** What an item shows whole and this source had shown before, and now does not; gives the items that lost something. */
async function removeVanished(
  writer: Writer,
  { organization, source, idField }: PageWrite,
  items: readonly SyncItem[],
  knownOf: KnownOf,
): Promise<Set<SyncItem>> {
  const parents = new Map<number, SyncItem>()
  for (const item of items) {
    const before = item.whole?.length ? knownOf(item, item.drafts[0] as Draft) : undefined
    if (before) parents.set(before.recordKey, item)
  }
  const changed = new Set<SyncItem>()
  if (parents.size === 0) return changed
  const { eq, in: among } = where('sourceRecord')
  const shownOnPage = new Set(
    items.flatMap((item) => item.drafts.map((draft) => nameThere(item, draft, idField))),
  )
  const here = await writer.list(organization, {
    type: 'sourceRecord',
    where: all(eq('sourceKey', source.key), among('parentKey', [...parents.keys()])),
    sort: [{ field: 'key' }],
    limit: 1_000_000,
  })
  const gone = here.filter((record) => {
    const item = parents.get(record.parentKey as number)
    // What another item shows now has moved there.
    if (!item?.whole?.includes(record.recordType as ExchangedType)) return false
    if (shownOnPage.has(`${record.recordType} ${record.remoteId}`)) return false
    changed.add(item)
    return true
  })
  await removeRecords(writer, organization, source.key, gone)
  return changed
}
