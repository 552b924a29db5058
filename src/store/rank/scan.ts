/** What the table itself says of a list in an order, read through the order's index. */
import { sql } from 'kysely'
import { type Database, rows } from '../database.ts'
import { beyond, inList, type Order, placeOf, type RankedList, sortedBy, valuesAt } from './orders.ts'

export interface Listed {
  organization: number
  list: RankedList
  place: number
  order: Order
}

export interface Sizes {
  /** How many records a new block has. */
  block: number
  /** How many blocks a new part has. */
  part: number
}

const rowsOf = ({ organization, list }: Listed) =>
  sql`from ${sql.table(list.table)} t where ${inList(list, 't', organization)}`

const columnsOf = ({ order }: Listed) => sql.join(order.map(({ column }) => sql.ref(`t.${column}`)))

/** Counts the whole list into blocks, of which there must be none. */
export async function countAll(
  transaction: Database,
  listed: Listed,
  { block, part }: Sizes,
  generation: number,
): Promise<void> {
  const { organization, list, place, order } = listed
  await rows(
    transaction,
    sql`with numbered as (select ${columnsOf(listed)}, row_number() over (${sortedBy(order, 't')}) - 1 as n ${rowsOf(listed)}),
      starts as (select n, ${placeOf(order, 'b')} as start from numbered b where n % ${sql.lit(block)} = 0),
      blocks as (select n, start,
        coalesce(lead(n) over (order by n), (select count(*) ${rowsOf(listed)})) - n as count from starts)
      insert into rank_blocks (organization_id, list, place, part, generation, first, starts, counts)
      select ${organization}::bigint, ${list.name}, ${place}::smallint, (n / ${sql.lit(block * part)})::integer,
        ${generation}::bigint, min(start), string_agg(start, '' order by n), array_agg(count::integer order by n)
      from blocks group by n / ${sql.lit(block * part)}`,
  )
}

/** The records from one place to before another, cut into blocks: where each begins, and how many there are in all. */
export async function countWithin(
  transaction: Database,
  listed: Listed,
  from: string | null,
  to: string | null,
  block: number,
): Promise<{ starts: string[]; total: number }> {
  const { order } = listed
  const bounds = [
    ...(from === null ? [] : [beyond(order, 't', valuesAt(order, from), 'after')]),
    ...(to === null ? [] : [beyond(order, 't', valuesAt(order, to), 'before')]),
  ].map((bound) => sql` and ${bound}`)
  const found = await rows<{ start: string; total: number }>(
    transaction,
    sql`select ${placeOf(order, 'b')} as "start", b.total from (
        select ${columnsOf(listed)}, row_number() over (${sortedBy(order, 't')}) - 1 as n, count(*) over () as total
        ${rowsOf(listed)}${sql.join(bounds, sql``)}) b
      where b.n % ${sql.lit(block)} = 0 order by b.n`,
  )
  return { starts: found.map(({ start }) => start), total: found[0]?.total ?? 0 }
}
