/** Subscriptions in every status, each with the order it began with and its renewals. */
import { SUBSCRIPTION_STATUSES, type SubscriptionStatus } from '../../core/ledger.ts'
import { addPeriods } from '../../core/recurrence.ts'
import type { SeededRandom } from '../../lib/seeded-random.ts'
import { type Buyer, type Fate, paymentFields, planOrder } from './orders.ts'
import { DAY, earliest, later, type Plan, type Planned, type Product, type Recurrence } from './plan.ts'

/** A subscription's state, or `ending`: active with a cancellation that is still to come. */
export type Course = SubscriptionStatus | 'ending'
const COURSES: readonly Course[] = [...SUBSCRIPTION_STATUSES, 'ending']

/** The n-th subscription of the demo takes each course once before chance decides. */
export const courseOf = (number: number, random: SeededRandom): Course =>
  COURSES[number] ??
  random.weighted({
    active: 50,
    canceled: 20,
    trialing: 8,
    past_due: 6,
    ending: 6,
    unpaid: 4,
    incomplete: 3,
    incomplete_expired: 3,
  })

const FIRST_ORDER: Readonly<Partial<Record<Course, Fate>>> = {
  incomplete: { status: 'awaiting_payment', refund: 'none' },
  incomplete_expired: { status: 'canceled', refund: 'none' },
}
const KEPT: Fate = { status: 'completed', refund: 'none' }

/** Recurring products of the buyer's currency; those with a trial for a trial. */
export function planSubscription(
  plan: Plan,
  buyer: Buyer,
  course: Course,
  start: Date,
  now: Date,
  products: readonly Product[],
  random: SeededRandom,
): void {
  const product = random.pick(
    products.filter(({ item }) => item.recurring && item.currency === buyer.currency),
  )
  const recurring = product.item.recurring as Recurrence
  const trial = course === 'trialing' ? (product.item.trialDays ?? 14) : 0
  const fresh = trial > 0 || course === 'incomplete'
  const began = fresh ? new Date(Math.max(start.getTime(), now.getTime() - 3 * DAY)) : start
  const order = planOrder(
    plan,
    buyer,
    FIRST_ORDER[course] ?? KEPT,
    began,
    now,
    products,
    random,
    trial ? trialOf(product) : product,
  )
  const [variantName, amount] = Object.entries(product.item.prices)[0] as [string, number]
  const { cycles } = recurring
  const elapsed = periodsSince(began, recurring, now)
  // Failed renewals leave the last periods unpaid; who canceled stopped half-way.
  const ran =
    course === 'canceled' ? Math.floor(elapsed / 2) : cycles ? Math.min(elapsed, cycles - 1) : elapsed
  const unpaid = course === 'past_due' ? 1 : course === 'unpaid' ? 3 : 0
  const renewals = fresh || course === 'incomplete_expired' ? 0 : Math.max(0, ran - unpaid)
  const periodStart = addPeriods(began, recurring, fresh ? 0 : ran)
  const periodEnd = trial ? later(began, trial * DAY) : addPeriods(began, recurring, (fresh ? 0 : ran) + 1)
  const finished = cycles !== undefined && course === 'active' && periodEnd <= now
  const status: SubscriptionStatus = course === 'ending' ? 'active' : finished ? 'canceled' : course
  const canceledAt = canceledTime(status, course, periodStart, periodEnd, now)
  const neverPaid = status === 'incomplete' || status === 'incomplete_expired'
  const activeUntil = cycles ? addPeriods(began, recurring, cycles) : null
  const subscription = plan(
    'subscription',
    began,
    {
      productName: product.item.name,
      variantName,
      status,
      currency: buyer.currency,
      recurringAmount: amount,
      interval: recurring.interval,
      intervalCount: recurring.intervalCount,
      quantity: 1,
      provider: 'stripe',
      remoteId: `sub_demo${Buffer.from(random.bytes(9)).toString('hex')}`,
      periodStart: neverPaid ? null : periodStart,
      periodEnd: neverPaid ? null : periodEnd,
      trialEnd: trial ? periodEnd : null,
      cancelAt: neverPaid ? null : endTime(status, canceledAt, periodEnd, activeUntil, now),
      canceledAt,
      activeUntil,
      activeCycles: cycles ?? null,
      cancelEarly: random.chance(0.2),
      keepAccess: cycles !== undefined,
      isDelegated: random.chance(0.05),
      updatedAt: canceledAt ?? earliest(periodStart, now),
    },
    {
      keys: { customerKey: buyer.customer, orderKey: order },
      uuids: {
        productUuid: product.planned,
        variantUuid: product.variants[0] as Planned<'productVariant'>,
      },
    },
  )
  for (let period = 1; period <= renewals; period++) {
    const paidAt = addPeriods(began, recurring, period)
    plan(
      'payment',
      paidAt,
      { ...paymentFields(buyer.currency, amount, paidAt, random), provider: 'stripe', isRenewal: true },
      { keys: { customerKey: buyer.customer, subscriptionKey: subscription } },
    )
  }
}

/** The same product for nothing: an order that starts a trial. */
const trialOf = (product: Product): Product => ({
  ...product,
  item: {
    ...product.item,
    prices: Object.fromEntries(Object.keys(product.item.prices).map((name) => [name, 0])),
  },
})

function periodsSince(began: Date, recurring: Recurrence, now: Date): number {
  let count = 0
  while (addPeriods(began, recurring, count + 1) <= now) count++
  return count
}

/** When the cancellation was asked for: within the last period, and never after now. */
function canceledTime(
  status: SubscriptionStatus,
  course: Course,
  start: Date,
  end: Date,
  now: Date,
): Date | null {
  if (status === 'incomplete_expired') return earliest(later(start, DAY), now)
  if (status !== 'canceled' && course !== 'ending') return null
  return earliest(later(start, (end.getTime() - start.getTime()) / 3), now)
}

/** When it ends or ended; null: not yet, or at once when it was called off. An instalment plan ends by itself. */
function endTime(
  status: SubscriptionStatus,
  canceledAt: Date | null,
  periodEnd: Date,
  activeUntil: Date | null,
  now: Date,
): Date | null {
  const end = canceledAt ? periodEnd : activeUntil
  return end && (status === 'canceled' ? end <= now : end > now) ? end : null
}
