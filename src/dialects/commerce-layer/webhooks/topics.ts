/**
 * Which topics a change makes fire (docs: core/real-time-webhooks, sections 5.3, 5.5, 5.7 to 5.10), as a table. Of a
 * transaction's changes each row takes those of its record type for which it holds.
 */
import { type AnyRecord, type Change, customerOf, type FiredTopic } from '../../../core/change.ts'
import type { SubscriptionStatus } from '../../../core/ledger.ts'
import type { Order, RecordType } from '../../../core/schema.ts'
import { fulfillmentOf, paymentStatusOf, statusOf } from '../values/order-values.ts'
import { SUBSCRIPTION_STATUSES } from '../values/subscription-values.ts'

type Holds = (change: Change, all: readonly Change[]) => boolean

interface TopicRow {
  topic: string
  type: RecordType
  /** Of a `record`: its kind. */
  kind?: string
  /** Once for each customer and transaction, whatever hangs on it changed. */
  about?: 'customer'
  when: Holds
}

const created: Holds = ({ action }) => action === 'create'
const destroyed: Holds = ({ action }) => action === 'destroy'
/** It has another value now, as far as may be said (of an erasure it is not said). */
const updated =
  (field: string): Holds =>
  ({ action, changes }) => {
    const said = changes[field] as { from: unknown; to: unknown } | undefined
    return action === 'update' && JSON.stringify(said?.from) !== JSON.stringify(said?.to)
  }

/** It got a value that it did not have; for a new record: it came with it. */
const filled =
  (field: string): Holds =>
  ({ action, before, record }) =>
    action !== 'destroy' &&
    (before?.[field] ?? null) === null &&
    (record[field] ?? null) !== null &&
    (action === 'create' || before !== null)

/** The platform's word for it became this one; a new record that starts with the word did not become it. */
const became =
  (wordOf: (record: AnyRecord) => string | undefined, word: string, whenNew = true): Holds =>
  ({ action, before, record }) =>
    wordOf(record) === word &&
    (action === 'create' ? whenNew : action === 'update' && before !== null && wordOf(before) !== word)

const isEdited = (order: AnyRecord): boolean => statusOf(order as unknown as Order) === 'editing'
/** A placed order that is edited stays placed, and is not placed anew when that ends. */
const orderStatus = (order: AnyRecord) => (isEdited(order) ? 'placed' : statusOf(order as unknown as Order))
const fulfillment = (order: AnyRecord) => fulfillmentOf(order as unknown as Order)
const paymentStatus = (order: AnyRecord) => paymentStatusOf(order as unknown as Order)
const edited = (starts: boolean): Holds =>
  became((order) => (isEdited(order) ? 'editing' : 'other'), starts ? 'editing' : 'other', false)
const subscriptionStatus = ({ status }: AnyRecord) => SUBSCRIPTION_STATUSES[status as SubscriptionStatus]
const customerStatus = ({ status }: AnyRecord) => status as string
const attribute = (name: string) => (record: AnyRecord) =>
  (record.attributes as AnyRecord | undefined)?.[name] as string | undefined

/** "No transition back is documented" (section 5.5): a repeat customer who loses an order is not acquired anew. */
const acquired: Holds = (change, all) =>
  became(customerStatus, 'acquired', false)(change, all) && change.before?.status === 'prospect'

/** One of its tags was put on or taken off; not that the tag itself is no more. */
const tagged: Holds = ({ action, record }, all) =>
  action !== 'update' &&
  !all.some(
    (other) => other.type === 'tag' && other.action === 'destroy' && other.record.key === record.tagKey,
  )

/** The address came into a customer's address book, as a new one or from nobody. */
const entered: Holds = filled('customerKey')
const left: Holds = ({ action, before, record }) =>
  action === 'destroy'
    ? record.customerKey !== null
    : action === 'update' && (before?.customerKey ?? null) !== null && record.customerKey === null

/** Section 5.7: "each change emits a webhook event". The names are those of the record's history [assumed]. */
const ANONYMIZATION: Readonly<Record<string, string>> = {
  requested: 'anonymization_request',
  started: 'anonymization_started',
  completed: 'anonymization_completed',
  failed: 'anonymization_failed',
  cancelled: 'anonymization_cancel',
}

/** Trigger names are the topics' verbs; the docs' list has none of the subscriptions' own [assumed]. */
const SUBSCRIPTIONS: Readonly<Record<string, string>> = {
  active: 'activate',
  inactive: 'deactivate',
  cancelled: 'cancel',
}

const RETURNS: Readonly<Record<string, string>> = {
  requested: 'request',
  approved: 'approve',
  cancelled: 'cancel',
  shipped: 'ship',
  rejected: 'reject',
  received: 'receive',
}

