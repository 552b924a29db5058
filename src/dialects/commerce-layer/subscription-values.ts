/** The core's subscriptions in this platform's words (Order subscriptions). */
import type { SubscriptionStatus } from '../../core/ledger.ts'
import { all, type Condition, NOW, not } from '../../core/query.ts'
import type { Subscription } from '../../core/schema.ts'
import type { Value } from './describe-resource.ts'

export const SUBSCRIPTION_STATUSES: Readonly<Record<SubscriptionStatus, string>> = {
  active: 'active',
  trialing: 'active',
  past_due: 'active',
  canceled: 'cancelled',
  incomplete: 'draft',
  incomplete_expired: 'inactive',
  unpaid: 'inactive',
}

/** The named frequencies; any other interval is a cron expression there, null here. */
const FREQUENCIES: readonly (readonly [name: string, count: number, interval: string])[] = [
  ['daily', 1, 'day'],
  ['weekly', 1, 'week'],
  ['monthly', 1, 'month'],
  ['two-month', 2, 'month'],
  ['three-month', 3, 'month'],
  ['four-month', 4, 'month'],
  ['six-month', 6, 'month'],
  ['yearly', 1, 'year'],
]

const every = (count: number, interval: string): Condition => ({
  op: 'all',
  of: [
    { op: 'eq', field: 'interval', value: interval },
    { op: 'eq', field: 'intervalCount', value: count },
  ],
})

const named: Condition[] = FREQUENCIES.map(([, count, interval]) => every(count, interval))

export const frequency: Value<Subscription> = {
  source: {
    cases: [
      ...FREQUENCIES.map(([value, count, interval]) => ({ value, where: every(count, interval) })),
      { value: null, where: { op: 'not', of: { op: 'any', of: named } } },
    ],
  },
  present: ({ interval, intervalCount }) =>
    FREQUENCIES.find(([, count, unit]) => count === intervalCount && unit === interval)?.[0] ?? null,
}

const isPast = (field: string): Condition => all(not({ op: 'null', field }), { op: 'lte', field, value: NOW })
const withStatus = (word: string): Condition => ({
  op: 'in',
  field: 'status',
  values: Object.entries(SUBSCRIPTION_STATUSES).flatMap(([status, name]) => (name === word ? [status] : [])),
})

const expired = isPast('cancelAt')
const active = all(withStatus('active'), not(expired))

/** The named filters (section 6.8). The specification has their names only; what they find is assumed from them. */
export const SUBSCRIPTION_SCOPES: Readonly<Record<string, Condition>> = {
  /** Of that status and not past `expires_at`. */
  active,
  /** Past `expires_at`, whatever the status. */
  expired,
  /** Active, and `next_run_at` has come. */
  runnable: all(active, isPast('periodEnd')),
}
