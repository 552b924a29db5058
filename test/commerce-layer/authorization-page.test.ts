import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authorizationOf, destination, sealedOf } from '../support/authorize.ts'
import { createWorld, type World } from '../support/world.ts'

const CALLBACK = 'https://app.example/callback'
const OWN_SCHEME = 'com.example.app:/done'

describe('the authorization page', () => {
  let world: World
  let page: ReturnType<typeof authorizationOf>
  let webapp: Record<string, string>
  let integration: Record<string, string>
  beforeAll(async () => {
    world = await createWorld('embedded')
    page = authorizationOf(world)
    webapp = await world.credential('commerce-layer', {
      kind: 'webapp',
      redirectUris: [CALLBACK, OWN_SCHEME],
    })
    integration = await world.credential('commerce-layer')
  })
  afterAll(() => world.close())

  const query = (more: Record<string, string> = {}) => ({
    response_type: 'code',
    client_id: webapp.client_id ?? '',
    redirect_uri: CALLBACK,
    scope: 'market:id:xYZkjABcde',
    state: '1a2b3c',
    ...more,
  })
  const without = (name: string) =>
    Object.fromEntries(Object.entries(query()).filter(([key]) => key !== name))
  const approval = async (more: Record<string, string> = {}) => ({
    request: sealedOf(await page.show(query())),
    client_id: integration.client_id ?? '',
    client_secret: integration.client_secret ?? '',
    decision: 'approve',
    ...more,
  })

  test('shows who asks for what, without a script, and cannot be framed', async () => {
    const { status, headers, body } = await page.show(query())
    expect([status, headers['Content-Type']]).toEqual([200, 'text/html; charset=utf-8'])
    for (const shown of [`Web app ${webapp.id?.slice(3)}`, 'acme', 'market:id:xYZkjABcde', CALLBACK])
      expect(body).toContain(`<code>${shown}</code>`)
    expect(body).not.toMatch(/<script|javascript:|\son[a-z]+=/i)
    const policy = headers['Content-Security-Policy'] ?? ''
    for (const part of [
      "default-src 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'self' https://app.example",
    ])
      expect(policy.split('; ')).toContain(part)
    expect(policy).not.toContain('unsafe')
    expect(headers).toMatchObject({
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    })
    expect(
      (await page.show(query({ redirect_uri: OWN_SCHEME }))).headers['Content-Security-Policy'],
    ).toContain("form-action 'self' com.example.app:;")
  })

  test('what is shown is text, whatever it is', async () => {
    const scope = 'market:code:"><img/src=x/onerror=alert(1)>'
    const { body } = await page.show(query({ scope, state: '"><script>alert(1)</script>' }))
    expect(body).not.toContain('<img')
    expect(body).not.toContain('<script')
    expect(body).toContain('market:code:&quot;&gt;&lt;img')
  })

  test('no browser is sent to an address that was not registered, character by character', async () => {
    for (const redirect_uri of [
      '',
      'https://evil.example/callback',
      `${CALLBACK}/`,
      `${CALLBACK}?x=1`,
      `${CALLBACK}#x`,
      'https://APP.example/callback',
      'http://app.example/callback',
      'https://app.example/callback/../evil',
      'javascript:alert(1)',
    ]) {
      const { status, headers, body } = await page.show(query({ redirect_uri }))
      expect(status, redirect_uri).toBe(400)
      expect(headers).not.toHaveProperty('Location')
      expect(body).not.toContain('<form')
    }
    expect((await page.show(without('redirect_uri'))).status).toBe(400)
  })

  test('only for web applications that are there', async () => {
    const other = await world.addOrganization({ slug: 'globex' })
    const channel = await world.credential('commerce-layer', {
      kind: 'sales_channel',
      redirectUris: [CALLBACK],
    })
    const gone = await world.credential('commerce-layer', { kind: 'webapp', redirectUris: [CALLBACK] })
    await world.services.credentials.revoke(gone.id ?? '')
    for (const client_id of ['', 'nobody', integration.client_id, channel.client_id, gone.client_id]) {
      const answer = await page.show(query({ client_id: client_id ?? '' }))
      expect([answer.status, answer.headers.Location]).toEqual([400, undefined])
    }
    expect((await page.show(query(), { hostLabel: other.slug })).status).toBe(400)
    expect((await page.show(query(), { hostLabel: 'acme' })).status).toBe(200)
  })

  test('a parameter that comes twice is refused', async () => {
    for (const name of ['client_id', 'redirect_uri', 'state', 'scope', 'response_type']) {
      const answer = await page.show(`${new URLSearchParams(query())}&${name}=x`)
      expect([answer.status, answer.headers.Location], name).toEqual([400, undefined])
    }
    expect((await page.show(`${new URLSearchParams(query())}&other=1&other=2`)).status).toBe(200)
  })

  test('other mistakes are told to the application, state included', async () => {
    for (const [asked, error] of [
      [without('response_type'), 'invalid_request'],
      [query({ response_type: 'token' }), 'unsupported_response_type'],
      [query({ scope: 'market:1' }), 'invalid_scope'],
      [query({ scope: 'stock_location:id:a' }), 'invalid_scope'],
    ] as const)
      expect(destination(await page.show(asked))).toEqual({
        status: 303,
        to: CALLBACK,
        parameters: { error, state: '1a2b3c' },
      })
    expect(destination(await page.show({ ...without('state'), scope: 'x' })).parameters).toEqual({
      error: 'invalid_scope',
    })
  })

  test('an approval goes back with a code and the state; the secret goes nowhere', async () => {
    const answer = await page.submit(await approval())
    const { status, to, parameters } = destination(answer)
    expect([status, to]).toEqual([303, CALLBACK])
    expect(parameters).toEqual({ code: expect.stringMatching(/^[\w-]{43}$/), state: '1a2b3c' })
    expect(answer.body).toBe('')
    expect(JSON.stringify(answer.headers)).not.toContain(integration.client_secret)
  })

  test('a denial goes back without one', async () => {
    const answer = await page.submit({ request: (await approval()).request, decision: 'deny' })
    expect(destination(answer)).toEqual({
      status: 303,
      to: CALLBACK,
      parameters: { error: 'access_denied', state: '1a2b3c' },
    })
  })

  test('who is no integration of the organization cannot approve, and may try again', async () => {
    const other = await world.addOrganization({ slug: 'initech' })
    const foreign = await world.credential('commerce-layer', { organizations: [other] })
    const channel = await world.credential('commerce-layer', { kind: 'sales_channel' })
    for (const more of [
      { client_secret: 'wrong' },
      { client_secret: '' },
      { client_id: '' },
      { client_id: 'nobody' },
      foreign,
      channel,
      webapp,
    ]) {
      const answer = await page.submit(await approval(more))
      expect([answer.status, answer.headers.Location]).toEqual([403, undefined])
      expect(answer.body).toContain('role="alert"')
      for (const secret of [integration.client_secret, webapp.client_secret, foreign.client_secret])
        expect(answer.body).not.toContain(secret)
      const again = await page.submit(await approval({ request: sealedOf(answer) }))
      expect(again.status).toBe(303)
    }
  })

  test('a form that no page of ours made, or that is old, is refused', async () => {
    const { request } = await approval()
    // Not the last character: of its six bits some may not count.
    const flipped = `${request.slice(0, 5)}${request[5] === 'A' ? 'B' : 'A'}${request.slice(6)}`
    const foreign = world.services.secrets.seal(
      JSON.stringify({ at: Date.now(), pairs: Object.entries(query()) }),
    )
    for (const forged of ['', 'x', flipped, foreign, JSON.stringify(query())]) {
      const answer = await page.submit(await approval({ request: forged }))
      expect([answer.status, answer.headers.Location], forged).toEqual([400, undefined])
    }
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' }
    expect((await page.submit(await approval(), { headers })).status).toBe(400)
    const old = await approval()
    world.setTime(new Date(Date.now() + 600_000).toISOString())
    expect((await page.submit(old)).status).toBe(400)
    world.setTime()
  })

  test('what was registered is checked again when the form comes', async () => {
    const doomed = await world.credential('commerce-layer', { kind: 'webapp', redirectUris: [CALLBACK] })
    const request = sealedOf(await page.show(query({ client_id: doomed.client_id ?? '' })))
    await world.services.credentials.revoke(doomed.id ?? '')
    const answer = await page.submit(await approval({ request }))
    expect([answer.status, answer.headers.Location]).toEqual([400, undefined])
  })

  test('attempts count against the token limit', async () => {
    const limited = await createWorld('embedded', { rateLimits: true })
    const there = authorizationOf(limited)
    for (let n = 0; n < 30; n++) expect((await there.submit({})).status).toBe(400)
    const refused = await there.submit({})
    expect([refused.status, refused.headers['Content-Type']]).toEqual([429, 'text/html; charset=utf-8'])
    expect(Number(refused.headers['Retry-After'])).toBeGreaterThan(0)
    expect((await limited.send({ url: '/oauth/token', method: 'POST' })).status).toBe(429)
    await limited.close()
  })

  test('an address that no browser should be sent to cannot be registered', async () => {
    for (const uri of [
      '/callback',
      'javascript:alert(1)',
      'https://app.example/#x',
      'https://app.example/ x',
    ])
      await expect(
        world.credential('commerce-layer', { kind: 'webapp', redirectUris: [CALLBACK, uri] }),
      ).rejects.toThrow(JSON.stringify(uri))
  })
})
