/**
 * Ten times as many clients as may be in work, who ask again and again: whoever is let in is answered in a time that does not grow,
 * whoever is not is told so at once in the platform's words; then all is as before.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { residentBytes } from '../../bench/load/cpu.ts'
import { start } from '../../bench/servers/start.ts'
import { capacityOf } from '../../src/cli/capacity.ts'
import { dialects } from '../../src/dialects/index.ts'
import { ENGINES } from '../support/engines.ts'
import { checkOf } from '../support/expect-documented.ts'
import { LONG, times } from '../support/long.ts'
import { type Started, startServe } from '../support/process.ts'
import { fillWithDemo } from '../support/sync-worlds.ts'
import { tried } from '../support/tried.ts'
import { createWorld, type World } from '../support/world.ts'
import type { Ask, ClosedLoop, Outcome } from './closed-loop.ts'
import { createKeepingClient } from './keeping-clients.ts'
import { quantile } from './open-loop.ts'

const CUSTOMERS = times(60, 2000)
/** A second time shows whether the first one left anything behind. */
const ROUNDS = times(1, 2)
const SECONDS = times(3, 30)
/** The long run has the default limit; so many clients cost more than a short one may. */
const MOST_IN_WORK = LONG ? capacityOf({ workers: 1, databaseUrl: 'postgres://x' }).mostInWork : 6
/** A machine that has something else to do answers fewer. */
const LEAST = 5
const TIMES_TOO_MANY = 10
/** Who was refused tries again soon: much sooner than `Retry-After` says. */
const PAUSE_MS = 100
/**
 * Whoever is let in waits for those before it, of whom there are no more than may be in work: on average as long as the server
 * takes for so many (Little's law). Their turns differ, since some ask for more than others. Were all let in, half of them would
 * wait about {@link TIMES_TOO_MANY} times that long.
 */
const MOST_TIMES_THE_AVERAGE = { half: 2.5, slowest: 5 }
const JSON_API = 'application/vnd.api+json'
const SHOPLINE = '/admin/openapi/v20260301'

