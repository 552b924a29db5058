/** A product's variant: what is sold at which price (Get Product, `variants`). */
import type { ProductVariant } from '../../core/schema.ts'

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
