/**
 * What the books say about a customer: the definitions behind every count and amount an API shows.
 * The store keeps these figures per customer and currency in the same transaction as each ledger write
 * (store/totals.ts); `totalsOf` says the same in plain code and is what they are verified against.
 * Amounts are integer minor units; currencies are never added up or converted.
 */
import type { CustomerTotal, Order, OrderLine, Payment, Refund } from './schema.ts'

export const ORDER_STATUSES = [
  'created',
  'awaiting_payment',
  'processing',
  'completed',
  'canceled',
  'refunded',
  /** A legacy order whose status nobody recorded: placed, but neither completed nor canceled. */
  'unknown',
] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

export const SUBSCRIPTION_STATUSES = [
  'active',
  'trialing',
  'past_due',
  'canceled',
  'incomplete',
  'incomplete_expired',
  'unpaid',
] as const
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number]

/** Placed is every status but an opened checkout. */
export const PLACED_STATUSES = ORDER_STATUSES.filter((status) => status !== 'created')
/** A subscription that still lives: not canceled, and not one that never started. */
export const LIVE_SUBSCRIPTION_STATUSES = SUBSCRIPTION_STATUSES.filter(
  (status) => status !== 'canceled' && status !== 'incomplete_expired',
)

export const isPlaced = (order: Pick<Order, 'status'>): boolean => order.status !== 'created'

/** A kept total without the columns that only say whose it is. */
export type Totals = Omit<CustomerTotal, 'customerKey' | 'customerUuid' | 'currency'>

/**
 * The totals of one customer in one currency, recomputed from that customer's whole ledger.
 * Null when the ledger holds no record in that currency.
 */
export function totalsOf(
  currency: string,
  ledger: {
    orders: readonly Pick<Order, 'status' | 'currency' | 'amount' | 'createdAt'>[]
    payments: readonly Pick<Payment, 'currency' | 'amount'>[]
    refunds: readonly Pick<Refund, 'currency' | 'amount' | 'state'>[]
  },
): Totals | null {
  const orders = ledger.orders.filter((order) => order.currency === currency)
  const payments = ledger.payments.filter((payment) => payment.currency === currency)
  const refunds = ledger.refunds.filter((refund) => refund.currency === currency)
  if (orders.length + payments.length + refunds.length === 0) return null
  const placed = orders.filter(isPlaced)
  const times = placed.map((order) => order.createdAt.getTime())
  return {
    placedCount: placed.length,
    completedCount: orders.filter((order) => order.status === 'completed').length,
    firstPlacedAt: times.length ? new Date(Math.min(...times)) : null,
    lastPlacedAt: times.length ? new Date(Math.max(...times)) : null,
    spentAmount: sum(placed.filter((order) => order.status !== 'canceled')),
    paymentsCount: payments.length,
    paidAmount: sum(payments),
    refundedAmount: sum(refunds.filter((refund) => refund.state === 'recorded')),
  }
}

/** What an order's own books say, without regard to whose they are. */
export type OrderBooks = Pick<Order, 'paidAmount' | 'refundedAmount' | 'linesAmount'>

const sum = (records: readonly { amount: number }[]): number =>
  records.reduce((total, { amount }) => total + amount, 0)

/**
 * The books of an order in its currency: what was paid for it, what of that was paid back (recorded refunds),
 * and the sum of its lines, null without lines.
 */
export function booksOf(
  currency: string,
  books: {
    lines: readonly Pick<OrderLine, 'amount'>[]
    payments: readonly Pick<Payment, 'currency' | 'amount'>[]
    refunds: readonly Pick<Refund, 'currency' | 'amount' | 'state'>[]
  },
): OrderBooks {
  const own = (record: { currency: string }) => record.currency === currency
  return {
    paidAmount: sum(books.payments.filter(own)),
    refundedAmount: sum(books.refunds.filter((refund) => own(refund) && refund.state === 'recorded')),
    linesAmount: books.lines.length > 0 ? sum(books.lines) : null,
  }
}

export type PaymentStatus =
  | 'free'
  | 'refunded'
  | 'partially_refunded'
  | 'paid'
  | 'partially_paid'
  | 'voided'
  | 'unpaid'

/** A free order owes nothing, what was paid back in full is refunded, and a canceled one that was never paid is void. */
export function paymentStatusOf(
  order: Pick<Order, 'status' | 'amount' | 'paidAmount' | 'refundedAmount'>,
): PaymentStatus {
  const { status, amount, paidAmount, refundedAmount } = order
  if (amount === 0) return 'free'
  if (status === 'refunded' || (paidAmount > 0 && refundedAmount >= paidAmount)) return 'refunded'
  if (refundedAmount > 0) return 'partially_refunded'
  if (paidAmount >= amount) return 'paid'
  if (paidAmount > 0) return 'partially_paid'
  return status === 'canceled' ? 'voided' : 'unpaid'
}

/**
 * What of a payment can still be paid back: neither paid back nor asked back, since the provider may yet confirm
 * what was submitted. `refundableOf({ amount: 11800 }, [{ amount: 3900 }])` is 7900.
 */
export const refundableOf = (
  payment: Pick<Payment, 'amount'>,
  refunds: readonly Pick<Refund, 'amount'>[],
): number => Math.max(0, payment.amount - sum(refunds))

/** A completed order of which all that was paid is paid back is a refunded one; a part changes nothing. */
export const statusAfterRefund = (
  { status }: Pick<Order, 'status'>,
  { paidAmount, refundedAmount }: Pick<OrderBooks, 'paidAmount' | 'refundedAmount'>,
): string => (status === 'completed' && paidAmount > 0 && refundedAmount >= paidAmount ? 'refunded' : status)
