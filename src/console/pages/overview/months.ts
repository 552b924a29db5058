/** Months as the server names them (`2026-05`), and values laid out along them. */

/** The last `count` months up to `last`, oldest first. */
export function monthsUpTo(last: string, count: number): string[] {
  const [year = 0, month = 1] = last.split('-').map(Number)
  return Array.from({ length: count }, (_, index) => {
    const at = year * 12 + (month - 1) - (count - 1 - index)
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
  })
}

/** How many months there are from the first to the last, both counted. */
export function monthsBetween(first: string, last: string): number {
  const number = (month: string) => {
    const [year = 0, one = 1] = month.split('-').map(Number)
    return year * 12 + one
  }
  return Math.max(1, number(last) - number(first) + 1)
}

const name = new Intl.DateTimeFormat('en', { month: 'short', year: 'numeric', timeZone: 'UTC' })
/** `2026-05` is `May 2026`. */
export const monthName = (month: string): string => name.format(new Date(`${month}-01T00:00:00Z`))

/** The month in which a moment is, in that time zone. */
export function monthAt(at: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit' }).formatToParts(
    new Date(at),
  )
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}`
}
