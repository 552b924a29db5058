/** What a server counts of itself, tells a caller who asks, and gives whoever traces it. */
import { randomBytes } from 'node:crypto'
import { type Attributes, type Context, type Span, trace } from '@opentelemetry/api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Services, WireRequest } from '../../src/dialects/dialect.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createServer } from '../../src/server/compose.ts'
import { createInstruments, METRICS } from '../../src/server/metrics/instruments.ts'
import { addUp, textOf } from '../../src/server/metrics/series.ts'
import { createPartWatch } from '../../src/server/watch-part.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const SHOPLINE = '/admin/openapi/v20260301'
const EMAIL = 'ada.lovelace@example.com'

describe.each(ENGINES)('a server on %s', (engine) => {
  let world: World
  let store: Store
  let headers: Record<string, string>
  let id: string
  const instruments = createInstruments()
  beforeAll(async () => {
    world = await createWorld(engine)
    store = await openStore({
      ...world.location,
      clock: world.clock,
      mintIds: () => {
        throw new Error('nothing is made here')
      },
      watch: instruments.database('requests'),
    })
    const { access_token } = await world.credential('shopline', { scopes: ['read_customers'] })
    headers = { authorization: `Bearer ${access_token}` }
    const [made] = await world.store.records.write(world.organization.key, {}, (writer) =>
      writer.create('customer', [{ email: EMAIL, firstName: 'Ada' }]),
    )
    id = made?.numberId ?? ''
  })
  afterAll(async () => {
    await store.close()
    await world.close()
  })

  const server = () =>
    createServer({
      store,
      instruments,
      secrets: world.services.secrets,
      dialects,
      clock: world.clock,
      random: (count) => randomBytes(count),
      domain: 'localhost',
      port: 8080,
      log: () => {},
    }).app

  test('/metrics has requests by platform, pattern of the route, status and stage, and the database', async () => {
    const app = server()
    for (let round = 0; round < 3; round++)
      await app.inject({ url: `${SHOPLINE}/customers/v2/${id}.json`, headers })
    await app.inject({ url: `${SHOPLINE}/v2/customers.json` })
    await app.inject({ url: '/api/customers' })
    await app.inject({ url: `/api/v1/customers/${EMAIL}`, method: 'PURGE' as 'GET' })
    const answer = await app.inject({ url: '/metrics' })
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    const lines = answer.body.split('\n')
    const one = `dialect="shopline",method="GET",route="/admin/openapi/:version/customers/v2/:id.json"`
    expect(lines).toContain(`clientele_request_duration_seconds_count{${one},status="200"} 3`)
    for (const stage of ['caller', 'store', 'answer'])
      expect(lines).toContain(`clientele_request_stage_seconds_count{${one},stage="${stage}"} 3`)
    const sum = (name: string) =>
      lines
        .filter((line) => line.startsWith(`${name}_sum{${one}`))
        .reduce((all, line) => all + Number(line.split(' ').at(-1)), 0)
    // The stages are parts of the whole, and none of it is missing.
    expect(sum('clientele_request_stage_seconds')).toBeCloseTo(sum('clientele_request_duration_seconds'), 5)
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^clientele_request_duration_seconds_count\{dialect="shopline".*v2\/customers.json",status="401"\} 1$/,
      ),
    )
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^clientele_request_duration_seconds_count\{dialect="commerce-layer",method="GET",route="none",status="401"\} 1$/,
      ),
    )
    expect(lines).toContainEqual(expect.stringMatching(/dialect="easycart",method="other"/))
    expect(answer.body).toMatch(/^clientele_database_statement_seconds_count\{for="requests"\} [1-9]/m)
    expect(answer.body).toMatch(/^clientele_database_wait_seconds_count\{for="requests"\} [1-9]/m)
    expect(answer.body).toMatch(/^clientele_database_connections\{for="requests",state="at rest"\} [1-9]/m)
    expect(answer.body).toMatch(/^clientele_processes 1$/m)
    expect(answer.body).not.toContain(id)
    expect(answer.body).not.toMatch(/lovelace|%40|@/)
  })

  test('who asks is told the stages of the request, and nobody else', async () => {
    const app = server()
    const url = `${SHOPLINE}/v2/customers.json`
    const told = await app.inject({ url, headers: { ...headers, 'clientele-timing': '1' } })
    const timing = String(told.headers['server-timing'])
    const read = Object.fromEntries(
      timing.split(', ').map((part) => [part.split(';')[0], Number(/dur=([\d.]+)/.exec(part)?.[1])]),
    )
    expect(timing).toMatch(/database;dur=[\d.]+;desc="[1-9]\d* statements?"/)
    const { caller = 0, store: asked = 0, answer = 0, total = 0, wait = 0, database = 0 } = read
    expect(caller + asked + answer).toBeCloseTo(total, 1)
    expect(database).toBeGreaterThan(0)
    // One statement may wait while another one of the same request is under way.
    expect(Math.max(wait, database)).toBeLessThanOrEqual(caller + asked + 0.5)
    expect((await app.inject({ url, headers })).headers).not.toHaveProperty('server-timing')
    expect(
      (await app.inject({ url, headers: { ...headers, 'clientele-timing': '0' } })).headers,
    ).not.toHaveProperty('server-timing')
  })

  test('a tracer gets a span of each request and statement, with nothing personal in them', async () => {
    const spans: MadeSpan[] = []
    trace.setGlobalTracerProvider({ getTracer: () => tracerInto(spans) })
    try {
      const app = server()
      const url = `${SHOPLINE}/customers/v2/search.json?query_param=${encodeURIComponent(EMAIL)}`
      expect((await app.inject({ url, headers })).statusCode).toBe(200)
      await app.inject({ url: '/api/customers' })
    } finally {
      trace.disable()
    }
    const [request] = spans
    expect(request).toMatchObject({
      name: 'GET /admin/openapi/:version/customers/v2/search.json',
      parent: null,
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/admin/openapi/:version/customers/v2/search.json',
        'http.response.status_code': 200,
        'clientele.dialect': 'shopline',
      },
    })
    const own = spans.filter(({ parent }) => parent === request?.id)
    expect(own.length).toBeGreaterThan(0)
    expect(own[0]?.attributes).toMatchObject({
      'db.system.name': 'postgresql',
      'db.operation.name': 'select',
    })
    expect(spans.every(({ ended }) => ended)).toBe(true)
    expect(JSON.stringify(spans)).not.toMatch(/lovelace/i)
  })

  test('without a tracer there are no spans', async () => {
    const spans: MadeSpan[] = []
    const app = server()
    trace.setGlobalTracerProvider({ getTracer: () => tracerInto(spans) })
    trace.disable()
    await app.inject({ url: '/api/customers' })
    expect(spans).toEqual([])
  })
})

