/** SHOPLINE's refusals by status, its stores apart from one another, its switches and its cost in statements. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Limiter, LimitRule } from '../../src/dialects/dialect.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createShopline } from '../../src/dialects/shopline/index.ts'
import { defaultSettings, type ShoplineSettings } from '../../src/dialects/shopline/settings.ts'
import { BARE, FULL, shoplineFixture, signedAs } from '../contract/shopline.fixture.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const BASE = '/admin/openapi/v20260301'
const LIST = `${BASE}/v2/customers.json?limit=1`

const encodeURIComponentSafe = (text: string): string => encodeURIComponent(Buffer.from(text).toString())

describe.each(ENGINES)('SHOPLINE on %s', (engine) => {
  let world: World
  let authorization: string
  beforeAll(async () => {
    world = await createWorld(engine)
    const fixture = await shoplineFixture(world)
    authorization = (await fixture.authorize('valid')).authorization ?? ''
  })
  afterAll(() => world?.close())

  const get = (url: string, rest: Parameters<World['send']>[0] | object = {}) =>
    world.send({ url, headers: { authorization }, ...rest })
  const token = () => authorization.replace('Bearer ', '')
  const getAs = async (changes: Record<string, unknown>) =>
    get(LIST, { headers: { authorization: `Bearer ${await signedAs(world, token(), changes)}` } })

  /** The same store behind other settings, or with another limiter. */
  const under =
    (settings: Partial<ShoplineSettings>, limiter?: Limiter) =>
    async (url: string, headers: Record<string, string> = {}) => {
      const [path = '', query = ''] = url.split('?')
      const answer = await createShopline({ ...defaultSettings, ...settings }).handle(
        {
          method: 'GET',
          origin: 'http://localhost:8080',
          path,
          query,
          headers: { authorization, ...headers },
          body: '',
          address: '127.0.0.1',
          hostLabel: null,
        },
        { ...world.services, ...(limiter ? { limiter } : {}) },
      )
      return { ...answer, json: JSON.parse(String(answer.body)) }
    }

  describe('401', () => {
    test.each([
      ['another issuer', { iss: 'someone' }],
      ['another store', { storeId: '1000000000000' }],
      ['no store', { storeId: undefined }],
      ['no expiry', { exp: undefined }],
      ['an expiry that is no number', { exp: 'later' }],
    ])('a signed token with %s', async (_what, changes) => {
      const answer = await getAs(changes)
      expect([answer.status, answer.json()]).toEqual([
        401,
        { errors: 'Unauthorized: access token is invalid' },
      ])
    })

    test('says so when the token has expired', async () => {
      const answer = await getAs({ exp: 1_600_000_000 })
      expect([answer.status, answer.json()]).toEqual([
        401,
        { errors: 'Unauthorized: access token has expired' },
      ])
    })

    test('a token that a foreign secret signed', async () => {
      const claims = world.services.sharedSecretTokens.read(token()) ?? {}
      const forged = await world.services.sharedSecretTokens.sign(claims, 'another secret altogether')
      expect((await get(LIST, { headers: { authorization: `Bearer ${forged}` } })).status).toBe(401)
    })

    test.each([{ alg: 'none' }, { alg: 'HS256' }])('a token that names the algorithm %o', async (header) => {
      const [, payload, signature] = token().split('.')
      const head = Buffer.from(JSON.stringify(header)).toString('base64url')
      const forged = `${head}.${payload}.${header.alg === 'none' ? '' : signature}`
      expect((await get(LIST, { headers: { authorization: `Bearer ${forged}` } })).status).toBe(401)
    })

    test.each(['\u0000', 'x'.repeat(200), 7, null])('an app key that cannot be one: %j', async (appKey) => {
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const forged = `${part({ alg: 'HS512' })}.${part({ appKey })}.AAAA`
      expect((await get(LIST, { headers: { authorization: `Bearer ${forged}` } })).status).toBe(401)
    })

    test('a token of a store that the Host does not name', async () => {
      expect((await get(LIST, { hostLabel: 'open001' })).status).toBe(200)
      expect((await get(LIST, { hostLabel: 'open002' })).status).toBe(401)
    })

    test('one token taken back, under no other spelling either, while the app’s others live on', async () => {
      const reissued = await signedAs(world, token(), { timestamp: 1 })
      const send = (text: string) => get(LIST, { headers: { authorization: `Bearer ${text}` } })
      expect((await send(reissued)).status).toBe(200)
      const store = await world.services.organizations.byLabel('open001')
      const hash = world.services.secrets.hash(reissued)
      await world.services.credentials.revokeToken(store!.key, hash, new Date('2100-01-01'))
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      const respelt = reissued.slice(0, -1) + alphabet[alphabet.indexOf(reissued.slice(-1)) + 1]
      expect((await send(reissued)).status).toBe(401)
      expect((await send(respelt)).status).toBe(401)
      expect((await get(LIST)).status).toBe(200)
    })
  })

  test('403: a token without the scope, even where writing is allowed', async () => {
    const store = await world.services.organizations.byLabel('open001')
    const { access_token: writer } = await world.credential('shopline', {
      organizations: [store!],
      scopes: ['write_customers'],
    })
    for (const path of ['/v2/customers.json', '/customers/v2/count.json', `/customers/v2/${FULL}.json`]) {
      const answer = await get(BASE + path, { headers: { authorization: `Bearer ${writer}` } })
      expect([answer.status, answer.json()]).toEqual([
        403,
        { errors: 'This action requires read_customers scope' },
      ])
    }
  })

  test('404: a handle that no store has, with or without a token', async () => {
    for (const headers of [{ authorization }, {}]) {
      const answer = await get(LIST, { hostLabel: 'nobody', headers })
      expect([answer.status, answer.json()]).toEqual([404, { errors: 'Not Found' }])
    }
  })

  test('406 comes before 400, and both before the parameters', async () => {
    const url = `${LIST}&since_id=abc`
    const bad = { authorization, accept: 'text/html', 'content-type': 'text/plain' }
    expect((await get(url, { headers: bad })).status).toBe(406)
    expect((await get(url, { headers: { ...bad, accept: '*/*' } })).status).toBe(400)
    expect((await get(url)).status).toBe(422)
  })

  describe('429', () => {
    const full: Limiter = {
      take: async (rules) => rules.map(() => ({ allowed: false, remaining: 0, retryAfterSeconds: 1 })),
    }
    test('has the platform’s body and no header of its own', async () => {
      const answer = await under({}, full)(LIST, { accept: 'text/html' })
      expect([answer.status, answer.body]).toEqual([429, '{"errors":"Too many request"}'])
      expect(Object.keys(answer.headers)).toEqual(['Content-Type', 'traceId'])
    })

    test('counts each app in each store as a bucket of 40 that drains 4 a second', async () => {
      const taken: LimitRule[] = []
      const watching: Limiter = {
        async take(rules) {
          taken.push(...rules)
          return world.services.limiter.take(rules)
        },
      }
      expect((await under({}, watching)(`${LIST}&limit=0`)).status).toBe(422)
      expect((await under({}, watching)(LIST, { authorization: 'Bearer x' })).status).toBe(401)
      const store = await world.services.organizations.byLabel('open001')
      const appKey = world.services.sharedSecretTokens.read(token())?.appKey
      const key = `shopline:${appKey}:${store?.numberId}`
      expect(taken).toEqual([{ key, kind: 'bucket', capacity: 40, seconds: 10 }])
    })

    test('by the app’s own capacity where it was given one', async () => {
      const store = await world.services.organizations.byLabel('open001')
      const { access_token: own } = await world.credential('shopline', {
        organizations: [store!],
        rateLimits: { capacity: 8 },
      })
      const taken: LimitRule[] = []
      const watching: Limiter = {
        async take(rules) {
          taken.push(...rules)
          return world.services.limiter.take(rules)
        },
      }
      await under({}, watching)(LIST, { authorization: `Bearer ${own}` })
      expect(taken).toMatchObject([{ capacity: 8, enforced: true }])
    })

    test('never where the setting turns it off', async () => {
      expect((await under({ rateLimit: null }, full)(LIST)).status).toBe(200)
    })
  })

  test('nothing of one store is seen through another’s token', async () => {
    const other = await world.services.organizations.byLabel('open002')
    const { access_token: foreign } = await world.credential('shopline', { organizations: [other!] })
    const send = (path: string) => get(BASE + path, { headers: { authorization: `Bearer ${foreign}` } })
    expect((await send('/v2/customers.json')).body).toBe('{"customers":[]}')
    expect((await send(`/v2/customers.json?ids=${FULL}`)).body).toBe('{"customers":[]}')
    expect((await send('/customers/v2/count.json')).body).toBe('{"count":0}')
    expect((await send(`/customers/v2/${FULL}.json`)).status).toBe(404)
    const cursor = Buffer.from('{"sinceId":"99999999999","direction":"next","limit":5}').toString('base64url')
    expect((await send(`/v2/customers.json?page_info=${cursor}`)).body).toBe('{"customers":[]}')
  })

  test('the same id may be a customer of two stores, each shown its own', async () => {
    const twin = await world.addOrganization({
      slug: 'open003',
      currency: 'JPY',
      timeZone: 'America/New_York',
    })
    await world.store.records.write(twin.key, { kind: 'test' }, async (writer) => {
      const [customer] = await writer.create('customer', [
        { numberId: FULL, firstName: 'Twin', createdAt: new Date('2026-07-01T00:00:00Z') },
      ])
      await writer.create('order', [
        { customerKey: customer!.key, status: 'completed', currency: 'JPY', amount: 300 },
      ])
    })
    const { access_token: theirs } = await world.credential('shopline', { organizations: [twin] })
    const answer = await get(`${BASE}/v2/customers.json`, { headers: { authorization: `Bearer ${theirs}` } })
    expect(answer.json()).toMatchObject({
      customers: [
        {
          id: FULL,
          first_name: 'Twin',
          total_spent: '300.00',
          currency: 'JPY',
          created_at: '2026-06-30T20:00:00-04:00',
        },
      ],
    })
  })

  test('a page costs as many statements at 1 customer as at 60, whatever is asked of them', async () => {
    const cost = async (query: string) => {
      world.statements()
      await get(`${BASE}/v2/customers.json?${query}`)
      return world.statements().length
    }
    expect(await cost('limit=250')).toBe(await cost('limit=1'))
    expect(await cost('limit=250')).toBe(2)
    expect(await cost('limit=250&fields=id,email')).toBe(2)
  })

  describe('under other settings', () => {
    const ids = (json: { customers: { id: string }[] }) => json.customers.map(({ id }) => id)

    test('since_id may resume the descending list', async () => {
      const answer = await under({ sinceIdMode: 'resume' })(
        `${BASE}/v2/customers.json?since_id=${FULL}&limit=1`,
      )
      expect(ids(answer.json)).toEqual([BARE])
      expect(answer.headers.link).toMatch(/^<[^>]+>; rel="next"$/)
    })

    test('gender may be a word', async () => {
      const answer = await under({ genderFormat: 'word' })(
        `${BASE}/v2/customers.json?ids=${FULL},${BARE}&fields=gender`,
      )
      expect(answer.json).toEqual({ customers: [{ gender: 'male' }, { gender: 'others' }] })
    })

    test('Content-Type may be required', async () => {
      expect((await under({ strictContentType: true })(LIST)).status).toBe(400)
      expect(
        (await under({ strictContentType: true })(LIST, { 'content-type': 'application/json' })).status,
      ).toBe(200)
    })

    test('deleted orders may leave their mark', async () => {
      const store = await world.services.organizations.byLabel('open001')
      await world.store.records.write(store!.key, { kind: 'test' }, async (writer) => {
        const [customer] = await writer.create('customer', [{ numberId: '77' }])
        const [order] = await writer.create('order', [
          { customerKey: customer!.key, status: 'completed', currency: 'USD', amount: 1 },
        ])
        await writer.remove('order', [order!.key])
      })
      const url = `${BASE}/v2/customers.json?ids=77,${BARE}&fields=id,last_order_id,last_order_name`
      const none = { id: BARE, last_order_id: null, last_order_name: null }
      expect((await under({ lastOrderDeletedLiteral: 'N/A' })(url)).json).toEqual({
        customers: [none, { id: '77', last_order_id: 'N/A', last_order_name: 'N/A' }],
      })
      expect((await under({})(url)).json).toEqual({ customers: [none, { ...none, id: '77' }] })
    })
  })

  test('whatever the query, path, headers or cursor: no 5xx, and every refusal has the platform’s shape', async () => {
    const name = fc.constantFrom(
      ...['page_info', 'since_id', 'ids', 'created_at_min', 'updated_at_max', 'fields', 'limit', 'x'],
      ...['query', 'query_param', 'order', 'status'],
    )
    const garbage = fc.constantFrom(
      '%',
      '%zz',
      '%00',
      '%C3',
      '+',
      '%2C',
      '0000-01-01T00:00:00%2B23:59',
      '-',
      '1e9',
      'any',
      'customer_id:%3E99999999999999999999999999999',
      'order_date:9999-12-31',
      'customer_date:%3C0000-01-01;total_spent:%3E99999999999999999999',
    )
    const text = fc.oneof(garbage, fc.string({ unit: 'binary', maxLength: 12 }), fc.bigInt().map(String))
    const filters = fc.dictionary(
      fc.constantFrom('since_id', 'ids', 'created_at_max', '__proto__', 'query', 'order', 'status'),
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(1, '1', '2', 'any', 'state:1')),
    )
    const cursor = fc
      .record({
        sinceId: fc.oneof(fc.bigInt().map(String), fc.constant(5)),
        sinceValue: fc.oneof(fc.maxSafeInteger(), fc.constant('x')),
        direction: fc.constantFrom('next', 'prev', 'x'),
        limit: fc.oneof(fc.integer({ min: -1, max: 300 }), fc.constant('5')),
        filters,
      })
      .map((value) => Buffer.from(JSON.stringify(value)).toString('base64'))
    const value = fc.oneof(text, text.map(encodeURIComponentSafe), cursor)
    const query = fc.array(
      fc.tuple(name, value).map(([key, given]) => `${key}=${given}`),
      { maxLength: 5 },
    )
    const path = fc.oneof(
      fc.constantFrom('/v2/customers.json', '/customers/v2/count.json', '/customers/v2/search.json'),
      fc.constantFrom(`/customers/${FULL}/orders.json`, '/customer_saved_searches/count.json'),
      text.map((id) => `/customer_saved_searches/${id}/customers.json`),
      text.map((id) => `/customers/${FULL}/addresses/${id}.json`),
      text.map((id) => `/customers/v2/${id}.json`),
      text.map((rest) => `/${rest}`),
    )
    const headers = fc.dictionary(
      fc.constantFrom('accept', 'content-type', 'authorization'),
      fc.oneof(text, fc.constantFrom('application/json', '*/*;q=', 'Bearer a.b.c', ';;=,')),
      { maxKeys: 1 },
    )
    await fc.assert(
      fc.asyncProperty(path, query, headers, async (where, pairs, sent) => {
        const url = `${BASE}${where.replaceAll('?', '')}?${pairs.join('&')}`
        const answer = await get(url, { headers: { authorization, ...sent } })
        expect([200, 400, 401, 404, 406, 422]).toContain(answer.status)
        if (answer.status !== 200) expect(answer.json()).toEqual({ errors: expect.any(String) })
        expect(answer.headers.traceId).toMatch(/^[0-9a-f]{32}$/)
      }),
      { numRuns: timesOn(engine, 300, 5000) },
    )
  })

  test('every answer carries a trace id, the host’s own refusals included', () => {
    const shopline = dialects.find(({ name }) => name === 'shopline')
    for (const status of [400, 408, 413, 414, 431, 500, 503] as const) {
      const answer = shopline?.refuse(status, {} as never)
      expect(answer).toMatchObject({ status, body: expect.stringMatching(/^\{"errors":"[^"]+"\}$/) })
      expect(answer?.headers.traceId).toMatch(/^[0-9a-f]{8}0{8}[0-9a-f]{16}$/)
    }
  })
})
