/** A subscription becomes active: by its own trigger, or when the order that it came from is placed. */
import type { Subscription } from '../../../../core/schema.ts'
import { ownMembers } from '../../describe-resource.ts'
import { expressionOf, HOURLY, SUBSCRIPTION_STATUSES, startOf } from '../../values/subscription-values.ts'
import type { Effect } from '../effects.ts'
import { changeRecord } from '../own-members.ts'
import type { WriteContext } from '../write-types.ts'
import { nextRun } from './next-run.ts'

/** `draft`, `inactive`, `active` or `cancelled`. */
export const subscriptionStatusOf = ({ status }: Subscription): string =>
  (SUBSCRIPTION_STATUSES as Readonly<Record<string, string>>)[status] ?? ''

/** Whether the placing of its order is its first run (Order subscriptions, `activate_by_source_order`). */
export const isActivatedBySource = (subscription: Subscription): boolean =>
  ownMembers('subscription', subscription).activate_by_source_order !== false

/** `lastRun`: this is a run. When a cron expression comes next is not worked out: whoever runs it says. */
export function activated(subscription: Subscription, now: Date, lastRun: Date | null) {
  const start = lastRun ?? startOf(subscription)
  const every = intervalOf(subscription)
  const next = start > now ? start : every && nextRun(start, every, now)
  return {
    status: 'active',
    canceledAt: null,
    periodEnd: next,
    ...(lastRun ? { periodStart: lastRun, activeCycles: (subscription.activeCycles ?? 0) + 1 } : {}),
    own: { starts_at: start.toISOString() },
  }
}

function intervalOf(subscription: Subscription): Pick<Subscription, 'interval' | 'intervalCount'> | null {
  const expression = expressionOf(subscription)
  if (expression === null) return subscription
  return expression === HOURLY ? { interval: 'hour', intervalCount: 1 } : null
}

/** The order's drafts that wait for it. */
export const activateSubscriptions: Effect<'order'> = async (order, { context }) => {
  const now = context.services.clock()
  for (const subscription of await subscriptionsOf(order.key, context))
    if (subscriptionStatusOf(subscription) === 'draft' && isActivatedBySource(subscription))
      await changeRecord('subscription', subscription, activated(subscription, now, now), context)
  return order
}

const subscriptionsOf = (key: number, { writer, organization }: WriteContext): Promise<Subscription[]> =>
  writer.list(organization, {
    type: 'subscription',
    where: { op: 'eq', field: 'orderKey', value: key },
    sort: [{ field: 'key' }],
    limit: 1000,
  })
