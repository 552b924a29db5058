/** The ledger's statuses in the platform's words (section 6.9). */
import { type OrderStatus, type PaymentStatus, PLACED_STATUSES } from '../../../core/ledger.ts'
import { all, any, type Condition, type JsonMember, where } from '../../../core/query.ts'
import type { Order } from '../../../core/schema.ts'
import { platformFlag } from '../platform-extra.ts'

interface Words {
  status: 'open' | 'cancelled'
  fulfillment: 'unshipped' | 'shipped'
}

/** [assumed] What is completed has been handed over, and stays so when the money goes back. */
const WORDS: Readonly<Record<OrderStatus, Words>> = {
  // An opened checkout is no order here.
  created: { status: 'open', fulfillment: 'unshipped' },
  awaiting_payment: { status: 'open', fulfillment: 'unshipped' },
  processing: { status: 'open', fulfillment: 'unshipped' },
  completed: { status: 'open', fulfillment: 'shipped' },
  canceled: { status: 'cancelled', fulfillment: 'unshipped' },
  refunded: { status: 'open', fulfillment: 'shipped' },
  unknown: { status: 'open', fulfillment: 'unshipped' },
}

/** [assumed] Nothing is owed for a free order, and a void one was never paid. */
const FINANCIAL: Readonly<Record<PaymentStatus, string>> = {
  free: 'paid',
  refunded: 'refunded',
  partially_refunded: 'partially_refunded',
  paid: 'paid',
  partially_paid: 'partially_paid',
  voided: 'unpaid',
  unpaid: 'unpaid',
}

export const statusOf = ({ status }: Order) => WORDS[status as OrderStatus].status
export const fulfillmentOf = ({ status }: Order) => WORDS[status as OrderStatus].fulfillment
export const financialOf = ({ paymentStatus }: Order) => FINANCIAL[paymentStatus as PaymentStatus]

/** Archived: only SHOPLINE's own orders can be. */
export const isHidden = (order: Order): boolean => platformFlag(order, 'hidden_order')
const hidden: JsonMember = { json: 'extras', path: ['shopline', 'hidden_order'], as: 'boolean' }
const notHidden: Condition = any({ op: 'null', field: hidden }, { op: 'eq', field: hidden, value: false })

const placed = (words: (status: OrderStatus) => boolean): Condition =>
  where('order').in('status', PLACED_STATUSES.filter(words))

/** What `status` may ask for; only `any` includes archived orders that are open. */
export const STATUS_FILTERS: Readonly<Record<string, Condition>> = {
  open: all(
    placed((status) => WORDS[status].status === 'open'),
    notHidden,
  ),
  cancelled: placed((status) => WORDS[status].status === 'cancelled'),
  any: placed(() => true),
}
