/** What transactions are shown with, for many of them in a fixed number of statements. */
import type { RecordStore } from '../../../core/ports.ts'
import type { Payment } from '../../../core/schema.ts'
import { customersOf } from './load-customers.ts'
import { recordedRefunds } from './load-refunds.ts'
import type { TransactionParts } from './present-transaction.ts'
import { primaryLines } from './primary-line.ts'

export async function transactionParts(
  records: Pick<RecordStore, 'related'>,
  store: number,
  payments: readonly Payment[],
): Promise<(payment: Payment) => TransactionParts> {
  const keys = (of: 'orderKey' | 'subscriptionKey') => payments.flatMap((payment) => payment[of] ?? [])
  const [customerOf, lineOf, refundsOf, subscriptions] = await Promise.all([
    customersOf(records, store, payments),
    primaryLines(records, store, keys('orderKey')),
    recordedRefunds(records, store, payments),
    records.related(store, 'payment', 'subscription', keys('subscriptionKey')),
  ])
  return (payment) => ({
    refunds: refundsOf(payment),
    customer: customerOf(payment),
    // What a subscription was paid for is its product, whatever else the order had.
    productName:
      subscriptions.get(payment.subscriptionKey ?? 0)?.[0]?.productName ??
      lineOf(payment.orderKey)?.productName ??
      '',
  })
}
