/** A product's variant: what is sold at which price (Get Product, `variants`). */
import type { Json, JsonObject, ProductVariant } from '../../../core/schema.ts'
import { ownExtras, timeOf } from '../own-extras.ts'
import { timeOrNull } from '../present.ts'
import { presentFiles } from '../present-files.ts'

/**
 * Get Product's sample prints `"interval": "monthly"`, where variants that are created and subscriptions say
 * `month`. The other three words follow from it [assumed].
 */
const ADVERBS: Readonly<Record<string, string>> = {
  day: 'daily',
  week: 'weekly',
  month: 'monthly',
  year: 'yearly',
}

/** `{id, type, recurring_options, name, amount}`; `words` says how the interval is called there. */
export const presentVariant = (variant: ProductVariant, words: Readonly<Record<string, string>> = {}) => ({
  id: variant.uuidId,
  type: variant.kind,
  recurring_options:
    variant.kind === 'recurring' && variant.interval
      ? {
          interval: words[variant.interval] ?? variant.interval,
          interval_count: variant.intervalCount ?? 1,
        }
      : null,
  name: variant.name,
  amount: variant.amount,
})

/** A variant inside its product. */
export const presentProductVariant = (variant: ProductVariant) => presentVariant(variant, ADVERBS)

/** What a variant has besides its columns, kept in its extras under these names; with what a new one has [assumed]. */
export const VARIANT_SETTINGS = {
  custom_id: null,
  is_hidden: false,
  trial_period_days: null,
  active_cycles: null,
  cancel_early: false,
  keep_access_after_expiring: false,
  allow_multiple_subscriptions: false,
  active_days: null,
  quantity: null,
  has_quantity: false,
  old_price: null,
  active_from: null,
  active_until: null,
  // Null in the page's sample of a variant without an end.
  show_active_until_counter: null,
  tax_behavior: null,
  refund_days: null,
  redirect_url: null,
  redirect_time: null,
} as const satisfies JsonObject

const TIMES: ReadonlySet<string> = new Set(['active_from', 'active_until'])
const shown = (name: string, kept: Json): Json => (TIMES.has(name) ? timeOrNull(timeOf(kept)) : kept)

/** The single variant, members in the order of Get Product Variant's sample; the other pages' answers are the same. */
export function presentFullVariant(variant: ProductVariant) {
  const own = ownExtras(variant)
  return {
    ...presentVariant(variant),
    ...Object.fromEntries(
      Object.entries(VARIANT_SETTINGS).map(([name, initial]) => [name, shown(name, own[name] ?? initial)]),
    ),
    ...presentFiles(own),
    invoice_remarks: own.invoice_remarks ?? null,
  }
}
