/** What GET /statistics answers over the reading cases' store. */
import type { ConformanceCase, Shape } from '../../case.ts'
import { reliesOn } from '../../write-cases.ts'
import { message } from './case-shapes.ts'

const SOURCE = 'Get a Statistic'
const MAY = 'currency=pln&date=2026-05-27,2026-05-28'

const answered = (
  name: string,
  query: string,
  body: Shape,
  needs: readonly string[] = [],
): ConformanceCase => ({
  name: `/statistics: ${name}`,
  source: SOURCE,
  needs,
  path: `/statistics?${query}`,
  expect: { status: 200, body },
})
const total =
  (wanted: number): Shape =>
  (value) =>
    (value as { total?: { value?: unknown } }).total?.value === wanted || `a total of ${wanted}`
const invalid = (query: string, errors: Record<string, Shape>): ConformanceCase => ({
  name: `/statistics?${query} is invalid`,
  source: SOURCE,
  path: `/statistics?${query}`,
  expect: { status: 422, body: { message: 'The given data was invalid.', errors } },
})

/** Figures of the fixture's store. */
const knownFigures: readonly ConformanceCase[] = [
  answered('the total, its days and the days before', `type=revenue&${MAY}`, {
    type: 'revenue',
    currency: 'pln',
    date: { from: '2026-05-27', to: '2026-05-28' },
    total: { value: 11800, display_value: '118.00 PLN' },
    series: [
      { date: '2026-05-27T00:00:00+00:00', value: 11800, display_value: '118.00 PLN' },
      { date: '2026-05-28T00:00:00+00:00', value: 0, display_value: '0.00 PLN' },
    ],
    comparison: { value: 0, display_value: '0.00 PLN', change: null, change_display_value: null },
  }),
  answered(
    'a count compared with what was before',
    'type=sales&currency=pln&date=2026-05-01,2026-05-31',
    (value) => {
      const { total: now, comparison } = value as Record<string, unknown>
      const wanted = [
        { value: 1, display_value: '1' },
        { value: 1, display_value: '1', change: 0, change_display_value: '0%' },
      ]
      return JSON.stringify([now, comparison]) === JSON.stringify(wanted) || JSON.stringify(wanted)
    },
  ),
  answered('all time is by year and compared with nothing', 'type=orders&currency=pln&date=all', (value) => {
    const { date, comparison } = value as { date: { from: string }; comparison: unknown }
    return (date.from === '2020-01-01' && comparison === null) || 'from 2020-01-01, without a comparison'
  }),
  ...(
    [
      ['revenue', 21600],
      ['net_revenue', 12800],
      ['refunds', 8800],
      ['renewals', 4900],
      ['sales', 2],
      ['orders', 3],
      ['customers', 2],
      ['new_subscriptions', 2],
      ['canceled_subscriptions', 1],
    ] as const
  ).map(([type, value]) =>
    answered(`${type} of all time`, `type=${type}&currency=pln&date=all`, total(value)),
  ),
  answered('revenue of one product', 'type=revenue&currency=pln&date=all&product_id={club}', total(9800)),
  answered('sales of one product', 'type=sales&currency=pln&date=all&product_id={club}', total(1)),
  answered('refunds of one product', 'type=refunds&currency=pln&date=all&product_id={club}', total(4900)),
  answered(
    'a product is ignored where nothing scopes by it',
    'type=customers&currency=pln&date=all&product_id={unknown}',
    total(2),
  ),
  answered('the currency scopes the figures', 'type=orders&currency=eur&date=all', total(1)),
].map((one) => ({ ...one, needs: ['known_store'] }))

const TYPES = [
  ['revenue', true],
  ['net_revenue', true],
  ['refunds', true],
  ['renewals', true],
  ['sales', false],
  ['orders', false],
  ['customers', false],
  ['new_subscriptions', false],
  ['canceled_subscriptions', false],
] as const
type Members = Readonly<Record<string, unknown>>
interface Statistic extends Members {
  date: { from: string; to: string }
  total: { value: number; display_value: string }
  series: readonly { date: string; value: number; display_value: string }[]
}
const isFigure = (value: Members, money: boolean): boolean =>
  Number.isSafeInteger(value.value) &&
  (money ? /^-?[\d,]+(\.\d+)? [A-Z]{3}$/ : /^-?[\d,]+$/).test(String(value.display_value))
