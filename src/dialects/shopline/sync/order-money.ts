/** What an order's totals say of its amounts: the inverse of orders/order-money.ts. Minor units. */
import { exponent } from '../../../core/money.ts'
import type { Json, JsonObject } from '../../../core/schema.ts'
import { objectOf, textOf } from './read-answer.ts'

/** `minorOf('12.30', 'USD')` is 1230, `minorOf('300.00', 'JPY')` is 300; 0 for what is no amount. */
export function minorOf(value: Json | undefined, currency: string): number {
  const [, sign = '', whole = '', decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(textOf(value) ?? '') ?? []
  const digits = exponent(currency)
  const scaled = Number(`${whole || 0}${decimals.slice(0, digits).padEnd(digits, '0')}`)
  const rounded = Number(decimals[digits] ?? 0) >= 5 ? scaled + 1 : scaled
  return sign ? -rounded : rounded
}

/**
 * The subtotal is what the lines cost less what was taken off; what an order costs more is shipping, a tip, an adjusted
 * price, and tax where prices are without it. No total says it outright: the current one is less what was paid back.
 */
export function orderAmount(shown: JsonObject, currency: string): number {
  const minor = (value: Json | undefined) => minorOf(value, currency)
  const shipping = objectOf(objectOf(shown.total_shipping_price_set).shop_money).amount
  const tax = shown.taxes_included === true ? 0 : minor(shown.total_tax)
  const extra = minor(shown.total_tip_received) + minor(shown.adjust_price)
  return Math.max(0, minor(shown.subtotal_price) + minor(shipping) + tax + extra)
}

/**
 * Two decimals are shown in every currency, and payments in full: what was paid to the end is the amount of a currency
 * with three. `exactAmount(1240, 1239, 'KWD')` is 1239.
 */
export const exactAmount = (shown: number, paid: number, currency: string): number =>
  exponent(currency) === 3 && Math.round(paid / 10) * 10 === shown ? paid : shown

/**
 * The lines' amounts, price times quantity; what these lack to the total of all lines, or have too much, is the last
 * one's, as far as it goes.
 */
export function lineAmounts(
  lines: readonly { unitAmount: number; quantity: number }[],
  total: number,
): number[] {
  const amounts = lines.map(({ unitAmount, quantity }) => unitAmount * quantity)
  const last = amounts.length - 1
  const rest = total - amounts.reduce((sum, amount) => sum + amount, 0)
  if (last >= 0) amounts[last] = Math.max(0, (amounts[last] as number) + rest)
  return amounts
}

/** `total` in parts that stand to each other as the weights do; the last gets what rounding leaves. */
export function shareOut(total: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const parts = weights.map((weight) => (whole === 0 ? 0 : Math.floor((total * weight) / whole)))
  const last = parts.length - 1
  if (last >= 0) parts[last] = (parts[last] as number) + total - parts.reduce((sum, part) => sum + part, 0)
  return parts
}
