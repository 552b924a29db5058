/** From core records to Easycart's wire objects, members in the platform's order. */
import { customerName } from '../../core/customer.ts'
import type { Customer, CustomerTotal } from '../../core/schema.ts'

/** `2026-01-15T10:15:30+00:00`: fractions of a second are cut off. */
export const presentTime = (time: Date): string => `${time.toISOString().slice(0, 19)}+00:00`
const timeOrNull = (time: Date | null | undefined): string | null => (time ? presentTime(time) : null)

export function presentCustomer(
  customer: Customer,
  total: CustomerTotal | null,
  livingSubscriptions: number,
  currency: string,
) {
  return {
    id: customer.uuidId,
    name: customerName(customer),
    email: customer.email ?? '',
    avatar: customer.avatarUrl,
    first_seen: timeOrNull(total?.firstPlacedAt),
    last_order: timeOrNull(total?.lastPlacedAt),
    orders_count: total?.completedCount ?? 0,
    subscriptions_count: livingSubscriptions,
    lifetime_value: lifetimeValue(total),
    currency,
  }
}

/** Payments minus refunds; null only for who neither ordered nor paid in the currency. */
const lifetimeValue = (total: CustomerTotal | null): number | null =>
  total && (total.placedCount > 0 || total.paymentsCount > 0) ? total.paidAmount - total.refundedAmount : null
