/** What a new promotion code's body may say (Create Promotion Code; names as Get Promotion Codes shows them [assumed]). */
import type { NewRecord } from '../../../core/ports.ts'
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
  requiredWith,
  text,
  time,
  uuid,
} from './rules.ts'
import type { Values } from './validate.ts'

export const PROMOTION_CODE_RULES = {
  code: required(text({ max: 255, pattern: /^[A-Za-z0-9_-]+$/ })),
  name: text({ max: 255 }),
  discount_type: required(oneOf('amount_off', 'percent_off')),
  amount_off: requiredIf('discount_type', 'amount_off', integer({ min: 1 })),
  percent_off: requiredIf('discount_type', 'percent_off', number({ min: 0.01, max: 100 })),
  currency: requiredIf('discount_type', 'amount_off', currency()),
  duration: oneOf('once', 'repeating', 'forever'),
  duration_in_months: requiredIf('duration', 'repeating', integer({ min: 1 })),
  max_redemptions: integer({ min: 1 }),
  expires_at: time(),
  first_time_transaction: flag(),
  minimum_amount: integer({ min: 1 }),
  minimum_amount_currency: requiredWith('minimum_amount', currency()),
  active: flag(),
  product_id: uuid(),
  price_uuids: list(uuid()),
}

/** What belongs to the other kind of discount, or to another duration, is left out. */
export function promotionCodeFields(values: Values<typeof PROMOTION_CODE_RULES>): NewRecord<'promotionCode'> {
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
    minimumAmountCurrency: values.minimum_amount ? (values.minimum_amount_currency ?? null) : null,
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
