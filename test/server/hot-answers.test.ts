/** Answers from memory are those that the store would give, whoever changed it and wherever. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Writer } from '../../src/core/ports.ts'
import { commerceLayerClient } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { comparable, type HotServer, startServer, tracesOf } from '../support/hot-servers.ts'
import { times } from '../support/long.ts'
import { plantCustomer } from '../support/plant.ts'
import { secondServer } from '../support/second-server.ts'
import { SHOPLINE_BASE, shoplineClient } from '../support/shopline-client.ts'
import { createWorld, type World } from '../support/world.ts'

const WRITERS = 4
type Headers = Record<string, string>

describe.each(ENGINES)('answers from memory on %s', (engine) => {
  let world: World
  let hot: HotServer
  /** Another process on the same store, where there can be one. */
  let other: HotServer
  let otherStore: World['store']
  let plain: HotServer
  let close: () => Promise<unknown>
  let commerceLayer: Headers
  let shopline: Headers
  let easycart: Headers
  let ids: { customer: string; number: string; uuid: string }
  let reads: readonly (readonly [string, Headers])[]
  const write = <T>(work: (writer: Writer) => Promise<T>, store = world.store) =>
    store.records.write(world.organization.key, { kind: 'test' }, work)
  const statementsOf = async (work: () => Promise<unknown>) => {
    world.statements()
    await work()
    return world.statements().length
  }

  beforeAll(async () => {
    world = await createWorld(engine)
    const second = engine === 'postgres' ? await secondServer(world, { rateLimits: false }) : null
    otherStore = second?.store ?? world.store
    hot = await startServer(world)
    other = await startServer(world, { store: otherStore })
    plain = await startServer(world, { hotBytes: 0 })
    close = async () => {
      for (const server of [hot, other, plain]) await server.close()
      if (second) await second.store.close()
      await world.close()
    }
    await write(async (writer) => {
      for (const word of ['ada', 'bob', 'çelik']) await plantCustomer(writer, word, 2)
    })
    const [customer] = await world.store.records.list(world.organization.key, {
      type: 'customer',
      sort: [{ field: 'key' }],
      limit: 1,
    })
    ids = {
      customer: customer?.shortId ?? '',
      number: customer?.numberId ?? '',
      uuid: customer?.uuidId ?? '',
    }
    const client = await commerceLayerClient(world)
    commerceLayer = { authorization: `Bearer ${client.token}`, accept: 'application/vnd.api+json' }
    shopline = { authorization: (await shoplineClient(world)).authorization }
    easycart = { authorization: `Bearer ${(await world.credential('easycart')).token}` }
    reads = [
      ['/api/customers?page[size]=10', commerceLayer],
      ['/api/customers?filter[q][email_cont]=a&include=customer_addresses', commerceLayer],
      [`/api/customers/${ids.customer}?include=orders`, commerceLayer],
      [`/api/customers/${ids.customer}/orders`, commerceLayer],
      [`/api/customers/${ids.customer}/relationships/orders`, commerceLayer],
      ['/api/orders', commerceLayer],
      ['/api/addresses', commerceLayer],
      [`${SHOPLINE_BASE}/v2/customers.json?limit=5`, shopline],
      [`${SHOPLINE_BASE}/customers/v2/count.json`, shopline],
      [`${SHOPLINE_BASE}/customers/v2/${ids.number}.json`, shopline],
      ['/api/v1/customers?currency=usd', easycart],
      [`/api/v1/customers/${ids.uuid}?currency=usd`, easycart],
      ['/api/v1/orders', easycart],
      ['/api/v1/store', easycart],
    ]
  })
  afterAll(() => close())
  beforeEach(() => world.setTime())

  test('a page that nothing has changed since costs one small statement, and is the same but for its trace', async () => {
    for (const [url, headers] of reads) {
      const first = await hot.get(url, headers)
      expect([url, first.status, first.body.slice(0, 200)]).toEqual([url, 200, expect.anything()])
      const statements = await statementsOf(async () => {
        const again = await hot.get(url, headers)
        expect(comparable(again)).toEqual(comparable(first))
        const traces = [...tracesOf(first), ...tracesOf(again)]
        expect(new Set(traces).size, url).toBe(tracesOf(first).length * 2)
      })
      expect([url, statements]).toEqual([url, 1])
      expect(comparable(await plain.get(url, headers))).toEqual(comparable(first))
    }
  })

  test('what goes by the time, shows a secret, or is refused is not kept', async () => {
    const [customer] = await write((writer) => writer.create('customer', [{ email: 'reset@example.com' }]))
    const reset = await world.send({
      method: 'POST',
      url: '/api/customer_password_resets',
      headers: { ...commerceLayer, 'content-type': 'application/vnd.api+json' },
      body: JSON.stringify({
        data: { type: 'customer_password_resets', attributes: { customer_email: customer?.email } },
      }),
    })
    expect(reset.status).toBe(201)
    for (const [url, headers] of [
      ['/api/v1/promotion-codes', easycart],
      ['/api/v1/stores', easycart],
      ['/api/order_subscriptions?filter[q][active]=true', commerceLayer],
      ['/api/webhooks', commerceLayer],
      ['/api/customer_password_resets', commerceLayer],
      ['/api/%63ustomer_password_resets', commerceLayer],
      ['/api/customers?page[size]=99', commerceLayer],
    ] as const) {
      await hot.get(url, headers)
      expect([url, await statementsOf(() => plain.get(url, headers))]).toEqual([
        url,
        await statementsOf(() => hot.get(url, headers)),
      ])
    }
  })

  test('another question is another answer', async () => {
    const [url] = reads[0] ?? ['']
    for (const more of [
      {},
      { origin: 'https://a.example' },
      { 'content-type': 'text/html' },
      { host: 'acme.localhost:8080' },
      { host: 'none.localhost:8080' },
      { authorization: 'Bearer x' },
    ]) {
      const headers = { ...commerceLayer, ...more }
      for (let turn = 0; turn < 2; turn++)
        expect(comparable(await hot.get(url, headers))).toEqual(comparable(await plain.get(url, headers)))
      expect(await hot.get(url, headers, 'HEAD')).toMatchObject({ body: '' })
    }
    expect(
      (await hot.get(url, { ...commerceLayer, 'clientele-timing': '1' })).headers['server-timing'],
    ).toBeDefined()
  })

  test('a credential that was taken back is refused from the next request on, wherever that was done', async () => {
    const printed = await world.credential('commerce-layer')
    const token = await world.send({
      method: 'POST',
      url: '/oauth/token',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: printed.client_id,
        client_secret: printed.client_secret,
      }),
    })
    const { access_token } = token.json() as { access_token: string }
    const app = await world.credential('shopline', { scopes: ['read_customers'] })
    const ec = await world.credential('easycart')
    for (const [id, url, authorization] of [
      [printed.id, '/api/customers', access_token],
      [app.id, `${SHOPLINE_BASE}/v2/customers.json`, app.access_token],
      [ec.id, '/api/v1/customers?currency=usd', ec.token],
    ] as const) {
      const headers = { authorization: `Bearer ${authorization}` }
      for (const server of [hot, hot, other, other]) expect((await server.get(url, headers)).status).toBe(200)
      await otherStore.credentials.revoke(id ?? '')
      for (const server of [hot, other, plain]) expect((await server.get(url, headers)).status).toBe(401)
    }
    const mine = world.services.secrets.hash(commerceLayer.authorization?.slice(7) ?? '')
    const own = await commerceLayerClient(world)
    const headers = { authorization: `Bearer ${own.token}` }
    for (let turn = 0; turn < 2; turn++) expect((await hot.get('/api/customers', headers)).status).toBe(200)
    await otherStore.credentials.revokeToken(
      world.organization.key,
      world.services.secrets.hash(own.token),
      new Date(Date.now() + 60_000),
    )
    expect((await hot.get('/api/customers', headers)).status).toBe(401)
    expect(await world.store.credentials.isTokenRevoked(world.organization.key, mine)).toBe(false)
  })

  test('a token ends by the clock, though nothing changes; an old one that lives on for a while does so too', async () => {
    const app = await world.credential('shopline', {
      scopes: ['read_customers'],
      expiresAt: new Date(Date.now() + 3600_000),
    })
    const ec = await world.credential('easycart', { expiresAt: new Date(Date.now() + 3600_000) })
    const cl = await commerceLayerClient(world)
    const asks = [
      ['/api/customers', cl.token],
      [`${SHOPLINE_BASE}/v2/customers.json`, app.access_token],
      ['/api/v1/customers?currency=usd', ec.token],
    ] as const
    const statuses = () =>
      Promise.all(
        asks.map(async ([url, token]) => (await hot.get(url, { authorization: `Bearer ${token}` })).status),
      )
    expect(await statuses()).toEqual([200, 200, 200])
    expect(await statuses()).toEqual([200, 200, 200])
    world.setTime(new Date(Date.now() + 5 * 3600_000).toISOString())
    expect(await statuses()).toEqual([401, 401, 401])
    world.setTime()
    const secretHash = new Uint8Array(32).fill(1)
    await world.store.credentials.renewToken(app.id ?? '', {
      secretHash,
      expiresAt: new Date(Date.now() + 7200_000),
      scopes: ['read_customers'],
      oldUntil: new Date(Date.now() + 60_000),
    })
    const old = () =>
      hot.get(`${SHOPLINE_BASE}/v2/customers.json`, { authorization: `Bearer ${app.access_token}` })
    expect([(await old()).status, (await old()).status]).toEqual([200, 200])
    world.setTime(new Date(Date.now() + 120_000).toISOString())
    expect((await old()).status).toBe(401)
  })

  test('requests are counted, and told what is left of them', async () => {
    const printed = await world.credential('easycart', { rateLimits: { capacity: 3 } })
    const headers = { authorization: `Bearer ${printed.token}` }
    const left = []
    for (let turn = 0; turn < 4; turn++) {
      const { status, headers: got } = await hot.get('/api/v1/customers?currency=usd', headers)
      left.push([status, got['x-ratelimit-remaining']])
    }
    expect(left).toEqual([
      [200, '2'],
      [200, '1'],
      [200, '0'],
      [429, '0'],
    ])
  })

  test('whoever writes reads what they wrote, from every server, while others write', async () => {
    const problems: string[] = []
    let writing = true
    const stores = [world.store, otherStore]
    const writer = async (number: number) => {
      const mine = await write(
        async (w) => (await w.create('customer', [{ email: `w${number}@example.com` }]))[0],
      )
      for (let turn = 0; turn < times(4, 200); turn++) {
        const note = `turn ${turn} of ${number}`
        await write((w) => w.update('customer', mine?.key ?? 0, { note, firstName: note }), stores[turn % 2])
        for (const server of turn % 2 ? [hot, other] : [other, hot]) {
          const one = await server.get(`${SHOPLINE_BASE}/customers/v2/${mine?.numberId}.json`, shopline)
          const list = await server.get(`${SHOPLINE_BASE}/v2/customers.json?limit=250`, shopline)
          for (const [what, { body }] of Object.entries({ one, list }))
            if (!body.includes(`"${note}"`)) problems.push(`${what} without ${note}: ${body.slice(0, 200)}`)
        }
      }
    }
    // Where two plain answers with one from memory between them are alike, that one is as well.
    let compared = 0
    const reader = async (number: number) => {
      for (let turn = number; writing; turn++) {
        const [url, headers] = reads[turn % reads.length] ?? ['', {}]
        const [before, given, after] = [
          await plain.get(url, headers),
          await (turn % 2 ? hot : other).get(url, headers),
          await plain.get(url, headers),
        ].map((answer) => JSON.stringify(comparable(answer)))
        if (before !== after) continue
        compared++
        if (given !== before)
          problems.push(`${url}: ${given?.slice(0, 300)} instead of ${before?.slice(0, 300)}`)
      }
    }
    const readers = [0, 5].map(reader)
    await Promise.all(Array.from({ length: WRITERS }, (_, number) => writer(number)))
    writing = false
    await Promise.all(readers)
    expect(problems).toEqual([])
    expect(compared).toBeGreaterThan(0)
    for (const [url, headers] of reads) {
      const expected = comparable(await plain.get(url, headers))
      for (const server of [hot, hot, other, other])
        expect(comparable(await server.get(url, headers))).toEqual(expected)
    }
  })
})
