/** How a custom or public app comes into a store, and gets its tokens (section 2). */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES } from '../support/engines.ts'
import { APP_URL, appOf, CALLBACK, isSigned } from '../support/shopline-app.ts'
import { createWorld, type World } from '../support/world.ts'

const LIST = '/admin/openapi/v20260301/v2/customers.json?limit=1'
const NOW = '2026-11-24T18:00:00.000Z'

describe.each(ENGINES)('apps on %s', (engine) => {
  let world: World
  let apps: ReturnType<typeof appOf>
  beforeAll(async () => {
    world = await createWorld(engine)
    apps = appOf(world)
  })
  afterAll(() => world.close())
  afterEach(() => world.setTime())
  const at = (minutes: number) => world.setTime(new Date(Date.parse(NOW) + minutes * 60_000).toISOString())
  const statusWith = async (token: string, method = 'GET', url = LIST) =>
    (await world.send({ url, method, headers: { authorization: `Bearer ${token}` } })).status

  test('from the install request to a token, every step signed', async () => {
    at(0)
    const app = await apps.make()
    const opened = await world.send({ url: `/admin/oauth-web/install?appKey=${app.key}&lang=en` })
    expect(opened.status).toBe(302)
    const request = new URL(opened.headers.Location ?? '')
    expect(`${request.origin}${request.pathname}`).toBe(APP_URL)
    expect([...request.searchParams.keys()]).toEqual(['appkey', 'handle', 'lang', 'timestamp', 'sign'])
    expect(Object.fromEntries(request.searchParams)).toMatchObject({
      appkey: app.key,
      handle: 'acme',
      lang: 'en',
      timestamp: String(Date.parse(NOW)),
    })
    expect(isSigned(request.href, app.secret)).toBe(true)

    const back = await apps.approve(app, { customField: 'ü & x=1' })
    const callback = new URL(back)
    expect(`${callback.origin}${callback.pathname}`).toBe('https://app.example/callback')
    expect([...callback.searchParams.keys()]).toEqual([
      'appkey',
      'code',
      'customField',
      'handle',
      'tenant',
      'timestamp',
      'sign',
    ])
    expect(Object.fromEntries(callback.searchParams)).toMatchObject({
      customField: 'ü & x=1',
      handle: 'acme',
      tenant: '7',
    })
    expect(isSigned(back, app.secret)).toBe(true)
    expect(isSigned(back.replace('handle=acme', 'handle=evil'), app.secret)).toBe(false)

    const { status, headers, envelope } = await apps.exchange(app, apps.codeOf(back))
    expect(status).toBe(200)
    expect(Object.keys(envelope)).toEqual(['code', 'i18nCode', 'message', 'data', 'traceId'])
    expect(envelope).toMatchObject({
      code: 200,
      i18nCode: 'SUCCESS',
      message: null,
      data: { expireTime: '2026-11-25T04:00:00.000+00:00', scope: 'read_customers,write_customers' },
      traceId: headers.traceId,
    })
    const token = envelope.data?.accessToken ?? ''
    const [header, payload] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
    expect(header).toBe('{"alg":"HS512"}')
    expect(JSON.parse(payload ?? '')).toEqual({
      appKey: app.key,
      sellerId: world.organization.merchantId,
      storeId: world.organization.numberId,
      version: 'V2',
      domain: 'https://acme.localhost:8080',
      timestamp: Date.parse(NOW),
      iss: 'ysoul',
      exp: Date.parse(NOW) / 1000 + 36_000,
    })
    expect(await statusWith(token)).toBe(200)
    at(600)
    expect(await statusWith(token)).toBe(401)
  })

  test('a code is good once, for ten minutes, for its own app', async () => {
    at(0)
    const [app, other] = [await apps.make(), await apps.make()]
    const [first, late, foreign] = [await apps.approve(app), await apps.approve(app), await apps.approve(app)]
    expect((await apps.exchange(app, apps.codeOf(first))).envelope.i18nCode).toBe('SUCCESS')
    const invalid = { code: 400, i18nCode: 'OAUTH_CODE_INVALID', data: null }
    expect((await apps.exchange(app, apps.codeOf(first))).envelope).toMatchObject(invalid)
    expect((await apps.exchange(other, apps.codeOf(foreign))).envelope).toMatchObject(invalid)
    expect((await apps.exchange(app, apps.codeOf(foreign))).envelope.i18nCode).toBe('SUCCESS')
    at(10)
    expect((await apps.exchange(app, apps.codeOf(late))).envelope).toMatchObject(invalid)
    for (const body of ['', '{', '[]', 'null', '{"code":1}', '{"code":"x"}'])
      expect((await apps.ask(app, 'create', body)).envelope, body).toMatchObject(invalid)
  })

  test('two exchanges of one code at once give one token', async () => {
    const app = await apps.make()
    const code = apps.codeOf(await apps.approve(app))
    const answers = await Promise.all([apps.exchange(app, code), apps.exchange(app, code)])
    expect(answers.map(({ envelope }) => envelope.i18nCode).sort()).toEqual(['OAUTH_CODE_INVALID', 'SUCCESS'])
  })

  test('after a refresh the token before lives five minutes more', async () => {
    at(0)
    const app = await apps.make()
    expect((await apps.refresh(app)).envelope).toMatchObject({ code: 400, i18nCode: 'STORE_NOT_INSTALL_APP' })
    const first = await apps.install(app)
    // Of the same millisecond, and so the same token: it is not taken back.
    expect((await apps.refresh(app)).envelope.data?.accessToken).toBe(first)
    at(60)
    const { envelope } = await apps.refresh(app)
    expect(envelope).toMatchObject({
      code: 200,
      data: { expireTime: '2026-11-25T05:00:00.000+00:00', scope: 'read_customers,write_customers' },
    })
    const second = envelope.data?.accessToken ?? ''
    expect([await statusWith(first), await statusWith(second)]).toEqual([200, 200])
    at(65)
    expect([await statusWith(first), await statusWith(second)]).toEqual([401, 200])
    // However long the token has expired, the signature alone brings another.
    at(10_000)
    expect(await statusWith(second)).toBe(401)
    const third = (await apps.refresh(app)).envelope.data?.accessToken ?? ''
    expect(await statusWith(third)).toBe(200)
  })

  test('an app may do what it was installed for, no more than it registered', async () => {
    const app = await apps.make()
    const token = await apps.install(app, { scope: 'write_customers' })
    expect(await statusWith(token)).toBe(403)
    const wider = await apps.install(app, { scope: 'read_customers,write_customers' })
    expect(await statusWith(wider)).toBe(200)
  })

  test('an app that was taken out of the store gets nothing', async () => {
    const app = await apps.make()
    const token = await apps.install(app)
    const code = apps.codeOf(await apps.approve(app))
    await world.services.credentials.revoke(app.id)
    expect(await statusWith(token)).toBe(401)
    const gone = { code: 400, i18nCode: 'STORE_NOT_INSTALL_APP', data: null }
    expect((await apps.exchange(app, code)).envelope).toMatchObject(gone)
    expect((await apps.refresh(app)).envelope).toMatchObject(gone)
    expect((await apps.show(apps.asking(app))).status).toBe(400)
    expect((await world.send({ url: `/admin/oauth-web/install?appKey=${app.key}` })).status).toBe(404)
  })

  test('a token that the app signs itself is none', async () => {
    const app = await apps.make()
    const token = await apps.install(app)
    const claims = world.services.sharedSecretTokens.read(token)
    const forged = await world.services.sharedSecretTokens.sign({ ...claims, exp: 9_999_999_999 }, app.secret)
    expect(await statusWith(forged)).toBe(401)
  })

  test('who asks must be the app, now, from where it may', async () => {
    at(0)
    const app = await apps.make({ allowedAddresses: ['203.0.113.7'] })
    const other = await world.addOrganization({ slug: `other-${engine}` })
    const failed = { code: 500, i18nCode: 'TOKEN_CREATE_EXCEPTION', data: null }
    const stamp = (minutes: number) => String(Date.parse(NOW) + minutes * 60_000)
    for (const more of [
      { sign: '' },
      { sign: 'f'.repeat(64) },
      { timestamp: stamp(-10.01) },
      { timestamp: stamp(10.01) },
      { timestamp: '' },
      { timestamp: 'now' },
    ])
      expect((await apps.refresh(app, more)).envelope, JSON.stringify(more)).toMatchObject(failed)
    for (const key of ['', 'x', 'a'.repeat(40), '\0'])
      expect((await apps.refresh({ ...app, key })).envelope).toMatchObject(failed)
    // The signature is of another body.
    expect((await apps.ask(app, 'create', '{"code":"x"}', { body: '{"code":"y"}' })).envelope).toMatchObject(
      failed,
    )
    for (const minutes of [-10, 10])
      expect((await apps.refresh(app, { timestamp: stamp(minutes) })).envelope.i18nCode).toBe(
        'REQUEST_NOT_IN_APP_IP_WHITELIST',
      )
    for (const address of ['203.0.113.7', '::ffff:203.0.113.7'])
      expect((await apps.refresh(app, { address })).envelope.i18nCode).toBe('STORE_NOT_INSTALL_APP')
    expect((await apps.refresh(app, { hostLabel: 'nobody' })).envelope).toMatchObject({
      code: 400,
      i18nCode: 'STORE_INFORMATION_ERROR',
    })
    expect((await apps.refresh(app, { hostLabel: other.slug })).envelope.i18nCode).toBe(
      'STORE_NOT_INSTALL_APP',
    )
    expect((await world.send({ url: '/admin/oauth/token/refresh' })).json()).toEqual({ errors: 'Not Found' })
  })

  test('a private app’s token is renewed by whoever runs the server, and lives half an hour more', async () => {
    at(0)
    const { renewCredential } = (await import('../../src/dialects/shopline/index.ts')).shopline
    const { id = '', access_token: first = '' } = await world.credential('shopline')
    const kept = async () => (await world.services.credentials.byId(id))!
    at(1)
    const { printed } = await renewCredential!(await kept(), world.services)
    expect(Object.keys(printed)).toEqual(['id', 'access_token'])
    at(30.9)
    expect(await statusWith(first)).toBe(200)
    at(31)
    expect([await statusWith(first), await statusWith(printed.access_token ?? '')]).toEqual([401, 200])
    expect((await kept()).expiresAt?.toISOString()).toBe('2029-11-23T18:01:00.000Z')
    await world.services.credentials.revoke(id)
    await expect(renewCredential!(await kept(), world.services)).rejects.toThrow('revoked')
    const app = await apps.make()
    const custom = (await world.services.credentials.byId(app.id))!
    await expect(renewCredential!(custom, world.services)).rejects.toThrow('/admin/oauth/token/refresh')
  })
})

