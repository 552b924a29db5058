/** The core's subscriptions in this platform's words (Order subscriptions). */
import type { SubscriptionStatus } from '../../core/ledger.ts'
import type { Condition } from '../../core/query.ts'
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
