/** Money as text, `€10,00`: the symbol, then the amount with the marks of the currency. */
import { decimal, exponent } from '../../../core/money.ts'

/** Symbol, decimal mark, thousands separator; where a currency is not listed: its code, point and comma. */
const FORMATS: Readonly<Record<string, readonly [symbol: string, mark: string, thousands: string]>> = {
  EUR: ['€', ',', '.'],
  USD: ['$', '.', ','],
  GBP: ['£', '.', ','],
  JPY: ['¥', '.', ','],
  CNY: ['¥', '.', ','],
  KRW: ['₩', '.', ','],
  INR: ['₹', '.', ','],
  AUD: ['$', '.', ','],
  CAD: ['$', '.', ','],
  NZD: ['$', '.', ','],
  SGD: ['$', '.', ','],
  HKD: ['$', '.', ','],
  MXN: ['$', '.', ','],
  BRL: ['R$', ',', '.'],
  CHF: ['CHF', '.', ','],
}
/** These stand after the amount, with a space. */
const AFTER: Readonly<Record<string, readonly [symbol: string, mark: string, thousands: string]>> = {
  PLN: ['zł', ',', ' '],
  CZK: ['Kč', ',', ' '],
  SEK: ['kr', ',', ' '],
  NOK: ['kr', ',', '.'],
  DKK: ['kr.', ',', '.'],
}

/** `formatMoney(123456, 'EUR') === '€1.234,56'`; minor units in. */
export function formatMoney(minor: number, currency: string): string {
  const [symbol, mark, thousands] = AFTER[currency] ?? FORMATS[currency] ?? [`${currency} `, '.', ',']
  const [whole = '', fraction] = decimal(Math.abs(minor), exponent(currency)).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands)
  const amount = fraction ? `${grouped}${mark}${fraction}` : grouped
  const sign = minor < 0 ? '-' : ''
  return AFTER[currency] ? `${sign}${amount} ${symbol}` : `${sign}${symbol}${amount}`
}
