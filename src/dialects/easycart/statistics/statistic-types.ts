/**
 * What GET /statistics can be asked for. Its page's samples ask for `revenue` and `sales`; the other names, and what
 * each of them counts, are assumed: what the ledger can answer.
 */
import { PLACED_STATUSES } from '../../../core/ledger.ts'
import type { Tally } from '../../../core/ports.ts'
import { all, any, type Condition, where } from '../../../core/query.ts'
import type { RecordType } from '../../../core/schema.ts'
import { RECORDED } from '../reading/load-refunds.ts'

/** Records of one type that count, each at one of its times and with 1 or the value of a field. */
export interface StatisticPart<T extends RecordType = RecordType> extends Omit<Tally<T>, 'bounds'> {
  type: T
  /** Taken away from the other parts. */
  minus?: true
  /** Those that have to do with the product; absent: "ignored for types that do not scope by product". */
  ofProduct?: (uuid: string) => Condition
}
export interface StatisticType {
  /** Minor units of the currency; else a count. */
  money: boolean
  parts: readonly StatisticPart[]
}

const [orders, payments, subscriptions] = [where('order'), where('payment'), where('subscription')]

const orderOf = (product: string) => orders.some('lines', where('orderLine').eq('productUuid', product))
const subscriptionTo = (product: string) => subscriptions.eq('productUuid', product)
const paymentFor = (product: string) =>
  any(payments.some('order', orderOf(product)), payments.some('subscription', subscriptionTo(product)))

const part = <T extends RecordType>(description: StatisticPart<T>) => description as unknown as StatisticPart
const paid = (condition: Condition = all()) =>
  part({ type: 'payment', at: 'paidAt', sum: 'amount', where: condition, ofProduct: paymentFor })
const refunded = {
  type: 'refund',
  at: 'createdAt',
  sum: 'amount',
  where: RECORDED,
  ofProduct: (product: string) => where('refund').some('payment', paymentFor(product)),
} satisfies StatisticPart<'refund'>
const ordered = (statuses: readonly string[]) =>
  part({ type: 'order', at: 'createdAt', where: orders.in('status', statuses), ofProduct: orderOf })
const subscribed = (at: 'createdAt' | 'canceledAt') =>
  part({ type: 'subscription', at, where: all(), ofProduct: subscriptionTo })

export const STATISTIC_TYPES: Readonly<Record<string, StatisticType>> = {
  /** What was captured, renewals included and tax too. */
  revenue: { money: true, parts: [paid()] },
  net_revenue: { money: true, parts: [paid(), part({ ...refunded, minus: true })] },
  refunds: { money: true, parts: [part(refunded)] },
  renewals: { money: true, parts: [paid(payments.eq('isRenewal', true))] },
  /** Orders that were bought, whether or not they were refunded later. */
  sales: { money: false, parts: [ordered(['completed', 'refunded'])] },
  orders: { money: false, parts: [ordered(PLACED_STATUSES)] },
  /** Who placed the first order in the currency. */
  customers: {
    money: false,
    parts: [part({ type: 'customerTotal', at: 'firstPlacedAt', where: all() })],
  },
  new_subscriptions: { money: false, parts: [subscribed('createdAt')] },
  canceled_subscriptions: { money: false, parts: [subscribed('canceledAt')] },
}
