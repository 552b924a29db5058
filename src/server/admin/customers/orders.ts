/** What customers are sorted by, each with an index behind it, and how a page starts at any of them. */
import type { RecordStore } from '../../../core/ports.ts'
import { all, type Condition, not, type Scalar, where } from '../../../core/query.ts'
import type { Customer, RecordOf } from '../../../core/schema.ts'
import { AdminRefusal } from '../refusal.ts'
import type { View } from './view.ts'
import { totalCondition } from './view-condition.ts'

const NAMES = ['created', 'updated', 'name', 'email', 'orders', 'last_order', 'spent'] as const
type Name = (typeof NAMES)[number]
/** `-created`: the newest first. */
export const ORDERS = NAMES.flatMap((name) => [name, `-${name}`] as const)
export type Order = (typeof ORDERS)[number]

/** Some of the customers in an order of plain fields that tell any two apart; an order is one or two of these. */
interface Part {
  fields: readonly (keyof Customer & string)[]
  where?: Condition
}

const customer = where('customer')
const lacking = (field: 'nameFolded' | 'emailFolded', fields: Part['fields']): Part[] => [
  { fields, where: not(customer.isNull(field)) },
  // After all others in both directions: nobody looks for those without.
  { fields: ['key'], where: customer.isNull(field) },
]

const PARTS: Readonly<Record<Exclude<Name, 'spent'>, readonly Part[]>> = {
  created: [{ fields: ['createdAt', 'key'] }],
  updated: [{ fields: ['updatedAt', 'key'] }],
  name: lacking('nameFolded', ['nameFolded', 'key']),
  email: lacking('emailFolded', ['emailFolded']),
  orders: [{ fields: ['placedOrdersCount', 'numberId'] }],
  last_order: [{ fields: ['lastPlacedRank', 'numberId'] }],
}

/** Behind or before which row: the part, and its values in the part's fields. */
export interface Place {
  part: number
  values: readonly (string | number)[]
}

export interface Found {
  customer: Customer
  place: Place
}

export interface Walk {
  order: Order
  view: View
  condition: Condition | undefined
  /** From there on; null: from the beginning. */
  from: Place | null
  /** Against the order, from the end on. */
  backwards: boolean
  limit: number
}

/** The customers from there on, at most `limit`, in the direction of the walk. At most two statements. */
export function walk(records: RecordStore, organization: number, walked: Walk): Promise<Found[]> {
  return walked.order.endsWith('spent')
    ? walkSpenders(records, organization, walked)
    : walkParts(records, organization, walked)
}

async function walkParts(
  records: RecordStore,
  organization: number,
  { order, condition, from, backwards, limit }: Walk,
): Promise<Found[]> {
  const parts = PARTS[order.replace('-', '') as keyof typeof PARTS]
  const descending = order.startsWith('-') !== backwards
  const found: Found[] = []
  const step = backwards ? -1 : 1
  for (
    let at = from?.part ?? (backwards ? parts.length - 1 : 0);
    at >= 0 && at < parts.length && found.length < limit;
    at += step
  ) {
    const part = parts[at] as Part
    const customers = await records.list(organization, {
      type: 'customer',
      where: all(condition, part.where),
      sort: part.fields.map((field) => ({ field, descending })),
      ...bound(from?.part === at ? from : null, part.fields.length, descending),
      limit: limit - found.length,
    })
    for (const one of customers) found.push({ customer: one, place: placeOf(one, at, part.fields) })
  }
  return found
}

const SPENT = ['spentAmount', 'customerKey'] as const

/** By the kept totals of one currency: whoever ordered nothing in it is not there. */
async function walkSpenders(
  records: RecordStore,
  organization: number,
  { order, view, condition, from, backwards, limit }: Walk,
): Promise<Found[]> {
  if (view.currency === undefined) throw new AdminRefusal('invalid', 'to sort by spent, give a currency')
  const descending = order.startsWith('-') !== backwards
  const totals = await records.list(organization, {
    type: 'customerTotal',
    where: all(
      totalCondition(view.currency, view),
      condition && where('customerTotal').some('customer', condition),
    ),
    sort: SPENT.map((field) => ({ field, descending })),
    ...bound(from, SPENT.length, descending),
    limit,
  })
  const keys = totals.map(({ customerKey }) => customerKey)
  const customers =
    keys.length === 0
      ? []
      : await records.list(organization, {
          type: 'customer',
          where: customer.in('key', keys),
          sort: [],
          limit: keys.length,
        })
  const byKey = new Map(customers.map((one) => [one.key, one]))
  return totals.flatMap((total: RecordOf<'customerTotal'>) => {
    const one = byKey.get(total.customerKey)
    return one ? [{ customer: one, place: placeOf(total, 0, SPENT) }] : []
  })
}

const bound = (place: Place | null, many: number, descending: boolean) => {
  if (!place) return {}
  if (place.values.length !== many) throw new AdminRefusal('invalid', 'the cursor is not one of these')
  return {
    bound: { compare: descending ? ('lt' as const) : ('gt' as const), values: place.values as Scalar[] },
  }
}

const placeOf = <T extends object>(record: T, part: number, fields: readonly (keyof T)[]): Place => ({
  part,
  values: fields.map((field) => {
    const value: unknown = record[field]
    return value instanceof Date ? value.toISOString() : (value as string | number)
  }),
})
