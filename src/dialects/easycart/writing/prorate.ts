/** What a change of plan costs for the rest of the period. Pure. */
import { addPeriods } from '../../../core/recurrence.ts'
import type { ProductVariant, Subscription } from '../../../core/schema.ts'

export interface Proration {
  /** Minor units that are due now; negative where the old plan was dearer. */
  due: number
  periodStart: Date | null
  periodEnd: Date | null
}

type Old = Pick<
  Subscription,
  'status' | 'recurringAmount' | 'quantity' | 'interval' | 'intervalCount' | 'periodStart' | 'periodEnd'
>
type New = Pick<ProductVariant, 'amount'> & Pick<Subscription, 'interval' | 'intervalCount'>

/**
 * As Stripe prorates, by the millisecond [assumed]: with the same rhythm the difference for the rest of the period,
 * which stays; with another one a new period begins now, paid in full less the rest of the old one. A trial is free,
 * and stays. `prorate({ recurringAmount: 1000, … }, { amount: 3000, … }, half-way)` is 1000 due.
 */
export function prorate(old: Old, wanted: New, now: Date): Proration {
  const { periodStart, periodEnd, quantity } = old
  if (old.status === 'trialing') return { due: 0, periodStart, periodEnd }
  const rest = shareLeft(old, now)
  if (old.interval === wanted.interval && old.intervalCount === wanted.intervalCount)
    return {
      due: Math.round((wanted.amount - old.recurringAmount) * quantity * rest),
      periodStart,
      periodEnd,
    }
  return {
    due: wanted.amount * quantity - Math.round(old.recurringAmount * quantity * rest),
    periodStart: now,
    periodEnd: addPeriods(now, wanted, 1),
  }
}

/** From 0 to 1; 0 where the period is unknown. */
function shareLeft({ periodStart, periodEnd }: Pick<Old, 'periodStart' | 'periodEnd'>, now: Date): number {
  if (!periodStart || !periodEnd || periodEnd <= periodStart) return 0
  const left = (periodEnd.getTime() - now.getTime()) / (periodEnd.getTime() - periodStart.getTime())
  return Math.min(1, Math.max(0, left))
}
