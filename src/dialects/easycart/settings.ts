/**
 * What Easycart's pages leave open, one switch an assumption, so that a recorded real answer can flip it.
 * `createEasycart({ pageSize: 50 })` is the platform with another value; the defaults are the assumptions.
 */
import {
  LIVE_SUBSCRIPTION_STATUSES,
  ORDER_STATUSES,
  type OrderStatus,
  PLACED_STATUSES,
  SUBSCRIPTION_STATUSES,
  type SubscriptionStatus,
} from '../../core/ledger.ts'
import { type AssumptionTable, oneOf, orNull, pairOf, someOf, wholeNumber, yesNo } from '../assumptions.ts'

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

/** Nothing is published for Easycart; these are the sister product's figures (Easymail, Authorization). */
export const PLATFORM_LIMIT = { requests: 100, seconds: 60 }

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
  rateLimit: PLATFORM_LIMIT,
}

/** The same for the command line. */
export const assumptionTable: AssumptionTable<EasycartSettings> = {
  pageSize: { meaning: 'rows on a page', choice: wholeNumber(1, 1000) },
  sort: {
    meaning: 'by which time the newest come first',
    choice: oneOf('last_order', 'first_seen', 'customer_created'),
  },
  placedStatuses: {
    meaning: 'which orders make a member, and whose times are the first and the last',
    choice: someOf(...ORDER_STATUSES),
  },
  dayZone: { meaning: 'where the days of created_from and created_to begin', choice: oneOf('utc', 'store') },
  window: {
    meaning: 'one order lies within both bounds, or each bound has an order of its own',
    choice: oneOf('one_order', 'each_bound'),
  },
  productMatch: {
    meaning: 'which bought lines make a buyer of a product',
    choice: oneOf('any_line', 'primary_line', 'any_currency'),
  },
  subscriptionAlive: {
    meaning: 'what subscriptions_count counts',
    choice: someOf(...SUBSCRIPTION_STATUSES),
  },
  ltvNull: {
    meaning: 'for whom lifetime_value is null',
    choice: oneOf('without_orders_and_payments', 'without_payments', 'never'),
  },
  uppercaseCurrency: { meaning: 'what becomes of currency=PLN', choice: oneOf('refuse', 'accept') },
  accentSensitive: { meaning: 'a name search must spell the accents', choice: yesNo },
  rateLimit: {
    meaning: 'requests of a token in so many seconds (counted with --rate-limits)',
    choice: orNull('off', pairOf('requests', 'seconds')),
  },
}
