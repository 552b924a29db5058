/** The triggers of an order subscription as a table (section 6.8). */
import type { Subscription } from '../../../../core/schema.ts'
import type { AttributeRow } from '../../describe-resource.ts'
import { type Effect, effectOf, unsupported, wrongStatus } from '../effects.ts'
import { changeRecord } from '../own-members.ts'
import { addTags, removeTags } from '../tags.ts'
import type { Changes } from '../write-types.ts'
import { activated, subscriptionStatusOf } from './activate.ts'

interface Step {
  from: readonly string[]
  changes(subscription: Subscription, now: Date): Changes
}

const STEPS: Readonly<Record<string, Step>> = {
  _activate: {
    from: ['draft', 'inactive'],
    changes: (subscription, now) => activated(subscription, now, null),
  },
  // [assumed] Of the core's two words for inactive: the other one is for what never started.
  _deactivate: { from: ['active'], changes: () => ({ status: 'unpaid', periodEnd: null }) },
  _cancel: {
    from: ['draft', 'inactive', 'active'],
    changes: (_subscription, now) => ({ status: 'canceled', canceledAt: now, periodEnd: null }),
  },
}

const step =
  ({ from, changes }: Step): Effect<'subscription'> =>
  async (subscription, call) => {
    const status = subscriptionStatusOf(subscription)
    if (!from.includes(status)) throw wrongStatus(call, 'order subscription', status)
    const now = call.context.services.clock()
    return changeRecord('subscription', subscription, changes(subscription, now), call.context)
  }

export const SUBSCRIPTION_TRIGGERS: Readonly<Record<string, AttributeRow<unknown>>> = {
  ...Object.fromEntries(
    Object.entries(STEPS).map(([name, one]) => [
      name,
      ['boolean update', effectOf<'subscription'>(name, step(one))] as const,
    ]),
  ),
  // "A subscription model is required before conversion."
  _convert: ['boolean update', effectOf<'subscription'>('_convert', unsupported('subscription models'))],
  _add_tags: ['string update staff', addTags('subscription')],
  _remove_tags: ['string update staff', removeTags('subscription')],
}
