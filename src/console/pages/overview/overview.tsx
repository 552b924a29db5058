/** What the organization's data adds up to, and who asks for it. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { OverviewShown } from '../../../server/admin/traffic/overview.ts'
import { api, path } from '../../api/client.ts'
import { PageHead } from '../../shell/shell.tsx'
import { Option, Select } from '../../ui/select.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { count, money } from '../../ui/values.tsx'
import { DataPlots } from './data-plots.tsx'
import { monthAt, monthsBetween, monthsUpTo } from './months.ts'
import { TrafficPlots } from './traffic-plots.tsx'
import './overview.css'

const PERIODS = { '12': 'Last 12 months', '24': 'Last 24 months', '60': 'Last 5 years', all: 'All' } as const
/** More bars than these say nothing. */
const MOST_MONTHS = 240

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

export function Page() {
  const { slug } = useParams({ from: '/o/$slug' })
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const set = (name: string, value: string) =>
    navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({ ...before, [name]: value || undefined }),
      replace: true,
    } as never)
  const { data, error, refetch } = useQuery({
    queryKey: ['overview', slug],
    queryFn: ({ signal }) => api<OverviewShown>(path`/organizations/${slug}/overview`, { signal }),
    refetchInterval: 15_000,
  })
  const tables = text(search.tables).split(',').filter(Boolean)
  const table = (id: string) => ({
    isTable: tables.includes(id),
    onTable: (isTable: boolean) =>
      set('tables', [...tables.filter((one) => one !== id), ...(isTable ? [id] : [])].join(',')),
  })
  if (error && !data) return <Failure error={error} retry={refetch} />
  if (!data) return <Loading />
  const currencies = currenciesOf(data)
  const asked = text(search.currency).toUpperCase()
  const currency = currencies.includes(asked) ? asked : (currencies[0] ?? data.currency)
  const asksFor = text(search.months)
  const period = asksFor in PERIODS ? asksFor : '12'
  const last = monthAt(data.at, data.time_zone)
  const first =
    [data.customers, data.orders, data.refunds].flatMap((all) => all[0]?.month ?? []).sort()[0] ?? last
  const length = period === 'all' ? Math.min(MOST_MONTHS, monthsBetween(first, last)) : Number(period)
  return (
    <div className="overview">
      <PageHead title="Overview" />
      <Figures data={data} currency={currency} />
      {data.totals.customer === 0 && (
        <Empty>
          There are no customers yet. Import a file, start a sync, or send some through one of the APIs.
        </Empty>
      )}
      <div className="overview-choices">
        <h2>Customers and money</h2>
        <div className="row">
          <Select
            label="Period"
            value={period}
            onChange={(value) => set('months', value === '12' ? '' : value)}
          >
            {Object.entries(PERIODS).map(([id, name]) => (
              <Option key={id} id={id}>
                {name}
              </Option>
            ))}
          </Select>
          <Select label="Currency" value={currency} onChange={(value) => set('currency', value)}>
            {currencies.map((one) => (
              <Option key={one} id={one}>
                {one}
              </Option>
            ))}
          </Select>
        </div>
      </div>
      <DataPlots data={data} currency={currency} months={monthsUpTo(last, length)} table={table} />
      <TrafficPlots
        slug={slug}
        period={text(search.period)}
        onPeriod={(value) => set('period', value)}
        table={table}
      />
    </div>
  )
}

/** The organization's own first, then by how many customers there are. */
function currenciesOf({ currency, currencies, orders, lifetime_values: values }: OverviewShown): string[] {
  const all = [...currencies, ...values, ...orders].map((one) => one.currency)
  return [...new Set([currency, ...all])].filter((one) => all.includes(one) || all.length === 0)
}

const TOTALS = [
  ['customer', 'Customers'],
  ['order', 'Orders'],
  ['subscription', 'Subscriptions'],
  ['group', 'Groups'],
  ['tag', 'Tags'],
  ['webhook', 'Webhooks'],
] as const

function Figures({ data, currency }: { data: OverviewShown; currency: string }) {
  const value = data.lifetime_values.find((one) => one.currency === currency)
  return (
    <dl className="figures">
      {TOTALS.map(([name, title]) => (
        <div key={name}>
          <dt>{title}</dt>
          <dd>{count(data.totals[name] ?? 0)}</dd>
        </div>
      ))}
      <div>
        <dt>Lifetime value, {currency}</dt>
        <dd>
          {value && value.customers > 0 ? money(Math.round(value.amount / value.customers), currency) : '–'}
          <small>{value ? `average of ${count(value.customers)}` : 'nothing was paid'}</small>
        </dd>
      </div>
    </dl>
  )
}
