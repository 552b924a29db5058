/** Transactions: captured payments as Get Transactions and Get Transaction show them (section 4.4). */
import type { Customer, Payment, Refund } from '../../../core/schema.ts'
import { presentTime } from '../present.ts'
import { providerOf } from './providers.ts'

export type RefundState = 'none' | 'partial' | 'full'

/** What a transaction is shown with: its recorded refunds, its customer, and the product's name. */
export interface TransactionParts {
  refunds: readonly Refund[]
  customer: Pick<Customer, 'email'> | null
  productName: string
}

/** What was given back and what can still be: `refunded + remaining = total` (Get Transaction). */
export function refundsSoFar(payment: Pick<Payment, 'amount'>, refunds: readonly Pick<Refund, 'amount'>[]) {
  const refunded = refunds.reduce((sum, { amount }) => sum + amount, 0)
  return { refunded, remaining: payment.amount - refunded }
}

/** `none` for a payment of 0 [assumed]. */
export const refundState = (refunded: number, remaining: number): RefundState =>
  refunded === 0 ? 'none' : remaining <= 0 ? 'full' : 'partial'

/** Something is left, and the provider takes refunds [assumed]. */
export const isRefundable = (payment: Pick<Payment, 'provider'>, remaining: number): boolean =>
  remaining > 0 && providerOf(payment.provider).refunds

export function presentTransactionRow(payment: Payment, parts: TransactionParts) {
  const { refunded, remaining } = refundsSoFar(payment, parts.refunds)
  return {
    id: payment.uuidId,
    remote_id: payment.remoteId,
    provider: payment.provider,
    refund_state: refundState(refunded, remaining),
    total: payment.amount,
    refunded_amount: refunded,
    ...end(payment, parts),
    date: presentTime(payment.paidAt),
  }
}

export function presentTransaction(payment: Payment, parts: TransactionParts) {
  const { refunded, remaining } = refundsSoFar(payment, parts.refunds)
  return {
    id: payment.uuidId,
    remote_id: payment.remoteId,
    provider: payment.provider,
    provider_name: providerOf(payment.provider).name,
    refund_state: refundState(refunded, remaining),
    total: payment.amount,
    net_amount: payment.amount - payment.taxAmount,
    tax_amount: payment.taxAmount,
    refunded_amount: refunded,
    remaining_refundable: remaining,
    ...end(payment, parts),
    refundable: isRefundable(payment, remaining),
    date: presentTime(payment.paidAt),
  }
}

const end = (payment: Payment, { customer, productName }: TransactionParts) => ({
  currency: payment.currency.toLowerCase(),
  customer_email: customer?.email ?? '',
  product_name: productName,
  is_subscription_followup: payment.isRenewal,
})
