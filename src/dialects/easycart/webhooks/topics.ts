/**
 * Which events a change makes fire (Help: List of webhook events), as a table: of a transaction's changes each row
 * takes those of its record type for which it holds. Nothing is sent for refunds.
 */
import type { Change, FiredTopic } from '../../../core/change.ts'
import { LIVE_SUBSCRIPTION_STATUSES } from '../../../core/ledger.ts'
import type { RecordType } from '../../../core/schema.ts'

type Holds = (change: Change, all: readonly Change[]) => boolean

interface EventRow {
  event: string
  type: RecordType
  when: Holds
}

const LIVE: ReadonlySet<unknown> = new Set(LIVE_SUBSCRIPTION_STATUSES)

const created: Holds = ({ action }) => action === 'create'
const destroyed: Holds = ({ action }) => action === 'destroy'
const updated = ({ action, before }: Change) => action === 'update' && before !== null
const valueBefore = ({ before }: Change, field: string) => before?.[field] ?? null

/** It has a value that it did not have. */
const filled =
  (field: string): Holds =>
  (change) =>
    updated(change) && valueBefore(change, field) === null && (change.record[field] ?? null) !== null
const emptied =
  (field: string): Holds =>
  (change) =>
    updated(change) && valueBefore(change, field) !== null && (change.record[field] ?? null) === null
const became =
  (word: string): Holds =>
  (change) =>
    change.record.status === word &&
    change.action !== 'destroy' &&
    (change.action === 'create' || (updated(change) && valueBefore(change, 'status') !== word))
/** It is another one now, as far as may be said (of an erasure it is not said). */
const said =
  (...fields: readonly string[]): Holds =>
  (change) =>
    updated(change) &&
    fields.some((field) => {
      const told = change.changes[field] as { from: unknown; to: unknown } | undefined
      return told !== undefined && told.from !== told.to
    })
const lives: Holds = ({ record }) => LIVE.has(record.status)
const both =
  (...conditions: readonly Holds[]): Holds =>
  (change, all) =>
    conditions.every((holds) => holds(change, all))
const not =
  (holds: Holds): Holds =>
  (change, all) =>
    !holds(change, all)

/** The order started a subscription, which is told of instead. */
const startsSubscription: Holds = ({ record }, all) =>
  all.some((one) => one.type === 'subscription' && created(one, all) && one.record.orderKey === record.key)
/** Bought, not an incomplete attempt. */
const started: Holds = both(created, ({ record }) => record.status !== 'incomplete')
const renews: Holds = both(created, ({ record }) => record.isRenewal === true)
/** Paid for the rest of a period under another plan: the change of plan is what is told. */
const changesPlan: Holds = ({ record }, all) =>
  all.some(
    (one) =>
      one.type === 'subscription' &&
      one.record.key === record.subscriptionKey &&
      said('variantUuid', 'variantName')(one, all),
  )

const EVENTS: readonly EventRow[] = [
  { event: 'single_product_bought', type: 'order', when: both(became('completed'), not(startsSubscription)) },
  { event: 'subscription_created', type: 'subscription', when: started },
  // "A successful purchase sends two events" (Help: How to use webhooks); access comes with either.
  { event: 'product_assigned', type: 'productAccess', when: created },
  { event: 'product_assigned', type: 'subscription', when: started },
  { event: 'product_access_expiring', type: 'productAccess', when: filled('warnedAt') },
  { event: 'product_access_expired', type: 'productAccess', when: filled('endedAt') },
  { event: 'subscription_plan_changed', type: 'subscription', when: said('variantUuid', 'variantName') },
  // "Takes effect at period end"; what ends at once has expired and no more.
  { event: 'subscription_canceled', type: 'subscription', when: both(filled('canceledAt'), lives) },
  { event: 'subscription_resumed', type: 'subscription', when: both(emptied('canceledAt'), lives) },
  { event: 'subscription_expired', type: 'subscription', when: became('canceled') },
  { event: 'subscription_renewed', type: 'payment', when: both(renews, not(changesPlan)) },
  { event: 'subscription_renewal_failed', type: 'subscription', when: became('past_due') },
  {
    event: 'subscription_renewal_upcoming',
    type: 'subscription',
    when: both(said('renewalToldFor'), not(emptied('renewalToldFor'))),
  },
  { event: 'subscription_deleted', type: 'subscription', when: destroyed },
  {
    event: 'customer_data_changed',
    type: 'customer',
    when: said('email', 'fullName', 'firstName', 'lastName'),
  },
  // In the samples of 2021 alone.
  { event: 'customer_deleted', type: 'customer', when: destroyed },
]

/** A product may have an address of its own, which then hears of it in place of the store's. */
function audienceOf(change: Change, all: readonly Change[]): { audience: string } | object {
  const product = productOf(change, all)
  return typeof product === 'string' ? { audience: product } : {}
}

/** Of an order and of a renewal, as far as what they are for is written with them. */
function productOf({ type, record }: Change, all: readonly Change[]): unknown {
  const among = (wanted: RecordType, holds: (one: Change) => boolean) =>
    all.find((one) => one.type === wanted && holds(one))?.record.productUuid
  if (type === 'order')
    return among('productAccess', (one) => created(one, all) && one.record.orderKey === record.key)
  if (type === 'payment') return among('subscription', (one) => one.record.key === record.subscriptionKey)
  return record.productUuid
}

export const firedEvents = (changes: readonly Change[]): Omit<FiredTopic, 'dialect'>[] =>
  changes.flatMap((change) =>
    EVENTS.filter(({ type, when }) => type === change.type && when(change, changes)).map(({ event }) => ({
      topic: event,
      change,
      about: 'record' as const,
      ...audienceOf(change, changes),
    })),
  )
