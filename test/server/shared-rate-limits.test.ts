/** Servers on one PostgreSQL database count together, whichever of them is asked, and only while there is a limit. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { WireRequest } from '../../src/dialects/dialect.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createServer } from '../../src/server/compose.ts'
import { rows } from '../../src/store/database.ts'
import { type SecondServer, secondServer } from '../support/second-server.ts'
import { speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'

type Request = Partial<WireRequest> & { url: string }

/** One cheap request of each platform, and how many of it pass at once; by the credential's own limit of 8. */
const PLATFORMS = [
  { name: 'commerce-layer', url: '/api/tags', capacity: 25, own: 2 },
  { name: 'shopline', url: '/admin/openapi/v20260301/customers/v2/count.json', capacity: 40, own: 8 },
  { name: 'easycart', url: '/api/v1/stores', capacity: 100, own: 8 },
]

describe.skipIf(!inject('postgres'))('servers on one database', () => {
  let world: World
  let limited: SecondServer[]
  let unlimited: SecondServer[]
  beforeAll(async () => {
    world = await createWorld('postgres')
    world.setTime('2026-03-01T12:00:00Z')
    const servers = (rateLimits: boolean) => [0, 1].map(() => secondServer(world, { rateLimits }))
    limited = await Promise.all(servers(true))
    unlimited = await Promise.all(servers(false))
  })
  afterAll(async () => {
    for (const { store } of [...(limited ?? []), ...(unlimited ?? [])]) await store.close()
    await world?.close()
  })

  /** A request of a caller of its own, from an address of its own. */
  let callers = 0
  async function requestOf({ name, url }: (typeof PLATFORMS)[number], capacity?: number): Promise<Request> {
    const dialect = dialects.find((candidate) => candidate.name === name)!
    const rateLimits = capacity === undefined ? null : { capacity }
    const { headers } = await speakAs(world, dialect, await world.credential(name, { rateLimits }))
    return { url, headers: { authorization: headers.Authorization ?? '' }, address: `192.0.2.${++callers}` }
  }
  /** So many at once, by turns to each server. */
  async function atOnce(servers: readonly SecondServer[], times: number, request: Request) {
    const answers = await Promise.all(
      Array.from({ length: times }, (_, n) => servers[n % servers.length]!.send(request)),
    )
    const having = (status: number) => answers.filter((answer) => answer.status === status)
    return { answers, passed: having(200), refused: having(429) }
  }
  const counters = () => rows(world.store.database, sql`select key from rate_counters`)
  const empty = () => rows(world.store.database, sql`truncate rate_counters`)

  test.each(PLATFORMS)('$name: $capacity pass of three times as many sent at once', async (platform) => {
    const { capacity } = platform
    const { passed, refused } = await atOnce(limited, 3 * capacity, await requestOf(platform))
    expect([passed.length, refused.length]).toEqual([capacity, 2 * capacity])
    // Each that passed was counted after another: no two were told the same.
    const header = { 'commerce-layer': 'X-Ratelimit-Remaining', easycart: 'X-RateLimit-Remaining' }[
      platform.name
    ]
    if (header) expect(new Set(passed.map(({ headers }) => headers[header])).size).toBe(capacity)
  })

  test('what one server counted the other knows, and lets pass what has leaked since', async () => {
    const request = await requestOf(PLATFORMS[1]!)
    expect((await atOnce(limited.slice(0, 1), 41, request)).refused).toHaveLength(1)
    world.setTime('2026-03-01T12:00:01Z')
    expect((await atOnce(limited.slice(1), 8, request)).passed).toHaveLength(4)
  })

  test('tokens: thirty a minute from one address', async () => {
    const request = { url: '/oauth/token', method: 'POST', address: '192.0.2.200' }
    const { answers, refused } = await atOnce(limited, 90, request)
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(30)
    expect(refused).toHaveLength(60)
  })

  test('while limits are off nothing is written or read', async () => {
    await empty()
    for (const platform of PLATFORMS) {
      const { passed } = await atOnce(unlimited, platform.capacity + 2, await requestOf(platform))
      expect(passed).toHaveLength(platform.capacity + 2)
    }
    const statements = unlimited.flatMap((server) => server.statements)
    expect(statements.length).toBeGreaterThan(160)
    expect(statements.filter((statement) => statement.includes('rate_counters'))).toEqual([])
    expect(await counters()).toEqual([])
  })

  test.each(PLATFORMS)(
    '$name: a credential’s own limit is shared although limits are off',
    async (platform) => {
      await empty()
      const { passed, refused } = await atOnce(unlimited, 24, await requestOf(platform, 8))
      expect([passed.length, refused.length]).toEqual([platform.own, 24 - platform.own])
      expect(await counters()).toHaveLength(platform.name === 'commerce-layer' ? 2 : 1)
    },
  )

  test('a request costs two statements, and what is refused leaves nothing behind', async () => {
    await empty()
    const [server] = limited as [SecondServer]
    const request = await requestOf(PLATFORMS[0]!, 1)
    const before = server.statements.length
    expect((await server.send(request)).status).toBe(200)
    const counting = server.statements.slice(before).filter((one) => one.includes('rate_counters'))
    expect(counting).toHaveLength(2)
    for (const path of ['a', 'b', 'x'.repeat(9000)])
      expect((await server.send({ ...request, url: `/api/${path}` })).status).toBe(429)
    expect(await counters()).toHaveLength(2)
  })

  describe('the counters themselves', () => {
    const later = (ms: number) => new Date(world.clock().getTime() + ms)

    test('those who want the same ones in another order take turns', async () => {
      await empty()
      const add = (server: SecondServer, keys: string[]) =>
        server.store.rateCounters!.change(keys, (held) => {
          for (const key of keys) {
            const { state } = held.get(key) ?? { state: [] }
            held.set(key, { state: [...(state as number[]), 1], expiresAt: later(1000) })
          }
        })
      for (let round = 0; round < 20; round++)
        await Promise.all([
          ...limited.map((server, n) => add(server, n === 0 ? ['a', 'b', 'c'] : ['c', 'b', 'a'])),
          ...unlimited.map((server, n) => add(server, n === 0 ? ['d', 'b'] : ['b', 'd'])),
        ])
      const [first] = limited as [SecondServer]
      const lengths = await first.store.rateCounters!.change(['a', 'b', 'c', 'd'], (held) =>
        [...held.keys()].sort().map((key) => (held.get(key)!.state as number[]).length),
      )
      expect(lengths).toEqual([40, 80, 40, 40])
    })

    test('those that have expired are forgotten as new ones come, a few at a time', async () => {
      await empty()
      const { rateCounters } = limited[0]!.store
      const set = (keys: string[], expiresAt: Date) =>
        rateCounters!.change(keys, (held) => {
          for (const key of keys) held.set(key, { state: [], expiresAt })
        })
      await set(['old 1', 'old 2', 'old 3', 'old 4', 'old 5'], later(-120_000))
      await set(['lasting'], later(120_000))
      expect(await counters()).toHaveLength(4)
      await set(['lasting'], later(120_000))
      expect(await counters()).toHaveLength(4)
      await set(['new 1'], later(120_000))
      await set(['new 2'], later(120_000))
      expect((await counters()).map((row) => (row as { key: string }).key).sort()).toEqual([
        'lasting',
        'new 1',
        'new 2',
      ])
    })
  })

  test('a connection that breaks while it counts fails what it counted, and the next counts again', async () => {
    const [server] = limited as [SecondServer]
    const request = await requestOf(PLATFORMS[2]!)
    expect((await server.send(request)).headers['X-RateLimit-Remaining']).toBe('99')
    const waiting = await world.store.database.transaction().execute(async (transaction) => {
      await rows(transaction, sql`select from rate_counters for update`)
      const sent = Promise.allSettled([server.send(request)])
      const cut = () =>
        rows(
          world.store.database,
          sql`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and query like '%rate_counters%'`,
        )
      while ((await cut()).length === 0);
      return sent
    })
    expect(waiting).toMatchObject([{ status: 'rejected' }])
    expect((await server.send(request)).headers['X-RateLimit-Remaining']).toBe('98')
  })

  test('a database that cannot count fails the request as any failure of the store, and counts again after', async () => {
    const [server] = limited as [SecondServer]
    const { app } = createServer(server.options)
    const requests = await Promise.all(PLATFORMS.map((platform) => requestOf(platform)))
    const answers = () =>
      Promise.all(
        requests.map(async ({ url, headers }) => {
          const { statusCode, body } = await app.inject({ url, headers: headers ?? {} })
          return [statusCode, statusCode === 200 ? '' : body]
        }),
      )
    await rows(world.store.database, sql`alter table rate_counters rename to elsewhere`)
    expect(await answers()).toEqual([
      [500, expect.stringContaining('"code":"INTERNAL_SERVER_ERROR"')],
      [500, '{"errors":"Internal Server Error"}'],
      [500, '{"message":"Server Error"}'],
    ])
    await rows(world.store.database, sql`alter table elsewhere rename to rate_counters`)
    expect(await answers()).toEqual([
      [200, ''],
      [200, ''],
      [200, ''],
    ])
    await app.close()
  })
})
