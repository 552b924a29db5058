/** What is a customer's: what an erasure empties, and what a person may ask to see. */
import { sql } from 'kysely'
import { fieldOf, type RecordType } from '../core/schema.ts'
import { type Database, rows } from './database.ts'
import type { Keys } from './erase-history.ts'
import { TYPES } from './personal.ts'
import { TABLES } from './tables.ts'

/** What is only derived from a customer, or was written down about one (erase-history.ts). */
const APART: readonly RecordType[] = ['customerTotal', 'event', 'delivery', 'deliveryAttempt']
/** What belongs to a customer. */
const OWNED = TYPES.filter((type) => fieldOf(type, 'customerKey') && !APART.includes(type))
/** What may be nobody's, and so may have been the customer's before. */
const DETACHABLE = OWNED.filter((type) => fieldOf(type, 'customerKey')?.nullable)

/**
 * The records of the customer by type: those that are its own, those that were and are nobody's now, the
 * addresses that nothing but these links to (an order's own, on platforms where orders have addresses), and the
 * records that link to nothing but these (what is attached to a customer or an order). A record that these link to
 * stays: a market, a shop's way to pay.
 */
export async function belongings(
  database: Database,
  organization: number,
  customerKey: number,
): Promise<Keys> {
  const ofCustomer = (type: RecordType) => sql`select ${type} as "type", key from ${sql.table(TABLES[type])}
    where organization_id = ${organization} and customer_key = ${customerKey}`
  const formerly = (type: RecordType) => sql`select ${type}, key from ${sql.table(TABLES[type])}
    where organization_id = ${organization} and customer_key is null and key in (
      select record_key from events where organization_id = ${organization}
        and customer_key = ${customerKey} and record_type = ${type})`
  const found = await rows<{ type: RecordType; key: number }>(
    database,
    sql`${sql.join([...OWNED.map(ofCustomer), ...DETACHABLE.map(formerly)], sql` union all `)} order by 1, 2`,
  )
  const own = [customerKey, ...found.map(({ key }) => key)]
  const attached = await rows<{ type: RecordType; key: number }>(
    database,
    sql`${attachedTo(organization, own, 'address', 'to_key', 'from_key')} union all
      ${attachedTo(organization, own, 'record', 'from_key', 'to_key')} order by 1, 2`,
  )
  const keys = new Map<RecordType, Set<number>>([['customer', new Set([customerKey])]])
  for (const type of OWNED) keys.set(type, new Set())
  for (const { type, key } of [...found, ...attached]) keys.get(type)?.add(key)
  return new Map([...keys].map(([type, all]) => [type, [...all]]))
}

/** What is nobody's and whose links, seen from its `here` end, all have one of these at the other. */
const attachedTo = (
  organization: number,
  own: readonly number[],
  type: RecordType,
  here: 'from_key' | 'to_key',
  there: 'from_key' | 'to_key',
) => sql`select ${type} as "type", key from ${sql.table(TABLES[type])} r
  where organization_id = ${organization} and customer_key is null
    and key in (select ${sql.ref(here)} from links where organization_id = ${organization}
      and ${sql.ref(there)} = any(${sql.val(own)}::bigint[]))
    and not exists (select 1 from links l where l.organization_id = ${organization} and l.${sql.ref(here)} = r.key
      and not l.${sql.ref(there)} = any(${sql.val(own)}::bigint[]))`
