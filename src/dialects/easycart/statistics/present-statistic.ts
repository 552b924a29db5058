/**
 * A statistic: "totals, per-bucket series, and a server-computed comparison against the previous period", with display
 * values in English (Get a Statistic). The members' names beside `type`, `currency` and `display_value` are assumed.
 */
import { decimal, exponent } from '../../../core/money.ts'
import { presentTime } from '../present.ts'

export interface Statistic {
  type: string
  money: boolean
  /** As it is echoed: lowercase. */
  currency: string
  from: string
  to: string
  /** When each interval begins, and its value. */
  series: readonly { at: Date; value: number }[]
  /** The value of as many days before; null where there is no before. */
  previous: number | null
}

export function presentStatistic(statistic: Statistic) {
  const { type, currency, money, from, to, series, previous } = statistic
  const shown = (value: number) => ({ value, display_value: display(value, money, currency) })
  const total = series.reduce((sum, { value }) => sum + value, 0)
  return {
    type,
    currency,
    date: { from, to },
    total: shown(total),
    series: series.map(({ at, value }) => ({ date: presentTime(at), ...shown(value) })),
    comparison: previous === null ? null : { ...shown(previous), ...change(total, previous) },
  }
}

/** `28%` more or less than before, in whole percent; null when there was nothing before. */
function change(total: number, previous: number) {
  const percent = previous === 0 ? null : Math.round(((total - previous) / Math.abs(previous)) * 100)
  return { change: percent, change_display_value: percent === null ? null : `${percent}%` }
}

/** `1,250.00 PLN`; a count is `1,250`. */
function display(value: number, money: boolean, currency: string): string {
  const code = currency.toUpperCase()
  const [whole = '', part] = decimal(value, money ? exponent(code) : 0).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${grouped}${part ? `.${part}` : ''}${money ? ` ${code}` : ''}`
}
