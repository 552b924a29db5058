/** A zone's offset is the same for months, and asking the formatter for it is dear: each day's is remembered. */

const DAY = 86_400_000
/** Before it clocks moved by seconds and at any time of the day. */
const SINCE = Date.parse('1973-01-01T00:00:00Z')
/** Some thirty years of days; then all of it is forgotten. */
const MOST_DAYS = 10_000

/**
 * The same offsets (minutes east of UTC at an instant in milliseconds) from memory. A day, of UTC, that begins and ends
 * with one offset has no other in between: no zone ever went there and back within a day.
 */
export function createOffsetMemory(offsetAt: (instant: number) => number): (instant: number) => number {
  const days = new Map<number, number | null>()

  function ofDay(day: number): number | null {
    const [first, last] = [offsetAt(day * DAY), offsetAt((day + 1) * DAY - 1)]
    return first === last ? first : null
  }

  return (instant) => {
    if (!(instant >= SINCE)) return offsetAt(instant)
    const day = Math.floor(instant / DAY)
    let offset = days.get(day)
    if (offset === undefined) {
      offset = ofDay(day)
      if (days.size >= MOST_DAYS) days.clear()
      days.set(day, offset)
    }
    return offset ?? offsetAt(instant)
  }
}
