/** Promotion codes, the same object in the list and alone (section 4.8). */
import type { PromotionCode } from '../../../core/schema.ts'
import { ownExtras, textsOf } from '../own-extras.ts'
import { presentTime, timeOrNull } from '../present.ts'
import { promotionCodeStatus } from './promotion-code-status.ts'

/** `now` decides whether the code has expired. */
export const presentPromotionCode = (code: PromotionCode, now: Date) => ({
  id: code.uuidId,
  code: code.code,
  name: code.name,
  discount_type: code.discountType,
  amount_off: code.amountOff,
  percent_off: code.percentOff,
  currency: code.currency?.toLowerCase() ?? null,
  duration: code.duration,
  duration_in_months: code.durationInMonths,
  max_redemptions: code.maxRedemptions,
  times_redeemed: code.timesRedeemed,
  expires_at: timeOrNull(code.expiresAt),
  first_time_transaction: code.firstTimeTransaction,
  minimum_amount: code.minimumAmount,
  minimum_amount_currency: code.minimumAmountCurrency?.toLowerCase() ?? null,
  scope: presentScope(code),
  status: promotionCodeStatus(code, now),
  created_at: presentTime(code.createdAt),
  updated_at: presentTime(code.updatedAt),
})

/**
 * `{"type":"global"}`, or the product and those of its variants for which the code is good. The members of the
 * second kind are assumed: they are named as Create Promotion Code takes them. Kept in the extras under these names.
 */
function presentScope(code: PromotionCode) {
  const { product_id, price_uuids } = ownExtras(code)
  if (typeof product_id !== 'string') return { type: 'global' }
  return { type: 'product', product_id, price_uuids: textsOf(price_uuids) }
}
