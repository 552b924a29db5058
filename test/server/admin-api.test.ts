import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportRecords } from '../../src/jobs/export.ts'
import { ADMIN_PATH, createAdminApi } from '../../src/server/admin/index.ts'
import { ADMIN_ROUTES } from '../../src/server/admin/routes.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import { adminParts } from '../support/admin-parts.ts'
import { ENGINES } from '../support/engines.ts'
import { listen } from '../support/listen.ts'
import { fillOrganization } from '../support/organization-rows.ts'
import { tried } from '../support/tried.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('the admin API on %s', (engine) => {
  let world: World
  let origin: string
  let stop: () => Promise<void>
  let token: string
  beforeAll(async () => {
    world = await createWorld(engine)
    const { store } = world
    token = (await newToken()).token
    const api = createAdminApi(await adminParts(world))
    const { port, close } = await listen(world, { further: [api] })
    origin = `http://127.0.0.1:${port}`
    stop = close
    await fillOrganization(store, world.organization.key)
  })
  afterAll(async () => {
    await stop?.()
    await world.close()
  })

  const newToken = (expiresAt: Date | null = null) =>
    createAdminToken({ ...world.services, adminTokens: world.store.adminTokens }, { name: 'test', expiresAt })

  async function call(method: string, path: string, body?: unknown, authorization = `Bearer ${token}`) {
    const answer = await fetch(`${origin}${ADMIN_PATH}${path}`, {
      method,
      headers: authorization ? { Authorization: authorization } : {},
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: JSON.parse(text) }
  }

  const refused = (code: string, message?: unknown) => ({
    error: { code, message: message ?? expect.any(String) },
  })

  test.each(ADMIN_ROUTES.filter(({ open }) => !open).map(({ method, path }) => [method, path] as const))(
    'nobody gets an answer from %s %s without a valid admin token',
    async (method, path) => {
      const url = path.replace(/:\w+/g, 'acme')
      const { access_token } = await world.credential('shopline')
      const { token: over } = await newToken(new Date(Date.now() - 1000))
      const { id, token: revoked } = await newToken()
      await world.store.adminTokens.revoke(id)
      const [name] = token.split('.')
      const wrong = ['', 'Basic YTpi', 'Bearer', `Bearer ${name}`, `Bearer ${name}.${'a'.repeat(43)}`]
      for (const presented of [...wrong, `Bearer ${access_token}`, `Bearer ${over}`, `Bearer ${revoked}`]) {
        const answer = await call(method, url, undefined, presented)
        expect([answer.status, answer.body], presented).toEqual([401, refused('unauthorized')])
        expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="clientele"')
      }
      expect(await world.store.organizations.bySlug('acme')).not.toBeNull()
      tried(`isolation: admin routes × wrong credentials (${engine})`, wrong.length + 3, '0 wrong')
    },
  )

  test('keys that sign are made and removed, but for the one that signs, and nothing of them is shown', async () => {
    const made = [await call('POST', '/keys'), await call('POST', '/keys')]
    expect(made.map(({ status, body }) => [status, body.removed])).toEqual([
      [201, []],
      [201, []],
    ])
    const [older, newer] = made.map(({ body }) => body.id)
    const list = async () => (await call('GET', '/keys')).body
    const { signing_keys: keys, secret_key: own } = await list()
    expect(own).toBeNull()
    expect(keys.slice(0, 2)).toEqual([
      { id: newer, created_at: expect.any(String), use: 'signs', needed_until: null },
      { id: older, created_at: expect.any(String), use: 'verifies', needed_until: expect.any(String) },
    ])
    expect(await call('DELETE', `/keys/${newer}`)).toMatchObject({
      status: 409,
      body: refused('conflict', `${newer} is the key that signs: rotate first, then remove it`),
    })
    expect(await call('DELETE', '/keys/none')).toMatchObject({ status: 404, body: refused('not_found') })
    expect(await call('DELETE', `/keys/${older}`)).toMatchObject({ status: 200 })
    expect((await list()).signing_keys.map(({ id }: { id: string }) => id)).not.toContain(older)
  })

  test('also what is not there is told to nobody else', async () => {
    expect((await call('GET', '/nothing', undefined, '')).status).toBe(401)
    expect(await call('GET', '/nothing')).toMatchObject({ status: 404, body: refused('not_found') })
    const wrong = await call('PUT', '/organizations')
    expect([wrong.status, wrong.headers.get('allow'), wrong.body]).toEqual([
      405,
      'GET, POST',
      refused('method_not_allowed'),
    ])
  })

  test('a token’s secret is nowhere in the store', async () => {
    const kept = JSON.stringify(await world.store.database.selectFrom('admin_tokens').selectAll().execute())
    expect(kept).not.toContain(token.split('.')[1])
  })

  test('a test’s whole life: saved, cloned, changed, restored, deleted', async () => {
    const saved = await call('POST', '/organizations/acme/snapshots', { name: 'base' })
    expect(saved).toMatchObject({
      status: 201,
      body: { name: 'base', created_at: expect.any(String), customers: 4 },
    })
    const again = await call('POST', '/organizations/acme/snapshots', { name: 'base' })
    expect(again).toMatchObject({ status: 409, body: refused('conflict', expect.stringContaining('base')) })
    const replaced = await call('POST', '/organizations/acme/snapshots', { name: 'base', replace: true })
    expect(replaced.status).toBe(201)
    expect((await call('GET', '/organizations/acme/snapshots')).body.snapshots).toEqual([replaced.body])

    const slugs = Array.from({ length: 8 }, (_, index) => `t${index}`)
    const clones = await Promise.all(
      slugs.map((slug) =>
        call('POST', '/organizations', { slug, from_snapshot: { organization: 'acme', name: 'base' } }),
      ),
    )
    for (const [index, { status, body }] of clones.entries()) {
      expect([status, body]).toEqual([201, { ...body, slug: slugs[index], name: 'acme', currency: 'USD' }])
      expect(body.base_urls.easycart).toBe(`${origin}/api/v1`)
    }
    const mine = await newCustomer('t0')
    expect(await mine.list()).toHaveLength(5)
    const other = await credentials('t1')
    expect(await other.list()).toHaveLength(4)

    const restored = await call('POST', '/organizations/t0/reset')
    expect(restored.body).toEqual({ organization: 't0', snapshot: null, customers_before: 5, customers: 0 })
    expect(await mine.list()).toHaveLength(0)
    expect(await other.list()).toHaveLength(4)

    await call('POST', '/organizations/t1/snapshots', { name: 'start' })
    const theirs = await newCustomer('t1')
    expect((await call('POST', '/organizations/t1/reset')).body).toMatchObject({
      snapshot: { name: 'start', customers: 4 },
      customers_before: 5,
      customers: 4,
    })
    // The same token as before.
    expect(await theirs.list()).toHaveLength(4)
    await theirs.add('second@example.com')
    expect((await call('POST', '/organizations/t1/snapshots/start/restore')).body).toMatchObject({
      organization: 't1',
      snapshot: { name: 'start' },
      customers_before: 5,
      customers: 4,
    })
    expect((await call('DELETE', '/organizations/t1/snapshots/start')).body).toEqual({
      organization: 't1',
      name: 'start',
      deleted: true,
    })
    for (const slug of slugs)
      expect((await call('DELETE', `/organizations/${slug}`)).body).toEqual({ slug, deleted: true })
    expect((await call('GET', '/organizations')).body.organizations).toMatchObject([{ slug: 'acme' }])
    expect((await other.answer()).status).toBe(401)
    expect((await call('GET', '/organizations/t1')).status).toBe(404)
  })

  /** A SHOPLINE app of the organization, and what it does. */
  async function credentials(slug: string) {
    const { status, body } = await call('POST', `/organizations/${slug}/credentials`, {
      dialect: 'shopline',
      scopes: ['read_customers', 'write_customers'],
    })
    expect(status).toBe(201)
    const ask = (method: string, content?: unknown) =>
      fetch(`${origin}/admin/openapi/v20260301/${method === 'GET' ? 'v2/' : ''}customers.json`, {
        method,
        headers: { Authorization: `Bearer ${body.access_token}`, 'Content-Type': 'application/json' },
        ...(content ? { body: JSON.stringify(content) } : {}),
      })
    return {
      id: body.id as string,
      answer: () => ask('GET'),
      list: async () => ((await (await ask('GET')).json()) as { customers: unknown[] }).customers,
      async add(email: string) {
        expect((await ask('POST', { customer: { email } })).status).toBe(200)
      },
    }
  }

  async function newCustomer(slug: string) {
    const app = await credentials(slug)
    await app.add('first@example.com')
    return app
  }

  test('a clone answers what its original answers on every platform, and exports the same', async () => {
    await call('POST', '/organizations', { slug: 'twin', from_organization: 'acme' })
    const answers = async (slug: string) => {
      const organization = await world.store.organizations.bySlug(slug)
      const easycart = (await call('POST', `/organizations/${slug}/credentials`, { dialect: 'easycart' }))
        .body
      const commerce = (
        await call('POST', `/organizations/${slug}/credentials`, { dialect: 'commerce-layer' })
      ).body
      const signIn = await fetch(`${origin}/oauth/token`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          grant_type: 'client_credentials',
          client_id: commerce.client_id,
          client_secret: commerce.client_secret,
        }),
      })
      const { access_token } = (await signIn.json()) as { access_token: string }
      // The organization's own id and what is random are all that differs.
      const get = async (path: string, bearer: string) =>
        (await (await fetch(`${origin}${path}`, { headers: { Authorization: `Bearer ${bearer}` } })).text())
          .split(organization?.shortId ?? '?')
          .join('…')
          .replace(/"trace_id":"\w+"/g, '')
      const shopline = await credentials(slug)
      let lines = ''
      await exportRecords(world.store.records, organization?.key ?? 0, (part) => {
        lines += part
      })
      return {
        lines,
        easycart: await get('/api/v1/customers?currency=usd', easycart.token),
        commerce: await get('/api/customers?include=customer_addresses,orders', access_token),
        orders: await get('/api/orders?include=customer', access_token),
        shopline: JSON.stringify(await shopline.list()),
      }
    }
    const [twin, origins] = [await answers('twin'), await answers('acme')]
    for (const [name, text] of Object.entries(origins)) expect(text.length, name).toBeGreaterThan(500)
    expect(twin).toEqual(origins)
    await call('DELETE', '/organizations/twin')
  })

  test('organizations are made with what they are told, and live ones do not go by mistake', async () => {
    const made = await call('POST', '/organizations', {
      slug: 'live-one',
      name: 'Live One',
      handle: 'live-handle',
      currency: 'eur',
      time_zone: 'Europe/Warsaw',
      mode: 'live',
      profile: { email: 'a@example.com', address: { city: 'Kraków' }, stripe_connected: true },
    })
    expect(made).toMatchObject({
      status: 201,
      body: {
        slug: 'live-one',
        handle: 'live-handle',
        name: 'Live One',
        currency: 'EUR',
        time_zone: 'Europe/Warsaw',
        mode: 'live',
        profile: { email: 'a@example.com', address: { city: 'Kraków' }, stripe_connected: true },
      },
    })
    expect((await call('GET', '/organizations/live-one')).body).toEqual(made.body)
    await call('POST', '/organizations/live-one/snapshots', { name: 'now' })
    for (const [method, path] of [
      ['DELETE', ''],
      ['POST', '/reset'],
      ['POST', '/snapshots/now/restore'],
    ] as const) {
      const url = `/organizations/live-one${path}`
      expect(await call(method, url)).toMatchObject({ status: 422, body: refused('invalid') })
      expect(await call(method, url, { confirm: 'acme' })).toMatchObject({ status: 422 })
    }
    expect((await call('POST', '/organizations/live-one/reset', { confirm: 'live-one' })).status).toBe(200)
    expect((await call('DELETE', '/organizations/live-one', { confirm: 'live-one' })).status).toBe(200)
    expect((await call('GET', '/organizations/live-one')).status).toBe(404)
  })

  test('credentials are made, listed and revoked, each in its organization', async () => {
    const expires = new Date(Date.now() + 3_600_000)
    expires.setMilliseconds(0)
    const made = await call('POST', '/organizations/acme/credentials', {
      dialect: 'easycart',
      name: 'suite',
      expires_at: expires.toISOString(),
      rate_limit: 5,
    })
    expect(made).toMatchObject({ status: 201, body: { id: expect.any(String), token: expect.any(String) } })
    const { credentials: listed } = (await call('GET', '/organizations/acme/credentials')).body
    expect(listed.find(({ id }: { id: string }) => id === made.body.id)).toEqual({
      id: made.body.id,
      dialect: 'easycart',
      kind: 'token',
      name: 'suite',
      scopes: [],
      created_at: expect.any(String),
      expires_at: expires.toISOString(),
      revoked_at: null,
      rate_limit: 5,
    })
    expect(JSON.stringify(listed)).not.toContain(made.body.token)
    await call('POST', '/organizations', { slug: 'foreign' })
    const url = `/credentials/${made.body.id}`
    expect((await call('DELETE', `/organizations/foreign${url}`)).status).toBe(404)
    const list = () =>
      fetch(`${origin}/api/v1/customers?currency=usd`, {
        headers: { Authorization: `Bearer ${made.body.token}` },
      })
    expect((await list()).status).toBe(200)
    expect((await call('DELETE', `/organizations/acme${url}`)).body).toEqual({
      id: made.body.id,
      revoked: true,
    })
    expect((await list()).status).toBe(401)
    await call('DELETE', '/organizations/foreign')
  })

  test.each<[string, string, unknown, number, string]>([
    ['POST', '/organizations', '{', 400, 'no JSON'],
    ['POST', '/organizations', '[]', 400, 'no JSON object'],
    ['POST', '/organizations', '', 422, 'slug is missing'],
    ['POST', '/organizations', { slug: 5 }, 422, 'slug must be a text'],
    ['POST', '/organizations', { slug: 'a', sulg: 'b' }, 422, '"sulg" is not known'],
    ['POST', '/organizations', '{"slug":"a","__proto__":{"x":1}}', 422, '"__proto__" is not known'],
    ['POST', '/organizations', { slug: 'Not a label' }, 422, 'DNS label'],
    ['POST', '/organizations', { slug: '.1' }, 422, 'DNS label'],
    ['POST', '/organizations', { slug: 'admin' }, 422, 'DNS label'],
    ['POST', '/organizations', { slug: 'acme' }, 409, 'already the slug'],
    ['POST', '/organizations', { slug: 'a', currency: 'XXXX' }, 422, 'ISO 4217'],
    ['POST', '/organizations', { slug: 'a', mode: 'other' }, 422, 'test or live'],
    ['POST', '/organizations', { slug: 'a', profile: { shoe: '9' } }, 422, 'shoe'],
    ['POST', '/organizations', { slug: 'a', profile: { email: 9 } }, 422, 'profile must be'],
    ['POST', '/organizations', { slug: 'a', from_organization: 'none' }, 404, 'none'],
    ['POST', '/organizations', { slug: 'acme', from_organization: 'acme' }, 409, 'already the slug'],
    ['POST', '/organizations', { slug: 'A', from_organization: 'acme' }, 422, 'DNS label'],
    ['POST', '/organizations', { slug: 'a', from_organization: 'acme', currency: 'EUR' }, 422, 'original'],
    [
      'POST',
      '/organizations',
      { slug: 'a', from_snapshot: { organization: 'acme' } },
      422,
      'name is missing',
    ],
    [
      'POST',
      '/organizations',
      { slug: 'a', from_snapshot: { organization: 'acme', name: 'no' } },
      404,
      '"no"',
    ],
    ['POST', '/organizations', { slug: 'a', from_snapshot: 'no' }, 422, 'an object of'],
    [
      'POST',
      '/organizations',
      { slug: 'a', from_organization: 'acme', from_snapshot: { organization: 'acme', name: 'x' } },
      422,
      'give one',
    ],
    ['GET', '/organizations/none', undefined, 404, 'no organization none'],
    ['GET', '/organizations/acme?x=1', undefined, 422, '"x" is not known'],
    ['POST', '/organizations/acme/snapshots', {}, 422, 'name is missing'],
    ['POST', '/organizations/acme/snapshots', { name: 'a/b' }, 422, 'snapshot name'],
    ['POST', '/organizations/acme/snapshots', { name: 'a', replace: 'yes' }, 422, 'true or false'],
    ['POST', '/organizations/none/snapshots', { name: 'a' }, 404, 'none'],
    ['POST', '/organizations/acme/snapshots/none/restore', undefined, 404, '"none"'],
    ['DELETE', '/organizations/acme/snapshots/none', undefined, 404, '"none"'],
    ['POST', '/organizations/acme/reset', { confirm: 'other' }, 422, 'confirm must be'],
    ['POST', '/organizations/acme/credentials', {}, 422, 'dialect is missing'],
    ['POST', '/organizations/acme/credentials', { dialect: 'shopify' }, 422, 'one of commerce-layer'],
    ['POST', '/organizations/acme/credentials', { dialect: 'easycart', kind: 'x' }, 422, 'no kind'],
    ['POST', '/organizations/acme/credentials', { dialect: 'easycart', scopes: ['a'] }, 422, 'no scopes'],
    ['POST', '/organizations/acme/credentials', { dialect: 'easycart', rate_limit: 0 }, 422, 'whole number'],
    [
      'POST',
      '/organizations/acme/credentials',
      { dialect: 'easycart', expires_at: 'soon' },
      422,
      'an instant',
    ],
    [
      'POST',
      '/organizations/acme/credentials',
      { dialect: 'easycart', expires_at: '2020-01-01T00:00:00Z' },
      422,
      'future',
    ],
    [
      'POST',
      '/organizations/acme/credentials',
      {
        dialect: 'shopline',
        kind: 'custom_app',
        redirect_uris: ['https://a.test/'],
        allowed_addresses: ['x'],
      },
      422,
      'IP addresses',
    ],
    [
      'POST',
      '/organizations/acme/credentials',
      { dialect: 'easycart', further_organizations: ['none'] },
      404,
      'none',
    ],
    ['DELETE', '/organizations/acme/credentials/none', undefined, 404, 'no credential'],
  ])('%s %s with %j is refused with %i: %s', async (method, path, body, status, message) => {
    const before = await world.store.organizations.list()
    const answer = await call(method, path, body)
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)])
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await world.store.organizations.list()).toEqual(before)
    expect(await world.store.copies.list(world.organization.key)).toHaveLength(1)
  })

  test('a body of any depth is read or refused', async () => {
    for (const body of ['['.repeat(400_000), `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`])
      expect([400, 422]).toContain((await call('POST', '/organizations', body)).status)
  })

  test('a body that is too large is refused in the same form', async () => {
    expect(await call('POST', '/organizations', 'x'.repeat(1_100_000))).toMatchObject({
      status: 413,
      body: refused('too_large'),
    })
  })
})
