/** What of an order is paid, and what of each payment can still be paid back. */
import { booksOf, type OrderBooks, refundableOf } from '../../../../core/ledger.ts'
import type { Order, Payment, Refund } from '../../../../core/schema.ts'
import type { WriteContext } from '../write-types.ts'

interface Refundable {
  payment: Payment
  /** Minor units that were not paid back, nor asked back; the provider may yet confirm those. */
  left: number
}
export interface Books {
  /** Minor units that nobody has paid yet. */
  open: number
  /** Oldest first. */
  refundable: readonly Refundable[]
  /** Minor units that can be paid back. */
  left: number
  /** What was paid, and what of that was paid back. */
  figures: Pick<OrderBooks, 'paidAmount' | 'refundedAmount'>
}

const MOST = 10_000

/** In the order's currency. Locks the customer, so that the books stay as they are until the transaction ends. */
export async function lockBooks(
  order: Pick<Order, 'key' | 'customerKey' | 'currency' | 'amount'>,
  { writer, organization }: Pick<WriteContext, 'writer' | 'organization'>,
): Promise<Books> {
  if (order.customerKey !== null) await writer.lockCustomers([order.customerKey])
  const payments = (
    await writer.list(organization, {
      type: 'payment',
      where: { op: 'eq', field: 'orderKey', value: order.key },
      sort: [{ field: 'paidAt' }, { field: 'key' }],
      limit: MOST,
    })
  ).filter(({ currency }) => currency === order.currency)
  const refunds = await writer.list(organization, {
    type: 'refund',
    where: { op: 'in', field: 'paymentKey', values: payments.map(({ key }) => key) },
    sort: [],
    limit: MOST,
  })
  const refundable = payments.map((payment) => ({
    payment,
    left: refundableOf(
      payment,
      refunds.filter(({ paymentKey }) => paymentKey === payment.key),
    ),
  }))
  return {
    open: Math.max(0, order.amount - sum(payments)),
    refundable: refundable.filter(({ left }) => left > 0),
    left: refundable.reduce((total, { left }) => total + left, 0),
    figures: booksOf(order.currency, { lines: [], payments, refunds }),
  }
}

const sum = (records: readonly { amount: number }[]): number =>
  records.reduce((total, { amount }) => total + amount, 0)

/** Pays that much back, of the oldest payment first; gives the refunds. */
export function refundPayments(
  refundable: Books['refundable'],
  amount: number,
  { writer }: Pick<WriteContext, 'writer'>,
): Promise<Refund[]> {
  let rest = amount
  const refunds = refundable.flatMap(({ payment, left }) => {
    const part = Math.min(left, rest)
    rest -= part
    const { key, customerKey, currency } = payment
    return part > 0 ? [{ paymentKey: key, customerKey, currency, amount: part, state: 'recorded' }] : []
  })
  return writer.create('refund', refunds)
}
