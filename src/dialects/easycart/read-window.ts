/** Calendar days of a filter as instants. */
import { instantAt } from '../../lib/time-zone.ts'

/** The database's years are four digits from 0001 on; a zone may push a day past them. */
const EARLIEST = Date.parse('0001-01-01T00:00:00Z')
const LATEST = Date.parse('9999-12-31T23:59:59.999Z')
const DAY = 24 * 60 * 60 * 1000

/** `YYYY-MM-DD` of a day that exists (`2026-02-30` and year 0000 do not). */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** The first instant of the day in that zone: `startOfDay('2026-05-01', 'UTC')`. */
export const startOfDay = (date: string, zone: string): Date =>
  new Date(Math.max(EARLIEST, instantAt(Date.parse(`${date}T00:00:00Z`), zone)))

/** The first instant after the day in that zone. */
export const startAfter = (date: string, zone: string): Date =>
  new Date(Math.min(LATEST, endOfDay(date, zone).getTime() + 1))

/** The last millisecond of the day in that zone; times are kept in milliseconds. */
export const endOfDay = (date: string, zone: string): Date =>
  new Date(Math.min(LATEST, instantAt(Date.parse(`${date}T00:00:00Z`) + DAY, zone) - 1))
