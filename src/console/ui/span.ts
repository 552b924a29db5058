const UNITS = [
  ['year', 365 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** A length of time as people say it, in at most two units: `90061` (seconds) is `1 day 1 hour`. */
export function span(seconds: number): string {
  const all = Math.abs(seconds)
  // To what is shown: 29 days, 23 hours and 59 minutes are 30 days.
  const exact = all >= 86_400 ? 3600 : all >= 3600 ? 60 : 1
  let left = Math.round(all / exact) * exact
  const parts: string[] = []
  for (const [unit, length] of UNITS) {
    const many = Math.floor(left / length)
    left -= many * length
    if (many > 0) parts.push(`${many} ${unit}${many === 1 ? '' : 's'}`)
    else if (parts.length > 0) break
    if (parts.length === 2) break
  }
  return parts.join(' ') || '0 seconds'
}

const utc = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })

/** `1 Jun 2026, 12:00:00 UTC`: the same wherever one looks from. */
export const inUtc = (at: number): string => `${utc.format(at)} UTC`
