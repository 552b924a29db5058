import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asText, type RequestCaller, type WireRequest } from '../../src/dialects/dialect.ts'
import { dialects } from '../../src/dialects/index.ts'
import { ADMIN_PATH, createAdminApi } from '../../src/server/admin/index.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import type { RequestDetail, RequestShown } from '../../src/server/admin/traffic/present.ts'
import type { Replay } from '../../src/server/admin/traffic/requests.ts'
import type { Exchange } from '../../src/server/exchange.ts'
import { createTrafficCounts } from '../../src/server/traffic/counts.ts'
import { createRequestLog } from '../../src/server/traffic/request-log.ts'
import { createTraffic, type OwnTraffic } from '../../src/server/traffic/traffic.ts'
import { adminParts } from '../support/admin-parts.ts'
import { authorizationOf, destination, sealedOf } from '../support/authorize.ts'
import { commerceLayerClient } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { oauthOf } from '../support/oauth.ts'
import { appOf } from '../support/shopline-app.ts'
import { createWorld, type Send, type World } from '../support/world.ts'

/** The world with somebody who watches what is sent, as the host lets them. */
function watched(world: World, traffic: OwnTraffic): World {
  const send: Send = async ({ url, ...more }) => {
    const [path = '', query = ''] = url.split(/\?(.*)/s)
    const dialect = dialects.find((candidate) => candidate.owns(path))
    if (!dialect) throw new Error(`No dialect owns ${path}`)
    const base = { method: 'GET', origin: 'http://localhost:8080', headers: {}, body: '', hostLabel: null }
    const request: WireRequest = { ...base, address: '127.0.0.1', path, query, ...more }
    let caller: RequestCaller | null = null
    const onCaller = (known: RequestCaller) => {
      caller = known
    }
    const response = await dialect.handle(request, { ...world.services, onCaller })
    const facts = { dialect: dialect.name, request, response, arrives: 'all', fault: null } as const
    traffic.observe({ ...facts, caller, at: new Date(), milliseconds: 3 })
    return { ...asText(response), json: () => JSON.parse(String(response.body)) }
  }
  return { ...world, send }
}

async function askAdmin(world: World, traffic: OwnTraffic) {
  const { store, services } = world
  const api = createAdminApi(
    await adminParts(world, { features: { sandbox: true, demo: false, version: '0' }, traffic }),
  )
  const parts = { ...services, adminTokens: store.adminTokens }
  const { token } = await createAdminToken(parts, { name: 'test', expiresAt: null })
  return async <T>(method: string, url: string): Promise<{ status: number; body: T }> => {
    const [path = '', query = ''] = url.split('?')
    const answer = await api.handle(
      {
        ...{ method, path: `${ADMIN_PATH}${path}`, query, body: '', hostLabel: null },
        origin: 'http://localhost:8080',
        headers: { authorization: `Bearer ${token}` },
        address: '127.0.0.1',
      },
      services,
    )
    return { status: answer.status, body: JSON.parse(String(answer.body)) }
  }
}

