import type { ByteText } from './byte-text.ts'

const DAY = 86_400_000
/** Years of four digits. */
const FIRST = Date.parse('0000-01-01T00:00:00Z')
const LAST = Date.parse('9999-12-31T23:59:59Z')

const PAIRS = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'))
const pair = (value: number): string => PAIRS[value] ?? String(value)

/** The last dates that were written: the records of a page are of the same days. */
const DATES = new Map<number, string>()
const MOST_DATES = 2000

/** An instant as a wall clock shows it, whole seconds: `localTime(t, 480)` is `2026-09-02T21:58:35+08:00`. */
export const localTime = (time: Date, minutesEastOfUtc: number): string =>
  localTimeAt(time.getTime(), minutesEastOfUtc)

/** The same of milliseconds since 1970. */
const localTimeAt = (instant: number, minutesEastOfUtc: number): string =>
  `${new Date(instant + minutesEastOfUtc * 60_000).toISOString().slice(0, 19)}${zoneText(minutesEastOfUtc)}`

/** The same put there in pieces that there are already: lists show a thousand times. */
export function writeLocalTime(out: Pick<ByteText, 'text'>, instant: number, minutesEastOfUtc: number): void {
  const local = instant + minutesEastOfUtc * 60_000
  if (!(local >= FIRST && local <= LAST)) {
    out.text(localTimeAt(instant, minutesEastOfUtc))
    return
  }
  const day = Math.floor(local / DAY)
  const second = Math.floor((local - day * DAY) / 1000)
  const minute = Math.floor(second / 60)
  const hour = Math.floor(minute / 60)
  out.text(dateText(day))
  out.text('T')
  out.text(pair(hour))
  out.text(':')
  out.text(pair(minute - hour * 60))
  out.text(':')
  out.text(pair(second - minute * 60))
  out.text(zoneText(minutesEastOfUtc))
}

function dateText(day: number): string {
  const known = DATES.get(day)
  if (known !== undefined) return known
  const text = new Date(day * DAY).toISOString().slice(0, 10)
  if (DATES.size >= MOST_DATES) DATES.clear()
  DATES.set(day, text)
  return text
}

const ZONES = new Map<number, string>()

/** There are a few dozen. */
function zoneText(minutes: number): string {
  const known = ZONES.get(minutes)
  if (known !== undefined) return known
  const text = zoneOf(minutes)
  ZONES.set(minutes, text)
  return text
}

function zoneOf(minutes: number): string {
  const size = Math.abs(minutes)
  const hours = Math.floor(size / 60)
  return `${minutes < 0 ? '-' : '+'}${pair(hours)}:${pair(size - hours * 60)}`
}
