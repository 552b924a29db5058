import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshStore, PROCESS_ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { clientele, type Started, startServe } from '../support/process.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

const CUSTOMERS = 20
/** 100 changes, or 1,000. */
const STEPS = times(5, 50)
const WRITERS = 5
const JSON_API = 'application/vnd.api+json'

describe.each(PROCESS_ENGINES)('webhooks of a server on %s', (engine) => {
  let store: Awaited<ReturnType<typeof freshStore>>
  let at: string[]
  let receiver: Receiver
  let server: Started | undefined
  const env = { CLIENTELE_SECRET_KEY: 'a key for tests only' }
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await clientele([...args, ...at, '--json'], env)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    return JSON.parse(stdout)
  }
  beforeAll(async () => {
    store = await freshStore(engine)
    const { folder, databaseUrl } = store.location
    at = databaseUrl ? ['--database-url', databaseUrl] : ['--data', `${folder}/data`]
    await run('org', 'create', 'acme')
  })
  afterAll(() => store.drop())
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(async () => {
    await server?.stop('SIGKILL')
    await receiver.close()
  })

  let token: string
  const call = async (method: string, path: string, data?: unknown) => {
    const response = await fetch(`${server?.origin}/api${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, Accept: JSON_API, 'Content-Type': JSON_API },
      ...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? null : JSON.parse(text).data
  }
  async function start() {
    server = await startServe([...at, '--log-level', 'error'], { env })
  }
  async function begin(topic: string) {
    await start()
    const { client_id, client_secret } = await run(
      'token',
      'create',
      '--org',
      'acme',
      '--dialect',
      'commerce-layer',
    )
    const issued = await fetch(`${server?.origin}/oauth/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
    })
    token = ((await issued.json()) as { access_token: string }).access_token
    return call('POST', '/webhooks', {
      type: 'webhooks',
      attributes: { topic, callback_url: receiver.url },
    })
  }
  const newCustomer = async (email: string): Promise<string> =>
    (await call('POST', '/customers', { type: 'customers', attributes: { email } })).id
  const until = async (holds: () => boolean, seconds: number) => {
    const end = Date.now() + seconds * 1000
    while (!holds() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50))
  }

  test('killed twice while it delivers, every change arrives, each customer’s in order', {
    timeout: 600_000,
  }, async () => {
    await begin('customers.metadata_update')
    receiver.delayMs = 15
    const ids = await Promise.all(
      Array.from({ length: CUSTOMERS }, (_, n) => newCustomer(`killed-${n}@example.com`)),
    )
    let done = 0
    let restarting: Promise<void> = Promise.resolve()
    const total = CUSTOMERS * STEPS
    const killAt = new Set([Math.floor(total / 3), Math.floor((2 * total) / 3)])
    const kill = async () => {
      await server?.stop('SIGKILL')
      await start()
    }
    /** The same change until it is acknowledged: done twice it is one change. */
    async function change(id: string, step: number): Promise<void> {
      for (;;) {
        await restarting
        try {
          await call('PATCH', `/customers/${id}`, {
            type: 'customers',
            id,
            attributes: { metadata: { step } },
          })
          break
        } catch (error) {
          // Only what a killed server leaves behind.
          expect(String((error as Error & { cause?: unknown }).cause ?? error)).toMatch(
            /ECONNRE|socket|terminated|other side closed/,
          )
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
      }
      done++
      if (killAt.delete(done)) restarting = kill()
    }
    await Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        const own = ids.filter((_, n) => n % WRITERS === writer)
        for (let step = 1; step <= STEPS; step++) for (const id of own) await change(id, step)
      }),
    )
    expect(killAt.size).toBe(0)
    const seen = new Map<string, number[]>(ids.map((id) => [id, []]))
    let read = 0
    const all = () => {
      for (const { body } of receiver.got.slice(read)) {
        const { id, attributes } = JSON.parse(body).data
        seen.get(id)?.push(attributes.metadata.step)
      }
      read = receiver.got.length
      return [...seen.values()].every((steps) => new Set(steps).size === STEPS)
    }
    await until(all, 240)
    for (const [id, steps] of seen) {
      expect([...new Set(steps)], id).toEqual(Array.from({ length: STEPS }, (_, n) => n + 1))
      expect(steps, id).toEqual([...steps].sort((a, b) => a - b))
    }
    expect(await server?.stop()).toBe(0)
  })

  test('stopped in order it finishes what it has begun; the command line lists and sends again', async () => {
    await begin('customers.create')
    receiver.delayMs = 300
    const id = await newCustomer('orderly@example.com')
    await until(() => receiver.got.length === 1, 10)
    expect(await server?.stop()).toBe(0)
    const deliveries = await run('webhooks', 'deliveries', '--org', 'acme', '--state', 'delivered')
    const mine = deliveries.find((one: { record: string }) => one.record === id)
    expect(mine).toMatchObject({ topic: 'customers.create', state: 'delivered', attempts: 1 })
    const listed = await run('webhooks', 'list', '--org', 'acme')
    expect(listed.at(-1)).toMatchObject({ topic: 'customers.create', url: receiver.url, state: 'active' })
    expect(await run('webhooks', 'replay', String(mine.delivery), '--org', 'acme')).toEqual({
      delivery: mine.delivery,
      state: 'pending',
    })
    await start()
    await until(() => receiver.got.length === 2, 10)
    expect(receiver.got).toHaveLength(2)
    expect(receiver.got[1]?.body).toBe(receiver.got[0]?.body)
    const none = await clientele(['webhooks', 'replay', '999999999', '--org', 'acme', ...at], env)
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('acme has no delivery 999999999') })
    const wrong = await clientele(['webhooks', 'replay', 'first', '--org', 'acme', ...at], env)
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/^clientele: .*first.*\n$/) })
  })
})