describe.each(ENGINES)('the request log on %s', (engine) => {
  let world: World
  let traffic: OwnTraffic
  let seen: World
  let admin: Awaited<ReturnType<typeof askAdmin>>
  beforeAll(async () => {
    world = await createWorld(engine)
    traffic = createTraffic()
    seen = watched(world, traffic)
    admin = await askAdmin(world, traffic)
    await world.addOrganization({ slug: 'other' })
  })
  afterAll(() => world.close())

  const list = async (query = '', slug = 'acme') =>
    (
      await admin<{ requests: RequestShown[]; next: string | null }>(
        'GET',
        `/organizations/${slug}/requests${query}`,
      )
    ).body
  const detail = async (id: string, query = '', slug = 'acme') =>
    (await admin<RequestDetail>('GET', `/organizations/${slug}/requests/${id}${query}`)).body
  const everything = async (query: string) =>
    JSON.stringify(await Promise.all((await list('?limit=200')).requests.map(({ id }) => detail(id, query))))

  test('whatever signs in is never kept, on any way to a token, well or badly done', async () => {
    const [oauth, apps] = [oauthOf(seen), appOf(seen)]
    const channel = await world.credential('commerce-layer', { kind: 'sales_channel' })
    const callback = 'https://app.example/callback'
    const webapp = await world.credential('commerce-layer', { kind: 'webapp', redirectUris: [callback] })
    const integration = await world.credential('commerce-layer')
    const easycart = await world.credential('easycart')
    await oauth.customer('ada@example.com', 'correct-horse')
    const asked = { client_id: channel.client_id, client_secret: channel.client_secret }
    const password = { ...asked, grant_type: 'password', username: 'ada@example.com' }
    await oauth.ask({ ...password, password: 'wrong-battery' })
    const { body: signed } = await oauth.ask({ ...password, password: 'correct-horse' })
    await seen.send({
      url: '/oauth/token',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"grant_type":"password","p\\u0061ssword":"correct-horse2","client_secret":"${channel.client_secret}"`,
    })
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_secret: 'form-secret-1' })
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', ''])
      await seen.send({
        url: '/oauth/token?client_secret=query-secret-1',
        method: 'POST',
        headers: { 'content-type': type, 'x-api-key': 'header-secret-1', cookie: 'sid=cookie-secret-1' },
        body: form.toString(),
      })
    const { body: refreshed } = await oauth.ask({
      ...asked,
      grant_type: 'refresh_token',
      refresh_token: signed.refresh_token,
    })
    const authorization = authorizationOf(seen)
    const shown = await authorization.show({
      ...{ response_type: 'code', client_id: webapp.client_id ?? '', redirect_uri: callback },
      state: 'state-of-mind',
    })
    const approved = await authorization.submit({
      ...{ request: sealedOf(shown), client_id: integration.client_id ?? '', decision: 'approve' },
      client_secret: integration.client_secret ?? '',
    })
    const { code = '' } = destination(approved).parameters
    await oauth.revoke({ client_id: channel.client_id, token: signed.access_token })
    const app = await apps.make()
    const location = await apps.approve(app)
    const { envelope } = await apps.exchange(app, apps.codeOf(location))
    const shopline = envelope.data?.accessToken ?? ''
    const headers = { authorization: `Bearer ${shopline}`, 'content-type': 'application/json' }
    const url = '/admin/openapi/v20260301/customers.json'
    await seen.send({
      url,
      method: 'POST',
      headers,
      body: JSON.stringify({ customer: { email: 'p@x.io', password: 'pass-1234' } }),
    })
    // Its own token where it does not belong.
    const bearer = { authorization: `Bearer ${easycart.token}` }
    const inPath = `/api/v1/customers/${encodeURIComponent(easycart.token ?? '')}?x=${easycart.token}`
    await seen.send({ url: inPath, headers: bearer })
    await seen.send({
      url: '/api/v1/customers?currency=usd',
      headers: { authorization: `Basic ${btoa('me:basic-secret-1')}` },
    })
    await seen.send({
      url: '/api/v1/x',
      method: 'POST',
      headers: bearer,
      body: `note: Bearer ${signed.refresh_token}`,
    })

    const secrets = [
      ...[
        'wrong-battery',
        'correct-horse',
        'form-secret-1',
        'query-secret-1',
        'header-secret-1',
        'cookie-secret-1',
      ],
      ...['pass-1234', 'basic-secret-1', btoa('me:basic-secret-1'), code, apps.codeOf(location), shopline],
      ...[
        easycart.token,
        signed.access_token,
        signed.refresh_token,
        refreshed.refresh_token,
        refreshed.access_token,
      ],
      ...[channel.client_secret, integration.client_secret, app.secret, sealedOf(shown)],
    ]
    const kept = await everything('?unmasked=true')
    for (const secret of secrets) {
      expect(String(secret).length).toBeGreaterThan(7)
      expect(kept.includes(String(secret)), String(secret)).toBe(false)
      expect(kept.includes(encodeURIComponent(String(secret))), String(secret)).toBe(false)
    }
    // What is no secret is there all the same.
    for (const known of [
      'ada@example.com',
      'client_credentials',
      '/oauth/token',
      'p@x.io',
      channel.client_id,
    ])
      expect(kept.includes(String(known)), known).toBe(true)
    traffic.log.clear(world.organization.key)
  })

  test('personal data is masked unless it is asked for, whatever platform it is on', async () => {
    const cl = await commerceLayerClient(seen)
    const { id } = await cl.make('customers', {
      ...{
        email: 'grace.hopper@example.com',
        metadata: { dog: 'Admiral' },
        reference: 'g.hopper@navy.example',
      },
    })
    await cl.make('addresses', {
      ...{
        first_name: 'Grace',
        last_name: 'Hopper',
        line_1: '1 Navy Yard',
        city: 'Arlington',
        zip_code: '22201-9',
      },
      ...{
        state_code: 'VA',
        country_code: 'US',
        phone: '+1 703 555 0100',
        notes: 'ring twice',
        company: 'Harvard Lab',
      },
    })
    await cl.get('/api/customers?filter[q][email_eq]=grace.hopper%40example.com&include=customer_addresses')
    const { access_token } = await world.credential('shopline', {
      scopes: ['read_customers', 'write_customers'],
    })
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }
    const base = '/admin/openapi/v20260301'
    const shopline = await seen.send({
      ...{ url: `${base}/customers.json`, method: 'POST', headers },
      body: JSON.stringify({
        customer: {
          ...{
            email: 'alan.turing@example.com',
            first_name: 'Alan',
            last_name: 'Turing',
            note: 'runs far',
            gender: 'male',
          },
          ...{
            birthday: '19120623',
            tags: 'Bletchley',
            addresses: [{ address1: '2 Hut 8', city: 'Milton', country_code: 'GB' }],
          },
        },
      }),
    })
    expect([shopline.status, shopline.body.slice(0, 200)]).toEqual([200, expect.any(String)])
    await seen.send({
      url: `${base}/customers/v2/search.json?query_param=email%3Aalan.turing%40example.com`,
      headers,
    })
    const { token } = await world.credential('easycart')
    await seen.send({
      url: '/api/v1/customers?currency=usd&email=grace.hopper@example.com',
      headers: { authorization: `Bearer ${token}` },
    })

    const personal = [
      ...[
        'grace.hopper',
        'alan.turing',
        'g.hopper@',
        'Admiral',
        'Grace',
        'Hopper',
        '1 Navy Yard',
        'Arlington',
        '22201-9',
      ],
      ...[
        '703 555 0100',
        'ring twice',
        'Harvard Lab',
        'Alan',
        'Turing',
        'runs far',
        '19120623',
        'Hut 8',
        'Milton',
      ],
      'Bletchley',
    ]
    const masked = await everything('')
    for (const text of personal) expect(masked.includes(text), text).toBe(false)
    const rows = JSON.stringify(await list('?limit=200'))
    for (const text of personal) expect(rows.includes(text), text).toBe(false)
    const whole = await everything('?unmasked=true')
    for (const text of personal) expect(whole.includes(text), text).toBe(true)
    // Structure, ids, times and words stay.
    for (const text of [id, 'country_code', 'GB', 'US', 'customers', 'prospect', 'created_at', '•••'])
      expect(masked.includes(text), text).toBe(true)
    const [newest] = (await list()).requests
    expect(newest).toMatchObject({
      dialect: 'easycart',
      path: '/api/v1/customers',
      query: 'currency=usd&email=•••',
    })
  })

  test('each organization sees its own, and what is nobody’s; filters, pages and what is new', async () => {
    traffic.log.clear(world.organization.key)
    const other = await world.store.organizations.bySlug('other')
    const mine = await world.credential('easycart')
    const theirs = await world.credential('easycart', { organizations: [other as NonNullable<typeof other>] })
    const ask = (token: string, url = '/api/v1/customers?currency=usd') =>
      seen.send({ url, headers: { authorization: `Bearer ${token}` } })
    await ask(mine.token ?? '')
    await ask(theirs.token ?? '', '/api/v1/customers?currency=eur')
    await ask('1|nobody', '/api/v1/orders')
    await ask(mine.token ?? '', '/api/v1/store')
    const acme = (await list()).requests
    expect(acme.map(({ path, credential }) => [path, credential])).toEqual([
      ['/api/v1/store', mine.id],
      ['/api/v1/orders', null],
      ['/api/v1/customers', mine.id],
    ])
    const others = (await list('', 'other')).requests
    expect(others.map(({ credential }) => credential)).toEqual([null, theirs.id])
    const foreign = others.at(-1)?.id ?? ''
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/replay'],
    ])
      expect((await admin(method ?? '', `/organizations/acme/requests/${foreign}${path}`)).status).toBe(404)
    const paths = async (query: string) => (await list(query)).requests.map(({ path }) => path.slice(8))
    expect(await paths('?credential=none')).toEqual(['orders'])
    expect(await paths(`?credential=${mine.id}&path=STORE`)).toEqual(['store'])
    expect(await paths('?status=4xx')).toEqual(['orders'])
    expect(await paths('?slower_than=4')).toEqual([])
    expect(await paths('?slower_than=3&method=GET&dialect=easycart&status=2xx')).toEqual([
      'store',
      'customers',
    ])
    const first = await list('?limit=2')
    expect(first.next).toBe(first.requests[1]?.id)
    expect(await paths(`?before=${first.next}`)).toEqual(['customers'])
    expect(await paths(`?after=${first.next}`)).toEqual(['store'])
    expect((await list('?limit=3')).next).toBeNull()
    const seenTraffic = await admin<{ requests: { dialect: string; own: boolean; statuses: object }[] }>(
      ...(['GET', '/organizations/other/traffic?period=1h'] as const),
    )
    expect(seenTraffic.body.requests.filter(({ own }) => own)).toMatchObject([
      { dialect: 'easycart', statuses: { '2xx': 1, '4xx': 0 } },
    ])
  })

  test('a request is sent again as the same credential on each platform; nothing of it is left behind', async () => {
    const { id, access_token } = await world.credential('shopline', {
      scopes: ['read_customers', 'write_customers'],
    })
    const before = await world.store.credentials.list()
    const cl = await commerceLayerClient(seen)
    const media = 'application/vnd.api+json'
    const created = await seen.send({
      url: '/api/addresses',
      method: 'POST',
      headers: {
        authorization: `Bearer ${cl.token}`,
        'content-type': media,
        accept: media,
        'idempotency-key': 'k1',
      },
      body: JSON.stringify({
        data: {
          type: 'addresses',
          attributes: {
            first_name: 'Again',
            last_name: 'A',
            line_1: 'x',
            city: 'y',
            zip_code: '1',
            state_code: 'VA',
            country_code: 'US',
            phone: '1',
          },
        },
      }),
    })
    expect(created.body.slice(0, 300)).toContain('"Again"')
    const replay = async (query = '') => {
      const [last] = (await list()).requests
      const answer = await admin<Replay>('POST', `/organizations/acme/requests/${last?.id}/replay${query}`)
      expect([answer.status, JSON.stringify(answer.body)]).toEqual([201, expect.any(String)])
      expect(answer.body.request).toMatchObject({ credential: last?.credential, replay_of: last?.id })
      return answer.body
    }
    const again = await replay()
    expect([again.status_before, again.status]).toEqual([201, 201])
    expect(again.request.request.headers['idempotency-key']).toMatch(/^[\da-f-]{36}$/)
    // Another address was made: its id differs, its name does not.
    const paths = again.differences.map(({ path }) => path)
    expect(paths).toContain('data.id')
    expect(paths).not.toContain('data.attributes.first_name')
    const all = { type: 'address', sort: [], limit: 100 } as const
    const made = await world.store.records.list(world.organization.key, all)
    expect(made.filter(({ firstName }) => firstName === 'Again')).toHaveLength(2)
    const events = await world.store.records.list(world.organization.key, {
      type: 'event',
      sort: [{ field: 'key', descending: true }],
      limit: 1,
    })
    const application = await world.store.credentials.byId(again.request.credential ?? '')
    expect(JSON.stringify(events[0]?.actor)).toContain(application?.publicId ?? 'none')

    await seen.send({
      url: '/admin/openapi/v20260301/v2/customers.json',
      headers: { authorization: `Bearer ${access_token}` },
    })
    expect(await replay()).toMatchObject({
      status: 200,
      differences: [],
      request: { credential: id, masked: true },
    })
    const { token } = await world.credential('easycart')
    await seen.send({ url: '/api/v1/store', headers: { authorization: `Bearer ${token}` } })
    expect(await replay()).toMatchObject({ status: 200, differences: [] })
    const customer = await cl.make('customers', { email: 'first@example.com' })
    await cl.get(`/api/customers/${customer.id}`)
    const read = (await list()).requests[0]?.id ?? ''
    await cl.update('customers', customer.id, { email: 'second@example.com' })
    const changed = (await admin<Replay>('POST', `/organizations/acme/requests/${read}/replay`)).body
    expect(changed.differences).toContainEqual({
      path: 'data.attributes.email',
      before: '"•••"',
      after: '"•••"',
    })
    const shown = (await admin<Replay>('POST', `/organizations/acme/requests/${read}/replay?unmasked=true`))
      .body
    expect(shown.differences).toContainEqual({
      ...{ path: 'data.attributes.email', before: '"first@example.com"', after: '"second@example.com"' },
    })
    // Whoever changed it is the application itself.
    await replay()
    const kept = await world.store.credentials.list()
    expect(kept.length).toBe(before.length + 2)
    expect(kept.find((one) => one.id === id)).toEqual(before.find((one) => one.id === id))

    const refused = async (why: string) => {
      const [last] = (await list()).requests
      const answer = await admin<{ error: { message: string } }>(
        'POST',
        `/organizations/acme/requests/${last?.id}/replay`,
      )
      expect([answer.status, answer.body.error.message]).toEqual([409, expect.stringContaining(why)])
      expect((await detail(last?.id ?? '')).no_replay === null).toBe(why === 'revoked')
    }
    await seen.send({ url: '/api/v1/store' })
    await refused('nobody to send it as')
    const customerOf = await commerceLayerClient(seen, { customer: customer.id })
    await customerOf.get(`/api/customers/${customer.id}`)
    await refused('had signed in')
    await cl.make('customers', { email: 'p@example.com', password: 'pass-word' })
    await refused('a secret')
    await cl.create('customers', { email: 'q@example.com', metadata: { long: 'x'.repeat(70_000) } })
    await refused('too long')
    await seen.send({ url: '/api/v1/store', headers: { authorization: `Bearer ${token}` } })
    await world.store.credentials.revoke((await list()).requests[0]?.credential ?? '')
    await refused('revoked')
  })
})

const exchange = (more: Partial<Exchange> = {}, body = ''): Exchange => ({
  dialect: 'easycart',
  request: {
    ...{ method: 'GET', origin: 'http://x', path: '/api/v1/x', query: '', headers: {}, body, address: '' },
    hostLabel: null,
  },
  response: { status: 200, headers: { 'Content-Type': 'application/json' }, body },
  ...{ arrives: 'all', fault: null, caller: { organization: 1, credential: 'c' }, milliseconds: 1 },
  at: new Date('2026-06-01T00:00:00Z'),
  ...more,
})

test('the log is bounded by number and by bytes, and bodies by their length', () => {
  const few = createRequestLog({ requests: 5, bytes: 1e9 })
  for (let n = 0; n < 12; n += 1) few.add(exchange({ milliseconds: n }))
  const { requests } = few.list(1, {}, { limit: 100 })
  expect(requests.map(({ milliseconds }) => milliseconds)).toEqual([11, 10, 9, 8, 7])
  const small = createRequestLog({ requests: 1000, bytes: 500_000 })
  for (let n = 0; n < 50; n += 1) small.add(exchange({}, `{"a":"${randomBytes(20_000).toString('hex')}"}`))
  expect(small.list(1, {}, { limit: 100 }).requests.length).toBe(6)
  const kept = small.addReplay(exchange({}, `"${'ż'.repeat(600_000)}`), 'another')
  expect(kept.responseBody).toMatchObject({ size: 1_200_001, isCut: true })
  expect(kept.responseBody.bytes.length).toBeLessThanOrEqual(65_536)
  expect(kept.responseBody.bytes.length).toBeGreaterThan(65_530)
})

test('counts are bounded by minutes and cells, and add up to what was counted', () => {
  const counts = createTrafficCounts({ minutes: 60, cells: 100 })
  const start = Date.parse('2026-06-01T00:00:00Z')
  for (let minute = 0; minute < 90; minute += 1)
    for (const [status, milliseconds] of [
      [200, 10],
      [429, 1000],
    ] as const)
      counts.count(
        exchange({
          at: new Date(start + minute * 60_000),
          response: { status, headers: {}, body: '' },
          milliseconds,
        }),
      )
  const now = new Date(start + 89 * 60_000)
  const seen = counts.read(1, { minutes: 120, step: 30, now })
  const sums = seen.parts.map(({ at, statuses }) => [at.toISOString().slice(11, 16), ...statuses])
  expect(sums).toEqual([
    ['00:30', 30, 0, 30, 0, 0],
    ['01:00', 30, 0, 30, 0, 0],
  ])
  expect(seen.dialects).toMatchObject([{ dialect: 'easycart', requests: 120 }])
  const [{ p50, p99 }] = seen.dialects as { p50: number; p99: number }[] as [{ p50: number; p99: number }]
  expect(p50).toBeGreaterThanOrEqual(10)
  expect(p50).toBeLessThan(12.1)
  expect(p99).toBeGreaterThanOrEqual(1000)
  expect(p99).toBeLessThan(1201)
  expect(counts.read(2, { minutes: 120, step: 30, now }).parts).toEqual([])
  for (let organization = 0; organization < 500; organization += 1)
    counts.count(exchange({ at: now, caller: { organization, credential: 'c' } }))
  const many = Array.from(
    { length: 500 },
    (_, one) => counts.read(one, { minutes: 60, step: 1, now }).parts.length,
  )
  expect(many.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(101)
})
