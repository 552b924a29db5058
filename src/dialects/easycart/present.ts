/** From core records to Easycart's wire objects, members in the platform's order. */
import { customerName } from '../../core/customer.ts'
import type { Customer, CustomerTotal } from '../../core/schema.ts'
import type { EasycartSettings } from './settings.ts'

/** `2026-01-15T10:15:30+00:00`: fractions of a second are cut off. */
export const presentTime = (time: Date): string => `${time.toISOString().slice(0, 19)}+00:00`
export const timeOrNull = (time: Date | null | undefined): string | null => (time ? presentTime(time) : null)

export function presentCustomer(
  customer: Customer,
  total: CustomerTotal | null,
  livingSubscriptions: number,
  currency: string,
  settings: Pick<EasycartSettings, 'ltvNull'>,
) {
  return {
    id: customer.uuidId,
    name: customerName(customer),
    email: customer.email ?? '',
    avatar: customer.avatarUrl || null,
    first_seen: timeOrNull(total?.firstPlacedAt),
    last_order: timeOrNull(total?.lastPlacedAt),
    orders_count: total?.completedCount ?? 0,
    subscriptions_count: livingSubscriptions,
    lifetime_value: lifetimeValue(total, settings),
    currency,
  }
}

type WhoHasNone = (total: CustomerTotal | null) => boolean

/** For whom `lifetime_value` is null; by default for who neither ordered nor paid in the currency [assumed]. */
const WITHOUT_VALUE: Record<EasycartSettings['ltvNull'], WhoHasNone> = {
  without_orders_and_payments: (total) => !total || total.placedCount + total.paymentsCount === 0,
  without_payments: (total) => !total || total.paymentsCount === 0,
  never: () => false,
}

/** Payments, renewals included, minus confirmed refunds: gross, in minor units, not clamped. */
export const lifetimeValue = (
  total: CustomerTotal | null,
  { ltvNull }: Pick<EasycartSettings, 'ltvNull'>,
): number | null =>
  WITHOUT_VALUE[ltvNull](total) ? null : (total?.paidAmount ?? 0) - (total?.refundedAmount ?? 0)
