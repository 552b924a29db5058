/**
 * What Easycart's pages leave open, one switch an assumption, so that a recorded real answer can flip it.
 * `createEasycart({ pageSize: 50 })` is the platform with another value; the defaults are the assumptions.
 */
import {
  LIVE_SUBSCRIPTION_STATUSES,
  type OrderStatus,
  PLACED_STATUSES,
  type SubscriptionStatus,
} from '../../core/ledger.ts'

export interface EasycartSettings {
  /** `easycart.page_size`: the size is not published; 25 is the only default the vendor names (Get Pages). */
  pageSize: number
  /** `easycart.sort`: "newest first" by which time. The vendor's sample agrees with the last order only. */
  sort: 'last_order' | 'first_seen' | 'customer_created'
  /**
   * `easycart.placed_statuses`: the orders that make a member, and whose times are the first and the last. Others than
   * the default take longer, since the totals are kept for the default alone.
   */
  placedStatuses: readonly OrderStatus[]
  /** `easycart.day_zone`: where `created_from` and `created_to` begin and end their days. */
  dayZone: 'utc' | 'store'
  /** `easycart.window`: must one order lie within both bounds, or may each bound have an order of its own? */
  window: 'one_order' | 'each_bound'
  /** `easycart.product_match`: which bought lines make somebody a buyer of a product. */
  productMatch: 'any_line' | 'primary_line' | 'any_currency'
  /** `easycart.subscription_alive`: the statuses that `subscriptions_count` counts. */
  subscriptionAlive: readonly SubscriptionStatus[]
  /** `easycart.ltv_null`: for whom `lifetime_value` is null rather than 0. */
  ltvNull: 'without_orders_and_payments' | 'without_payments' | 'never'
  /** `easycart.uppercase_currency`: is `PLN` malformed, or another way to write `pln`? */
  uppercaseCurrency: 'refuse' | 'accept'
  /** `easycart.accent_sensitive`: must a name search spell the accents? */
  accentSensitive: boolean
  /** `easycart.rate_limit`: requests of one token in any such window; null sends no limit headers at all. */
  rateLimit: { requests: number; seconds: number } | null
}

export const defaultSettings: EasycartSettings = {
  pageSize: 25,
  sort: 'last_order',
  placedStatuses: PLACED_STATUSES,
  dayZone: 'utc',
  window: 'one_order',
  productMatch: 'any_line',
  subscriptionAlive: LIVE_SUBSCRIPTION_STATUSES,
  ltvNull: 'without_orders_and_payments',
  uppercaseCurrency: 'refuse',
  accentSensitive: true,
  // Nothing is published for Easycart; these are the sister product's figures (Easymail, Authorization).
  rateLimit: { requests: 100, seconds: 60 },
}
