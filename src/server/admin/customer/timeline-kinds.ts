/** What stands on a customer's time line: where each kind comes from, when it happened, and what is told of it. */
import type { Reader } from '../../../core/ports.ts'
import { all, any, type Condition, not } from '../../../core/query.ts'
import type { Order, Payment, Refund, Subscription } from '../../../core/schema.ts'
import type { TimelineEntry } from './timeline.ts'

export interface Entry extends Omit<TimelineEntry, 'at'> {
  at: Date
  rank: number
  key: number
}

type Told = Omit<TimelineEntry, 'kind' | 'at' | 'id'>

export type TimelineKind =
  | 'refund'
  | 'payment'
  | 'subscription_canceled'
  | 'order_canceled'
  | 'subscription_started'
  | 'order'

interface Kind {
  kind: TimelineKind
  type: 'refund' | 'payment' | 'subscription' | 'order'
  at: 'createdAt' | 'paidAt' | 'canceledAt'
}

/** Of what happened in one moment the first of these comes first, as the newer: an order is paid after it is there. */
export const KINDS = [
  { kind: 'refund', type: 'refund', at: 'createdAt' },
  { kind: 'payment', type: 'payment', at: 'paidAt' },
  { kind: 'subscription_canceled', type: 'subscription', at: 'canceledAt' },
  { kind: 'order_canceled', type: 'order', at: 'canceledAt' },
  { kind: 'subscription_started', type: 'subscription', at: 'createdAt' },
  { kind: 'order', type: 'order', at: 'createdAt' },
] as const satisfies readonly Kind[]

interface Wanted {
  kind: Kind
  rank: number
  /** The last entry of the page before. */
  place: { at: Date; rank: number; key: number } | null
  limit: number
}

/** The next entries of one kind. */
export async function readEntries(
  reader: Reader,
  organization: number,
  customerKey: number,
  { kind: { kind, type, at }, rank, place, limit }: Wanted,
): Promise<Entry[]> {
  const found = (await reader.list(organization, {
    type,
    where: all(
      { op: 'eq', field: 'customerKey', value: customerKey },
      at === 'canceledAt' ? not({ op: 'null', field: at }) : undefined,
      place ? beyond(at, rank, place) : undefined,
    ),
    sort: [
      { field: at, descending: true },
      { field: 'key', descending: true },
    ],
    limit,
  })) as unknown as Row[]
  const told = await tell(reader, organization, type, found)
  return found.map((row) => ({
    kind,
    at: row[at] as Date,
    id: row.uuidId,
    rank,
    key: row.key,
    ...(told.get(row.key) as Told),
  }))
}

type Row = Order & Payment & Refund & Subscription

/** What comes after that place: earlier, or at the same moment and later in the order of kinds and keys. */
function beyond(at: string, rank: number, place: { at: Date; rank: number; key: number }): Condition {
  const earlier: Condition = { op: 'lt', field: at, value: place.at }
  if (rank < place.rank) return earlier
  const same: Condition = { op: 'eq', field: at, value: place.at }
  return any(earlier, rank > place.rank ? same : all(same, { op: 'lt', field: 'key', value: place.key }))
}

const NOTHING: Told = {
  status: null,
  payment_status: null,
  amount: null,
  currency: null,
  order: null,
  items: [],
  provider: null,
  is_renewal: null,
}
/** Lines of an order that are told; the page says how many more there are. */
const MOST_ITEMS = 20

async function tell(
  reader: Reader,
  organization: number,
  type: Kind['type'],
  rows: readonly Row[],
): Promise<Map<number, Told>> {
  const keys = rows.map(({ key }) => key)
  if (type === 'order') {
    const lines = await reader.related(organization, 'order', 'lines', keys, {
      sort: [{ field: 'position' }],
      limitPerKey: MOST_ITEMS,
    })
    return told(rows, (order) => ({
      status: order.status,
      payment_status: order.paymentStatus,
      amount: order.amount,
      currency: order.currency,
      order: orderName(order),
      items: (lines.get(order.key) ?? []).map(({ productName, variantName, quantity }) =>
        [quantity > 1 ? `${quantity} ×` : '', productName, variantName ? `(${variantName})` : '']
          .filter(Boolean)
          .join(' '),
      ),
    }))
  }
  if (type === 'subscription')
    return told(rows, ({ status, recurringAmount, currency, productName, variantName, provider }) => ({
      status,
      amount: recurringAmount,
      currency,
      items: [variantName ? `${productName} (${variantName})` : productName],
      provider,
    }))
  if (type === 'payment') {
    const orders = await ordersOf(reader, organization, rows)
    return told(rows, ({ orderKey, amount, currency, provider, isRenewal }) => ({
      amount,
      currency,
      provider,
      is_renewal: isRenewal,
      order: orders.get(orderKey ?? 0) ?? null,
    }))
  }
  const payments = await byKeys(
    reader,
    organization,
    'payment',
    rows.map(({ paymentKey }) => paymentKey),
  )
  const orders = await ordersOf(reader, organization, [...payments.values()])
  return told(rows, ({ paymentKey, amount, currency, state }) => ({
    amount,
    currency,
    status: state,
    provider: payments.get(paymentKey)?.provider ?? null,
    order: orders.get(payments.get(paymentKey)?.orderKey ?? 0) ?? null,
  }))
}

const told = (rows: readonly Row[], of: (row: Row) => Partial<Told>): Map<number, Told> =>
  new Map(rows.map((row) => [row.key, { ...NOTHING, ...of(row) }]))

/** What people know an order by. */
export const orderName = ({ number, reference, shortId }: Pick<Order, 'number' | 'reference' | 'shortId'>) =>
  number ?? reference ?? shortId

/** What the orders of payments are known by, by their keys. */
async function ordersOf(
  reader: Reader,
  organization: number,
  payments: readonly Pick<Payment, 'orderKey'>[],
): Promise<Map<number, string>> {
  const keys = payments.map(({ orderKey }) => orderKey)
  const orders = await byKeys(reader, organization, 'order', keys)
  return new Map([...orders].map(([key, order]) => [key, orderName(order)]))
}

/** Records by their keys. */
export async function byKeys<T extends 'order' | 'payment' | 'group' | 'tag' | 'source'>(
  reader: Reader,
  organization: number,
  type: T,
  keys: readonly (number | null)[],
) {
  const values = [...new Set(keys)].filter((key) => key !== null)
  const found =
    values.length === 0
      ? []
      : await reader.list(organization, {
          type,
          where: { op: 'in', field: 'key', values },
          sort: [],
          limit: values.length,
        })
  return new Map(found.map((record) => [record.key, record]))
}
