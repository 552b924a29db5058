/** From an order as it is shown to the ledger's records: the inverse of orders/present-order.ts. */
import type { Draft, End } from '../../../core/draft.ts'
import type { JsonObject } from '../../../core/schema.ts'
import { type OffsetAt, readTime } from '../time.ts'
import { orderAddressDraft } from './address-draft.ts'
import { tagDrafts, tagNames } from './customer-draft.ts'
import { exactAmount, lineAmounts, minorOf, orderAmount, shareOut } from './order-money.ts'
import { idOf, objectOf, objectsOf, textOf, textsOf } from './read-answer.ts'

const OWN = [
  ...['cancel_reason', 'note', 'buyer_note', 'order_from', 'order_status_url', 'browser_ip'],
  ...['service', 'tax_number', 'tax_type'],
]
const OWN_INSIDE = {
  client_details: ['session_hash', 'user_agent'],
  token_info: ['cart_token', 'checkout_token'],
}
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Of one customer, all of them, newest first as they are shown; what hangs on an order comes after it. */
export function orderDrafts(
  customer: JsonObject,
  orders: readonly JsonObject[],
  offsetAt: OffsetAt,
): Draft[] {
  const oldestFirst = [...orders].reverse().filter((shown) => idOf(shown.id) !== null)
  const times = distinctTimes(oldestFirst, offsetAt)
  return oldestFirst.flatMap((shown, place) => draftsOf(shown, customer, times[place], offsetAt))
}

/** Orders of one second are kept in the order in which they are shown, a millisecond apart, where their ids do not tell. */
function distinctTimes(oldestFirst: readonly JsonObject[], offsetAt: OffsetAt): (Date | undefined)[] {
  let [second, place] = [Number.NaN, 0]
  let before = ''
  return oldestFirst.map(({ id, created_at: at }) => {
    const time = readTime(textOf(at) ?? '', offsetAt)
    if (!time) return undefined
    const own = idOf(id) ?? ''
    if (time.getTime() !== second) place = 0
    else if (own.length < before.length || (own.length === before.length && own < before)) place++
    second = time.getTime()
    before = own
    return new Date(second + Math.min(place, 999))
  })
}

function draftsOf(
  shown: JsonObject,
  customer: JsonObject,
  createdAt: Date | undefined,
  offsetAt: OffsetAt,
): Draft[] {
  const numberId = idOf(shown.id) as string
  const customerKey = { numberId: idOf(customer.id) as string }
  const currency = (textOf(shown.currency) ?? textOf(customer.currency) ?? '').toUpperCase()
  const lines = linesOf(shown, currency)
  const payments = paymentsOf(shown, currency, offsetAt)
  const email = textOf(shown.email)
  const order: Draft = {
    type: 'order',
    values: {
      numberId,
      number: textOf(shown.name),
      status: statusOf(shown),
      currency,
      amount: amountOf(shown, payments, currency),
      // As everywhere here: how many of what was bought first.
      quantity: lines[0]?.quantity ?? 1,
      // The customer's own is not said again.
      customerEmail: email === textOf(customer.email) ? null : email,
      canceledAt: readTime(textOf(shown.cancelled_at) ?? '', offsetAt),
      createdAt,
      updatedAt: readTime(textOf(shown.updated_at) ?? '', offsetAt) ?? undefined,
    },
    links: { customerKey },
    lines,
    named: {
      ...addressLinks(shown),
      tags: tagNames(shown).map((name) => ({ type: 'tag', pointer: { name } })),
    },
    own: { shopline: ownOf(shown) },
  }
  const links = { customerKey, orderKey: { numberId } }
  return [
    ...tagDrafts(shown),
    ...SIDES.flatMap((side) =>
      isAddress(shown, side) ? [orderAddressDraft(addressId(shown, side), objectOf(shown[side]))] : [],
    ),
    order,
    ...payments.map((values): Draft => ({ type: 'payment', values, links })),
    ...refundsOf(shown, currency, payments, offsetAt).map(
      ({ paymentId, ...values }): Draft => ({
        type: 'refund',
        values,
        links: { customerKey, paymentKey: { numberId: paymentId } },
      }),
    ),
  ]
}

/** The ledger's words for three of the platform's: which of them an order had in the ledger is not always shown. */
function statusOf({
  status,
  fulfillment_status: fulfillment,
  financial_status: financial,
}: JsonObject): string {
  if (status === 'cancelled') return 'canceled'
  if (fulfillment === 'shipped') return financial === 'refunded' ? 'refunded' : 'completed'
  return financial === 'unpaid' || financial === 'pending' ? 'awaiting_payment' : 'processing'
}

