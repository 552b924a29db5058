/** Pays back what a return is worth: refunds in the ledger, of the capture that it names or of its order's. */
import type { Order } from '../../../../core/schema.ts'
import { type Effect, refuseTrigger, type TriggerCall } from '../effects.ts'
import { linkedTo } from '../linked.ts'
import { lockBooks, refundPayments } from '../orders/books.ts'
import { afterRefund, amountOf } from '../orders/payments.ts'

/** `_refund_amount_cents`, or all that is left. */
export const refundOrder: Effect<'record'> = async (one, call) => {
  const { writer } = call.context
  const order = await orderOf(one.key, call)
  const { refundable, figures } = await lockBooks(order, call.context)
  const [reference] = await linkedTo(one.key, 'reference_capture', 'payment', call.context)
  const chosen = refundable.filter(({ payment }) => !reference || payment.key === reference.key)
  const most = chosen.reduce((total, { left: rest }) => total + rest, 0)
  if (most === 0) throw refuseTrigger(call, 'there is nothing to refund', 'invalid')
  const amount = amountOf(call, '_refund_amount_cents', most)
  const [refund] = await refundPayments(chosen, amount, call.context)
  await afterRefund(order, { figures, amount }, call)
  if (refund) {
    const link = { type: 'payment', key: refund.paymentKey } as const
    await writer.setLinks('record', one.key, 'reference_capture', [link])
    await writer.setLinks('record', one.key, 'reference_refund', [{ type: 'refund', key: refund.key }])
  }
  return one
}

/** The order as it is, held against changes of its own until the transaction ends. */
async function orderOf(key: number, call: TriggerCall): Promise<Order> {
  const { writer, organization } = call.context
  const [linked] = await linkedTo(key, 'order', 'order', call.context)
  if (linked) await writer.lock('order', linked.key)
  const order = linked && (await writer.find(organization, 'order', 'key', linked.key))
  if (!order) throw refuseTrigger(call, 'needs an order', 'blank')
  return order
}
