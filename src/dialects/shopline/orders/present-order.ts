/** From the ledger to SHOPLINE's order: every documented key, in the documented order (section 6.9). */
import { platformExtra } from '../platform-extra.ts'
import { presentPhone } from '../present.ts'
import { presentTime } from '../time.ts'
import type { ShownOrder } from './load-orders.ts'
import { presentTotals, totalsOf } from './order-money.ts'
import { financialOf, fulfillmentOf, isHidden, statusOf } from './order-words.ts'
import {
  type OrderRules,
  presentBuyer,
  presentLine,
  presentOrderAddress,
  presentPayment,
  presentRefund,
} from './present-order-parts.ts'

export function presentOrder(shown: ShownOrder, rules: OrderRules) {
  const { order, customer, lines, payments, refunds, tags } = shown
  const { offsetAt } = rules
  const totals = totalsOf(order, payments)
  const own = (name: string) => platformExtra(order, name)
  return {
    id: order.numberId,
    name: order.number,
    status: statusOf(order),
    financial_status: financialOf(order),
    fulfillment_status: fulfillmentOf(order),
    hidden_order: isHidden(order),
    created_at: presentTime(order.createdAt, offsetAt),
    updated_at: presentTime(order.updatedAt, offsetAt),
    cancelled_at: order.canceledAt && presentTime(order.canceledAt, offsetAt),
    cancel_reason: own('cancel_reason'),
    currency: order.currency,
    presentment_currency: order.currency,
    email: order.customerEmail ?? customer.email,
    phone: presentPhone(customer.phone),
    user_id: customer.numberId,
    customer: presentBuyer(shown, rules),
    customer_locale: customer.language,
    tags: tags.length > 0 ? tags.map(({ name }) => name).join(',') : null,
    note: own('note'),
    buyer_note: own('buyer_note'),
    note_attributes: [],
    order_from: own('order_from'),
    order_status_url: own('order_status_url'),
    browser_ip: own('browser_ip'),
    client_details: {
      browser_ip: own('browser_ip'),
      session_hash: own('session_hash'),
      user_agent: own('user_agent'),
    },
    token_info: { cart_token: own('cart_token'), checkout_token: own('checkout_token') },
    line_items: lines.map((line) => presentLine(line, order)),
    shipping_lines: [],
    tax_lines: [],
    discount_codes: [],
    fulfillments: [],
    refunds: refunds.map((refund) => presentRefund(refund, order, rules)),
    payment_details: payments.map((payment) => presentPayment(payment, rules)),
    payment_gateway_names: [...new Set(payments.map(({ provider }) => provider))],
    billing_address: presentOrderAddress(shown.billing),
    shipping_address: presentOrderAddress(shown.shipping),
    locations: [],
    service: own('service'),
    tax_number: own('tax_number'),
    tax_type: own('tax_type'),
    taxes_included: totals.tax > 0,
    total_weight: 0,
    ...presentTotals(totals, order.currency),
  }
}
