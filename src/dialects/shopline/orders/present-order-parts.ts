/** What stands inside an order: its lines, payments, refunds, addresses, and whose it is (section 6.9). */
import { defaultOf } from '../../../core/address-book.ts'
import { decimal, exponent } from '../../../core/money.ts'
import type { Address, Order, OrderLine, Payment, Refund } from '../../../core/schema.ts'
import { presentAddress } from '../addresses/present-address.ts'
import { mintId } from '../ids.ts'
import { presentPhone, twoDecimals } from '../present.ts'
import { type OffsetAt, presentTime } from '../time.ts'
import type { ShownOrder } from './load-orders.ts'
import { moneySet } from './order-money.ts'
import { fulfillmentOf } from './order-words.ts'

export interface OrderRules {
  /** The store's, in which the customer is shown. */
  currency: string
  offsetAt: OffsetAt
}

export function presentLine(line: OrderLine, order: Order) {
  const fulfillment = fulfillmentOf(order)
  return {
    // A line has no public id of its own; keys are unique over all types.
    id: mintId('orderLine', line.key),
    product_id: line.productUuid,
    variant_id: line.variantUuid,
    title: line.productName,
    name: [line.productName, line.variantName].filter(Boolean).join(' - '),
    variant_title: line.variantName,
    sku: line.sku,
    vendor: null,
    price: twoDecimals(line.unitAmount, order.currency),
    quantity: line.quantity,
    fulfillable_quantity: fulfillment === 'shipped' ? 0 : line.quantity,
    grams: 0,
    gift_card: false,
    taxable: false,
    requires_shipping: false,
    fulfillment_status: fulfillment,
    fulfillment_service: null,
    image_url: null,
    attribute: null,
    tags: null,
    properties: [],
    tax_lines: [],
  }
}

/** The ledger knows payments that were made, and no others. */
export const presentPayment = (payment: Payment, { offsetAt }: OrderRules) => ({
  pay_seq: payment.numberId,
  pay_status: 'paid',
  pay_amount: Number(decimal(payment.amount, exponent(payment.currency))),
  payment_channel: payment.provider,
  pay_channel_deal_id: payment.remoteId,
  create_time: presentTime(payment.paidAt, offsetAt),
})

/** [assumed] The members of a refund; the reference names only the list. */
export const presentRefund = (refund: Refund, order: Order, { offsetAt }: OrderRules) => ({
  id: refund.numberId,
  order_id: order.numberId,
  created_at: presentTime(refund.createdAt, offsetAt),
  status: refund.state === 'recorded' ? 'success' : 'pending',
  amount: twoDecimals(refund.amount, refund.currency),
  amount_set: moneySet(refund.amount, refund.currency),
})

/** [assumed] Where an order goes: an address without what makes it an entry of a book. */
export function presentOrderAddress(address: Address | null) {
  if (!address) return null
  const { id: _id, customer_id: _customer, default: _default, ...shown } = presentAddress(address, '', false)
  return shown
}

/** `addresses` is a single object here, not a list: the default one. */
export function presentBuyer({ customer, addresses }: ShownOrder, { currency, offsetAt }: OrderRules) {
  const chosen = defaultOf(addresses)
  return {
    id: customer.numberId,
    email: customer.email,
    phone: presentPhone(customer.phone),
    area_code: null,
    first_name: customer.firstName,
    last_name: customer.lastName,
    currency,
    created_at: presentTime(customer.createdAt, offsetAt),
    updated_at: presentTime(customer.updatedAt, offsetAt),
    addresses: chosen ? presentAddress(chosen, customer.numberId, true) : {},
  }
}
