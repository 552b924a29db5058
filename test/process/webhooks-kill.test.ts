import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshStore, PROCESS_ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { clientele, type Started, startServe } from '../support/process.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { tried } from '../support/tried.ts'

const CUSTOMERS = 20
/** Of each customer's name, on SHOPLINE, and of its metadata, on Commerce Layer: 1,000 changes in the long run. */
const STEPS = times(8, 25)
const WRITERS = 5
const KILLS = times(2, 20)
const RECEIVER_KILLS = 2
const JSON_API = 'application/vnd.api+json'
const SHOPLINE = '/admin/openapi/v20260301'

/** What one platform's receiver makes of what it gets. */
interface Listener {
  /** Which customer and step it tells of. */
  read(body: ReturnType<typeof JSON.parse>): { customer: string; step: number }
  signature(headers: IncomingHttpHeaders): unknown
  sign(body: string): string
}
const stepOf = (name: string): number => Number(/^step-(\d+)/.exec(name)?.[1] ?? 0)
const hmac = (key: string, form: 'hex' | 'base64') => (body: string) =>
  createHmac('sha256', key).update(body).digest(form)

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
    server = await startServe([...at, '--log-level', 'error', '--private-addresses', '127.0.0.1'], { env })
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

  test('servers and receivers killed, every change arrives on each platform, signed, each customer’s in order', {
    timeout: 1_800_000,
  }, async () => {
    const receivers = {
      'commerce-layer': receiver,
      shopline: await startReceiver(),
      easycart: await startReceiver(),
    }
    const { shared_secret } = (await begin('customers.metadata_update')).attributes
    const app = await run(
      'token',
      'create',
      '--org',
      'acme',
      '--dialect',
      'shopline',
      '--scope',
      'read_customers',
      'write_customers',
    )
    const { signing_key } = await run('webhooks', 'set', receivers.easycart.url, '--org', 'acme')
    const shopline = async (method: string, path: string, body: unknown) => {
      const response = await fetch(`${server?.origin}${SHOPLINE}${path}`, {
        method,
        headers: { Authorization: `Bearer ${app.access_token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return JSON.parse(text)
    }
    await shopline('POST', '/webhooks.json', {
      webhook: { address: receivers.shopline.url, topic: 'customers/update', api_version: 'v20260301' },
    })
    const people = await Promise.all(
      Array.from({ length: CUSTOMERS }, async (_, n) => {
        const email = `killed-${n}@example.com`
        const id = await newCustomer(email)
        const { customer } = await shopline('POST', '/customers/query_user_by_email.json', { email })
        return { email, id, number: customer.id as string }
      }),
    )
    const byName = new Map(
      people.flatMap((one) => [one.email, one.id, one.number].map((name) => [name, one.email])),
    )
    const listeners: Record<keyof typeof receivers, Listener> = {
      'commerce-layer': {
        read: ({ data }) => ({ customer: data.id, step: data.attributes.metadata.step }),
        signature: (headers) => headers['x-commercelayer-signature'],
        sign: hmac(shared_secret, 'base64'),
      },
      shopline: {
        read: (body) => ({ customer: body.id, step: stepOf(body.first_name ?? '') }),
        signature: (headers) => headers['x-shopline-hmac-sha256'],
        sign: hmac(app.app_secret, 'hex'),
      },
      easycart: {
        read: ({ current }) => ({ customer: current.customer_email, step: stepOf(current.customer_name) }),
        signature: (headers) => headers['x-webhook-signature'],
        sign: hmac(signing_key, 'hex'),
      },
    }
    const platforms = Object.keys(listeners) as (keyof typeof listeners)[]
    for (const platform of platforms) receivers[platform].delayMs = 10

    let done = 0
    let restarting: Promise<void> = Promise.resolve()
    const total = 2 * CUSTOMERS * STEPS
    const spread = (count: number, from: number) =>
      new Set(Array.from({ length: count }, (_, n) => Math.floor((total * (n + from)) / (count + 1))))
    const [killServerAt, killReceiversAt] = [spread(KILLS, 1), spread(RECEIVER_KILLS, 0.6)]
    const kill = async () => {
      await server?.stop('SIGKILL')
      await start()
    }
    let reopened: Promise<unknown> = Promise.resolve()
    /** Nobody answers for a while; then somebody does again, at the same address. */
    const killReceivers = () => {
      reopened = Promise.all(
        platforms.map(async (platform) => {
          const before = receivers[platform]
          await before.close()
          await new Promise((resolve) => setTimeout(resolve, 700))
          const again = await startReceiver(Number(new URL(before.url).port))
          again.got.push(...before.got)
          receivers[platform] = again
          if (before === receiver) receiver = again
        }),
      )
    }
    /** The same change until it is acknowledged: done twice it is one change. */
    async function change(work: () => Promise<unknown>): Promise<void> {
      for (;;) {
        await restarting
        try {
          await work()
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
      if (killServerAt.delete(done)) restarting = kill()
      if (killReceiversAt.delete(done)) killReceivers()
    }
    await Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        const own = people.filter((_, n) => n % WRITERS === writer)
        for (let step = 1; step <= STEPS; step++)
          for (const { id, number } of own) {
            await change(() =>
              shopline('PUT', `/customers/${number}.json`, { customer: { first_name: `step-${step}` } }),
            )
            await change(() =>
              call('PATCH', `/customers/${id}`, {
                type: 'customers',
                id,
                attributes: { metadata: { step } },
              }),
            )
          }
      }),
    )
    await reopened
    expect([killServerAt.size, killReceiversAt.size]).toEqual([0, 0])
    const stepsOf = (platform: keyof typeof listeners) => {
      const steps = new Map<string, number[]>(people.map(({ email }) => [email, []]))
      for (const { body } of receivers[platform].got) {
        const { customer, step } = listeners[platform].read(JSON.parse(body))
        steps.get(byName.get(customer) ?? '')?.push(step)
      }
      return steps
    }
    const isWhole = (platform: keyof typeof listeners) =>
      [...stepsOf(platform).values()].every(
        (steps) => new Set(steps.filter((step) => step > 0)).size === STEPS,
      )
    await until(() => platforms.every(isWhole), 240)
    for (const platform of platforms) {
      for (const [customer, steps] of stepsOf(platform)) {
        const wanted = Array.from({ length: STEPS }, (_, n) => n + 1)
        expect(
          [...new Set(steps)].filter((step) => step > 0),
          `${platform} ${customer}`,
        ).toEqual(wanted)
        expect(steps, `${platform} ${customer}`).toEqual([...steps].sort((a, b) => a - b))
      }
      const { sign, signature } = listeners[platform]
      for (const { headers, body } of receivers[platform].got) expect(signature(headers)).toBe(sign(body))
    }
    expect(await server?.stop()).toBe(0)
    await Promise.all([receivers.shopline.close(), receivers.easycart.close()])
    const got = platforms.reduce((sum, platform) => sum + receivers[platform].got.length, 0)
    tried(
      `kill -9 of a server that delivers webhooks (${engine})`,
      KILLS,
      `${total} changes on three platforms, ${got} deliveries: none lost, in order`,
    )
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
    expect(listed.at(-1)).toMatchObject({
      topic: 'customers.create',
      audience: null,
      url: receiver.url,
      state: 'active',
    })
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
