/** The rows of Get Customer's sections, members in the platform's order (section 3.2). */
import type { CustomerTotal, Order, OrderLine, ProductAccess, Subscription } from '../../../core/schema.ts'
import { presentTime, timeOrNull } from '../present.ts'
import { presentStatus } from '../reading/present-parts.ts'

/** `line` is the order's primary line, whose product names the order. */
export const presentOrder = (order: Order, line: OrderLine | null) => ({
  id: order.uuidId,
  status: presentStatus(order),
  amount: order.amount,
  currency: order.currency.toLowerCase(),
  product_name: line?.productName ?? '',
  created_at: presentTime(order.createdAt),
})

/** The names are a subset of Get Subscription's [assumed]. */
export const presentHeldSubscription = (subscription: Subscription) => ({
  id: subscription.uuidId,
  status: subscription.status,
  product_name: subscription.productName,
  variant_name: subscription.variantName,
  recurring_amount: subscription.recurringAmount,
  currency: subscription.currency.toLowerCase(),
  interval: subscription.interval,
  interval_count: subscription.intervalCount,
  current_period_end: timeOrNull(subscription.periodEnd),
  cancel_at: timeOrNull(subscription.cancelAt),
  canceled_at: timeOrNull(subscription.canceledAt),
  created_at: presentTime(subscription.createdAt),
})

/** `id` is what DELETE /product-access/{id} takes, not the product's (Revoke Product Access). */
export const presentAccess = (access: ProductAccess) => ({
  id: access.uuidId,
  product_id: access.productUuid,
  product_name: access.productName,
  variant_name: access.variantName,
  active_until: timeOrNull(access.activeUntil),
  created_at: presentTime(access.createdAt),
})

/** The "lifetime-value breakdown" of Get Customer; its member names are assumed. */
export function presentLifetimeValue(total: CustomerTotal | null, currency: string) {
  const [paid, refunded] = [total?.paidAmount ?? 0, total?.refundedAmount ?? 0]
  return { payments_total: paid, refunds_total: refunded, net: paid - refunded, currency }
}
