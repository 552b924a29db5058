/** A server under load that is told to end by SIGTERM: everybody who is connected is answered, and nobody meets a broken connection. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES } from '../support/engines.ts'
import { LONG, times } from '../support/long.ts'
import { startServe } from '../support/process.ts'
import { tried } from '../support/tried.ts'
import { createWorld, type World } from '../support/world.ts'
import { type Asked, createKeepingClient, pipeline } from './keeping-clients.ts'

const ROUNDS = times(1, 5)
/** The last need more processes, and longer. */
const SERVERS = LONG
  ? [
      { workers: 1, delay: 0 },
      { workers: 1, delay: 2 },
      { workers: 2, delay: 0 },
      { workers: 2, delay: 2 },
    ]
  : [{ workers: 1, delay: 1 }]
const GRACE_S = 2
/** Of what is asked for within a grace, a machine that is busy may be so late. */
const SOON_MS = 800
const PATIENCE_S = 10

const STOPPING = '{"status":"stopping"}'
const LIST = '/admin/openapi/v20260301/v2/customers.json?limit=5'
const CREATE = '/admin/openapi/v20260301/customers.json'

describe.skipIf(!ENGINES.includes('postgres'))('a server that is told to end', () => {
  let world: World
  let headers: Record<string, string>
  beforeAll(async () => {
    world = await createWorld('postgres')
    const { access_token } = await world.credential('shopline', {
      scopes: ['read_customers', 'write_customers'],
    })
    headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }
  })
  afterAll(() => world?.close())

  /** Nobody reads customers until the function that it gives is called. */
  async function lock(): Promise<() => Promise<void>> {
    const released = new AbortController()
    let isHeld = () => {}
    const held = new Promise<void>((resolve) => {
      isHeld = resolve
    })
    const done = world.store.database.transaction().execute(async (transaction) => {
      await sql`lock table customers in access exclusive mode`.execute(transaction)
      isHeld()
      await new Promise((resolve) => released.signal.addEventListener('abort', resolve))
    })
    await held
    return async () => {
      released.abort()
      await done
    }
  }

  /** What came of it: requests that were asked in all. */
  async function round(workers: number, delay: number): Promise<number> {
    const args = ['--workers', String(workers), '--stop-delay', `${delay}s`, '--stop-grace', `${GRACE_S}s`]
    const at = [
      '--database-url',
      world.location.databaseUrl ?? '',
      '--hot-bytes',
      '0',
      '--log-level',
      'error',
    ]
    const server = await startServe([...args, ...at], {
      env: { CLIENTELE_SECRET_KEY: 'a key for tests only' },
    })
    const clients = Array.from({ length: 36 }, () => createKeepingClient(server.origin, headers))
    const [watcher, ...others] = clients
    const [busy, resting, waiting] = [others.slice(0, 15), others.slice(15, 25), others.slice(25)]
    if (!watcher) throw new Error('there is no client')
    await Promise.all(clients.map(({ ask }) => ask('/healthz')))
    let isOver = false
    /** Until nobody answers any more. */
    const load = busy.map(async ({ ask }, index) => {
      while (!isOver) {
        const email = `${randomBytes(8).toString('hex')}@example.com`
        const writes = index % 3 === 0
        const { error } = await ask(
          writes ? CREATE : LIST,
          writes ? { method: 'POST', body: JSON.stringify({ customer: { email } }) } : {},
        )
        if (error) return
        await sleep(Math.random() * 20)
      }
    })
    /** Somebody new now and then. */
    const newcomers: Asked[] = []
    const strangers = (async () => {
      while (!isOver) {
        const stranger = createKeepingClient(server.origin, headers)
        newcomers.push(await stranger.ask(LIST))
        stranger.end()
        await sleep(25)
      }
    })()
    const pipelines = Array.from({ length: 5 }, () => pipeline(server.origin, LIST, headers, 4))
    await expect.poll(() => pipelines.every(({ answered }) => answered > 0), { timeout: 30_000 }).toBe(true)
    const release = await lock()
    const slow = waiting.map(({ ask }) => ask(LIST))
    await sleep(150)

    const [began, told] = [performance.now(), server.stop('SIGTERM')]
    const late = resting.map(async ({ ask }) => {
      await sleep(delay * 1000 + Math.random() * SOON_MS)
      return ask('/healthz')
    })
    try {
      // Without a delay what it answers last may have been asked before.
      let isTold = delay === 0
      for (let tries = 0; tries < 100 && !isTold; tries++, await sleep(20))
        isTold = (await watcher.ask('/readyz')).body === STOPPING
      expect(isTold).toBe(true)
      if (delay > 0) {
        // Whoever is told so late still comes.
        const stranger = createKeepingClient(server.origin, headers)
        expect([await stranger.ask('/readyz'), await stranger.ask('/healthz')]).toMatchObject([
          { status: 503, error: null },
          { status: 200, error: null, connection: 'keep-alive' },
        ])
        stranger.end()
      }
      await sleep(delay * 1000 + 400)
    } finally {
      await release()
    }
    expect(await told).toBe(0)
    const seconds = (performance.now() - began) / 1000
    isOver = true
    await Promise.all([...load, strangers, ...pipelines.map(({ over }) => over)])

    expect(seconds).toBeLessThan(delay + GRACE_S + PATIENCE_S + 5)
    expect((await Promise.all(slow)).map(({ status, error }) => error ?? status)).toEqual(slow.map(() => 200))
    expect((await Promise.all(late)).map(({ status, error }) => error ?? status)).toEqual(late.map(() => 200))
    // One that the system took for the server in the moment in which it stopped listening is reset by the system.
    const isRefused = ({ error }: Asked) => error === 'ECONNREFUSED'
    const broken = newcomers.filter((one) => one.status !== 200 && !isRefused(one))
    expect(broken.length).toBeLessThanOrEqual(1)
    expect(newcomers.some(isRefused)).toBe(true)
    const asked = clients.flatMap((client) => client.asked)
    const statusOf = ({ error, status, again }: Asked) =>
      `${error ?? status}${again && error ? ' again' : ''}`
    const seen = [...new Set(asked.map(statusOf))].sort()
    expect(seen).toEqual(['200', ...(delay > 0 ? ['503'] : []), 'ECONNREFUSED'])
    expect(asked.filter(({ status, body }) => status === 503 && body !== STOPPING)).toEqual([])
    // Each of them was told to leave before it met nobody.
    for (const client of busy) expect(client.asked.at(-2)?.connection).toBe('close')
    for (const { sent, answered, saidClose } of pipelines)
      expect({ answered, saidClose }).toEqual({ answered: sent, saidClose: true })
    expect(server.output().stderr).toBe('')
    for (const client of clients) client.end()
    return asked.length + newcomers.length + pipelines.reduce((total, { sent }) => total + sent, 0)
  }

  test.each(SERVERS)('answers everybody: %o', { timeout: 600_000 }, async ({ workers, delay }) => {
    let requests = 0
    for (let number = 0; number < ROUNDS; number++) requests += await round(workers, delay)
    tried(
      `SIGTERM under load, ${workers} process${workers > 1 ? 'es' : ''}, ${delay} s of delay`,
      ROUNDS,
      `${requests} requests, none failed; exit code 0`,
    )
  })
})
