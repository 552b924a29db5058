import { Type } from 'typebox'
import { STATUS_CLASSES } from '../../traffic/counts.ts'
import { oneOf } from '../read-members.ts'
import { ok, param, route } from '../route.ts'

/** Minutes, and minutes of a step. */
const PERIODS = { '1h': [60, 1], '6h': [360, 5], '24h': [1440, 30] } as const

const NUMBER = Type.Union([Type.Number(), Type.Null()])
/** Milliseconds that half, 95 of 100 and 99 of 100 requests kept below; a fifth off at most. */
const LATENCY = { p50: NUMBER, p95: NUMBER, p99: NUMBER }
const TIME = Type.String({ format: 'date-time' })

const TRAFFIC = Type.Object({
  since: TIME,
  step_seconds: Type.Integer(),
  steps: Type.Integer(),
  /** Requests of a step by platform and first digit of the status (`cut`: the connection ended first). */
  requests: Type.Array(
    Type.Object({
      at: TIME,
      dialect: Type.String(),
      /** False: no valid credential came with them. */
      own: Type.Boolean(),
      statuses: Type.Record(Type.String(), Type.Integer()),
    }),
  ),
  latency: Type.Array(Type.Object({ at: TIME, ...LATENCY })),
  dialects: Type.Array(Type.Object({ dialect: Type.String(), requests: Type.Integer(), ...LATENCY })),
})
export type TrafficShown = Type.Static<typeof TRAFFIC>

const NAMES = STATUS_CLASSES.map((first) => (first === 0 ? 'cut' : `${first}xx`))

export const getTraffic = route({
  method: 'GET',
  path: '/organizations/:slug/traffic',
  about: 'Count the requests of the last hours by platform, status and latency',
  query: { period: oneOf('1h', '6h', '24h') },
  answers: TRAFFIC,
  async answer(asked, { organizations, traffic, wallClock }) {
    const { key } = await organizations.get(param(asked, 'slug'))
    const [minutes, step] = PERIODS[asked.query.period ?? '1h']
    const seen = await traffic.counts.read(key, { minutes, step, now: wallClock() })
    return ok({
      since: seen.since.toISOString(),
      step_seconds: seen.stepSeconds,
      steps: minutes / step,
      requests: seen.parts.map(({ at, dialect, own, statuses }) => ({
        at: at.toISOString(),
        dialect,
        own,
        statuses: Object.fromEntries(NAMES.map((name, index) => [name, statuses[index] ?? 0])),
      })),
      latency: seen.latency.map(({ at, ...latency }) => ({ at: at.toISOString(), ...rounded(latency) })),
      dialects: seen.dialects.map(({ dialect, requests, ...latency }) => ({
        dialect,
        requests,
        ...rounded(latency),
      })),
    } satisfies TrafficShown)
  },
})

const rounded = <L extends Record<string, number | null>>(latency: L): L =>
  Object.fromEntries(
    Object.entries(latency).map(([name, value]) => [
      name,
      value === null ? null : Number(value.toPrecision(3)),
    ]),
  ) as L
