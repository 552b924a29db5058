/** An order's totals, from its books (section 6.9): strings with two decimals, each with its twin `…_set`. */
import type { Order, Payment } from '../../../core/schema.ts'
import { twoDecimals } from '../present.ts'

/** Currencies are never converted, so that the store's money is the buyer's here. */
export function moneySet(minor: number, currency: string) {
  const money = () => ({ amount: twoDecimals(minor, currency), currency_code: currency })
  return { shop_money: money(), presentment_money: money() }
}

/**
 * [assumed] The lines come to the subtotal; what an order costs less is a discount, what it costs more is shipping.
 * What was paid back is in none of the current totals. Minor units.
 */
export function totalsOf(order: Order, payments: readonly Payment[]) {
  const { amount, currency, paidAmount, refundedAmount, status, paymentStatus } = order
  // As in the books: what was paid in another currency is part of none of these.
  const own = payments.filter((payment) => payment.currency === currency)
  const lines = order.linesAmount ?? amount
  const discounts = Math.max(0, lines - amount)
  const subtotal = lines - discounts
  const settled = status === 'canceled' || paymentStatus === 'refunded'
  return {
    lines,
    subtotal,
    discounts,
    shipping: Math.max(0, amount - lines),
    tax: own.reduce((sum, { taxAmount }) => sum + taxAmount, 0),
    outstanding: settled ? 0 : Math.max(0, amount - paidAmount),
    currentSubtotal: Math.max(0, subtotal - refundedAmount),
    current: Math.max(0, amount - refundedAmount),
  }
}

/** The totals in the platform's words and order, each with its twin. */
export function presentTotals(totals: ReturnType<typeof totalsOf>, currency: string) {
  const shown = (minor: number) => twoDecimals(minor, currency)
  const set = (minor: number) => moneySet(minor, currency)
  return {
    total_line_items_price: shown(totals.lines),
    total_line_items_price_set: set(totals.lines),
    subtotal_price: shown(totals.subtotal),
    subtotal_price_set: set(totals.subtotal),
    total_discounts: shown(totals.discounts),
    total_discounts_set: set(totals.discounts),
    total_tax: shown(totals.tax),
    total_tax_set: set(totals.tax),
    total_tip_received: shown(0),
    total_tip_received_set: set(0),
    total_outstanding: shown(totals.outstanding),
    total_outstanding_set: set(totals.outstanding),
    current_subtotal_price: shown(totals.currentSubtotal),
    current_subtotal_price_set: set(totals.currentSubtotal),
    current_total_price: shown(totals.current),
    current_total_price_set: set(totals.current),
    current_total_tax: shown(totals.tax),
    current_total_tax_set: set(totals.tax),
    current_total_discounts: shown(totals.discounts),
    current_total_discounts_set: set(totals.discounts),
    adjust_price: shown(0),
    adjust_price_set: set(0),
    total_shipping_price_set: set(totals.shipping),
  }
}
