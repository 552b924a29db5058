import { Type } from 'typebox'
import { where } from '../../../core/query.ts'
import { ok, route } from '../route.ts'
import { findCustomer } from './find-customer.ts'
import { timeOf } from './present.ts'
import { TEXT, TEXT_OR_NULL, TIME, TIME_OR_NULL } from './shapes.ts'

const MOST = 500
const ID = Type.String({ format: 'uuid' })

const SUBSCRIPTION = Type.Object({
  id: ID,
  product: TEXT,
  variant: TEXT_OR_NULL,
  status: TEXT,
  amount: Type.Integer(),
  currency: TEXT,
  interval: TEXT,
  interval_count: Type.Integer(),
  quantity: Type.Integer(),
  provider: TEXT,
  started_at: TIME,
  period_end: TIME_OR_NULL,
  trial_end: TIME_OR_NULL,
  cancel_at: TIME_OR_NULL,
  canceled_at: TIME_OR_NULL,
  active_until: TIME_OR_NULL,
})
export type SubscriptionShown = Type.Static<typeof SUBSCRIPTION>

const ACCESS = Type.Object({
  id: ID,
  product: TEXT,
  variant: TEXT_OR_NULL,
  given_at: TIME,
  active_until: TIME_OR_NULL,
  /** Whether the customer has it at this moment. */
  is_active: Type.Boolean(),
})
export type AccessShown = Type.Static<typeof ACCESS>

const HELD = Type.Object({
  subscriptions: Type.Array(SUBSCRIPTION),
  product_access: Type.Array(ACCESS),
  /** There are more than are shown. */
  has_more: Type.Boolean(),
})
export type Held = Type.Static<typeof HELD>

export const getSubscriptions = route({
  method: 'GET',
  path: '/organizations/:slug/customers/:id/subscriptions',
  about: 'List a customer’s subscriptions and what it has access to, newest first',
  answers: HELD,
  async answer(asked, parts) {
    const { organization, customer } = await findCustomer(asked, parts)
    const { records, clock } = parts.services
    const newest = (type: 'subscription' | 'productAccess') => ({
      where: where(type).eq('customerKey', customer.key),
      sort: [
        { field: 'createdAt', descending: true },
        { field: 'key', descending: true },
      ],
      limit: MOST + 1,
    })
    const subscriptions = await records.list(organization.key, {
      type: 'subscription',
      ...newest('subscription'),
    })
    const accesses = await records.list(organization.key, {
      type: 'productAccess',
      ...newest('productAccess'),
    })
    const now = clock()
    return ok({
      subscriptions: subscriptions.slice(0, MOST).map((one) => ({
        id: one.uuidId,
        product: one.productName,
        variant: one.variantName,
        status: one.status,
        amount: one.recurringAmount,
        currency: one.currency,
        interval: one.interval,
        interval_count: one.intervalCount,
        quantity: one.quantity,
        provider: one.provider,
        started_at: one.createdAt.toISOString(),
        period_end: timeOf(one.periodEnd),
        trial_end: timeOf(one.trialEnd),
        cancel_at: timeOf(one.cancelAt),
        canceled_at: timeOf(one.canceledAt),
        active_until: timeOf(one.activeUntil),
      })),
      product_access: accesses.slice(0, MOST).map((one) => ({
        id: one.uuidId,
        product: one.productName,
        variant: one.variantName,
        given_at: one.createdAt.toISOString(),
        active_until: timeOf(one.activeUntil),
        is_active: one.activeUntil === null || one.activeUntil > now,
      })),
      has_more: subscriptions.length > MOST || accesses.length > MOST,
    })
  },
})
