/** The core's subscriptions in this platform's words (Order subscriptions). */
import type { SubscriptionStatus } from '../../../core/ledger.ts'
import { all, type Condition, type JsonMember, NOW, not } from '../../../core/query.ts'
import type { Json, Subscription } from '../../../core/schema.ts'
import { OWN_MEMBERS, ownMembers, type Value } from '../describe-resource.ts'
import type { Changes } from '../writing/write-types.ts'

export const SUBSCRIPTION_STATUSES: Readonly<Record<SubscriptionStatus, string>> = {
  active: 'active',
  trialing: 'active',
  past_due: 'active',
  canceled: 'cancelled',
  incomplete: 'draft',
  incomplete_expired: 'inactive',
  unpaid: 'inactive',
}

/** The frequency that the core has no interval for: kept by its name, as an expression is. */
export const HOURLY = 'hourly'

/** The other named frequencies; any further one is a cron expression. */
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
const EXPRESSION: JsonMember = { json: 'extras', path: [OWN_MEMBERS, 'frequency'], as: 'text' }

/** A name is the core's interval; `hourly` and an expression are kept as they were sent, beside the nearest one. */
export const frequency: Value<Subscription> = {
  source: {
    field: EXPRESSION,
    when: not({ op: 'null', field: EXPRESSION }),
    otherwise: {
      cases: [
        ...FREQUENCIES.map(([value, count, interval]) => ({ value, where: every(count, interval) })),
        { value: null, where: not({ op: 'any', of: named }) },
      ],
    },
  },
  present: (subscription) =>
    expressionOf(subscription) ??
    FREQUENCIES.find(
      ([, count, unit]) => count === subscription.intervalCount && unit === subscription.interval,
    )?.[0] ??
    null,
  write: (value) => frequencyFields(String(value ?? '').trim()),
}

/** What is kept as it was sent: a cron expression, or `hourly`. */
export function expressionOf(subscription: Subscription): string | null {
  const expression = ownMembers('subscription', subscription).frequency
  return typeof expression === 'string' ? expression : null
}

export function frequencyFields(text: string): Changes {
  const found = FREQUENCIES.find(([name]) => name === text)
  return found
    ? { interval: found[2], intervalCount: found[1], own: { frequency: null } }
    : { interval: nearestInterval(text), intervalCount: 1, own: { frequency: text } }
}

const CRON_FIELD = '[\\dA-Za-z*/,?#-]+'
/** One of the names, or five fields of a cron expression; what those say is not checked. */
export const FREQUENCY = new RegExp(
  `^(${HOURLY}|${FREQUENCIES.map(([name]) => name).join('|')}|${CRON_FIELD}( +${CRON_FIELD}){4})$`,
)

/** The other platforms show an interval: by the coarsest field of `minute hour day month weekday` that is fixed. */
function nearestInterval(expression: string): string {
  const [, , day, month, weekday] = expression.split(/ +/)
  const fixed = (field: string | undefined) => field !== undefined && !/^[*?]/.test(field)
  if (fixed(month)) return 'year'
  if (fixed(day)) return 'month'
  return fixed(weekday) ? 'week' : 'day'
}

const STARTS_AT: JsonMember = { json: 'extras', path: [OWN_MEMBERS, 'starts_at'], as: 'time' }

/** When it is told to start; one from elsewhere started when it was made. */
export const startsAt: Value<Subscription> = {
  source: {
    field: STARTS_AT,
    when: not({ op: 'null', field: STARTS_AT }),
    otherwise: { field: 'createdAt' },
  },
  present: (subscription) => startOf(subscription).toISOString(),
  write: (value) => ({ own: { starts_at: value as Json } }),
}
export function startOf(subscription: Subscription): Date {
  const own = ownMembers('subscription', subscription).starts_at
  return typeof own === 'string' ? new Date(own) : subscription.createdAt
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
