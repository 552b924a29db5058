/** Who asks, how it ends and how long it takes. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { TrafficShown } from '../../../server/admin/traffic/traffic.ts'
import { api, path } from '../../api/client.ts'
import { dialectTitle } from '../../ui/badge.tsx'
import { Plot } from '../../ui/plot.tsx'
import { Option, Select } from '../../ui/select.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { numbers, type TableChoice } from './data-plots.tsx'

const PERIODS = { '1h': 'Last hour', '6h': 'Last 6 hours', '24h': 'Last 24 hours' } as const
const DIALECTS = ['commerce-layer', 'shopline', 'easycart']
const STATUSES = [
  ['2xx', 'Answered (2xx)', 'var(--good)'],
  ['3xx', 'Led elsewhere (3xx)', 'var(--info)'],
  ['4xx', 'Refused (4xx)', 'var(--warn)'],
  ['5xx', 'Failed (5xx)', 'var(--bad)'],
  ['cut', 'Cut off', 'var(--text-soft)'],
] as const

const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hour12: false })
const milliseconds = (value: number, isShort = false): string =>
  value >= 1000
    ? `${(value / 1000).toFixed(isShort && value % 1000 === 0 ? 0 : 1)} s`
    : `${Number(value.toPrecision(3))} ms`

interface Props {
  slug: string
  period: string
  onPeriod(period: string): void
  table(id: string): TableChoice
}

export function TrafficPlots({ slug, period: asked, onPeriod, table }: Props) {
  const period = asked in PERIODS ? asked : '1h'
  const { data, error, refetch } = useQuery({
    queryKey: ['traffic', slug, period],
    queryFn: ({ signal }) =>
      api<TrafficShown>(path`/organizations/${slug}/traffic`, { query: { period }, signal }),
    refetchInterval: 2000,
    placeholderData: (before) => before,
  })
  return (
    <>
      <div className="overview-choices">
        <h2>
          API traffic{' '}
          <Link to="/o/$slug/requests" params={{ slug }} className="soft">
            See the requests
          </Link>
        </h2>
        <Select label="Hours" value={period} onChange={(value) => onPeriod(value === '1h' ? '' : value)}>
          {Object.entries(PERIODS).map(([id, name]) => (
            <Option key={id} id={id}>
              {name}
            </Option>
          ))}
        </Select>
      </div>
      {error && !data ? (
        <Failure error={error} retry={refetch} />
      ) : data ? (
        <Plots data={data} table={table} />
      ) : (
        <Loading />
      )}
    </>
  )
}

function Plots({ data, table }: { data: TrafficShown; table: Props['table'] }) {
  const since = Date.parse(data.since)
  const times = Array.from({ length: data.steps }, (_, index) => since + index * data.step_seconds * 1000)
  const steps = times.map((time) => clock.format(time))
  const sum = (test: (one: TrafficShown['requests'][number]) => boolean, statuses: readonly string[]) => {
    const perStep = new Map<number, number>()
    for (const one of data.requests.filter(test)) {
      const at = Date.parse(one.at)
      const here = statuses.reduce((all, status) => all + (one.statuses[status] ?? 0), 0)
      perStep.set(at, (perStep.get(at) ?? 0) + here)
    }
    return times.map((time) => perStep.get(time) ?? 0)
  }
  const every = STATUSES.map(([status]) => status)
  const isThere = ({ values }: { values: readonly number[] }) => values.some((value) => value > 0)
  const byDialect = [
    ...DIALECTS.map((name) => ({
      name: dialectTitle(name),
      color: `var(--${name})`,
      values: sum((one) => one.own && one.dialect === name, every),
    })),
    { name: 'No valid credential', color: 'var(--line-strong)', values: sum((one) => !one.own, every) },
  ].filter(isThere)
  const byStatus = STATUSES.map(([status, name, color]) => ({
    name,
    color,
    values: sum(() => true, [status]),
  }))
  const latency = new Map(data.latency.map((one) => [Date.parse(one.at), one]))
  const nothing = 'Nobody asked in this time. Requests show up here as soon as they are answered.'
  const common = { over: 'Time', steps, nothing }
  return (
    <div className="plots">
      <Plot
        title="Requests by platform"
        kind="bars"
        series={byDialect}
        format={numbers}
        {...common}
        {...table('dialects')}
      />
      <Plot
        title="Requests by answer"
        kind="bars"
        series={byStatus.filter(isThere)}
        format={numbers}
        {...common}
        {...table('statuses')}
      />
      <Plot
        title="Time to answer"
        kind="lines"
        series={(['p50', 'p95', 'p99'] as const).map((part, index) => ({
          name: ['Half are faster than', '95 of 100', '99 of 100'][index] ?? '',
          color: ['var(--good)', 'var(--warn)', 'var(--bad)'][index] ?? '',
          values: times.map((time) => latency.get(time)?.[part] ?? null),
        }))}
        format={milliseconds}
        {...common}
        {...table('latency')}
      >
        {data.dialects.length > 0 && <ByDialect data={data} />}
      </Plot>
    </div>
  )
}

const ByDialect = ({ data }: { data: TrafficShown }) => (
  <p className="soft">
    {data.dialects
      .toSorted((a, b) => DIALECTS.indexOf(a.dialect) - DIALECTS.indexOf(b.dialect))
      .map(
        ({ dialect, p50, p95 }) =>
          `${dialectTitle(dialect)}: ${milliseconds(p50 ?? 0)}, 95 of 100 within ${milliseconds(p95 ?? 0)}`,
      )
      .join(' · ')}
  </p>
)
