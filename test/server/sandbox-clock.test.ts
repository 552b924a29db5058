/** The clock of a sandbox: what goes by it, and what happens while it is advanced. On both engines. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startJobs } from '../../src/cli/jobs.ts'
import type { Organization } from '../../src/core/ports.ts'
import { dialects } from '../../src/dialects/index.ts'
import type { ClockMoved, ClockShown } from '../../src/server/admin/sandbox/clock.ts'
import { createSandbox, type Sandbox } from '../../src/server/sandbox/sandbox.ts'
import { ENGINES } from '../support/engines.ts'
import { LISTS, type Name } from '../support/fault-words.ts'
import { everywhere } from '../support/reach.ts'
import { listenAsSandbox, type SandboxServer } from '../support/sandbox.ts'
import { speakAs } from '../support/send-as.ts'
import { workOf } from '../support/work-ports.ts'
import { createWorld, type World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'

const HOUR = 3600
const DAY = 24 * HOUR
const START = '2026-06-01T12:00:00.000Z'
const days = (many: number) => new Date(Date.parse(START) + many * DAY * 1000)

describe.each(ENGINES)('the clock of a sandbox on %s', (engine) => {
  let world: World
  let sandbox: Sandbox
  let server: SandboxServer
  let jobs: ReturnType<typeof startJobs>
  let others = 0
  beforeAll(async () => {
    sandbox = createSandbox()
    world = await createWorld(engine, { rateLimits: true, clock: sandbox.clock })
    server = await listenAsSandbox(world, sandbox)
    jobs = startJobs(world.store, dialects, world.services, {
      auditDays: 1,
      anonymizeAfter: DAY * 1000,
      refundDelay: HOUR * 1000,
      imports: (await workOf(world)).imports,
      reach: everywhere,
    })
    sandbox.time.wakes(jobs.wake)
  })
  afterAll(async () => {
    await jobs?.stop()
    await server?.close()
    await world?.close()
  })

  const moved = async (method: string, path: string, body?: unknown) => {
    const answer = await server.admin<ClockMoved>(method, path, body)
    expect([answer.status, answer.body]).toEqual([200, expect.anything()])
    return answer.body
  }
  const standAt = (now: string) => moved('PATCH', '/sandbox/clock', { now, running: false })
  const advance = (seconds: number) => moved('POST', '/sandbox/clock/advance', { seconds })
  const clock = async () => (await server.admin<ClockShown>('GET', '/sandbox/clock')).body
  async function client(name: string, expiresAt: Date | null = null) {
    const dialect = dialects.find((one) => one.name === name)!
    const scopes = dialect.demoScopes ?? []
    const { headers } = await speakAs(world, dialect, await world.credential(name, { scopes, expiresAt }))
    return (url: string = LISTS[name as Name], init: RequestInit = {}) =>
      fetch(`${server.origin}${url}`, {
        ...init,
        headers: { ...headers, ...(init.headers as Record<string, string>) },
      })
  }
  const freshOrganization = () => world.addOrganization({ slug: `clock-${++others}` })

  test('it is the real one until it is stopped or set; a stopped one stays, and goes on from there', async () => {
    await server.admin('DELETE', '/sandbox/clock')
    expect(await clock()).toMatchObject({ running: true, real: true, ahead_seconds: 0 })
    expect(Math.abs(Date.parse((await clock()).now) - Date.now())).toBeLessThan(2000)
    await standAt(START)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await clock()).toMatchObject({ now: START, running: false, real: false })
    await moved('PATCH', '/sandbox/clock', { running: true })
    await new Promise((resolve) => setTimeout(resolve, 20))
    const { now, running, real } = await clock()
    expect([running, real]).toEqual([true, false])
    expect(Date.parse(now) - Date.parse(START)).toBeGreaterThanOrEqual(15)
    expect(Date.parse(now) - Date.parse(START)).toBeLessThan(10_000)
    await moved('DELETE', '/sandbox/clock')
    expect((await clock()).real).toBe(true)
  })

  test.each(Object.keys(LISTS) as Name[])('%s: a token expires when its time is over', async (name) => {
    await standAt(START)
    // Commerce Layer's live as long as its documentation says, two hours; of the others it is chosen.
    const send = await client(name, name === 'commerce-layer' ? null : days(2 / 24))
    expect((await send()).status).toBe(200)
    await advance(2 * HOUR - 2)
    expect((await send()).status).toBe(200)
    await advance(3)
    expect((await send()).status).toBe(401)
    // Set back it is good again: it is the time alone.
    await standAt(START)
    expect((await send()).status).toBe(200)
  })

  test('a rate window is free again when its time is over, and not before', async () => {
    await standAt(START)
    const send = await client('easycart')
    const statuses = async (many: number) => {
      const seen = []
      for (let one = 0; one < many; one++) seen.push((await send('/api/v1/stores')).status)
      return seen
    }
    expect(new Set(await statuses(100))).toEqual(new Set([200]))
    const refused = await send('/api/v1/stores')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
    await advance(59)
    expect(await statuses(1)).toEqual([429])
    await advance(1)
    expect(await statuses(1)).toEqual([200])
  })

  test('created_at, updated_at and the date of an answer follow it', async () => {
    await standAt(START)
    const send = await client('commerce-layer')
    const json = { 'Content-Type': 'application/vnd.api+json' }
    const body = (attributes: object, id?: string) =>
      JSON.stringify({ data: { type: 'customers', ...(id ? { id } : {}), attributes } })
    const made = await send('/api/customers', {
      method: 'POST',
      headers: json,
      body: body({ email: `ada-${engine}@example.com` }),
    })
    const { data } = (await made.json()) as { data: { id: string; attributes: Record<string, string> } }
    expect(data.attributes).toMatchObject({ created_at: START, updated_at: START })
    expect(made.headers.get('date')).toBe('Mon, 01 Jun 2026 12:00:00 GMT')
    await advance(HOUR)
    const changed = await send(`/api/customers/${data.id}`, {
      method: 'PATCH',
      headers: json,
      body: body({ reference: 'a-1' }, data.id),
    })
    expect((await changed.json()).data.attributes).toMatchObject({
      created_at: START,
      updated_at: '2026-06-01T13:00:00.000Z',
    })
  })

  async function told(organization: Organization) {
    const notices = await world.store.records.list(organization.key, {
      type: 'notice',
      sort: [{ field: 'key' }],
      limit: 99,
    })
    return notices
      .filter(({ dialect }) => dialect === 'easycart')
      .map(({ topic, createdAt }) => [topic, createdAt.toISOString().slice(0, 10)])
  }

  test('what becomes due is done as if somebody had waited: each thing at its time, and all of it is told', async () => {
    await standAt(START)
    const organization = await freshOrganization()
    await writePerson(
      world,
      {
        orders: [{ at: START, currency: 'PLN', amount: 1000, submitted: 400 }],
        subscriptions: [{ status: 'active', periodEnd: days(20) }],
        access: [{ productUuid: organization.uuidId, productName: 'A', activeUntil: days(25) }],
      },
      organization.key,
    )
    expect(await advance(HOUR - 1)).toMatchObject({ ran: [] })
    expect((await advance(1)).ran).toEqual([{ job: 'confirm-refunds', done: 1 }])
    const { ran, clock } = await advance(30 * DAY)
    expect(clock.now).toBe('2026-07-01T13:00:00.000Z')
    expect(Object.fromEntries(ran.map(({ job, done }) => [job, done]))).toMatchObject({
      'access-ends': 2,
      renewals: 1,
    })
    expect(await told(organization)).toEqual(
      expect.arrayContaining([
        ['product_access_expiring', expect.stringMatching(/^2026-06-(19|20)$/)],
        ['subscription_renewal_upcoming', expect.stringMatching(/^2026-06-(19|20)$/)],
        ['product_access_expired', expect.stringMatching(/^2026-06-2[67]$/)],
      ]),
    )
  })

  test('it is set to a later time step by step, to an earlier one at once', async () => {
    await standAt(START)
    const organization = await freshOrganization()
    const access = { productUuid: organization.uuidId, productName: 'A' }
    await writePerson(world, { access: [{ ...access, activeUntil: days(3) }] }, organization.key)
    expect((await standAt(days(5).toISOString())).ran).toEqual([{ job: 'access-ends', done: 2 }])
    expect(await standAt(START)).toMatchObject({ clock: { now: START }, ran: [] })
  })

  test('two who advance it at once advance it by both', async () => {
    await standAt(START)
    await Promise.all([advance(5 * DAY), advance(3 * DAY)])
    expect((await clock()).now).toBe(days(8).toISOString())
  })

  test.each([
    ['PATCH', '/sandbox/clock', {}, /now.*running/],
    ['PATCH', '/sandbox/clock', { now: '2026-06-01' }, /an instant such as/],
    ['PATCH', '/sandbox/clock', { now: '2200-01-01T00:00:00Z' }, /from 1970 to 2199/],
    ['POST', '/sandbox/clock/advance', { seconds: 0 }, /a whole number from 1/],
    ['POST', '/sandbox/clock/advance', {}, /seconds is missing/],
  ])('%s %s %j is refused', async (method, path, body, message) => {
    const answer = await server.admin<{ error: { message: string } }>(method, path, body)
    expect([answer.status, answer.body.error.message]).toEqual([422, expect.stringMatching(message)])
  })

  test('jobs that take long are not waited for: the rest of the time passes at once', async () => {
    await standAt(START)
    sandbox.time.wakes(async () => [{ job: 'slow', done: null }])
    const { clock, ran } = await advance(400 * DAY)
    sandbox.time.wakes(jobs.wake)
    expect(clock.now).toBe(days(400).toISOString())
    expect(ran).toEqual([{ job: 'slow', done: null }])
  })
})
