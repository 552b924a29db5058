/** What is more than a server can do is refused at once, and what hangs in the store is cut off; then it goes on as before. */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { createServer } from '../../src/server/compose.ts'
import { createGate } from '../../src/server/overload.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const SHOPLINE = '/admin/openapi/v20260301/v2/customers.json'

describe.skipIf(!ENGINES.includes('postgres'))('a server with one connection', () => {
  let world: World
  let store: Store
  const log: [string, string, Record<string, unknown>][] = []
  const headers: Record<string, Record<string, string>> = {}
  beforeAll(async () => {
    world = await createWorld('postgres')
    store = await openStore({
      ...world.location,
      clock: world.clock,
      mintIds: () => {
        throw new Error('nothing is made here')
      },
      connections: 1,
      limits: { statement: 700, connection: 1500 },
    })
    const { token } = await world.credential('easycart')
    const { access_token } = await world.credential('shopline', { scopes: ['read_customers'] })
    headers.easycart = { authorization: `Bearer ${token}` }
    headers.shopline = { authorization: `Bearer ${access_token}` }
    const { client_id, client_secret } = await world.credential('commerce-layer')
    const granted = await serverWith(100).inject({
      method: 'POST',
      url: '/oauth/token',
      payload: { grant_type: 'client_credentials', client_id, client_secret },
    })
    headers.commerceLayer = { authorization: `Bearer ${granted.json().access_token}` }
  })
  afterAll(async () => {
    await store.close()
    await world.close()
  })

  const serverWith = (mostInWork: number) =>
    createServer({
      store,
      secrets: world.services.secrets,
      dialects,
      clock: world.clock,
      random: (count) => randomBytes(count),
      domain: 'localhost',
      port: 8080,
      mostInWork,
      // Each request shall ask the store.
      hotBytes: 0,
      log: (level, message, facts = {}) => void log.push([level, message, facts]),
    }).app

  /** Somebody holds the only connection for so long. */
  const busy = (seconds: number) =>
    sql`select pg_sleep(${seconds}::float8)`.execute(store.database).catch((error: Error) => error)

  test('lets in as many as it may, refuses the others at once in the platform’s words, and recovers', async () => {
    const app = serverWith(4)
    await app.inject({ url: '/healthz' })
    const held = busy(0.4)
    const began = performance.now()
    const answers = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const isShopline = index % 2 === 0
        const answer = await app.inject({
          url: isShopline ? SHOPLINE : '/api/v1/customers?currency=usd',
          headers: isShopline ? (headers.shopline ?? {}) : (headers.easycart ?? {}),
        })
        return { index, answer, after: performance.now() - began }
      }),
    )
    await held
    const [first, rest] = [answers.slice(0, 4), answers.slice(4)]
    expect(first.map(({ answer }) => answer.statusCode)).toEqual([200, 200, 200, 200])
    expect(rest.map(({ answer }) => answer.statusCode)).toEqual(rest.map(() => 503))
    expect(Math.max(...rest.map(({ after }) => after))).toBeLessThan(
      Math.min(...first.map(({ after }) => after)),
    )
    expect(rest[0]?.answer.json()).toEqual({ errors: 'Service Unavailable' })
    expect(rest[0]?.answer.headers).not.toHaveProperty('retry-after')
    expect(rest[1]?.answer.json()).toEqual({ message: 'Service Unavailable' })
    expect(rest[1]?.answer.headers['retry-after']).toBe('1')
    // One line of many.
    expect(log.filter(([, message]) => message.startsWith('overloaded'))).toHaveLength(1)
    const later = await app.inject({ url: SHOPLINE, headers: headers.shopline ?? {} })
    expect(later.statusCode).toBe(200)
  })

  test('health is answered while no request is let in', async () => {
    const app = serverWith(1)
    const held = busy(0.3)
    const asked = app.inject({ url: SHOPLINE, headers: headers.shopline ?? {} })
    expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200)
    expect((await app.inject({ url: SHOPLINE })).statusCode).toBe(503)
    await held
    expect((await asked).statusCode).toBe(200)
  })

  test('a statement that takes too long is cut off; the connection is as good as before', async () => {
    const pid = async () =>
      (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(store.database)).rows[0]?.pid
    const before = await pid()
    expect(await busy(5)).toMatchObject({ code: '57014' })
    expect(await pid()).toBe(before)
  })

  test('a request whose statement is cut off, or that gets no connection, is answered 503, and it is logged', async () => {
    const app = serverWith(100)
    const lock = await holdLock()
    try {
      const answer = await app.inject({ url: SHOPLINE, headers: headers.shopline ?? {} })
      expect([answer.statusCode, answer.json()]).toEqual([503, { errors: 'Service Unavailable' }])
      expect(log.at(-2)).toEqual([
        'error',
        'request not done',
        { method: 'GET', path: SHOPLINE, reason: 'statement timeout' },
      ])
      // However dear a question is, it is over by then.
      const dear = await app.inject({
        url: `/api/customers?include=orders.line_items&sort=-email&filter[q][email_or_reference_cont]=${'a'.repeat(200)}`,
        headers: headers.commerceLayer ?? {},
      })
      expect([dear.statusCode, dear.json().errors[0].code]).toEqual([503, 'SERVICE_UNAVAILABLE'])
      // Each of these holds the only connection until it is cut off: the last ones do not get it in time.
      const many = await Promise.all(
        Array.from({ length: 12 }, () =>
          app.inject({ url: '/api/v1/customers?currency=usd', headers: headers.easycart ?? {} }),
        ),
      )
      expect(many.map(({ statusCode }) => statusCode)).toEqual(many.map(() => 503))
      expect(log.map(([, , { reason }]) => reason)).toContain('connection timeout')
    } finally {
      await lock()
    }
    expect((await app.inject({ url: SHOPLINE, headers: headers.shopline ?? {} })).statusCode).toBe(200)
  })

  test('a transaction that does nothing for too long is ended', async () => {
    const ended = await store.database
      .transaction()
      .execute(async (transaction) => {
        await sql`select 1`.execute(transaction)
        await new Promise((resolve) => setTimeout(resolve, 1000))
        await sql`select 1`.execute(transaction)
      })
      .catch((error: Error) => error)
    expect(ended).toBeInstanceOf(Error)
    await store.ping()
  })

  test('the work beside requests takes as long as it takes', async () => {
    await sql`select pg_sleep(1)`.execute(world.store.database)
  })

  /** Nobody reads customers until the function that it gives is called. */
  async function holdLock(): Promise<() => Promise<void>> {
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    let held = () => {}
    const isHeld = new Promise<void>((resolve) => {
      held = resolve
    })
    const done = world.store.database.transaction().execute(async (transaction) => {
      await sql`lock table customers, customer_totals in access exclusive mode`.execute(transaction)
      held()
      await released
    })
    await isHeld
    return async () => {
      release()
      await done
    }
  }
})

test('whoever waits for something else counts as well, and finds no room where there is none', async () => {
  const { waits, state } = createGate({ most: 1, log: () => {} })
  let end = () => {}
  const first = waits(
    () =>
      new Promise<string>((resolve) => {
        end = () => resolve('done')
      }),
  )
  await expect(waits(async () => 'more')).rejects.toThrow('no room')
  expect(state().inWork).toBe(1)
  end()
  expect(await first).toBe('done')
  expect(await waits(async () => 'more')).toBe('more')
})

test('a part that fails leaves room for the next', async () => {
  const { guard, state } = createGate({ most: 1, log: () => {} })
  const part = guard({
    owns: () => true,
    handle: async (_request, _services) => {
      throw new Error('broken')
    },
    refuse: (status) => ({ status, headers: {}, body: '' }),
  })
  for (let round = 0; round < 3; round++)
    await expect(part.handle({} as never, {} as never)).rejects.toThrow('broken')
  expect(state()).toEqual({ inWork: 0, refused: 0 })
})
