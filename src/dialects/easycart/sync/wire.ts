/** What a sync reads of Easycart's answers: their shapes, and single values as the core keeps them. */
import type { JsonObject } from '../../../core/schema.ts'

/** A row of a list; all have their id. */
export interface Row extends JsonObject {
  id: string
}
export interface Page<R extends Row> {
  items: R[]
  pagination: { current_page: number; total_pages: number }
}

export type Files = { name: string; url: string }[]
export interface ProductPart extends Row {
  type: string
  name: string | null
  amount: number
}
export interface Product extends Row {
  status: string
  name: string
  description: string | null
  slug: string
  image_url: string | null
  currency: string
  files: Files
  active_from: string | null
  active_until: string | null
  variants: ProductPart[]
}
export interface Variant extends ProductPart {
  recurring_options: { interval: string; interval_count: number } | null
  files: Files
}

export interface Access extends Row {
  product_id: string
  product_name: string
  variant_name: string | null
  active_until: string | null
  created_at: string
}
export interface Customer extends Row {
  name: string | null
  email: string
  avatar: string | null
  /** With `include=products`. */
  products: Access[]
}

export interface Line extends JsonObject {
  product_name: string
  variant_name: string | null
  amount: number
  amount_total: number
  quantity: number
  is_order_bump: boolean
  access: { type: string; id: string }[]
}
/** With every section. */
export interface Order extends Row {
  status: string | null
  amount: number
  currency: string
  quantity: number
  customer_email: string | null
  created_at: string
  line_items: Line[]
  customer: Row | null
  transactions: Row[]
  invoices: JsonObject[]
}

export interface Refund extends Row {
  amount: number
  currency: string
  created_at: string
}
/** With every section. */
export interface Transaction extends Row {
  remote_id: string | null
  provider: string
  total: number
  tax_amount: number
  currency: string
  is_subscription_followup: boolean
  date: string
  order: Row | null
  customer: Row | null
  invoices: JsonObject[]
  refunds: Refund[]
}

/** With every section but the upcoming invoice, which follows from the rest. */
export interface Subscription extends Row {
  remote_id: string | null
  provider: string
  status: string
  variant_name: string | null
  product_name: string
  recurring_amount: number
  currency: string
  interval: string
  interval_count: number
  quantity: number
  current_period_start: string | null
  current_period_end: string | null
  trial_end: string | null
  cancel_at: string | null
  canceled_at: string | null
  active_until: string | null
  active_cycles: number | null
  cancel_early: boolean
  keep_access_after_expiring: boolean
  is_delegated: boolean
  created_at: string
  customer: Row | null
  variant: Row | null
  product: Row | null
  order: Row | null
  renewals: Row[]
}

export interface PromotionCode extends Row {
  code: string
  name: string | null
  discount_type: string
  amount_off: number | null
  percent_off: number | null
  currency: string | null
  duration: string
  duration_in_months: number | null
  max_redemptions: number | null
  times_redeemed: number
  expires_at: string | null
  first_time_transaction: boolean
  minimum_amount: number | null
  minimum_amount_currency: string | null
  scope: { type: string; product_id?: string; price_uuids?: string[] }
  status: string
  created_at: string
  updated_at: string
}

/** `2026-01-15T10:15:30+00:00` */
export const timeIn = (text: string): Date => new Date(text)
export const timeOrNull = (text: string | null): Date | null => (text === null ? null : new Date(text))
/** Shown in lower case, kept in upper case. */
export const currencyIn = (code: string): string => code.toUpperCase()
export const pointer = (row: Row) => ({ uuidId: row.id })
