/** Times and amounts as people read them, exact on demand. */
const MINUTE = 60_000
const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, milliseconds: number])[] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', MINUTE],
]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** `3 days ago`; `now` in milliseconds, by the server's clock where that may be set. */
export function ago(at: string, now = Date.now()): string {
  const passed = Date.parse(at) - now
  const found = UNITS.find(([, length]) => Math.abs(passed) >= length)
  return found ? relative.format(Math.trunc(passed / found[1]), found[0]) : 'just now'
}

const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' })

/** A moment (ISO 8601) with its exact time in a tooltip; null: a dash. */
export const Time = ({ at }: { at: string | null }) =>
  at === null ? (
    <span className="soft">–</span>
  ) : (
    <time dateTime={at} title={`${exact.format(new Date(at))} (${at})`}>
      {ago(at)}
    </time>
  )

/** Minor units as people write them: `money(1999, 'USD')` is `$19.99`, `money(500, 'JPY')` is `¥500`. */
export function money(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  const { maximumFractionDigits: digits = 2 } = format.resolvedOptions()
  return format.format(minor / 10 ** digits)
}

/** 12345 → `12,345`. */
export const count = (value: number): string => value.toLocaleString('en')
