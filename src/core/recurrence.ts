/** Periods of what is paid again and again: when one ends and the next begins. */
import type { Subscription } from './schema.ts'

const DAY = 86_400_000

/**
 * So many periods after `at`; of months the same day, or the month's last, in UTC:
 * `addPeriods(new Date('2026-01-31'), { interval: 'month', intervalCount: 1 }, 1)` is 28 February.
 */
export function addPeriods(
  at: Date,
  { interval, intervalCount }: Pick<Subscription, 'intervalCount'> & { interval: string },
  count: number,
): Date {
  const steps = intervalCount * count
  if (interval === 'day' || interval === 'week')
    return new Date(at.getTime() + steps * (interval === 'week' ? 7 : 1) * DAY)
  const months = at.getUTCMonth() + steps * (interval === 'year' ? 12 : 1)
  const day = Math.min(at.getUTCDate(), new Date(Date.UTC(at.getUTCFullYear(), months + 1, 0)).getUTCDate())
  const moved = new Date(at)
  moved.setUTCFullYear(at.getUTCFullYear(), months, day)
  return moved
}
