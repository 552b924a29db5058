/**
 * The ordered lists whose pages are found by number, as data: which records are in one, and in which orders it is read.
 * Where a record stands in an order is written as one text that compares by its bytes as the order does.
 */
import { type RawBuilder, sql } from 'kysely'
import { membersCounter } from '../../core/counters.ts'
import type { Condition, Query, Sort } from '../../core/query.ts'

type Sql = RawBuilder<unknown>
type Kind = 'time' | 'key' | 'uuid'

interface OrderColumn {
  field: string
  column: string
  kind: Kind
  descending?: true
}

export type Order = readonly OrderColumn[]

const KEY: OrderColumn = { field: 'key', column: 'key', kind: 'key' }
const time = (field: string, column: string): OrderColumn => ({ field, column, kind: 'time' })

/** A list's orders; their places in these arrays are kept in the database. An index serves each. */
const CUSTOMERS: readonly Order[] = [
  [time('createdAt', 'created_at'), KEY],
  [KEY],
  [time('updatedAt', 'updated_at'), KEY],
]
const MEMBERS: readonly Order[] = [
  [
    { ...time('lastPlacedAt', 'last_placed_at'), descending: true },
    { ...time('firstPlacedAt', 'first_placed_at'), descending: true },
    { field: 'customerUuid', column: 'customer_uuid', kind: 'uuid' },
  ],
]

export interface RankedList {
  /** As it is kept; the counter of that name says how many are in the list. */
  name: string
  type: 'customer' | 'customerTotal'
  table: string
  /** What tells its records apart. */
  identity: readonly string[]
  orders: readonly Order[]
  /** Which currency's, if it is one's. */
  currency: string | null
}

const ALL_CUSTOMERS: RankedList = {
  name: 'customer',
  type: 'customer',
  table: 'customers',
  identity: ['key'],
  orders: CUSTOMERS,
  currency: null,
}

const membersOf = (currency: string): RankedList => ({
  name: membersCounter(currency),
  type: 'customerTotal',
  table: 'customer_totals',
  identity: ['customer_key', 'currency'],
  orders: MEMBERS,
  currency,
})

/** Which rows of the table are in the list; `organization` and `currency` are values, or stand for them. */
export const inList = (
  { currency: isOne }: RankedList,
  alias: string,
  organization: unknown,
  currency: unknown = isOne,
): Sql =>
  sql`${sql.ref(`${alias}.organization_id`)} = ${organization}${
    isOne === null
      ? sql``
      : sql` and ${sql.ref(`${alias}.currency`)} = ${currency} and ${sql.ref(`${alias}.placed_count`)} > 0`
  }`

const MEMBERS_OF = membersCounter('')
export const LIKE_MEMBERS = `${MEMBERS_OF}%`

/** The list of that name; null where no list has it. */
export function listNamed(name: string): RankedList | null {
  if (name === ALL_CUSTOMERS.name) return ALL_CUSTOMERS
  return name.startsWith(MEMBERS_OF) ? membersOf(name.slice(MEMBERS_OF.length)) : null
}

export interface Asked {
  list: RankedList
  place: number
  order: Order
  /** From the list's end. */
  backward: boolean
}

/** Which order of which list the query reads, from its start or from its end; null for any other query. */
export function askedOf({ type, where, sort, bound, few, among }: Query): Asked | null {
  const list = bound || few || among ? null : listOf(type, where)
  if (!list) return null
  for (const [place, order] of list.orders.entries())
    for (const backward of [false, true])
      if (isSorted(sort, order, backward)) return { list, place, order, backward }
  return null
}

function listOf(type: string, where: Condition | undefined): RankedList | null {
  if (type === 'customer') return isAll(where) ? ALL_CUSTOMERS : null
  if (type !== 'customerTotal' || where?.op !== 'all' || where.of.length !== 2) return null
  const currency = where.of.find((one) => one.op === 'eq' && one.field === 'currency')
  const placed = where.of.some((one) => one.op === 'gt' && one.field === 'placedCount' && one.value === 0)
  return placed && currency?.op === 'eq' && typeof currency.value === 'string'
    ? membersOf(currency.value)
    : null
}

