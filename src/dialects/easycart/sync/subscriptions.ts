/** The stream of subscriptions with their renewals: those that no order gave, or that changed since. */
import type { Draft } from '../../../core/draft.ts'
import type { Get, SyncItem, SyncStream } from '../../client.ts'
import { customersOf } from './customers.ts'
import { oldestFirst } from './oldest-first.ts'
import { existsAt, readEach, readOne } from './read-one.ts'
import { isAsGiven, memoryOf, remember } from './run-memory.ts'
import { paymentDrafts, readTransaction } from './transactions.ts'
import {
  currencyIn,
  pointer,
  type Row,
  type Subscription,
  type Transaction,
  timeIn,
  timeOrNull,
} from './wire.ts'

/** A subscription and the payments that continued it, oldest first. */
export interface Plan {
  subscription: Subscription
  renewals: readonly Transaction[]
}

export const subscriptions: SyncStream = {
  name: 'subscriptions',
  type: 'subscription',
  incremental: false,
  async *pages({ get, from, shop }) {
    const memory = memoryOf(get)
    for await (const { rows, next } of oldestFirst<Row>(get, '/api/v1/subscriptions', { from, atOnce: 5 })) {
      const unread = rows.filter((row) => !isAsGiven(memory, row))
      const { found, odd } = await readEach('subscription', unread, async (id) => {
        const plan = await readPlan(get, id)
        return plan && { people: peopleOf(plan), item: itemOf(get, plan) }
      })
      const people = found.flatMap((one) => one.people)
      yield {
        items: [...(await customersOf({ get, shop }, people)), ...found.map(({ item }) => item), ...odd],
        next,
        total: null,
      }
    }
  },
  exists: existsAt((id) => `/subscriptions/${id}`),
}

const itemOf = (get: Get, plan: Plan): SyncItem => ({
  type: 'subscription',
  remoteId: plan.subscription.id,
  drafts: planDrafts(get, plan),
  shown: plan.subscription,
})

export async function readPlan(get: Get, id: string): Promise<Plan | null> {
  const subscription = await readOne<Subscription>(
    get,
    `/subscriptions/${id}?include=customer,variant,product,order,renewals`,
  )
  if (!subscription) return null
  const renewals: Transaction[] = []
  // Shown newest first.
  for (const row of [...subscription.renewals].reverse()) {
    const renewal = await readTransaction(get, row.id)
    if (renewal) renewals.push(renewal)
  }
  return { subscription, renewals }
}

export const peopleOf = ({ subscription, renewals }: Plan): string[] =>
  [subscription, ...renewals].flatMap(({ customer }) => customer?.id ?? [])

export function planDrafts(get: Get, { subscription, renewals }: Plan): Draft[] {
  remember(memoryOf(get), subscription)
  return [
    subscriptionDraft(subscription),
    ...renewals.flatMap((renewal) => paymentDrafts(get, renewal, subscription)),
  ]
}

const subscriptionDraft = (one: Subscription): Draft => ({
  type: 'subscription',
  values: {
    uuidId: one.id,
    remoteId: one.remote_id,
    provider: one.provider,
    status: one.status,
    productName: one.product_name,
    variantName: one.variant_name,
    // Of what is no longer sold no id is shown; what is known of it here stays.
    ...(one.product ? { productUuid: one.product.id } : {}),
    ...(one.variant ? { variantUuid: one.variant.id } : {}),
    recurringAmount: one.recurring_amount,
    currency: currencyIn(one.currency),
    interval: one.interval,
    intervalCount: one.interval_count,
    quantity: one.quantity,
    periodStart: timeOrNull(one.current_period_start),
    periodEnd: timeOrNull(one.current_period_end),
    trialEnd: timeOrNull(one.trial_end),
    cancelAt: timeOrNull(one.cancel_at),
    canceledAt: timeOrNull(one.canceled_at),
    activeUntil: timeOrNull(one.active_until),
    activeCycles: one.active_cycles,
    cancelEarly: one.cancel_early,
    keepAccess: one.keep_access_after_expiring,
    isDelegated: one.is_delegated,
    createdAt: timeIn(one.created_at),
  },
  links: {
    customerKey: one.customer && pointer(one.customer),
    orderKey: one.order && pointer(one.order),
  },
})
