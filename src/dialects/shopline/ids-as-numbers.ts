/** SHOPLINE's customer ids are text on the wire and numbers when they are ordered (section 0, item 2). */

/** The longest id; what is kept fits in it. */
const MAX_DIGITS = 26
const BEYOND = `1${'0'.repeat(MAX_DIGITS)}`

/** An id that some customer may have: digits as they are printed, so without leading zeros. */
export const isCustomerId = (text: string): boolean => /^(0|[1-9]\d{0,25})$/.test(text)

/** A bound for comparisons, or null when the text is not digits; beyond 26 digits all bounds are alike. */
export function readBound(text: string): string | null {
  if (!/^\d+$/.test(text)) return null
  const digits = text.replace(/^0+(?=\d)/, '')
  return digits.length > MAX_DIGITS ? BEYOND : digits
}

/** The neighbouring number: `step('100', -1) === '99'`; never below 0. */
export function step(id: string, by: 1 | -1): string {
  const next = BigInt(id) + BigInt(by)
  return String(next < 0n ? 0n : next)
}
