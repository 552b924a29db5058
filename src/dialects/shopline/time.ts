/** SHOPLINE's times: `2026-09-02T21:58:35+08:00`, whole seconds in the store's time zone (section 4.1). */

import { localTime } from '../../lib/local-time.ts'

/** Minutes east of UTC at an instant; a part of a minute (local mean times before 1900) is cut off. */
export type OffsetAt = (instant: number) => number

/** Gives each zone its `OffsetAt`, and keeps its formatter: making one costs a thousand uses of it. */
export function createTimeZones(): (timeZone: string) => OffsetAt {
  const known = new Map<string, OffsetAt>()
  return (timeZone) => {
    const kept = known.get(timeZone)
    if (kept) return kept
    const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    const offsetAt: OffsetAt = (instant) => readOffset(format.format(instant))
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

/** Instants that every engine and format can say; what lies outside filters alike. */
const EARLIEST = Date.parse('0001-01-01T00:00:00Z')
const LATEST = Date.parse('9999-12-31T23:59:58Z')

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
  return new Date(Math.min(Math.max(asUtc - offset * 60_000, EARLIEST), LATEST))
}

function namedOffset(zone: string): number | null {
  if (zone === 'Z') return 0
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))]
  if (hours > 23 || minutes > 59) return null
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes)
}

/** The offset that holds at a local time; where clocks jump, the one that holds after a second look. */
const localOffset = (local: number, offsetAt: OffsetAt): number => offsetAt(local - offsetAt(local) * 60_000)
