/** GET /transactions (section 4.4). */
import { all, type Condition, not, where } from '../../../core/query.ts'
import type { Payment } from '../../../core/schema.ts'
import type { EasycartCall } from '../call.ts'
import { days, listOf } from './list-records.ts'
import { RECORDED } from './load-refunds.ts'
import { transactionParts } from './load-transactions.ts'
import { presentTransactionRow, type RefundState } from './present-transaction.ts'
import { PROVIDERS } from './providers.ts'
import { amount, amountOf, boolean, booleanOf, oneOf } from './read-filters.ts'

const payments = where('payment')
const refunded = payments.some('refunds', RECORDED)
const refundedThan = (is: 'lt' | 'gte'): Condition =>
  all(refunded, { op: 'sum', relation: 'refunds', of: 'amount', where: RECORDED, is, field: 'amount' })
const STATES: Readonly<Record<RefundState, Condition>> = {
  none: not(refunded),
  partial: refundedThan('lt'),
  full: refundedThan('gte'),
}

export const listTransactions = listOf({
  type: 'payment',
  filters: [
    { name: 'status', kind: oneOf(Object.keys(STATES)), where: (state) => STATES[state as RefundState] },
    {
      name: 'provider',
      kind: oneOf(Object.keys(PROVIDERS)),
      where: (provider) => payments.eq('provider', provider),
    },
    ...days('paid', 'payment', 'paidAt'),
    { name: 'amount_min', kind: amount(), where: (text) => payments.gte('amount', amountOf(text)) },
    { name: 'amount_max', kind: amount(), where: (text) => payments.lte('amount', amountOf(text)) },
    {
      name: 'is_subscription_followup',
      kind: boolean(),
      where: (text) => payments.eq('isRenewal', booleanOf(text) ?? false),
    },
  ],
  newestBy: 'paidAt',
  present: presentTransactionRows,
})

export async function presentTransactionRows(found: readonly Payment[], { services, store }: EasycartCall) {
  const partsOf = await transactionParts(services.records, store.key, found)
  return found.map((payment) => presentTransactionRow(payment, partsOf(payment)))
}