describe.skipIf(!ENGINES.includes('postgres'))('a server that is asked for more than it can do', () => {
  let world: World
  let server: Started | undefined
  let headers: Record<string, Record<string, string>>
  beforeAll(async () => {
    world = await createWorld('postgres')
    await fillWithDemo(world, world.organization, CUSTOMERS)
  })
  afterAll(async () => {
    await server?.stop('SIGKILL')
    await world?.close()
  })

  async function begin(...flags: string[]): Promise<Started> {
    const at = ['--database-url', world.location.databaseUrl ?? '', '--log-level', 'warn']
    server = await startServe([...at, ...flags], { env: { CLIENTELE_SECRET_KEY: 'a key for tests only' } })
    const { client_id, client_secret } = await world.credential('commerce-layer')
    const { access_token } = await world.credential('shopline', {
      scopes: ['read_customers', 'write_customers'],
    })
    const { token } = await world.credential('easycart')
    const granted = await fetch(`${server.origin}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
    })
    const core = ((await granted.json()) as { access_token: string }).access_token
    const json = { 'content-type': 'application/json' }
    headers = {
      'commerce-layer': { authorization: `Bearer ${core}`, accept: JSON_API, 'content-type': JSON_API },
      shopline: { authorization: `Bearer ${access_token}`, ...json },
      easycart: { authorization: `Bearer ${token}`, ...json },
    }
    return server
  }

  /** Lists and pages of all platforms, and a change among them: what is remembered would be too easy. */
  async function asks(): Promise<Ask[]> {
    const [one] = await world.store.records.list(world.organization.key, {
      type: 'customer',
      sort: [{ field: 'key' }],
      limit: 1,
    })
    const get = (platform: string, path: string): Ask => ({
      platform,
      method: 'GET',
      path,
      headers: headers[platform] ?? {},
    })
    const pages = Array.from({ length: 7 }, (_, page) => page + 1)
    return pages.flatMap((page) => [
      get('commerce-layer', `/api/customers?page[size]=10&page[number]=${page}&sort=-updated_at`),
      get('shopline', `${SHOPLINE}/v2/customers.json?limit=${20 + page}`),
      get('easycart', `/api/v1/customers?currency=pln&page=${page}`),
      {
        ...get('shopline', `${SHOPLINE}/customers/${one?.numberId}.json`),
        method: 'PUT',
        body: JSON.stringify({ customer: { first_name: `step-${page}` } }),
      },
    ])
  }

  async function fire(
    told: Omit<ClosedLoop, 'origin' | 'asks' | 'pauseMs'>,
    which: (ask: Ask) => boolean = () => true,
  ): Promise<Outcome> {
    const message: ClosedLoop = {
      ...told,
      origin: server?.origin ?? '',
      asks: (await asks()).filter(which),
      pauseMs: PAUSE_MS,
    }
    const { answer, stop } = await start<Outcome>(new URL('./closed-loop.ts', import.meta.url), message)
    await stop()
    return answer
  }

  /** Whether it lives and is ready is asked all along. */
  async function whileAsked<T>(work: Promise<T>): Promise<{ result: T; healthy: number[] }> {
    const client = createKeepingClient(server?.origin ?? '', {})
    const healthy: number[] = []
    let isOver = false
    void work
      .catch(() => {})
      .finally(() => {
        isOver = true
      })
    while (!isOver) {
      for (const path of ['/healthz', '/readyz']) {
        const began = performance.now()
        const { status, error } = await client.ask(path)
        expect(error ?? status, path).toBe(200)
        healthy.push(performance.now() - began)
      }
      await sleep(50)
    }
    client.end()
    return { result: await work, healthy }
  }

  function expectOnlyRefusals({ counts, samples }: Outcome, statuses: readonly string[]): void {
    expect(Object.keys(counts).filter((status) => !statuses.includes(status))).toEqual([])
    for (const { ask, status, headers: told, body } of samples) {
      const [path = '', query = ''] = ask.path.split('?')
      const dialect = dialects.find(({ name }) => name === ask.platform)
      const problem =
        dialect && checkOf(dialect)({ method: ask.method, path, query }, { status, headers: told, body })
      expect(problem ?? null, `${ask.platform} ${status}`).toBeNull()
    }
  }

  const megabytes = () => residentBytes(server?.child.pid ?? 0) / 2 ** 20
  /** Of one client alone, milliseconds. */
  async function alone(): Promise<number> {
    const { accepted } = await fire({ clients: 1, seconds: times(0.5, 3) })
    return accepted.p50
  }
  const round = (value: number) => Math.round(value)

  test('lets in what it can do, refuses the rest at once, and is as before', {
    timeout: 600_000,
  }, async () => {
    await begin('--max-waiting', String(MOST_IN_WORK))
    const load = { clients: MOST_IN_WORK * TIMES_TOO_MANY, seconds: SECONDS }
    if (LONG) await fire({ clients: 4, seconds: 5 })
    const before = await alone()
    const rounds: (Outcome & { healthy: number[]; speed: number; memory: number })[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const { result, healthy } = await whileAsked(fire(load))
      await sleep(times(200, 10_000))
      rounds.push({ ...result, healthy, speed: await alone(), memory: megabytes() })
    }

    for (const one of rounds) {
      expectOnlyRefusals(one, ['200', '503'])
      const { accepted, refused, seconds } = one
      expect(Math.min(accepted.count, refused.count)).toBeGreaterThan(LEAST)
      const average = (1000 * MOST_IN_WORK * seconds) / accepted.count
      expect(accepted.p50).toBeLessThan(MOST_TIMES_THE_AVERAGE.half * average)
      // Beside other tests the slowest two or three of a short run wait for the machine.
      if (LONG) expect(accepted.p99).toBeLessThan(MOST_TIMES_THE_AVERAGE.slowest * average)
      // Nobody who is refused waits for what others ask for.
      expect(refused.p50).toBeLessThan(accepted.p50)
    }
    // A machine that has something else to do is slower by itself.
    expect(Math.min(...rounds.map(({ speed }) => speed))).toBeLessThan(3 * before + 20)
    const [first, last] = [rounds[0], rounds.at(-1)]
    if (!first || !last) throw new Error('there was no overload')
    expect(last.memory).toBeLessThan(1.15 * first.memory + 10)
    expect(linesOf(server).filter(({ message }) => message !== 'overloaded: requests are refused')).toEqual(
      [],
    )
    expect(await server?.stop()).toBe(0)
    const { accepted, refused, seconds, healthy } = last
    tried(
      `${TIMES_TOO_MANY} × overload: ${load.clients} clients, ${MOST_IN_WORK} in work`,
      rounds.reduce((total, one) => total + one.accepted.count + one.refused.count, 0),
      [
        `let in ${round(accepted.count / seconds)}/s, p50 ${round(accepted.p50)} ms, p99 ${round(accepted.p99)} ms`,
        `refused ${round(refused.count / seconds)}/s, p50 ${round(refused.p50)} ms, p99 ${round(refused.p99)} ms`,
        `health p99 ${round(quantile(healthy, 0.99))} ms`,
        `one client alone ${before.toFixed(1)} ms before, ${last.speed.toFixed(1)} ms after`,
        `memory after the first time ${round(first.memory)} MB, after the second ${round(last.memory)} MB`,
        'nothing but 200 and 503',
      ].join('; '),
    )
  })

  test('with rate limits, whoever is too fast is told so at once', { timeout: 600_000 }, async () => {
    await begin('--rate-limits')
    // SHOPLINE's is the lowest limit: a short run meets no other.
    const isMet = ({ platform, method }: Ask) => LONG || (platform === 'shopline' && method === 'GET')
    const { result, healthy } = await whileAsked(fire({ clients: 40, seconds: SECONDS }, isMet))
    expectOnlyRefusals(result, ['200', '429', '503'])
    const { accepted, refused, seconds, counts } = result
    expect(counts['429']).toBeGreaterThan(LEAST)
    expect(accepted.count).toBeGreaterThan(LEAST)
    expect(linesOf(server)).toEqual([])
    expect(await server?.stop()).toBe(0)
    tried(
      'overload with rate limits: 40 clients',
      accepted.count + refused.count,
      [
        `let in ${round(accepted.count / seconds)}/s, p99 ${round(accepted.p99)} ms`,
        `429 ${round(refused.count / seconds)}/s, p99 ${round(refused.p99)} ms`,
        `health p99 ${round(quantile(healthy, 0.99))} ms`,
      ].join('; '),
    )
  })
})

const linesOf = (server: Started | undefined): { message: string }[] =>
  (server?.output().stderr ?? '').split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
