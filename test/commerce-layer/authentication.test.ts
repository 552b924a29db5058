import { createPublicKey, verify } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withinLimits } from '../../src/dialects/commerce-layer/limits.ts'
import { authenticate } from '../../src/dialects/commerce-layer/tokens.ts'
import type { WireRequest } from '../../src/dialects/dialect.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'

describe.each(ENGINES)('Commerce Layer authentication on %s', (engine) => {
  let world: World
  let integration: Record<string, string>
  let channel: Record<string, string>
  beforeAll(async () => {
    world = await createWorld(engine)
    integration = await world.credential('commerce-layer')
    channel = await world.credential('commerce-layer', { kind: 'sales_channel' })
  })
  afterAll(() => world.close())

  const post = (url: string, body: unknown, more: Partial<WireRequest> = {}) =>
    world.send({
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...more,
    })
  const ask = (client: Record<string, string>, extra: object = {}, more: Partial<WireRequest> = {}) => {
    const { id: _id, ...keys } = client
    return post('/oauth/token', { grant_type: 'client_credentials', ...keys, ...extra }, more)
  }
  const tokenFor = async (client: Record<string, string>) =>
    ((await ask(client)).json() as { access_token: string }).access_token
  const request = (token: string, more: Partial<WireRequest> = {}): WireRequest => ({
    method: 'GET',
    origin: 'http://localhost:8080',
    path: '/api/customers',
    query: '',
    headers: { authorization: `Bearer ${token}` },
    body: '',
    address: '127.0.0.1',
    hostLabel: null,
    ...more,
  })
  const caller = (token: string, more: Partial<WireRequest> = {}) =>
    authenticate(request(token, more), world.services)

  test('an integration exchanges its secret for a token: five members, two hours', async () => {
    const answer = await ask(integration)
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({ 'Cache-Control': 'no-store' })
    const body = answer.json() as Record<string, unknown>
    expect(Object.keys(body)).toEqual(['access_token', 'token_type', 'expires_in', 'scope', 'created_at'])
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 7200, scope: 'market:all' })
  })

  test('header and claims are those of section 2.3, in order, and the published key verifies them', async () => {
    const token = await tokenFor(integration)
    const { keys } = (await world.send({ url: '/.well-known/jwks.json' })).json() as {
      keys: Record<string, string>[]
    }
    expect(Object.keys(keys[0] ?? {})).toEqual(['kty', 'kid', 'n', 'e', 'alg', 'use'])
    expect(JSON.stringify(decodeProtectedHeader(token))).toBe(
      `{"typ":"JWT","alg":"RS512","kid":"${keys[0]?.kid}"}`,
    )
    const claims = decodeJwt(token)
    expect(Object.keys(claims)).toEqual([
      'organization',
      'application',
      'scope',
      'test',
      'exp',
      'iat',
      'iss',
      'rand',
    ])
    expect(claims.organization).toEqual({
      id: world.organization.shortId,
      slug: 'acme',
      enterprise: false,
      region: 'eu-west-1',
    })
    expect(claims.application).toMatchObject({
      client_id: integration.client_id,
      kind: 'integration',
      public: false,
      confidential: true,
    })
    expect(claims).toMatchObject({ test: true, iss: 'https://auth.localhost:8080', scope: 'market:all' })
    expect(claims.rand as number).toBeLessThan(1)
    const [head, payload, signature = ''] = token.split('.')
    const key = createPublicKey({ key: keys[0] as never, format: 'jwk' })
    expect(
      verify('sha512', Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url')),
    ).toBe(true)
  })

  test('a sales channel may leave its secret out, and lives four hours', async () => {
    const public_ = await ask({ client_id: channel.client_id ?? '' })
    expect(public_.json()).toMatchObject({ expires_in: 14_400 })
    expect(decodeJwt((public_.json() as { access_token: string }).access_token).application).toMatchObject({
      kind: 'sales_channel',
      public: true,
      confidential: false,
    })
    expect(decodeJwt(await tokenFor(channel)).application).toMatchObject({ public: true, confidential: true })
    expect((await ask(channel, { client_secret: 'wrong' })).status).toBe(401)
  })

  test('a form body is as good as JSON; members that nobody knows are ignored', async () => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: integration.client_id ?? '',
      client_secret: integration.client_secret ?? '',
    })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await post('/oauth/token', form.toString(), { headers })).status).toBe(200)
    expect((await ask(integration, { slug: 'acme', scope: '' })).json()).toMatchObject({
      scope: 'market:all',
    })
  })

  test('the scope comes back as it was written, in the answer and the token', async () => {
    const scope = 'market:id:abc,stock_location:id:def'
    const body = (await ask(integration, { scope })).json() as { access_token: string; scope: string }
    expect(body.scope).toBe(scope)
    expect(decodeJwt(body.access_token)).toMatchObject({
      scope,
      market: { id: ['abc'], stock_location_ids: ['def'], geocoder_id: null, allows_external_prices: false },
    })
  })

  const INVALID_CLIENT = {
    errors: [
      {
        title: 'invalid_client',
        detail:
          'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
        code: 'UNAUTHORIZED',
        status: 401,
        meta: {},
      },
    ],
  }
  test('each refusal has its status as a number and its own words', async () => {
    const refused = async (answer: ReturnType<typeof ask>) => (await answer).json() as typeof INVALID_CLIENT
    for (const extra of [{ client_id: 'nobody' }, { client_secret: 'wrong' }, { client_secret: undefined }])
      expect(await refused(ask(integration, extra))).toEqual(INVALID_CLIENT)
    const titles = [
      [{ grant_type: undefined }, 'invalid_request', 'Missing required parameter: grant_type.'],
      [{ client_id: undefined }, 'invalid_request', 'Missing required parameter: client_id.'],
      [{ grant_type: 'implicit' }, 'unsupported_grant_type'],
      [{ scope: 'market:1234' }, 'invalid_scope'],
      [{ scope: 'stock_location:id:x' }, 'invalid_scope'],
    ] as const
    for (const [extra, title, detail] of titles) {
      const [error] = (await refused(ask(integration, extra))).errors
      expect(error).toMatchObject({ title, code: 'BAD_REQUEST', status: 400, ...(detail ? { detail } : {}) })
    }
    for (const body of ['', '{', '[]', 'null', '"x"'])
      expect((await refused(post('/oauth/token', body))).errors[0]?.title).toBe('invalid_request')
  })

  test('a token says who calls, in one statement', async () => {
    const token = await tokenFor(integration)
    world.statements()
    expect(await caller(token)).toMatchObject({
      kind: 'integration',
      owner: null,
      test: true,
      customClaim: null,
      scope: 'market:all',
      credential: { id: integration.id },
      organization: world.organization,
    })
    expect(world.statements()).toHaveLength(1)
  })

  test('missing, malformed, changed and expired tokens are nobody', async () => {
    const token = await tokenFor(integration)
    const [head, payload, signature] = token.split('.')
    const changed = Buffer.from(JSON.stringify({ ...decodeJwt(token), test: false })).toString('base64url')
    const none = Buffer.from('{"typ":"JWT","alg":"none"}').toString('base64url')
    for (const bad of [
      '',
      'x',
      'a.b.c',
      `${head}.${changed}.${signature}`,
      `${none}.${payload}.`,
      `${token}x`,
    ])
      expect(await caller(bad)).toBeNull()
    expect(await authenticate(request('', { headers: {} }), world.services)).toBeNull()
    world.setTime(new Date(Date.now() + 7_201_000).toISOString())
    expect(await caller(token)).toBeNull()
    world.setTime()
    expect(await caller(token)).not.toBeNull()
  })

  test('a token of another issuer, or signed for no organization of ours, is nobody', async () => {
    const claims = decodeJwt(await tokenFor(integration))
    const signed = (more: object) => world.services.issuer.sign({ ...claims, ...more })
    expect(await caller(await signed({}))).not.toBeNull()
    expect(await caller(await signed({ iss: 'https://auth.commercelayer.io' }))).toBeNull()
    expect(await caller(await signed({ organization: { id: 'other' } }))).toBeNull()
    expect(await caller(await signed({ exp: undefined }))).toBeNull()
  })

  test('a Host that names another organization is refused, its own is not', async () => {
    const other = await world.addOrganization({ slug: 'globex', handle: 'globex-shop' })
    const token = await tokenFor(integration)
    expect(await caller(token, { hostLabel: 'acme' })).not.toBeNull()
    expect(await caller(token, { hostLabel: other.slug })).toBeNull()
    expect((await ask(integration, {}, { hostLabel: other.slug })).status).toBe(401)
    const theirs = await world.credential('commerce-layer', { organizations: [other] })
    expect((await caller(await tokenFor(theirs), { hostLabel: other.handle }))?.organization.key).toBe(
      other.key,
    )
  })

  test('a revoked token is nobody, and only its own application may revoke it', async () => {
    const token = await tokenFor(integration)
    const revoke = (body: object) => post('/oauth/revoke', { token, ...body })
    const forbidden = {
      errors: [
        {
          title: 'unauthorized_client',
          detail: 'You are not authorized to revoke this token',
          code: 'FORBIDDEN',
          status: 403,
          meta: {},
        },
      ],
    }
    const { client_id, client_secret } = integration
    for (const body of [
      { client_id },
      { client_id, client_secret: 'wrong' },
      { client_id: 'nobody', client_secret },
      { client_id: channel.client_id, client_secret: channel.client_secret },
    ]) {
      const answer = await revoke(body)
      expect([answer.status, answer.json()]).toEqual([403, forbidden])
    }
    expect(await caller(token)).not.toBeNull()
    const answer = await revoke({ client_id, client_secret })
    expect([answer.status, answer.body]).toEqual([200, '{}'])
    expect(await caller(token)).toBeNull()
    expect((await revoke({ client_id, client_secret })).body).toBe('{}')
    expect((await revoke({ client_id, client_secret, token: 'no token at all' })).body).toBe('{}')
  })

  test("a guest's token needs the secret to be revoked, a customer's does not", async () => {
    const { client_id, client_secret } = channel
    const guest = await tokenFor({ client_id: client_id ?? '' })
    expect((await post('/oauth/revoke', { client_id, token: guest })).status).toBe(403)
    expect((await post('/oauth/revoke', { client_id, client_secret, token: guest })).status).toBe(200)
    const { shortId } = await writePerson(world, { customer: { email: 'owner@example.com' } })
    const owned = await world.services.issuer.sign({
      ...decodeJwt(await tokenFor(channel)),
      owner: { id: shortId, type: 'Customer' },
    })
    expect((await caller(owned))?.owner).toMatchObject({ id: shortId, type: 'Customer' })
    expect((await post('/oauth/revoke', { client_id, token: owned })).body).toBe('{}')
    expect(await caller(owned)).toBeNull()
  })

  test('a revoked or expired application gets no token and its tokens are nobody', async () => {
    const doomed = await world.credential('commerce-layer')
    const token = await tokenFor(doomed)
    await world.services.credentials.revoke(doomed.id ?? '')
    expect(await caller(token)).toBeNull()
    expect((await ask(doomed)).json()).toEqual(INVALID_CLIENT)
    const short = await world.credential('commerce-layer', { expiresAt: new Date(Date.now() + 60_000) })
    const early = await tokenFor(short)
    world.setTime(new Date(Date.now() + 61_000).toISOString())
    expect(await caller(early)).toBeNull()
    expect((await ask(short)).status).toBe(401)
    world.setTime()
  })
})

