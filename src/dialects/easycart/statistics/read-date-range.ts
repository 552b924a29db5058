/** The `date` of a statistic: the days it is about, the intervals it is split into, and the time before it. */
import { isCalendarDate, startAfter, startOfDay } from '../read-window.ts'

export interface DateRange {
  /** Calendar days, both included; null: from the first day on which anything happened. */
  from: string | null
  to: string
}

const DAY = 24 * 60 * 60 * 1000
const HOUR = 60 * 60 * 1000

const midnight = (date: string): number => Date.parse(`${date}T00:00:00Z`)
/** The days that the database knows. */
const [FIRST, LAST] = [midnight('0001-01-01'), midnight('9999-12-31')]
/** Empty past the last of them. */
const text = (time: number): string =>
  time > LAST ? '' : new Date(Math.max(FIRST, time)).toISOString().slice(0, 10)
const addDays = (date: string, days: number): string => text(midnight(date) + days * DAY)

/** The same day of another month, or the last one there: 31 March, one month less, is 28 February. */
function addMonths(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const last = new Date(utc(year, month + months, 0)).getUTCDate()
  return text(utc(year, month - 1 + months, Math.min(day, last)))
}
/** `Date.UTC` takes the years up to 99 for those of the last century. */
const utc = (year: number, month: number, day: number): number => new Date(0).setUTCFullYear(year, month, day)

/** The slugs of Get a Statistic; that a number of days or months ends today, and has today in it, is assumed. */
const SLUGS: Readonly<Record<string, (today: string) => string | null>> = {
  today: (today) => today,
  monthToDate: (today) => `${today.slice(0, 8)}01`,
  yearToDate: (today) => `${today.slice(0, 5)}01-01`,
  last7days: (today) => addDays(today, -6),
  last30days: (today) => addDays(today, -29),
  last3months: (today) => addDays(addMonths(today, -3), 1),
  last12months: (today) => addDays(addMonths(today, -12), 1),
  all: () => null,
}
export const DATE_SLUGS = Object.keys(SLUGS)

/** Null when it is neither a slug nor `YYYY-MM-DD,YYYY-MM-DD` of which the second is not before the first. */
export function readDateRange(value: string, today: string): DateRange | null {
  const slug = Object.hasOwn(SLUGS, value) ? SLUGS[value] : undefined
  if (slug) return { from: slug(today), to: today }
  const [from = '', to = '', ...rest] = value.split(',')
  return rest.length === 0 && isCalendarDate(from) && isCalendarDate(to) && from <= to ? { from, to } : null
}

/** The calendar day that it is in the zone: `2026-05-01`. */
export const dayOf = (time: Date, zone: string): string =>
  // Swedish dates are ISO 8601's.
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(time)

/**
 * Where the intervals of the range begin, and where the last one ends: hours of a single day, days of up to three
 * months, months of up to ten years, and else years [assumed].
 */
export function boundsOf(from: string, to: string, zone: string): Date[] {
  const end = startAfter(to, zone)
  const days = (midnight(to) - midnight(from)) / DAY + 1
  if (days === 1) return [...hours(startOfDay(from, zone), end), end]
  const next = days <= 92 ? nextDay : days <= 3660 ? nextMonth : nextYear
  const starts: Date[] = []
  for (let date = from; date !== '' && date <= to; date = next(date)) starts.push(startOfDay(date, zone))
  return [...starts, end]
}

const nextDay = (date: string): string => addDays(date, 1)
const nextMonth = (date: string): string => addMonths(`${date.slice(0, 8)}01`, 1)
const nextYear = (date: string): string => addMonths(`${date.slice(0, 5)}01-01`, 12)

function hours(start: Date, end: Date): Date[] {
  const count = Math.ceil((end.getTime() - start.getTime()) / HOUR)
  return Array.from({ length: count }, (_, index) => new Date(start.getTime() + index * HOUR))
}

/** Where as many days before the range begin. */
export const startBefore = (from: string, to: string, zone: string): Date =>
  startOfDay(addDays(from, -((midnight(to) - midnight(from)) / DAY + 1)), zone)