/** What of the answer is not as it must be; null where all is. */
function oddIn(type: string, money: boolean, value: Statistic, currency: string | undefined): string | null {
  const { total: sum, series } = value
  if (Object.keys(value).join() !== 'type,currency,date,total,series,comparison') return 'its six members'
  if (value.type !== type || value.currency !== currency) return 'the type and the currency asked for'
  if (!isFigure(sum, money)) return 'a total with a value and how it is displayed'
  if (!series.every((one) => Object.keys(one).join() === 'date,value,display_value' && isFigure(one, money)))
    return 'a series of dates with figures'
  return null
}

const anyFigures: readonly ConformanceCase[] = TYPES.flatMap(([type, money]) => [
  answered(
    `${type} of the last thirty days, with its members`,
    `type=${type}&currency={currency}&date=last30days`,
    reliesOn(['currency'], (value, { currency }) => oddIn(type, money, value as Statistic, currency) ?? true),
  ),
  answered(
    `${type} of all time is compared with nothing`,
    `type=${type}&currency={currency}&date=all`,
    reliesOn(['currency'], (value, { currency }) => {
      const odd = oddIn(type, money, value as Statistic, currency)
      return odd ?? ((value as Statistic).comparison === null || 'no comparison')
    }),
  ),
])
const twoDays = answered(
  'two days are two points',
  'type=revenue&currency={currency}&date=2026-05-27,2026-05-28',
  (value) => {
    const { date, series } = value as Statistic
    const is = date.from === '2026-05-27' && date.to === '2026-05-28' && series.length === 2
    return is || '2026-05-27 and 2026-05-28'
  },
)
const summed = (type: string) =>
  answered(
    `${type} of a month is the sum of its days`,
    `type=${type}&currency={currency}&date=2026-05-01,2026-05-31`,
    (value) => {
      const { total: sum, series } = value as Statistic
      return series.reduce((all, one) => all + one.value, 0) === sum.value || `${sum.value} in all`
    },
  )

export const statisticCases: readonly ConformanceCase[] = [
  ...knownFigures,
  ...anyFigures,
  twoDays,
  ...['revenue', 'refunds', 'renewals', 'sales', 'orders'].map(summed),
  answered('nothing ever happened in that currency', 'type=revenue&currency=xof&date=all', total(0)),
  ...['today', 'monthToDate', 'yearToDate', 'last7days', 'last30days', 'last3months', 'last12months', ''].map(
    (date) =>
      answered(
        `the date ${date || '(empty)'} is known`,
        `type=customers&currency=xof&date=${date}`,
        total(0),
      ),
  ),
  ...['', 'PLN', 'xyz'].map(
    (currency): ConformanceCase => ({
      name: `/statistics: the currency "${currency}" is refused before all else`,
      source: SOURCE,
      path: `/statistics?currency=${currency}&type=x&date=x`,
      expect: { status: 400, body: message('A valid currency query parameter is required') },
    }),
  ),
  invalid('currency=pln', { type: ['The type field is required.'] }),
  invalid('currency=pln&type=luck', { type: [/^The type field must be one of: revenue, .+\.$/] }),
  ...['yesterday', '2026-05-01', '2026-05-02,2026-05-01', '2026-02-30,2026-03-01'].map((date) =>
    invalid(`currency=pln&type=revenue&date=${date}`, { date: [/^The date field must be one of: today, /] }),
  ),
  invalid('currency=pln&type=revenue&product_id=1', {
    product_id: ['The product_id field must be a valid UUID.'],
  }),
  invalid('currency=pln&date=x&product_id=x', {
    type: ['The type field is required.'],
    date: [/^The date field /],
    product_id: [/^The product_id field /],
  }),
]
