const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?\s?(Z|[+-]\d\d:?\d\d)?)?$/i

/**
 * An instant from ISO 8601 text, or undefined when there is none of that name. A date alone is 00:00:00 UTC
 * of that day, a time without an offset is UTC; beyond milliseconds digits are cut off.
 * `readTime('2026-01-02 03:04')` is 2026-01-02T03:04:00Z; `readTime('2026-02-30')` is undefined.
 */
export function readTime(text: string): Date | undefined {
  const [, day, time = '00:00', fraction = '', offset = 'Z'] = TIME.exec(text.trim()) ?? []
  if (!day || day < '0001' || !isDay(day)) return undefined
  const zone = offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset.toUpperCase()
  const seconds = time.length === 5 ? `${time}:00` : time
  const at = new Date(`${day}T${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`)
  const year = at.getUTCFullYear()
  return Number.isNaN(at.getTime()) || year < 1 || year > 9999 ? undefined : at
}

/** JavaScript takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === day
}