const isAll = (where: Condition | undefined): boolean =>
  where === undefined || (where.op === 'all' && where.of.length === 0)

const isSorted = (sort: readonly Sort[], order: Order, backward: boolean): boolean =>
  sort.length === order.length &&
  sort.every((one, at) => {
    const { field, descending = false } = order[at] as OrderColumn
    const plain = !one.relation && !one.cases && !one.as && !one.when
    return plain && one.field === field && (one.descending ?? false) === (descending !== backward)
  })

/** Milliseconds before 1970 are written without a sign, descending values as what is missing to this. */
const EPOCH = 10n ** 15n
const MOST = 10n ** 16n - 1n
const LENGTHS: Record<Kind, number> = { time: 16, key: 16, uuid: 36 }

/** How long the text of every place in the order is. */
export const widthOf = (order: Order): number => order.reduce((sum, { kind }) => sum + LENGTHS[kind], 0)

/** Where the row `alias` stands, as text. */
export const placeOf = (order: Order, alias: string): Sql =>
  sql`(${sql.join(
    order.map((one) => written(one, sql.ref(`${alias}.${one.column}`))),
    sql` || `,
  )})`

/** The same in all orders of a list. */
export const placesOf = (list: Pick<RankedList, 'orders'>, alias: string): Sql =>
  sql`array[${sql.join(list.orders.map((order) => placeOf(order, alias)))}]`

function written({ kind, descending }: OrderColumn, value: Sql): Sql {
  if (kind === 'uuid') return sql`${value}::text`
  if (kind === 'key') return digits(sql`${value}`)
  const counted = sql`(extract(epoch from ${value}) * 1000)::bigint + ${sql.raw(String(EPOCH))}`
  return digits(descending ? sql`${sql.raw(String(MOST))} - (${counted})` : counted)
}

const digits = (value: Sql): Sql => sql`lpad((${value})::text, 16, '0')`

/** The values of the order's columns at that place, as statements take them. */
export function valuesAt(order: Order, place: string): string[] {
  let at = 0
  return order.map(({ kind, descending }) => {
    const text = place.slice(at, at + LENGTHS[kind])
    at += LENGTHS[kind]
    if (kind !== 'time') return kind === 'key' ? String(Number(text)) : text
    const counted = descending ? MOST - BigInt(text) : BigInt(text)
    return new Date(Number(counted - EPOCH)).toISOString()
  })
}

const CASTS: Record<Kind, string> = { time: 'timestamptz', key: 'bigint', uuid: 'uuid' }

/** The rows at these values and after them in the order, or those before them. */
export function beyond(
  order: Order,
  alias: string,
  values: readonly unknown[],
  side: 'after' | 'before',
): Sql {
  const columns = order.map(({ column }) => sql.ref(`${alias}.${column}`))
  const given = order.map(({ kind }, at) => sql`${values[at]}::${sql.raw(CASTS[kind])}`)
  if (order.every(({ descending }) => !descending))
    return sql`(${sql.join(columns)}) ${sql.raw(side === 'after' ? '>=' : '<')} (${sql.join(given)})`
  return stepwise(order, columns, given, side)
}

/** Of several directions there is no comparison of rows: the first column bounds what is read of the index. */
function stepwise(
  order: Order,
  columns: readonly Sql[],
  given: readonly Sql[],
  side: 'after' | 'before',
): Sql {
  const [first, ...rest] = order
  const sign = (first?.descending ?? false) === (side === 'before') ? '>' : '<'
  if (rest.length === 0)
    return sql`${columns[0]} ${sql.raw(side === 'after' ? `${sign}=` : sign)} ${given[0]}`
  const inner = stepwise(rest, columns.slice(1), given.slice(1), side)
  return sql`${columns[0]} ${sql.raw(`${sign}=`)} ${given[0]} and (${columns[0]} ${sql.raw(sign)} ${given[0]} or (${inner}))`
}

/** `order by …` of the order, from its start or from its end. */
export const sortedBy = (order: Order, alias: string, backward = false): Sql =>
  sql`order by ${sql.join(
    order.map(
      ({ column, descending = false }) =>
        sql`${sql.ref(`${alias}.${column}`)} ${sql.raw(descending !== backward ? 'desc' : 'asc')}`,
    ),
  )}`
