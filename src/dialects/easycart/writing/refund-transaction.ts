/** POST /transactions/{id}/refunds (section 4.4): asks the payment provider, which confirms later (jobs/confirm-refunds.ts). */
import { refundableOf } from '../../../core/ledger.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { EasycartCall } from '../call.ts'
import { CONTENT_TYPE, EasycartRefusal, invalidData } from '../errors.ts'
import { isRefundable } from '../reading/present-transaction.ts'
import { changeNamed } from './named-record.ts'
import { readBody } from './read-body.ts'
import { integer } from './rules.ts'

const SUBMITTED = 'Refund submitted. It will be recorded once the payment provider confirms it.'

/** Nothing is left that could be paid back, or the provider pays nothing back [assumed]. */
const notRefundable = () => invalidData({ amount: ['The transaction is not refundable.'] })

/** `left`: how much can be paid back. */
export const refundRules = (left?: number) => ({
  amount: integer({ min: 1, ...(left === undefined ? {} : { max: left }) }),
})

/**
 * 202: an immediate read still shows the old figures (Issue a Refund). What was submitted counts against what is
 * left, though `remaining_refundable` does not show it, so that two requests never pay back more than was paid.
 */
export async function refundTransaction(call: EasycartCall): Promise<WireResponse> {
  const { request, store } = call
  const refund = await changeNamed(call, 'payment', async (payment, writer) => {
    const refunds = await writer.related(store.key, 'payment', 'refunds', [payment.key])
    const left = refundableOf(payment, refunds.get(payment.key) ?? [])
    if (!isRefundable(payment, left)) throw new EasycartRefusal(notRefundable())
    const { amount } = readBody(request, refundRules(left))
    const { key, customerKey, currency } = payment
    const part = amount ?? left
    await writer.create('refund', [
      { paymentKey: key, customerKey, currency, amount: part, state: 'submitted' },
    ])
    return { message: SUBMITTED, amount: part, currency: currency.toLowerCase() }
  })
  return jsonResponse(202, CONTENT_TYPE, refund)
}
