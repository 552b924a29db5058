/** A server whose clock is set forward and back while it runs: nothing waits for a time that was, and nobody misses a change. */
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as moment } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshStore, PROCESS_ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { clientele, type Started, startServe } from '../support/process.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { tried } from '../support/tried.ts'
import { ENV, makeShop, type Shop } from './shop.ts'

const SHIFT = fileURLToPath(new URL('../support/shifted-clock.mjs', import.meta.url))
const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Where the clock stands, one after another. */
const STEPS = times(1, 3) === 1 ? [HOUR, 0] : [HOUR, 0, -HOUR, DAY, 0, DAY, 0]
const JSON_API = 'application/vnd.api+json'
/** What looks back for changes looks so much further: the sync does. */
const OVERLAP = 5 * 60_000
const SOON = { timeout: 30_000, interval: 100 }

describe.each(PROCESS_ENGINES)('a server on %s whose clock is set', (engine) => {
  let folder: string
  let file: string
  let store: Awaited<ReturnType<typeof freshStore>>
  let at: string[]
  let server: Started
  let shop: Shop
  let receiver: Receiver
  let env: Record<string, string>
  let ahead = 0
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele-clock-'))
    file = join(folder, 'ahead')
    await set(0)
    env = { ...ENV, NODE_OPTIONS: `--import=${SHIFT}`, SHIFTED_CLOCK: file }
    store = await freshStore(engine)
    const { databaseUrl } = store.location
    at = databaseUrl ? ['--database-url', databaseUrl] : ['--data', join(store.location.folder ?? '', 'data')]
    server = await startServe(
      [...at, '--log-level', 'error', '--rate-limits', '--private-addresses', '127.0.0.1'],
      { env },
    )
    shop = await makeShop(at)
    await shop.run('org', 'create', 'mirror', '--currency', 'PLN')
    receiver = await startReceiver()
  })
  afterAll(async () => {
    await server?.stop('SIGKILL')
    await receiver?.close()
    await store?.drop()
    await rm(folder, { recursive: true, force: true })
  })

  async function set(milliseconds: number): Promise<void> {
    ahead = milliseconds
    await writeFile(`${file}.new`, String(milliseconds))
    // Whole at any moment that it is read.
    await rename(`${file}.new`, file)
    await moment(150)
  }
  const now = () => new Date(Date.now() + ahead)

  let token = ''
  const core = async (method: string, path: string, body?: unknown, more: Record<string, string> = {}) => {
    const response = await fetch(`${server.origin}/api${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, Accept: JSON_API, 'Content-Type': JSON_API, ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const read: ReturnType<typeof JSON.parse> = text ? JSON.parse(text) : null
    return { status: response.status, headers: response.headers, body: read }
  }
  const signIn = async () => {
    const { client_id, client_secret } = shop.credentials.commerceLayer
    const answer = await fetch(`${server.origin}/oauth/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
    })
    expect(answer.status).toBe(200)
    token = ((await answer.json()) as { access_token: string }).access_token
  }
  const create = async (email: string, more: Record<string, string> = {}) =>
    core('POST', '/customers', { data: { type: 'customers', attributes: { email } } }, more)
  const easycart = async (method: string, path: string, body?: unknown) =>
    fetch(`${server.origin}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${shop.credentials.easycart.token}`,
        'Content-Type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const shopline = async (path: string) =>
    fetch(`${server.origin}/admin/openapi/v20260301${path}`, {
      headers: { Authorization: `Bearer ${shop.credentials.shopline.access_token}` },
    })
  const sync = async () => {
    const { client_id, client_secret } = shop.credentials.commerceLayer
    const credential = { CLIENTELE_SYNC_CLIENT_ID: client_id, CLIENTELE_SYNC_CLIENT_SECRET: client_secret }
    const args = ['sync', 'commerce-layer', '--from', server.origin, '--org', 'mirror', ...at, '--json']
    const { code, stderr } = await clientele(args, { ...env, ...credential })
    expect([code, stderr]).toEqual([0, expect.any(String)])
  }
  /** What the mirror has of a customer. */
  const mirrored = async (email: string) =>
    (await clientele(['export', '--org', 'mirror', ...at], env)).stdout
      .split('\n')
      .filter((line) => line.includes(`"${email}"`))
      .map((line) => JSON.parse(line).metadata)[0]

  test('tokens, limits, webhooks, refunds, lists, repeated requests and syncs go on', {
    timeout: 900_000,
  }, async () => {
    await signIn()
    const hook = { topic: 'customers.create', callback_url: receiver.url }
    expect((await core('POST', '/webhooks', { data: { type: 'webhooks', attributes: hook } })).status).toBe(
      201,
    )
    const id = (await create('watched@example.com')).body.data.id
    await sync()
    const made: string[] = ['watched@example.com']
    const told = (email: string) => receiver.got.some(({ body }) => body.includes(email))
    let refunds = 0
    for (const [step, to] of STEPS.entries()) {
      // Before it: somebody looks for changes, walks a list, sends with a key; a delivery fails; too much is asked.
      const seen = now().getTime() - OVERLAP
      const walk = await shopline('/v2/customers.json?limit=2')
      const next = /<([^>]*)>; rel="?next/.exec(walk.headers.get('link') ?? '')?.[1] ?? ''
      expect(next).not.toBe('')
      const key = { 'Idempotency-Key': `key-${step}` }
      const keyed = await create(`keyed-${step}@example.com`, key)
      expect(keyed.status).toBe(201)
      receiver.answer = 500
      expect((await create(`failed-${step}@example.com`)).status).toBe(201)
      await expect.poll(() => told(`failed-${step}@`), SOON).toBe(true)
      const failures = receiver.got.length
      made.push(`keyed-${step}@example.com`, `failed-${step}@example.com`)
      const isBack = to < ahead
      await set(to)
      receiver.answer = 200
      if ((await core('GET', '/customers')).status === 401) await signIn()

      // A failed delivery is not tried an hour later because the clock was set back, and a new one goes at once.
      expect((await create(`new-${step}@example.com`)).status).toBe(201)
      made.push(`new-${step}@example.com`)
      await expect.poll(() => told(`new-${step}@`), SOON).toBe(true)
      if (isBack) await expect.poll(() => receiver.got.length, SOON).toBeGreaterThan(failures + 1)
      // A refund is confirmed.
      const refund = await easycart('POST', `/transactions/${shop.payments[step]}/refunds`, { amount: 1 })
      expect(refund.status).toBe(202)
      refunds++
      const recorded = async () =>
        ((await (await easycart('GET', '/transactions?status=partial')).json()) as { items: unknown[] }).items
          .length
      await expect.poll(recorded, SOON).toBe(refunds)
      // What changed since somebody looked is found.
      const metadata = { step: step + 1 }
      const changed = { data: { type: 'customers', id, attributes: { metadata } } }
      expect((await core('PATCH', `/customers/${id}`, changed)).status).toBe(200)
      const since = await core(
        'GET',
        `/customers?filter[q][email_eq]=watched@example.com&filter[q][updated_at_gteq]=${new Date(seen).toISOString()}`,
      )
      expect(since.body.data.map((one: { id: string }) => one.id)).toContain(id)
      await sync()
      expect(await mirrored('watched@example.com')).toEqual(metadata)
      // The walk goes on, and what was sent with a key is not done again.
      const page = await fetch(next, {
        headers: { Authorization: `Bearer ${shop.credentials.shopline.access_token}` },
      })
      expect(page.status).toBe(200)
      // Those of a day ago are forgotten, so is what was said a day ago by the clock.
      const again = await create(`keyed-${step}@example.com`, key)
      if (Math.abs(to) < DAY && !(to === 0 && !isBack))
        expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
    }
    // Nobody is locked out, and everybody is held to the limit.
    const ask = async () => (await easycart('GET', '/customers?currency=pln')).status
    const exhaust = async () => {
      for (let n = 0; n < 500; n++) if ((await ask()) === 429) return true
      return false
    }
    expect(await exhaust()).toBe(true)
    await set(ahead - HOUR)
    expect(await ask()).toBe(200)
    expect(await exhaust()).toBe(true)
    await set(ahead + 2 * HOUR)
    expect(await ask()).toBe(200)
    // In the order in which they were made.
    if ((await core('GET', '/customers')).status === 401) await signIn()
    const listed: string[] = []
    for (let page = 1; listed.length < 1000; page++) {
      const { body } = await core('GET', `/customers?sort=created_at&page[size]=25&page[number]=${page}`)
      listed.push(...body.data.map((one: { attributes: { email: string } }) => one.attributes.email))
      if (body.data.length < 25) break
    }
    expect(listed.filter((email) => made.includes(email))).toEqual(made)
    expect(await shop.run('ledger', 'verify', '--org', 'acme')).toMatchObject({ count: 0 })
    expect(server.output().stderr).toBe('')
    expect(await server.stop()).toBe(0)
    tried(
      `steps of the clock (${engine})`,
      STEPS.length + 2,
      'an hour and a day, both ways: nothing waits, no change is missed',
    )
  })
})
