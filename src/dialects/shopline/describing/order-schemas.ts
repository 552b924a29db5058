/** What orders/present-order.ts shows, member by member in the order of the wire (section 6.9). */
import {
  anyOf,
  closed,
  flag,
  integer,
  listOf,
  named,
  nothing,
  number,
  oneOf,
  orNull,
  type Schema,
  text,
} from '../../../lib/json-schema.ts'
import type { presentTotals } from '../orders/order-money.ts'
import type { presentOrder } from '../orders/present-order.ts'
import type {
  presentBuyer,
  presentLine,
  presentPayment,
  presentRefund,
} from '../orders/present-order-parts.ts'
import { address, CURRENCY, ID, MONEY, RECORD_ID, TIME } from './customer-schemas.ts'

/** What Clientele knows nothing of. */
const none: Schema = { type: 'array', maxItems: 0 }
const exact = (value: number | boolean): Schema => ({ const: value })

const money = closed({ amount: MONEY, currency_code: CURRENCY })
export const moneySet = closed({ shop_money: money, presentment_money: money })

const fulfillment = oneOf('shipped', 'unshipped')

export const orderLine = closed({
  id: RECORD_ID,
  product_id: orNull(text),
  variant_id: orNull(text),
  title: text,
  name: text,
  variant_title: orNull(text),
  sku: orNull(text),
  vendor: nothing,
  price: MONEY,
  quantity: integer,
  fulfillable_quantity: integer,
  grams: exact(0),
  gift_card: exact(false),
  taxable: exact(false),
  requires_shipping: exact(false),
  fulfillment_status: fulfillment,
  fulfillment_service: nothing,
  image_url: nothing,
  attribute: nothing,
  tags: nothing,
  properties: none,
  tax_lines: none,
} satisfies Record<keyof ReturnType<typeof presentLine>, Schema>)

const payment = closed({
  pay_seq: RECORD_ID,
  pay_status: oneOf('paid'),
  pay_amount: number,
  payment_channel: text,
  pay_channel_deal_id: orNull(text),
  create_time: TIME,
} satisfies Record<keyof ReturnType<typeof presentPayment>, Schema>)

const refund = closed({
  id: RECORD_ID,
  order_id: RECORD_ID,
  created_at: TIME,
  status: oneOf('success', 'pending'),
  amount: MONEY,
  amount_set: named('MoneySet'),
} satisfies Record<keyof ReturnType<typeof presentRefund>, Schema>)

const {
  id: _id,
  customer_id: _customer,
  default: _default,
  ...PLACE
} = address.properties as Record<string, Schema>
const place = orNull(closed(PLACE))

const buyer = closed({
  id: ID,
  email: orNull(text),
  phone: orNull(text),
  area_code: nothing,
  first_name: orNull(text),
  last_name: orNull(text),
  currency: CURRENCY,
  created_at: TIME,
  updated_at: TIME,
  addresses: {
    ...anyOf(named('Address'), closed({})),
    description: 'The default address, and an empty object where there is none: no list.',
  },
} satisfies Record<keyof ReturnType<typeof presentBuyer>, Schema>)

const set = named('MoneySet')
const TOTALS = {
  total_line_items_price: MONEY,
  total_line_items_price_set: set,
  subtotal_price: MONEY,
  subtotal_price_set: set,
  total_discounts: MONEY,
  total_discounts_set: set,
  total_tax: MONEY,
  total_tax_set: set,
  total_tip_received: MONEY,
  total_tip_received_set: set,
  total_outstanding: MONEY,
  total_outstanding_set: set,
  current_subtotal_price: MONEY,
  current_subtotal_price_set: set,
  current_total_price: MONEY,
  current_total_price_set: set,
  current_total_tax: MONEY,
  current_total_tax_set: set,
  current_total_discounts: MONEY,
  current_total_discounts_set: set,
  adjust_price: MONEY,
  adjust_price_set: set,
  total_shipping_price_set: set,
} satisfies Record<keyof ReturnType<typeof presentTotals>, Schema>

export const order = closed({
  id: RECORD_ID,
  name: orNull(text),
  status: oneOf('open', 'cancelled'),
  financial_status: oneOf('paid', 'refunded', 'partially_refunded', 'partially_paid', 'unpaid'),
  fulfillment_status: fulfillment,
  hidden_order: flag,
  created_at: TIME,
  updated_at: TIME,
  cancelled_at: orNull(TIME),
  cancel_reason: orNull(text),
  currency: CURRENCY,
  presentment_currency: CURRENCY,
  email: orNull(text),
  phone: orNull(text),
  user_id: ID,
  customer: buyer,
  customer_locale: orNull(text),
  tags: orNull(text),
  note: orNull(text),
  buyer_note: orNull(text),
  note_attributes: none,
  order_from: orNull(text),
  order_status_url: orNull(text),
  browser_ip: orNull(text),
  client_details: closed({ browser_ip: orNull(text), session_hash: orNull(text), user_agent: orNull(text) }),
  token_info: closed({ cart_token: orNull(text), checkout_token: orNull(text) }),
  line_items: listOf(named('OrderLine')),
  shipping_lines: none,
  tax_lines: none,
  discount_codes: none,
  fulfillments: none,
  refunds: listOf(refund),
  payment_details: listOf(payment),
  payment_gateway_names: listOf(text),
  billing_address: place,
  shipping_address: place,
  locations: none,
  service: orNull(text),
  tax_number: orNull(text),
  tax_type: orNull(text),
  taxes_included: flag,
  total_weight: exact(0),
  ...TOTALS,
} satisfies Record<keyof ReturnType<typeof presentOrder>, Schema>)
