/**
 * Plays the payment provider, who confirms a refund some time after it was submitted: it is recorded, and an order
 * that is then paid back in full is a refunded one.
 */
import type { DueRecords } from '../core/due.ts'
import { booksOf, statusAfterRefund } from '../core/ledger.ts'
import type { Writer } from '../core/ports.ts'
import type { Payment } from '../core/schema.ts'
import type { BackgroundJob } from './background.ts'
import { type DueOptions, doDue } from './do-due.ts'

const NAME = 'confirm-refunds'
/** Servers on one database differ in time by less. */
const CLOCKS_DIFFER_MS = 60_000

export interface ConfirmOptions extends DueOptions {
  due: Pick<DueRecords, 'refunds'>
  /** Milliseconds from a refund's submission to its confirmation. */
  delay: number
}

/** Looks often enough for a short delay, at most four times a second. */
export const confirmRefundsJob = (options: Omit<ConfirmOptions, 'signal'>): BackgroundJob => ({
  name: NAME,
  every: Math.min(60_000, Math.max(250, options.delay / 4)),
  run: (signal) => confirmRefunds({ ...options, signal }),
})

/** How many refunds were confirmed now. */
export async function confirmRefunds(options: ConfirmOptions): Promise<number> {
  const { due, delay, clock, since } = options
  const now = clock().getTime()
  const until = new Date(now - delay)
  const ahead = new Date(now + CLOCKS_DIFFER_MS)
  const find = () => due.refunds({ until, ahead, ...(since ? { since } : {}) })
  return doDue(find, NAME, options, async (writer, { organization, key }) => {
    // Its customer is locked with it: the books stay as they are until the transaction ends.
    await writer.lock('refund', key)
    const refund = await writer.find(organization, 'refund', 'key', key)
    if (refund?.state !== 'submitted') return false
    await writer.update('refund', key, { state: 'recorded' })
    const payment = await writer.find(organization, 'payment', 'key', refund.paymentKey)
    if (payment) await settleOrder(writer, organization, payment)
    return true
  })
}

async function settleOrder(
  writer: Writer,
  organization: number,
  { orderKey }: Pick<Payment, 'orderKey'>,
): Promise<void> {
  const order = orderKey === null ? null : await writer.find(organization, 'order', 'key', orderKey)
  if (!order) return
  const payments = (await writer.related(organization, 'order', 'payments', [order.key])).get(order.key) ?? []
  const refunds = (await writer.related(organization, 'order', 'refunds', [order.key])).get(order.key) ?? []
  const status = statusAfterRefund(order, booksOf(order.currency, { lines: [], payments, refunds }))
  if (status !== order.status) await writer.update('order', order.key, { status })
}