describe('Commerce Layer rate limits', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld('embedded', { rateLimits: true })
  })
  afterAll(() => world.close())

  const call = (path: string, caller: Parameters<typeof withinLimits>[1]) =>
    withinLimits(
      {
        method: 'GET',
        origin: 'http://localhost:8080',
        path,
        query: '',
        headers: {},
        body: '',
        address: '10.0.0.1',
        hostLabel: null,
      },
      caller,
      world.services,
      async () => ({ status: 200, headers: {}, body: '{}' }),
    )
  const callerOf = (test_: boolean, key: number, capacity?: number) =>
    ({
      test: test_,
      organization: { key },
      credential: { rateLimits: capacity ? { capacity } : null },
    }) as Parameters<typeof withinLimits>[1]

  test('test mode: 25 to one endpoint in ten seconds, 100 in a minute over all', async () => {
    world.setTime('2026-01-01T00:00:00Z')
    const who = callerOf(true, 1)
    for (let n = 1; n <= 25; n++)
      expect((await call(`/api/customers/${n}`, who)).headers).toEqual({
        'X-Ratelimit-Limit': '100',
        'X-Ratelimit-Interval': '60',
        'X-Ratelimit-Remaining': String(100 - n),
      })
    const refused = await call('/api/customers/abc/', who)
    expect(refused).toMatchObject({
      status: 429,
      headers: { 'Retry-After': '10', 'X-Ratelimit-Remaining': '75' },
      body: '{"errors":[{"title":"Too many requests","detail":"You have reached your rate limit. Try again later.","code":"TOO_MANY_REQUESTS","status":"429"}]}',
    })
    for (const path of ['/api/orders', '/api/tags', '/api/events'])
      for (let n = 0; n < 25; n++) expect((await call(path, who)).status).toBe(200)
    world.setTime('2026-01-01T00:00:20Z')
    expect(await call('/api/customers', who)).toMatchObject({ status: 429, headers: { 'Retry-After': '40' } })
    expect((await call('/api/customers', callerOf(true, 2))).status).toBe(200)
    world.setTime('2026-01-01T00:01:00Z')
    expect((await call('/api/customers', who)).status).toBe(200)
  })

  test('reads that may be cached are counted by themselves, with five times the figures', async () => {
    const who = callerOf(true, 5)
    expect((await call('/api/markets', who)).headers).toMatchObject({
      'X-Ratelimit-Limit': '500',
      'X-Ratelimit-Remaining': '499',
    })
    expect((await call('/api/stock_locations/abc', who)).headers['X-Ratelimit-Remaining']).toBe('498')
    for (let n = 2; n <= 125; n++) expect((await call('/api/markets', who)).status).toBe(200)
    expect((await call('/api/markets', who)).status).toBe(429)
    expect((await call('/api/customers', who)).headers['X-Ratelimit-Remaining']).toBe('99')
    expect((await call('/api/markets', callerOf(false, 5))).headers['X-Ratelimit-Limit']).toBe('1000')
  })

  test('live mode has twice the figures; a credential may have its own', async () => {
    expect((await call('/api/customers', callerOf(false, 3))).headers['X-Ratelimit-Limit']).toBe('200')
    const own = callerOf(false, 4, 8)
    expect((await call('/api/customers', own)).headers['X-Ratelimit-Limit']).toBe('8')
    await call('/api/customers', own)
    expect((await call('/api/customers', own)).status).toBe(429)
  })

  test('thirty tokens a minute', async () => {
    const send = () => world.send({ url: '/oauth/token', method: 'POST' })
    for (let n = 0; n < 30; n++) expect((await send()).status).toBe(400)
    const refused = await send()
    expect([refused.status, refused.headers['Retry-After']]).toEqual([429, '60'])
    expect(refused.json()).toMatchObject({ errors: [{ code: 'TOO_MANY_REQUESTS', status: 429 }] })
  })
})
