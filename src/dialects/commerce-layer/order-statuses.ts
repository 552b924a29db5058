/** The core's order statuses in this platform's words (Orders). */
import { type OrderStatus, type PaymentStatus, PLACED_STATUSES } from '../../core/ledger.ts'
import type { Condition } from '../../core/query.ts'
import type { Order } from '../../core/schema.ts'
import type { Value } from './describe-resource.ts'

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

/** The ledger knows no authorizations, so the platform's three other words (`authorized` …) never occur. */
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

/** An order is placed when it is created, unless it is an opened checkout. */
export const placedAt = (createdAt: Date, order: Order): string | null =>
  order.status === 'created' ? null : createdAt.toISOString()

export const guest: Value<Order> = {
  source: {
    cases: [
      { value: true, where: { op: 'null', field: 'customerKey' } },
      { value: false, where: { op: 'not', of: { op: 'null', field: 'customerKey' } } },
    ],
  },
  present: (order) => order.customerKey === null,
}
