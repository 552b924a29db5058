/** POST /subscriptions/{id}/cancel and /resume (section 4.5). */
import type { NewRecord, Writer } from '../../../core/ports.ts'
import type { Subscription } from '../../../core/schema.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { EasycartCall } from '../call.ts'
import { CONTENT_TYPE, EasycartRefusal, unprocessable } from '../errors.ts'
import { isCancelable, presentSingleSubscription } from '../reading/present-subscription.ts'
import { changeNamed } from './named-record.ts'
import { readBody } from './read-body.ts'
import { flag } from './rules.ts'

/** Changes the subscription as `work` says; the answer is the base fields, and every section null. */
export async function changeSubscription(
  call: EasycartCall,
  work: (subscription: Subscription, writer: Writer) => Promise<NewRecord<'subscription'>>,
): Promise<WireResponse> {
  const { store } = call
  const shown = await changeNamed(call, 'subscription', async (subscription, writer) => {
    const changes = await work(subscription, writer)
    const changed = await writer.update('subscription', subscription.key, changes)
    const customer = await writer.find(store.key, 'customer', 'key', changed.customerKey)
    return presentSingleSubscription(changed, customer)
  })
  return jsonResponse(200, CONTENT_TYPE, shown)
}

/** Texts of refusals that the pages do not give [assumed]. */
const NOT_CANCELABLE = 'Subscription cannot be canceled.'
const NOT_SCHEDULED = 'Subscription is not scheduled for cancellation.'

export const CANCEL_RULES = { immediately: flag() }

/** These end with their period; every other living status ends at once (Cancel Subscription, of `past_due`). */
const HEALTHY: ReadonlySet<string> = new Set(['active', 'trialing'])

/**
 * At the period's end, or at once: when asked to, and where nothing was paid for the rest of the period. Asking
 * again for what is scheduled changes nothing [assumed].
 */
export const cancelSubscription = (call: EasycartCall): Promise<WireResponse> =>
  changeSubscription(call, async (subscription) => {
    const { immediately } = readBody(call.request, CANCEL_RULES)
    const { status, periodEnd, canceledAt } = subscription
    if (!isCancelable({ ...subscription, canceledAt: null }))
      throw new EasycartRefusal(unprocessable(NOT_CANCELABLE))
    const now = call.services.clock()
    if (immediately || !HEALTHY.has(status) || periodEnd === null || periodEnd <= now)
      return { status: 'canceled', cancelAt: null, canceledAt: canceledAt ?? now }
    return canceledAt ? {} : { cancelAt: periodEnd, canceledAt: now }
  })

/** Only while the end is still to come; an instalment plan then ends again when it is paid (Resume Subscription). */
export const resumeSubscription = (call: EasycartCall): Promise<WireResponse> =>
  changeSubscription(call, async ({ status, cancelAt, activeUntil, activeCycles }) => {
    const isScheduled = cancelAt !== null && cancelAt > call.services.clock() && HEALTHY.has(status)
    if (!isScheduled) throw new EasycartRefusal(unprocessable(NOT_SCHEDULED))
    return { cancelAt: activeCycles === null ? null : activeUntil, canceledAt: null }
  })