interface MadeSpan {
  id: string
  name: string
  parent: string | null
  attributes: Attributes
  ended: boolean
}

/** The least that the API asks of a tracer. */
function tracerInto(spans: MadeSpan[]) {
  const startSpan = (name: string, options: { attributes?: Attributes } = {}, context?: Context): Span => {
    const parent = context ? (trace.getSpanContext(context)?.spanId ?? null) : null
    const id = randomBytes(8).toString('hex')
    const made: MadeSpan = { id, name, parent, attributes: { ...options.attributes }, ended: false }
    spans.push(made)
    const span = {
      spanContext: () => ({ traceId: '0'.repeat(31).concat('1'), spanId: id, traceFlags: 1 }),
      setAttribute: (key: string, value: unknown) => {
        made.attributes[key] = value as string
        return span
      },
      updateName: (to: string) => {
        made.name = to
        return span
      },
      setStatus: () => span,
      isRecording: () => true,
      end: () => {
        made.ended = true
      },
    } as unknown as Span
    return span
  }
  return { startSpan, startActiveSpan: () => undefined as never }
}

test('what several processes counted adds up', () => {
  const [a, b] = [createInstruments(), createInstruments()]
  const times = { caller: 0.5, store: 2, answer: 1 }
  a.route('shopline', 'GET', '/x').answered(200, 3.5, times)
  b.route('shopline', 'GET', '/x').answered(200, 700, times)
  b.route('easycart', 'GET', 'say "hi"\\').answered(404, 20_000, times)
  const text = textOf(METRICS, addUp([a.counted(), b.counted()]))
  const one =
    'clientele_request_duration_seconds_bucket{dialect="shopline",method="GET",route="/x",status="200"'
  expect(text).toContain(`${one},le="0.0025"} 0\n`)
  expect(text).toContain(`${one},le="0.005"} 1\n`)
  expect(text).toContain(`${one},le="1"} 2\n`)
  expect(text).toContain(`${one},le="+Inf"} 2\n`)
  expect(text).toContain('route="say \\"hi\\"\\\\",status="404",le="10"} 0\n')
  expect(text).toContain('\nclientele_processes 2\n')
})

test('to count a request takes next to no time', async () => {
  const part = {
    owns: () => true,
    handle: async (_request: WireRequest, { records, onCaller, onRoute }: Services) => {
      onRoute?.('/customers')
      onCaller?.({ organization: 1, credential: 'x' })
      await records.currencies(1)
      return { status: 200, headers: {}, body: '' }
    },
    refuse: () => ({ status: 500, headers: {}, body: '' }),
  }
  const port = { currencies: async () => [] }
  const ports = { records: port, organizations: port, credentials: port, grants: port, limiter: port }
  const services = { ...ports, onCaller: undefined, onRoute: undefined } as unknown as Services
  const watched = createPartWatch(createInstruments(), null)('shopline', part)
  const request = { method: 'GET', headers: {} } as WireRequest
  const took = async (asked: typeof part) => {
    const rounds: number[] = []
    for (let round = 0; round < 15; round++) {
      const began = process.cpuUsage()
      for (let index = 0; index < 4000; index++) await asked.handle(request, { ...services })
      const { user, system } = process.cpuUsage(began)
      rounds.push((user + system) / 4000)
    }
    return Math.min(...rounds)
  }
  const [bare, counted] = [await took(part), await took(watched)]
  // Measured: 1.3 µs, and 0.6 µs for each further question to the store; the bound is for a busy machine.
  expect(counted - bare).toBeLessThan(6)
})
