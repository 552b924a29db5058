/** SHOPLINE's times: `2026-09-02T21:58:35+08:00`, whole seconds in the store's time zone (section 4.1). */

import type { ByteText } from '../../lib/byte-text.ts'
import { localTime, writeLocalTime } from '../../lib/local-time.ts'
import { createOffsetMemory } from '../../lib/offset-memory.ts'

/** Minutes east of UTC at an instant; a part of a minute (local mean times before 1900) is cut off. */
export type OffsetAt = (instant: number) => number

/**
 * Gives each zone its `OffsetAt`, and keeps its formatter: making one costs a thousand uses of it, and one use of it
 * a hundred of the offset that is remembered.
 */
export function createTimeZones(): (timeZone: string) => OffsetAt {
  const known = new Map<string, OffsetAt>()
  return (timeZone) => {
    const kept = known.get(timeZone)
    if (kept) return kept
    const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    const offsetAt = createOffsetMemory((instant) => readOffset(format.format(instant)))
    known.set(timeZone, offsetAt)
    return offsetAt
  }
}

/** `8/31/2021, GMT+08:00` is 480; plain `GMT` is 0. */
function readOffset(text: string): number {
  const found = /([+-])(\d\d):(\d\d)/.exec(text)
  return found ? (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) : 0
}

export const presentTime = (time: Date, offsetAt: OffsetAt): string =>
  localTime(time, offsetAt(time.getTime()))

/** The same of milliseconds since 1970, put there. */
export const writeInstant = (out: ByteText, at: number, offsetAt: OffsetAt): void =>
  writeLocalTime(out, at, offsetAt(at))

/** Instants that every engine and format can say; what lies outside filters alike. */
const EARLIEST = Date.parse('0001-01-01T00:00:00Z')
const LATEST = Date.parse('9999-12-31T23:59:58Z')

/** The instant of those milliseconds, as far as every engine can say it. */
export const instant = (milliseconds: number): Date =>
  new Date(Math.min(Math.max(milliseconds, EARLIEST), LATEST))

const DATE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/i
/** [assumed] A raw `+` of a query string arrives as a space. */
const plusForSpace = (text: string): string => text.replace(/ (?=\d\d:\d\d$)/, '+')

/**
 * The whole second that an ISO 8601 date-time means, or null when it is none. Without an offset it is the
 * store's local time. `readTime('2021-08-31T02:20:26 08:00', utc)` is 2021-08-30T18:20:26Z.
 */
export function readTime(text: string, offsetAt: OffsetAt): Date | null {
  const found = DATE_TIME.exec(plusForSpace(text.trim()))
  const local = found?.[1]?.toUpperCase()
  if (!found || !local) return null
  const asUtc = Date.parse(`${local}Z`)
  // Date.parse lets 30 February pass as 2 March.
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 19) !== local) return null
  const zone = found[2]?.toUpperCase()
  const offset = zone === undefined ? localOffset(asUtc, offsetAt) : namedOffset(zone)
  if (offset === null) return null
  return instant(asUtc - offset * 60_000)
}

const DAY = /^\d{4}-\d\d-\d\d$/

/**
 * What an ISO 8601 date or date-time covers, end excluded: the store's whole day, or the whole second; null when
 * it is neither. `readSpan('2021-08-31', utc)` ends at 2021-09-01T00:00:00Z.
 */
export function readSpan(text: string, offsetAt: OffsetAt): { start: Date; end: Date } | null {
  const given = text.trim().replace(/^(\d{4}-\d\d-\d\d) (?=\d\d:\d\d:)/, '$1T')
  if (!DAY.test(given)) {
    const start = readTime(given, offsetAt)
    return start && { start, end: new Date(start.getTime() + 1000) }
  }
  const start = readTime(`${given}T00:00:00`, offsetAt)
  const tomorrow = new Date(Date.parse(given) + 86_400_000)
  if (!start || Number.isNaN(tomorrow.getTime())) return null
  const end = readTime(`${tomorrow.toISOString().slice(0, 10)}T00:00:00`, offsetAt)
  return { start, end: end ?? instant(LATEST) }
}

function namedOffset(zone: string): number | null {
  if (zone === 'Z') return 0
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))]
  if (hours > 23 || minutes > 59) return null
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes)
}

/** The offset that holds at a local time; where clocks jump, the one that holds after a second look. */
const localOffset = (local: number, offsetAt: OffsetAt): number => offsetAt(local - offsetAt(local) * 60_000)
