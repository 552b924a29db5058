import type { OverviewShown } from '../../../server/admin/traffic/overview.ts'
import { Plot } from '../../ui/plot.tsx'
import { count, money } from '../../ui/values.tsx'
import { monthName } from './months.ts'

export interface TableChoice {
  isTable: boolean
  onTable(isTable: boolean): void
}

interface Props {
  data: OverviewShown
  currency: string
  months: readonly string[]
  table(id: string): TableChoice
}

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })
export const numbers = (value: number, isShort = false): string =>
  isShort ? short.format(value) : count(value)

/** Minor units; on the axis `€12K`. */
const amounts = (currency: string) => {
  const compact = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  })
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    .maximumFractionDigits
  return (value: number, isShort = false): string =>
    isShort ? compact.format(value / 10 ** (digits ?? 2)) : money(value, currency)
}

const countryName = new Intl.DisplayNames('en', { type: 'region' })
function nameOf(country: string | null): string {
  if (country === null) return 'Not known'
  try {
    return countryName.of(country) ?? country
  } catch {
    return country
  }
}

/** More would not be read. */
const MOST_COUNTRIES = 8

export function DataPlots({ data, currency, months, table }: Props) {
  const along = (
    all: readonly { month: string; currency?: string; count: number; amount?: number }[],
    member: 'count' | 'amount',
  ) => {
    const known = new Map(
      all
        .filter((one) => one.currency === undefined || one.currency === currency)
        .map((one) => [one.month, one[member] ?? 0]),
    )
    return months.map((month) => known.get(month) ?? 0)
  }
  const steps = months.map(monthName)
  const made = along(data.customers, 'count')
  const format = amounts(currency)
  const value = data.lifetime_values.find((one) => one.currency === currency)
  const parts = (value?.steps ?? []).toSorted((a, b) => a.from - b.from)
  return (
    <div className="plots">
      <Plot
        title="Customers"
        over="Month"
        kind="lines"
        steps={steps}
        series={[
          {
            name: 'Customers',
            color: 'var(--accent)',
            values: totalsOf(data.totals.customer ?? 0, made, data, months),
          },
        ]}
        format={numbers}
        nothing="There are no customers yet."
        {...table('customers')}
      />
      <Plot
        title="New customers"
        over="Month"
        kind="bars"
        steps={steps}
        series={[{ name: 'New customers', color: 'var(--accent)', values: made }]}
        format={numbers}
        nothing="Nobody was added in these months."
        {...table('new')}
      />
      <Plot
        title={`Orders and refunds in ${currency}`}
        over="Month"
        kind="lines"
        steps={steps}
        series={[
          { name: 'Orders', color: 'var(--info)', values: along(data.orders, 'amount') },
          { name: 'Refunds', color: 'var(--bad)', values: along(data.refunds, 'amount') },
        ]}
        format={format}
        nothing={`There were no orders in ${currency} in these months.`}
        {...table('money')}
      />
      <Plot
        title={`Number of orders and refunds in ${currency}`}
        over="Month"
        kind="lines"
        steps={steps}
        series={[
          { name: 'Orders', color: 'var(--info)', values: along(data.orders, 'count') },
          { name: 'Refunds', color: 'var(--bad)', values: along(data.refunds, 'count') },
        ]}
        format={numbers}
        nothing={`There were no orders in ${currency} in these months.`}
        {...table('orders')}
      />
      <Plot
        title={`Lifetime value in ${currency}`}
        over="From"
        kind="bars"
        steps={parts.map(({ from }) => (from === 0 ? 'Nothing' : format(from, true)))}
        series={[
          { name: 'Customers', color: 'var(--accent)', values: parts.map(({ customers }) => customers) },
        ]}
        format={numbers}
        nothing={`Nothing was paid in ${currency}.`}
        {...table('values')}
      >
        <p className="soft">What customers paid less what was paid back, from each amount up to the next.</p>
      </Plot>
      <Plot
        title="Customers by currency"
        over="Currency"
        kind="bars"
        steps={data.currencies.map((one) => one.currency)}
        series={[
          { name: 'Customers', color: 'var(--accent)', values: data.currencies.map((one) => one.customers) },
        ]}
        format={numbers}
        nothing="Nobody has placed an order."
        {...table('currencies')}
      />
      <Countries data={data} choice={table('countries')} />
    </div>
  )
}

function Countries({ data, choice }: { data: OverviewShown; choice: TableChoice }) {
  const { countries } = data
  const first = choice.isTable ? countries : countries.slice(0, MOST_COUNTRIES)
  const rest = countries.slice(first.length).reduce((sum, { customers }) => sum + customers, 0)
  const shown = first.map(({ country, customers }) => ({
    name: choice.isTable ? nameOf(country) : (country ?? 'Not known'),
    customers,
  }))
  const all = rest > 0 ? [...shown, { name: 'Others', customers: rest }] : shown
  return (
    <Plot
      title="Customers by country"
      over="Country"
      kind="bars"
      steps={all.map(({ name }) => name)}
      series={[{ name: 'Customers', color: 'var(--accent)', values: all.map(({ customers }) => customers) }]}
      format={numbers}
      nothing="There are no customers yet."
      {...choice}
    >
      <p className="soft">By the country of the default address.</p>
    </Plot>
  )
}

/** How many there were at the end of each month: today's number without those who came later. */
function totalsOf(
  total: number,
  made: readonly number[],
  data: OverviewShown,
  months: readonly string[],
): number[] {
  const last = months.at(-1) ?? ''
  let there =
    total - data.customers.filter(({ month }) => month > last).reduce((sum, one) => sum + one.count, 0)
  return made
    .toReversed()
    .map((count) => {
      const atEnd = there
      there -= count
      return atEnd
    })
    .toReversed()
}
