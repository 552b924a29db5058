/** POST /subscriptions/{id}/change-plan (section 4.5). */
import type { Writer } from '../../../core/ports.ts'
import { addPeriods } from '../../../core/recurrence.ts'
import type { ProductVariant, Subscription } from '../../../core/schema.ts'
import type { WireResponse } from '../../dialect.ts'
import type { EasycartCall } from '../call.ts'
import { EasycartRefusal, unprocessable } from '../errors.ts'
import { ownExtras } from '../own-extras.ts'
import { charge } from './charge.ts'
import { prorate } from './prorate.ts'
import { readBody } from './read-body.ts'
import { required, uuid } from './rules.ts'
import { changeSubscription } from './subscriptions.ts'

const refuse = (text: string) => new EasycartRefusal(unprocessable(text))
/** Only a plan that runs can be changed; the text is assumed. */
const RUNNING: ReadonlySet<string> = new Set(['active', 'trialing', 'past_due'])
const NOT_RUNNING = 'Subscription is not active.'

export const PLAN_RULES = { variant_id: required(uuid()) }

/**
 * Prorated, and what is due is charged at once; a declined payment leaves all as it was (Change Subscription Plan).
 * Nothing is paid back where the new plan is cheaper: the provider keeps such a credit, and there is none here.
 */
export const changePlan = (call: EasycartCall): Promise<WireResponse> =>
  changeSubscription(call, async (subscription, writer) => {
    const { variant_id: id } = readBody(call.request, PLAN_RULES)
    if (!RUNNING.has(subscription.status)) throw refuse(NOT_RUNNING)
    const variant = await targetOf(subscription, id ?? '', writer, call.store.key)
    const now = call.services.clock()
    const rhythm = { interval: variant.interval ?? 'month', intervalCount: variant.intervalCount ?? 1 }
    const { key: subscriptionKey, customerKey, currency, provider } = subscription
    const old = (await wasForNothing(subscription, writer, call.store.key)) ? { recurringAmount: 0 } : {}
    const { due, ...period } = prorate(
      { ...subscription, ...old },
      { amount: variant.amount, ...rhythm },
      now,
    )
    if (due > 0)
      await charge(writer, call.store.key, {
        customerKey,
        subscriptionKey,
        currency,
        provider,
        amount: due,
        isRenewal: true,
        paidAt: now,
      })
    return {
      variantUuid: variant.uuidId,
      variantName: variant.name,
      recurringAmount: variant.amount,
      ...rhythm,
      ...period,
      ...instalments(subscription, variant, firstOf(subscription, period) ?? now, rhythm),
    }
  })

/** Started by an order of 0 (Create Product Access) and never paid since: then nothing is there to be set off. */
async function wasForNothing(
  { key, orderKey }: Subscription,
  writer: Writer,
  organization: number,
): Promise<boolean> {
  const order = orderKey === null ? null : await writer.find(organization, 'order', 'key', orderKey)
  if (!order || order.amount > 0 || order.paidAmount > 0) return false
  const paid = await writer.related(organization, 'subscription', 'payments', [key], { limitPerKey: 1 })
  return paid.get(key)?.length === 0
}

/** The variant that is changed to; throws in the page's words. */
async function targetOf(
  { productUuid, variantUuid }: Subscription,
  id: string,
  writer: Writer,
  organization: number,
): Promise<ProductVariant> {
  const variant = await writer.find(organization, 'productVariant', 'uuidId', id)
  if (!variant) throw refuse('Target variant not found.')
  const product = await writer.find(organization, 'product', 'key', variant.productKey)
  if (product?.uuidId !== productUuid)
    throw refuse("Target variant does not belong to the subscription's product.")
  if (variant.kind !== 'recurring') throw refuse('Target variant must be recurring.')
  if (variant.uuidId === variantUuid) throw refuse('Subscription is already on the requested variant.')
  return variant
}

/** When the new plan's first period begins: not before a trial ends. */
const firstOf = ({ status, trialEnd }: Subscription, { periodStart }: Pick<Subscription, 'periodStart'>) =>
  status === 'trialing' ? trialEnd : periodStart

/** The new plan's instalments from its first period on; a cancellation that is scheduled stays [assumed]. */
function instalments(
  { canceledAt, cancelAt }: Subscription,
  variant: ProductVariant,
  from: Date,
  rhythm: Pick<Subscription, 'interval' | 'intervalCount'>,
) {
  const { active_cycles: cycles } = ownExtras(variant)
  const activeCycles = typeof cycles === 'number' ? cycles : null
  const activeUntil = activeCycles === null ? null : addPeriods(from, rhythm, activeCycles)
  return { activeCycles, activeUntil, cancelAt: canceledAt ? cancelAt : activeUntil }
}
