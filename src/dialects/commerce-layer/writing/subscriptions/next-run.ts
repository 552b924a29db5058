/** When a subscription of a named frequency runs next. */
import type { Subscription } from '../../../../core/schema.ts'

const HOURS: Readonly<Record<string, number>> = { hour: 1, day: 24, week: 7 * 24 }
const MONTHS: Readonly<Record<string, number>> = { month: 1, year: 12 }

/**
 * The first of `start`, `start` + one interval, … that comes after `now`: months are counted in UTC and end with
 * the month (31 January and a month is 28 February). Null where the interval is no such word.
 */
export function nextRun(
  start: Date,
  { interval, intervalCount }: Pick<Subscription, 'interval' | 'intervalCount'>,
  now: Date,
): Date | null {
  const hours = HOURS[interval]
  const months = MONTHS[interval]
  if (intervalCount < 1 || (!hours && !months)) return null
  for (let run = 0; ; run++) {
    const at = hours
      ? new Date(start.getTime() + run * intervalCount * hours * 3_600_000)
      : addMonths(start, run * intervalCount * (months ?? 1))
    if (at > now) return at
  }
}

function addMonths(start: Date, months: number): Date {
  const at = new Date(start)
  at.setUTCDate(1)
  at.setUTCMonth(at.getUTCMonth() + months)
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate()
  at.setUTCDate(Math.min(start.getUTCDate(), last))
  return at
}