describe('the page that asks', () => {
  let world: World
  let apps: ReturnType<typeof appOf>
  let app: Awaited<ReturnType<typeof apps.make>>
  beforeAll(async () => {
    world = await createWorld('embedded')
    apps = appOf(world)
    app = await apps.make()
  })
  afterAll(() => world.close())

  test('takes what stands behind # to the server, by its one script', async () => {
    const { status, headers, body } = await world.send({ url: '/admin/oauth-web/' })
    expect(status).toBe(200)
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(body) ?? []
    const { createHash } = await import('node:crypto')
    const hash = createHash('sha256').update(script).digest('base64')
    const policy = headers['Content-Security-Policy']?.split('; ')
    expect(policy).toContain(`script-src 'sha256-${hash}'`)
    expect(policy).toContain("default-src 'none'")
    expect(headers['Content-Security-Policy']).not.toContain('unsafe')
    const run = (fragment: string) => {
      const went: string[] = []
      const said = { textContent: '' }
      new Function('location', 'document', script)(
        { hash: fragment, replace: (to: string) => went.push(to) },
        { querySelector: () => said },
      )
      return went[0] ?? said.textContent
    }
    const query = new URLSearchParams(apps.asking(app)).toString()
    expect(run(`#/oauth/authorize?${query}`)).toBe(`/admin/oauth-web/authorize?${query}`)
    expect(run('#/elsewhere?x=1')).toMatch(/must go on with/)
    expect(run('')).toMatch(/must go on with/)
  })

  test('names the app, the store and the scopes as text, and cannot be framed', async () => {
    const { status, headers, body } = await apps.show(apps.asking(app, { scope: 'read_customers' }))
    expect([status, headers['Content-Type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(body).toContain('<h1>Install app Loyalty &lt;b&gt; in store acme?</h1>')
    for (const shown of [app.key, 'read_customers', CALLBACK]) expect(body).toContain(`<code>${shown}</code>`)
    expect(body).not.toMatch(/<script|<b>|\son[a-z]+=/i)
    const policy = headers['Content-Security-Policy']?.split('; ')
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("form-action 'self' https://app.example")
    expect(headers['X-Frame-Options']).toBe('DENY')
  })

  test('refuses what was not registered, and sends nobody away', async () => {
    const priv = await world.credential('shopline')
    const claims = world.services.sharedSecretTokens.read(priv.access_token ?? '')
    for (const more of [
      { redirectUri: 'https://evil.example/callback' },
      { redirectUri: `${CALLBACK}&x=1` },
      { redirectUri: '' },
      { appKey: 'a'.repeat(40) },
      { appKey: String(claims?.appKey) },
      { appKey: '' },
      { responseType: 'token' },
      { scope: 'read_customers,read_orders' },
      { scope: '' },
    ]) {
      const { status, headers, body } = await apps.show(apps.asking(app, more))
      expect([status, headers.Location], JSON.stringify(more)).toEqual([400, undefined])
      expect(body).not.toContain('<form')
    }
    const twice = `${new URLSearchParams(apps.asking(app))}&scope=read_customers`
    expect((await apps.show(twice)).status).toBe(400)
    expect((await apps.show(apps.asking(app), { hostLabel: 'nobody' })).status).toBe(400)
    expect((await apps.show(apps.asking(app), { hostLabel: 'acme' })).status).toBe(200)
  })

  test('a merchant who cancels gives no code, and a form made elsewhere none either', async () => {
    const { body } = await apps.show(apps.asking(app))
    const request = /name="request" value="([^"]+)"/.exec(body)?.[1] ?? ''
    for (const form of [{ request, decision: 'cancel' }, { request }]) {
      const cancelled = await apps.submit(form as Record<string, string>)
      expect([cancelled.status, cancelled.headers.Location]).toEqual([200, undefined])
      expect(cancelled.body).toContain('not installed')
    }
    const foreign = world.services.secrets.seal(
      JSON.stringify({ at: Date.now(), pairs: Object.entries(apps.asking(app)) }),
    )
    for (const forged of ['', 'x', foreign]) {
      const answer = await apps.submit({ request: forged, decision: 'approve' })
      expect([answer.status, answer.headers.Location]).toEqual([400, undefined])
    }
    const elsewhere = await apps.submit(
      { request, decision: 'approve' },
      { headers: { 'sec-fetch-site': 'cross-site' } },
    )
    expect([elsewhere.status, elsewhere.headers.Location]).toEqual([400, undefined])
    world.setTime(new Date(Date.now() + 600_000).toISOString())
    expect((await apps.submit({ request, decision: 'approve' })).status).toBe(400)
    world.setTime()
  })

  test('an app is opened only where it is, in its store', async () => {
    const open = (query: string, hostLabel: string | null = null) =>
      world.send({ url: `/admin/oauth-web/install?${query}`, hostLabel })
    const nowhere = await apps.make({ appUrl: null })
    expect((await open(`appKey=${nowhere.key}`)).status).toBe(404)
    expect((await open('')).status).toBe(404)
    expect((await open(`appKey=${app.key}`, 'nobody')).status).toBe(404)
    expect((await open(`appKey=${app.key}&lang=%22x`)).status).toBe(400)
    const plain = new URL((await open(`appKey=${app.key}`, 'acme')).headers.Location ?? '')
    expect([...plain.searchParams.keys()]).toEqual(['appkey', 'handle', 'timestamp', 'sign'])
  })

  test('what cannot be an app is not made', async () => {
    for (const [request, text] of [
      [{ redirectUris: [] }, /--redirect-uri/],
      [{ redirectUris: ['javascript:alert(1)'] }, /redirect URI "javascript/],
      [{ appUrl: '/open' }, /app URL "\/open"/],
      [{ scopes: ['read customers'] }, /scope "read customers"/],
      [{ expiresAt: new Date() }, /--expires/],
      [{ kind: 'private_app' }, /private app has no redirect URI/],
    ] as const)
      await expect(apps.make(request as never)).rejects.toThrow(text)
  })

  test('too many requests are refused, and a failure of ours is an answer too', async () => {
    const limited = await createWorld('embedded', { rateLimits: true })
    const there = appOf(limited)
    limited.setTime(NOW)
    const one = await there.make()
    const refused = { code: 400, i18nCode: 'REQUEST_FREQUENTLY', data: null }
    for (let n = 0; n < 40; n++)
      expect((await there.refresh(one)).envelope.i18nCode).toBe('STORE_NOT_INSTALL_APP')
    expect((await there.refresh(one)).envelope).toMatchObject(refused)
    // Others are not held up by it, nor by who only pretends to be the app.
    const two = await there.make()
    for (let n = 0; n < 41; n++) await there.refresh(two, { sign: 'x' })
    expect((await there.refresh(two)).envelope.i18nCode).toBe('STORE_NOT_INSTALL_APP')
    for (let n = 0; n < 40; n++) expect((await there.submit({})).status).toBe(400)
    expect((await there.submit({})).status).toBe(429)
    await limited.close()

    const broken = { ...world.services.credentials, renewToken: () => Promise.reject(new Error('disk full')) }
    const code = apps.codeOf(await apps.approve(app))
    const kept = world.services.credentials
    world.services.credentials = broken
    const { status, envelope } = await apps.exchange(app, code)
    world.services.credentials = kept
    expect([status, envelope.code, envelope.i18nCode]).toEqual([200, 500, 'TOKEN_CREATE_EXCEPTION'])
    expect(JSON.stringify(envelope)).not.toContain('disk full')
  })
})
