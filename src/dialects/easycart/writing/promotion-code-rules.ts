/** What a new promotion code's body may say (Create Promotion Code), and how it is kept. */
import type { NewRecord } from '../../../core/ports.ts'
import type { Product } from '../../../core/schema.ts'
import { withOwn } from '../own-extras.ts'
import {
  currency,
  flag,
  integer,
  list,
  number,
  oneOf,
  required,
  requiredIf,
  requiredWhen,
  requiredWith,
  text,
  time,
  uuid,
} from './rules.ts'
import type { Values } from './validate.ts'

/** Internal, for dashboards. */
export const PROMOTION_CODE_NAME = text({ max: 40 })

/** In the page's order; `active` comes last, where the page does not name it [assumed]. */
export const promotionCodeRules = (now: Date) => ({
  code: required(text({ max: 255, pattern: /^[a-zA-Z0-9-]+$/ })),
  discount_type: required(oneOf('amount_off', 'percent_off')),
  amount_off: requiredIf('discount_type', 'amount_off', integer({ min: 1 })),
  percent_off: requiredIf('discount_type', 'percent_off', number({ min: 1, max: 100 })),
  // Of the amount off, and of the minimum amount; a product has its own.
  currency: requiredWhen(
    [
      { field: 'discount_type', is: 'amount_off' },
      { field: 'minimum_amount', without: 'product_id' },
    ],
    currency(),
  ),
  duration: required(oneOf('once', 'repeating', 'forever')),
  duration_in_months: requiredIf('duration', 'repeating', integer({ min: 1 })),
  name: PROMOTION_CODE_NAME,
  max_redemptions: integer({ min: 1 }),
  expires_at: time({ now }),
  first_time_transaction: flag(),
  minimum_amount: integer({ min: 1 }),
  product_id: requiredWith('price_uuids', uuid()),
  price_uuids: list(uuid()),
  active: flag(),
})
export type PromotionCodeValues = Values<ReturnType<typeof promotionCodeRules>>

/**
 * What belongs to the other kind of discount, or to another duration, is left out. The minimum is in the currency
 * that was sent, or else in that of the product [assumed].
 */
export function promotionCodeFields(
  values: PromotionCodeValues,
  product: Pick<Product, 'currency'> | null,
): NewRecord<'promotionCode'> {
  const isAmount = values.discount_type === 'amount_off'
  const duration = values.duration ?? 'once'
  return {
    code: values.code ?? '',
    name: values.name ?? null,
    discountType: values.discount_type ?? 'percent_off',
    amountOff: isAmount ? (values.amount_off ?? null) : null,
    percentOff: isAmount ? null : (values.percent_off ?? null),
    currency: isAmount ? (values.currency ?? null) : null,
    duration,
    durationInMonths: duration === 'repeating' ? (values.duration_in_months ?? null) : null,
    maxRedemptions: values.max_redemptions ?? null,
    expiresAt: values.expires_at ?? null,
    firstTimeTransaction: values.first_time_transaction ?? false,
    minimumAmount: values.minimum_amount ?? null,
    minimumAmountCurrency: values.minimum_amount ? (values.currency ?? product?.currency ?? null) : null,
    active: values.active ?? true,
    extras: withOwn(
      {},
      {
        product_id: values.product_id ?? null,
        price_uuids: values.product_id ? (values.price_uuids ?? null) : null,
      },
    ),
  }
}