const PAID = ['paid', 'partially_refunded', 'refunded']

function amountOf(shown: JsonObject, payments: readonly { amount: number }[], currency: string): number {
  const amount = orderAmount(shown, currency)
  if (!PAID.includes(textOf(shown.financial_status) ?? '')) return amount
  return exactAmount(
    amount,
    payments.reduce((sum, payment) => sum + payment.amount, 0),
    currency,
  )
}

function linesOf(shown: JsonObject, currency: string) {
  const lines = objectsOf(shown.line_items).map((line) => ({
    productUuid: uuidOf(line.product_id),
    productName: textOf(line.title) ?? textOf(line.name) ?? '',
    variantUuid: uuidOf(line.variant_id),
    variantName: textOf(line.variant_title),
    sku: textOf(line.sku),
    quantity: Number(line.quantity ?? 1),
    unitAmount: minorOf(line.price, currency),
  }))
  const amounts = lineAmounts(lines, minorOf(shown.total_line_items_price, currency))
  return lines.map((line, place) => ({ ...line, amount: amounts[place] as number }))
}

/** The platform's own ids of products are no UUIDs, and the ledger keeps nothing else. */
function uuidOf(value: JsonObject[string] | undefined): string | null {
  const id = textOf(value)
  return id !== null && UUID.test(id) ? id.toLowerCase() : null
}

const SIDES = ['billing_address', 'shipping_address'] as const
const isAddress = (shown: JsonObject, side: string): boolean =>
  Object.values(objectOf(shown[side])).some((value) => value !== null && value !== '')
const addressId = (shown: JsonObject, side: string): string =>
  `${idOf(shown.id)}-${side.replace('_address', '')}`

const addressLinks = (shown: JsonObject): Record<string, End[]> =>
  Object.fromEntries(
    SIDES.map((side): [string, End[]] => [
      side,
      isAddress(shown, side) ? [{ type: 'address', pointer: { numberId: addressId(shown, side) } }] : [],
    ]),
  )

const ownOf = (shown: JsonObject): JsonObject => ({
  ...textsOf(shown, OWN),
  ...Object.fromEntries(
    Object.entries(OWN_INSIDE).flatMap(([member, names]) =>
      Object.entries(textsOf(objectOf(shown[member]), names)),
    ),
  ),
  ...(shown.hidden_order === true ? { hidden_order: true } : {}),
})

/**
 * What was paid; whatever else is shown of a payment did not bring money. A payment does not say its currency: it is the
 * order's, but where the order is unpaid all the same, and what was paid is of another one that nobody can tell.
 * The tax is the order's, in shares.
 */
function paymentsOf(shown: JsonObject, currency: string, offsetAt: OffsetAt) {
  if (shown.financial_status === 'unpaid') return []
  const paid = objectsOf(shown.payment_details).filter(
    ({ pay_status: status, pay_seq: id }) => status === 'paid' && idOf(id) !== null,
  )
  const amounts = paid.map(({ pay_amount: amount }) => minorOf(amount, currency))
  const taxes = shareOut(minorOf(shown.total_tax, currency), amounts)
  return paid.map((payment, place) => {
    const at = readTime(textOf(payment.create_time) ?? textOf(shown.created_at) ?? '', offsetAt) ?? undefined
    return {
      numberId: idOf(payment.pay_seq) as string,
      currency,
      amount: amounts[place] as number,
      taxAmount: taxes[place] as number,
      provider: textOf(payment.payment_channel) ?? 'unknown',
      remoteId: textOf(payment.pay_channel_deal_id),
      paidAt: at,
      createdAt: at,
    }
  })
}

/** Which payment a refund pays back is not shown: the first that has as much left, else the largest. */
function refundsOf(
  shown: JsonObject,
  currency: string,
  payments: readonly { numberId: string; amount: number }[],
  offsetAt: OffsetAt,
) {
  const left = payments.map(({ numberId, amount }) => ({ numberId, amount }))
  return objectsOf(shown.refunds).flatMap((refund) => {
    const id = idOf(refund.id)
    const amount = minorOf(refund.amount, currency)
    const payment =
      left.find((one) => one.amount >= amount) ?? [...left].sort((a, b) => b.amount - a.amount)[0]
    if (id === null || amount <= 0 || !payment) return []
    payment.amount -= amount
    return [
      {
        paymentId: payment.numberId,
        numberId: id,
        currency,
        amount,
        state: refund.status === 'pending' ? 'submitted' : 'recorded',
        createdAt: readTime(textOf(refund.created_at) ?? '', offsetAt) ?? undefined,
      },
    ]
  })
}
