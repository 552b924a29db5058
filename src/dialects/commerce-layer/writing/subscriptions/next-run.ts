/** When a subscription of a named frequency runs next. */
import type { Subscription } from '../../../../core/schema.ts'
import { own } from '../../../../lib/own.ts'

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
  const hours = own(HOURS, interval)
  const months = own(MONTHS, interval)
  if (!(intervalCount >= 1) || (!hours && !months)) return null
  if (start > now) return start
  const at = hours
    ? afterHours(start, hours * intervalCount, now)
    : afterMonths(start, (months ?? 1) * intervalCount, now)
  return Number.isNaN(at.getTime()) ? null : at
}

const HOUR = 3_600_000

/** Worked out, not walked to: from the year 1 there are many hours. */
function afterHours(start: Date, hours: number, now: Date): Date {
  const step = hours * HOUR
  const runs = Math.floor((now.getTime() - start.getTime()) / step) + 1
  return new Date(start.getTime() + runs * step)
}

/** Months are of different lengths: the one of `now` may still be too early, and then the next one is not. */
function afterMonths(start: Date, months: number, now: Date): Date {
  const between =
    (now.getUTCFullYear() - start.getUTCFullYear()) * 12 + now.getUTCMonth() - start.getUTCMonth()
  const runs = Math.floor(between / months)
  const at = addMonths(start, runs * months)
  return at > now ? at : addMonths(start, (runs + 1) * months)
}

function addMonths(start: Date, months: number): Date {
  const at = new Date(start)
  at.setUTCDate(1)
  at.setUTCMonth(at.getUTCMonth() + months)
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate()
  at.setUTCDate(Math.min(start.getUTCDate(), last))
  return at
}
