/** What the API's words are to people. */
const WORDS: Readonly<Record<string, string>> = {
  prospect: 'No order yet',
  acquired: 'One order',
  repeat: 'Repeat',
  subscribed: 'Subscribed',
  unsubscribed: 'Unsubscribed',
  not_subscribed: 'Not subscribed',
  awaiting_confirmation: 'To be confirmed',
  none: 'Never asked',
}
export const word = (value: string): string => WORDS[value] ?? value

export const STATUSES = ['prospect', 'acquired', 'repeat']
export const CONSENTS = ['subscribed', 'unsubscribed', 'not_subscribed', 'awaiting_confirmation', 'none']

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' })
/** `DE` → `Germany`. */
export function country(code: string): string {
  try {
    return regions.of(code) ?? code
  } catch {
    return code
  }
}

const digitsOf = (currency: string): number => {
  try {
    return (
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2
    )
  } catch {
    return 2
  }
}
/** `minor('19.99', 'USD')` is `1999`; null where it is no amount. */
export function minor(text: string, currency: string): string | null {
  if (!/^\d{1,12}([.,]\d{1,4})?$/.test(text.trim())) return null
  return String(Math.round(Number(text.trim().replace(',', '.')) * 10 ** digitsOf(currency)))
}
/** The other way round. */
export const major = (amount: string, currency: string): string =>
  String(Number(amount) / 10 ** digitsOf(currency))