const records = (kind: string, verb: string, when: Holds): TopicRow => ({
  topic: `${kind}.${verb}`,
  type: 'record',
  kind,
  when,
})

const TOPICS: readonly TopicRow[] = [
  { topic: 'customers.create', type: 'customer', when: created },
  { topic: 'customers.create_password', type: 'customer', when: filled('passwordHash') },
  { topic: 'customers.metadata_update', type: 'customer', when: updated('metadata') },
  { topic: 'customers.acquired', type: 'customer', when: acquired },
  { topic: 'customers.repeat', type: 'customer', when: became(customerStatus, 'repeat', false) },
  ...Object.entries(ANONYMIZATION).map(
    ([status, verb]): TopicRow => ({
      topic: `customers.${verb}`,
      type: 'customer',
      when: became(({ anonymizationStatus }) => anonymizationStatus as string, status, false),
    }),
  ),
  { topic: 'customers.tagged', type: 'customerTag', about: 'customer', when: tagged },
  { topic: 'customers.destroy', type: 'customer', when: destroyed },

  { topic: 'customer_addresses.create', type: 'address', when: entered },
  { topic: 'customer_addresses.destroy', type: 'address', when: left },
  { topic: 'addresses.tagged', type: 'address', when: updated('tags') },

  records('customer_subscriptions', 'create', created),
  records('customer_subscriptions', 'destroy', destroyed),
  records('customer_password_resets', 'create', created),
  records(
    'customer_password_resets',
    'reset_password',
    (change) =>
      change.action === 'update' &&
      !attribute('reset_password_at')(change.before ?? {}) &&
      Boolean(attribute('reset_password_at')(change.record)),
  ),
  records('customer_password_resets', 'destroy', destroyed),
  records('returns', 'create', created),
  ...Object.entries(RETURNS).map(([status, verb]) =>
    records('returns', verb, became(attribute('status'), status, false)),
  ),
  records('returns', 'tagged', updated('tags')),
  records('returns', 'destroy', destroyed),

  { topic: 'orders.create', type: 'order', when: created },
  { topic: 'orders.pending', type: 'order', when: became(orderStatus, 'pending', false) },
  { topic: 'orders.place', type: 'order', when: became(orderStatus, 'placed') },
  { topic: 'orders.approve', type: 'order', when: became(orderStatus, 'approved') },
  { topic: 'orders.cancel', type: 'order', when: became(orderStatus, 'cancelled') },
  // The names of the triggers [assumed], as with the subscriptions.
  { topic: 'orders.start_editing', type: 'order', when: edited(true) },
  { topic: 'orders.stop_editing', type: 'order', when: edited(false) },
  { topic: 'orders.authorize', type: 'order', when: became(paymentStatus, 'authorized', false) },
  { topic: 'orders.pay', type: 'order', when: became(paymentStatus, 'paid', false) },
  { topic: 'orders.void', type: 'order', when: became(paymentStatus, 'voided', false) },
  { topic: 'orders.refund', type: 'order', when: became(paymentStatus, 'refunded', false) },
  { topic: 'orders.start_fulfilling', type: 'order', when: became(fulfillment, 'in_progress') },
  { topic: 'orders.fulfill', type: 'order', when: became(fulfillment, 'fulfilled') },
  { topic: 'orders.tagged', type: 'order', when: updated('tags') },
  { topic: 'orders.destroy', type: 'order', when: destroyed },

  { topic: 'order_subscriptions.create', type: 'subscription', when: created },
  ...Object.entries(SUBSCRIPTIONS).map(
    ([status, verb]): TopicRow => ({
      topic: `order_subscriptions.${verb}`,
      type: 'subscription',
      when: became(subscriptionStatus, status, false),
    }),
  ),
  { topic: 'order_subscriptions.tagged', type: 'subscription', when: updated('tags') },
  { topic: 'order_subscriptions.destroy', type: 'subscription', when: destroyed },
]

export function firedTopics(changes: readonly Change[]): Omit<FiredTopic, 'dialect'>[] {
  const told = new Set<string>()
  return changes.flatMap((change) =>
    TOPICS.flatMap(({ topic, type, kind, about, when }): Omit<FiredTopic, 'dialect'>[] => {
      if (type !== change.type || (kind && kind !== change.record.kind) || !when(change, changes)) return []
      if (!about) return [{ topic, change, about: 'record' }]
      const once = `${topic}/${customerOf(change)}`
      if (told.has(once)) return []
      told.add(once)
      return [{ topic, change, about }]
    }),
  )
}
