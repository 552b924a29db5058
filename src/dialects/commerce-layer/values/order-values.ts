/**
 * Values of an order that are not plain fields of the core: what this platform tells apart within one of the
 * core's statuses is kept beside it, and counts only while the core's status is one that it refines.
 */
import type { OrderStatus } from '../../../core/ledger.ts'
import { all, any, type Condition, type JsonMember, not } from '../../../core/query.ts'
import type { Json, Order } from '../../../core/schema.ts'
import { OWN_MEMBERS, ownMembers, type Value } from '../describe-resource.ts'
import { FULFILLMENT_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES, PLACED } from './order-statuses.ts'

type Words = Readonly<Record<string, string>>
interface Refinement {
  field: keyof Order & string
  /** The own member that refines it. */
  name: string
  /** This platform's word for each of the core's. */
  words: Words
  /** A finer word, and which of the core's it may stand beside. */
  finer: Readonly<Record<string, readonly string[]>>
}

const own = (name: string, as: JsonMember['as']): JsonMember => ({
  json: 'extras',
  path: [OWN_MEMBERS, name],
  as,
})
const ownOf = (order: Order, name: string): Json => ownMembers('order', order)[name] ?? null

const STATUS: Refinement = {
  field: 'status',
  name: 'status',
  words: ORDER_STATUSES,
  finer: {
    draft: ['created'],
    editing: ['awaiting_payment', 'processing', 'unknown'],
    // Synced from a server where an approved order waits to be fulfilled.
    approved: ['processing'],
  } satisfies Record<string, OrderStatus[]>,
}
const FULFILLMENT: Refinement = {
  field: 'status',
  name: 'fulfillment_status',
  words: FULFILLMENT_STATUSES,
  finer: {
    unfulfilled: ['awaiting_payment', 'processing'],
    in_progress: ['completed', 'refunded'],
  } satisfies Record<string, OrderStatus[]>,
}
/**
 * What was authorized and not captured is money that the ledger has not seen. And of an order that was synced from a
 * server which shows its captures by their ids alone, the status is known and no amount.
 */
const UNKNOWN_TO_THE_LEDGER = ['unpaid', 'voided'] as const
const PAYMENT: Refinement = {
  field: 'paymentStatus',
  name: 'payment_status',
  words: PAYMENT_STATUSES,
  finer: {
    authorized: ['unpaid'],
    partially_authorized: ['unpaid'],
    unpaid: ['voided'],
    voided: ['unpaid'],
    partially_paid: UNKNOWN_TO_THE_LEDGER,
    paid: UNKNOWN_TO_THE_LEDGER,
    partially_refunded: UNKNOWN_TO_THE_LEDGER,
    refunded: UNKNOWN_TO_THE_LEDGER,
  },
}

function wordOf({ field, name, words, finer }: Refinement, order: Order): string {
  const core = String(order[field])
  const word = ownOf(order, name)
  return typeof word === 'string' && finer[word]?.includes(core) ? word : (words[core] ?? '')
}

function refined(refinement: Refinement): Value<Order> {
  const { field, name, words, finer } = refinement
  const member = own(name, 'text')
  const among = (values: readonly string[]): Condition => ({ op: 'in', field, values })
  const finely = Object.entries(finer).map(([value, beside]) => ({
    value,
    where: all(among(beside), not({ op: 'null', field: member }), { op: 'eq', field: member, value }),
  }))
  const coarsely = [...new Set(Object.values(words))].map((value) => ({
    value,
    where: all(
      among(Object.keys(words).filter((word) => words[word] === value)),
      not(any(...finely.map(({ where }) => where))),
    ),
  }))
  return { source: { cases: [...finely, ...coarsely] }, present: (order) => wordOf(refinement, order) }
}

export const status = refined(STATUS)
export const fulfillmentStatus = refined(FULFILLMENT)
export const paymentStatus = refined(PAYMENT)

/** `draft`, `pending`, `editing`, `placed`, `approved` or `cancelled`. */
export const statusOf = (order: Order): string => wordOf(STATUS, order)
export const paymentStatusOf = (order: Order): string => wordOf(PAYMENT, order)
export const fulfillmentOf = (order: Order): string => wordOf(FULFILLMENT, order)

/** Whether its contents may still change (Orders, `editable`). */
export const isEditable = (order: Order): boolean => ['draft', 'pending', 'editing'].includes(statusOf(order))

const PLACED_AT = own('placed_at', 'time')

/** When it was placed; an order from elsewhere was placed when it was created, unless it is an opened checkout. */
export const placedAt: Value<Order> = {
  source: {
    field: PLACED_AT,
    when: all(PLACED, not({ op: 'null', field: PLACED_AT })),
    otherwise: { field: 'createdAt', when: PLACED },
  },
  present: (order) =>
    order.status === 'created' ? null : (ownOf(order, 'placed_at') ?? order.createdAt.toISOString()),
}

/** A boolean of the platform's own, and what it is where nobody said. */
function flag(name: string, missing: { where: Condition; holds(order: Order): boolean }): Value<Order> {
  const member = own(name, 'boolean')
  const unsaid: Condition = { op: 'null', field: member }
  const said = (value: boolean): Condition => all(not(unsaid), { op: 'eq', field: member, value })
  return {
    source: {
      cases: [
        { value: true, where: any(said(true), all(unsaid, missing.where)) },
        { value: false, where: any(said(false), all(unsaid, not(missing.where))) },
      ],
    },
    present: (order) => {
      const value = ownOf(order, name)
      return typeof value === 'boolean' ? value : missing.holds(order)
    },
    write: (value) => ({ own: { [name]: value as Json } }),
  }
}

/** An order of nobody is a guest's. */
export const guest = flag('guest', {
  where: { op: 'null', field: 'customerKey' },
  holds: (order) => order.customerKey === null,
})
export const placeAsync = flag('place_async', { where: any(), holds: () => false })
