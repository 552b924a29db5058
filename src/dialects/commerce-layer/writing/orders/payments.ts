/** Money of an order: authorized, captured (a payment of the ledger), paid back (refunds of its payments). */
import { statusAfterRefund } from '../../../../core/ledger.ts'
import type { Order } from '../../../../core/schema.ts'
import { ownMembers } from '../../describe-resource.ts'
import { paymentStatusOf, statusOf } from '../../values/order-values.ts'
import { type Effect, refusal, refuseTrigger, type TriggerCall, wrongStatus } from '../effects.ts'
import { addLink, linkedTo } from '../linked.ts'
import { changeRecord } from '../own-members.ts'
import { tooFew, tooMany } from '../problems.ts'
import { type Books, lockBooks, refundPayments } from './books.ts'
import { needsCustomer, nowOf, stepTo } from './statuses.ts'

/** Whoever keeps the money of an order whose payment source nobody named. */
const BY_HAND = 'manual'

/**
 * Notes that the money is reserved: the whole of what is open, or `_authorization_amount_cents` of it. There
 * is no gateway to ask, and the ledger sees the money only when it is captured.
 */
export const authorize: Effect<'order'> = async (order, call) => {
  if (!['draft', 'pending', 'placed'].includes(statusOf(order)))
    throw wrongStatus(call, 'order', statusOf(order))
  const { open } = await lockBooks(order, call.context)
  if (open === 0) throw refuseTrigger(call, 'there is nothing to authorize', 'invalid')
  const amount = amountOf(call, '_authorization_amount_cents', open)
  const { currency, customerKey, key } = order
  const [authorization] = await call.context.writer.create('record', [
    {
      kind: 'authorizations',
      customerKey,
      attributes: { amount_cents: amount, currency_code: currency, succeeded: true },
    },
  ])
  if (authorization)
    await addLink(
      { type: 'order', key },
      'authorizations',
      { type: 'record', key: authorization.key },
      call.context,
    )
  const own = {
    payment_status: amount < open ? 'partially_authorized' : 'authorized',
    authorized_amount_cents: amount,
    payment_updated_at: nowOf(call),
  }
  return changeRecord('order', order, { own }, call.context)
}

/** A payment of what is open, or of the part that was authorized. */
export const capture: Effect<'order'> = async (order, call) => {
  if (!['placed', 'approved'].includes(statusOf(order))) throw wrongStatus(call, 'order', statusOf(order))
  const { open } = await lockBooks(order, call.context)
  const amount = Math.min(open, authorizedOf(order))
  if (amount === 0) throw refuseTrigger(call, 'there is nothing to capture', 'invalid')
  const { key: orderKey, currency } = order
  const now = nowOf(call)
  await call.context.writer.create('payment', [
    {
      customerKey: needsCustomer(order, call),
      orderKey,
      currency,
      amount,
      provider: await providerOf(order, call),
      paidAt: new Date(now),
    },
  ])
  const settled = order.status === 'awaiting_payment' && amount === open ? { status: 'processing' } : {}
  const own = { payment_status: null, authorized_amount_cents: null, payment_updated_at: now }
  return changeRecord('order', order, { ...settled, own }, call.context)
}

const isAuthorized = (order: Order): boolean => paymentStatusOf(order).endsWith('authorized')

function authorizedOf(order: Order): number {
  const amount = ownMembers('order', order).authorized_amount_cents
  return isAuthorized(order) && typeof amount === 'number' ? amount : Number.POSITIVE_INFINITY
}

/** `stripe` of a `stripe_payments`. */
async function providerOf({ key }: Order, { context }: TriggerCall): Promise<string> {
  const [source] = await linkedTo(key, 'payment_source', 'record', context)
  return source?.kind.replace(/_payments$|s$/, '') ?? BY_HAND
}

/** Approved, and captured if there is anything to capture. */
export const approveAndCapture: Effect<'order'> = async (order, call) => {
  const approved = await stepTo('_approve')(order, call)
  const { open } = await lockBooks(order, call.context)
  return open > 0 ? capture(approved, call) : approved
}

/** All that was captured and is not paid back; a completed order is then a refunded one. */
export const refund: Effect<'order'> = async (order, call) => {
  const { left, refundable, figures } = await lockBooks(order, call.context)
  if (left === 0) throw refuseTrigger(call, 'there is nothing to refund', 'invalid')
  await refundPayments(refundable, left, call.context)
  return afterRefund(order, { figures, amount: left }, call)
}

/** `figures` are those before `amount` was paid back. */
export function afterRefund(
  order: Order,
  { figures, amount }: { figures: Books['figures']; amount: number },
  call: TriggerCall,
): Promise<Order> {
  const { paidAmount, refundedAmount } = figures
  const status = statusAfterRefund(order, { paidAmount, refundedAmount: refundedAmount + amount })
  return changeRecord('order', order, { status, own: { payment_updated_at: nowOf(call) } }, call.context)
}

/** The amount that was sent with a trigger, at least 1 and at most `most`; `most` where none was sent. */
export function amountOf({ draft }: TriggerCall, name: string, most: number): number {
  const sent = draft.values.get(name)
  if (typeof sent !== 'number') return most
  if (sent < 1) throw refusal(tooFew(name, sent, 0))
  if (sent > most) throw refusal(tooMany(name, sent, most))
  return sent
}
