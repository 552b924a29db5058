/** What was written down about an erased person: events, and what webhooks told or are about to tell. */
import { type RawBuilder, sql } from 'kysely'
import type { AnyRecord, Change } from '../core/change.ts'
import type { RecordType } from '../core/schema.ts'
import { type Database, rows } from './database.ts'
import { isPersonal, isReference, PERSONAL } from './personal.ts'

type Sql = RawBuilder<unknown>

/** The records that are the person's, by type. */
export type Keys = ReadonlyMap<RecordType, readonly number[]>

/** A change that says no more than which field it was. */
export const EMPTIED = { from: null, to: null }

/**
 * The change without its personal values, its record as it is now, or emptied where it is no more: for what a
 * transaction has yet to append and to tell.
 */
export function withoutPersonal(change: Change, now: AnyRecord | undefined): Change {
  const emptied = Object.entries(change.changes).map(([name, value]) => [
    name,
    isPersonal(change.type, name) || (isReference(name) && JSON.stringify(value).includes('@'))
      ? EMPTIED
      : value,
  ])
  return {
    ...change,
    record: now ?? emptyRecord(change.type, change.record),
    before: change.before && emptyRecord(change.type, change.before),
    changes: Object.fromEntries(emptied),
  }
}

const emptyRecord = (type: RecordType, record: AnyRecord): AnyRecord => ({
  ...record,
  ...Object.fromEntries(Object.entries(PERSONAL[type]).filter(([name]) => name in record)),
})

/**
 * Every record that is or ever was the person's. One that moved on to somebody else is among them: its history
 * holds the first one's values.
 */
const everOwn = (organization: number, customerKey: number, keys: Keys) => {
  const pairs = [...keys].flatMap(([type, all]) => all.map((key) => ({ type, key })))
  return sql`own as (
    select record_type, record_key from events
      where organization_id = ${organization} and customer_key = ${customerKey}
    union select "type", key from json_to_recordset(${JSON.stringify(pairs)}::json) as p ("type" text, key bigint))`
}

const isAddress = sql`c.name in ('reference', 'entryReference') and c.value::text like '%@%'`

/** Events keep the names of what changed and lose its values. Gives how many had any. */
export async function emptyEvents(
  database: Database,
  organization: number,
  customerKey: number,
  keys: Keys,
): Promise<number> {
  const isPersonalChange = sql`(coalesce(${JSON.stringify(PERSONAL)}::jsonb -> e.record_type ? c.name, false)
    or (${isAddress}))`
  return howMany(
    database,
    everOwn(organization, customerKey, keys),
    sql`update events e set changes = (
        select jsonb_object_agg(c.name,
          case when ${isPersonalChange} then ${JSON.stringify(EMPTIED)}::jsonb else c.value end)
        from jsonb_each(e.changes) as c (name, value))
      from own where e.organization_id = ${organization}
        and e.record_type = own.record_type and e.record_key = own.record_key
        and exists (select 1 from jsonb_each(e.changes) as c (name, value)
          where ${isPersonalChange} and c.value <> ${JSON.stringify(EMPTIED)}::jsonb)`,
  )
}

/**
 * Deliveries keep a record that can be shown, emptied as the record itself is: those that are not through yet
 * are still made. Each snapshot is marked, also where there was nothing to empty: what is sent may tell more than the
 * record, and an attempt that is under way must see that it is not to be written down (outbox.ts). Attempts lose what
 * they said and heard. In this order: an attempt that is being recorded holds its delivery, and is there when that is
 * let go.
 */
export async function emptyDeliveries(
  database: Database,
  organization: number,
  customerKey: number,
  keys: Keys,
): Promise<{ delivery: number; deliveryAttempt: number }> {
  const told = sql`notices n join own on n.record_type = own.record_type and n.record_key = own.record_key`
  const own = everOwn(organization, customerKey, keys)
  const emptied = sql`(select coalesce(jsonb_object_agg(c.name, coalesce(case when ${isAddress} then 'null'::jsonb end,
      ${JSON.stringify(PERSONAL)}::jsonb -> n.record_type -> c.name, c.value)), '{}') || '{"erased": true}'
    from jsonb_each(d.snapshot) as c (name, value))`
  const delivery = await howMany(
    database,
    own,
    sql`update deliveries d set snapshot = ${emptied} from ${told}
      where d.organization_id = ${organization} and n.organization_id = ${organization}
        and d.notice_key = n.key and d.snapshot <> ${emptied}`,
  )
  const deliveryAttempt = await howMany(
    database,
    own,
    sql`update delivery_attempts a set request_headers = null, body = null, response_excerpt = null,
        metadata = '{}' from ${told}
      where a.organization_id = ${organization} and n.organization_id = ${organization} and a.notice_key = n.key
        and (a.request_headers is not null or a.body is not null or a.response_excerpt is not null or a.metadata <> '{}')`,
  )
  return { delivery, deliveryAttempt }
}

/** Runs an update that may use the common table `own`; how many rows it changed, without bringing them here. */
async function howMany(database: Database, own: Sql, update: Sql): Promise<number> {
  const [row] = await rows<{ count: number }>(
    database,
    sql`with ${own}, changed as (${update} returning 1) select count(*)::int as "count" from changed`,
  )
  return row?.count ?? 0
}
