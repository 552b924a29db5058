/** Periods of what is paid again and again: when one ends and the next begins. */
import type { Subscription } from './schema.ts'

const DAY = 86_400_000

/** The last moment that the database and ISO 8601's four-digit years know. */
const LATEST = Date.parse('9999-12-31T23:59:59.999Z')

/** The moment, or the last one there is where it would be past that: of an access for ten million days. */
export const atLatest = (time: number): Date =>
  new Date(Number.isFinite(time) ? Math.min(time, LATEST) : LATEST)

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
    return atLatest(at.getTime() + steps * (interval === 'week' ? 7 : 1) * DAY)
  const months = at.getUTCMonth() + steps * (interval === 'year' ? 12 : 1)
  const day = Math.min(at.getUTCDate(), new Date(Date.UTC(at.getUTCFullYear(), months + 1, 0)).getUTCDate())
  const moved = new Date(at)
  moved.setUTCFullYear(at.getUTCFullYear(), months, day)
  return atLatest(moved.getTime())
}
