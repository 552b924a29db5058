/** The core's order statuses in this platform's words (Orders). */
import { type OrderStatus, type PaymentStatus, PLACED_STATUSES } from '../../../core/ledger.ts'
import type { Condition } from '../../../core/query.ts'

export const ORDER_STATUSES: Readonly<Record<OrderStatus, string>> = {
  created: 'pending',
  awaiting_payment: 'placed',
  processing: 'placed',
  completed: 'approved',
  canceled: 'cancelled',
  refunded: 'approved',
  unknown: 'placed',
}

export const FULFILLMENT_STATUSES: Readonly<Record<OrderStatus, string>> = {
  created: 'unfulfilled',
  awaiting_payment: 'unfulfilled',
  processing: 'in_progress',
  completed: 'fulfilled',
  canceled: 'unfulfilled',
  refunded: 'fulfilled',
  unknown: 'unfulfilled',
}

/** The ledger knows no authorizations: see `paymentStatus` of order-values.ts for the words about them. */
export const PAYMENT_STATUSES: Readonly<Record<PaymentStatus, string>> = {
  free: 'free',
  refunded: 'refunded',
  partially_refunded: 'partially_refunded',
  paid: 'paid',
  partially_paid: 'partially_paid',
  voided: 'voided',
  unpaid: 'unpaid',
}

export const PLACED: Condition = { op: 'in', field: 'status', values: PLACED_STATUSES }
