/** Wall clocks of IANA time zones. */

/**
 * The instant (milliseconds) at which clocks in `zone` show what a UTC clock shows at `wall`.
 * `instantAt(Date.parse('2026-05-01T00:00:00Z'), 'Europe/Warsaw')` is 2026-04-30T22:00:00Z.
 * A time that a clock change skips is read with the offset before it.
 */
export function instantAt(wall: number, zone: string): number {
  if (zone === 'UTC') return wall
  // The offset depends on the instant that is looked for: the guess a day around it brackets any change.
  const [before, after] = [offsetAt(wall - DAY, zone), offsetAt(wall + DAY, zone)]
  const early = wall - before
  return offsetAt(early, zone) === before || before === after ? early : laterOf(wall, before, after, zone)
}

const DAY = 24 * 60 * 60 * 1000

function laterOf(wall: number, before: number, after: number, zone: string): number {
  const late = wall - after
  return offsetAt(late, zone) === after ? late : wall - before
}

/** Making one costs a thousand uses of it; there are some six hundred zones, and a server meets few of them. */
const formatters = new Map<string, Intl.DateTimeFormat>()
const MOST_KEPT = 100

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known) return known
  if (formatters.size >= MOST_KEPT) formatters.clear()
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formatters.set(zone, made)
  return made
}

/** How far the zone's clocks are ahead of UTC at that instant, in milliseconds. */
export function offsetAt(instant: number, zone: string): number {
  const shown = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  )
  const year = shown.era === 'BC' ? 1 - Number(shown.year) : Number(shown.year)
  const clock = new Date(0)
  clock.setUTCFullYear(year, Number(shown.month) - 1, Number(shown.day))
  clock.setUTCHours(Number(shown.hour), Number(shown.minute), Number(shown.second))
  return clock.getTime() - Math.floor(instant / 1000) * 1000
}
