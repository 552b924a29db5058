/** What changed, and the events that say so: appended in the transaction of the change. */
import { type RawBuilder, sql } from 'kysely'
import { type Change, customerOf } from '../core/change.ts'
import { fields, type RecordType } from '../core/schema.ts'
import type { AnyRecord } from './insert-rows.ts'
import { GENERATED } from './tables.ts'

type Sql = RawBuilder<unknown>

/** Parts of another record's event, or derived from others. */
export const UNLOGGED: ReadonlySet<RecordType> = new Set<RecordType>([
  'orderLine',
  'customerTotal',
  'event',
  'link',
  'notice',
  'delivery',
  'deliveryAttempt',
  'source',
  'sourceRecord',
  'heldItem',
])
/** Never written into an event: secrets, and what follows from other fields. */
const UNSAID: ReadonlySet<string> = new Set([
  'key',
  'shortId',
  'numberId',
  'uuidId',
  'createdAt',
  'updatedAt',
  'passwordHash',
  'sealedSecret',
  'sealedCredential',
  'secretHash',
  'emailFolded',
  'nameFolded',
  'phoneFolded',
  'codeFolded',
  'searchFolded',
  'paidAmount',
  'refundedAmount',
  'linesAmount',
])

/** The fields that differ, those that no event speaks of included. */
export function differing(type: RecordType, before: AnyRecord, after: AnyRecord): string[] {
  return Object.keys(fields[type]).filter(
    (name) => !GENERATED[type]?.includes(name) && !same(before[name] ?? null, after[name] ?? null),
  )
}

/** `{ field: { from, to } }` for each of these fields that may be spoken of. */
export function said(names: readonly string[], before: AnyRecord, after: AnyRecord): AnyRecord {
  return Object.fromEntries(
    names
      .filter((name) => !UNSAID.has(name))
      .map((name) => [name, { from: before[name] ?? null, to: after[name] ?? null }]),
  )
}

/** What a new record says: every field that holds something. */
export const saidOfNew = (type: RecordType, record: AnyRecord): AnyRecord =>
  said(
    differing(type, {}, record).filter((name) => !isEmptyObject(record[name])),
    {},
    record,
  )

/** What a record that is gone says: of a pair, which two it joined, for nothing else would tell. */
export const saidOfGone = (type: RecordType, record: AnyRecord): AnyRecord =>
  type === 'customerTag' ? said(['customerKey', 'tagKey'], record, {}) : {}

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && Object.keys(value).length === 0

/** Equal as the database keeps them: instants by their time, JSON without regard to the members' order. */
export const same = (a: unknown, b: unknown): boolean =>
  a === b ||
  (a instanceof Date && b instanceof Date && a.getTime() === b.getTime()) ||
  (typeof a === 'object' &&
    typeof b === 'object' &&
    a !== null &&
    b !== null &&
    sortedJson(a) === sortedJson(b))

/** JSON with members in name order: PostgreSQL's jsonb keeps an order of its own. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

export const publicIdsOf = ({ shortId, numberId, uuidId }: AnyRecord) => ({ shortId, numberId, uuidId })

/** What an event says, as the statement takes it (`appending`). */
export const eventOf = (change: Change, key: number) => ({
  key,
  customer_key: customerOf(change),
  record_type: change.type,
  record_kind: change.type === 'record' ? change.record.kind : null,
  record_key: change.record.key,
  record_ids: publicIdsOf(change.record),
  action: change.action,
  changes: change.changes,
})

/** `insert …` of the events in a JSON array of them. */
export const appending = (given: Record<'organization' | 'now' | 'actor' | 'events', Sql>): Sql =>
  sql`insert into events (organization_id, key, created_at, customer_key, record_type, record_kind,
      record_key, record_ids, action, changes, actor)
    select ${given.organization}::bigint, key, ${given.now}::timestamptz, customer_key, record_type, record_kind, record_key,
      record_ids, action, changes, ${given.actor}::jsonb
    from json_to_recordset(${given.events}::json) as e (key bigint, customer_key bigint, record_type text, record_kind text,
      record_key bigint, record_ids jsonb, action text, changes jsonb)`
