import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAdminApi } from '../../src/server/admin/index.ts'
import { ADMIN_ROUTES } from '../../src/server/admin/routes.ts'
import { signInLink } from '../../src/server/admin/session.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import { adminParts } from '../support/admin-parts.ts'
import { ENGINES } from '../support/engines.ts'
import { listen } from '../support/listen.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('signing in to the console on %s', (engine) => {
  let world: World
  let origin: string
  let stop: () => Promise<void>
  let now: Date | null = null
  const wallClock = () => now ?? new Date()
  beforeAll(async () => {
    world = await createWorld(engine)
    const api = createAdminApi(
      await adminParts(world, { features: { sandbox: true, demo: false, version: '1.2.3' }, wallClock }),
    )
    const listening = await listen(world, { further: [api] })
    origin = listening.origin
    stop = listening.close
  })
  afterAll(async () => {
    await stop?.()
    await world.close()
  })

  const tokenParts = () => ({ ...world.services, adminTokens: world.store.adminTokens, clock: wallClock })
  const newLink = async () => (await signInLink(origin, tokenParts())).url.split('#sign-in=')[1] ?? ''
  const call = async (method: string, path: string, headers: Record<string, string> = {}, body?: object) => {
    const answer = await fetch(`${origin}/clientele/v1${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return {
      status: answer.status,
      body: JSON.parse(await answer.text()),
      cookie: answer.headers.get('set-cookie'),
    }
  }
  const signIn = (token: string) => signInWith(undefined, token)
  const signInWith = async (sent: string | undefined, token: string) => {
    const { status, cookie } = await call('POST', '/session', sent ? { cookie: sent } : {}, { token })
    expect(status).toBe(200)
    return { cookie: cookie?.split(';')[0] ?? '', whole: cookie }
  }

  test('a cookie that was there before is not the session that signing in begins', async () => {
    const before = `clientele_${/:(\d+)$/.exec(origin)?.[1]}=ses_chosenbysomebodyelse.aaaaaaaaaaaaaaaaaaaaaaaa`
    const { cookie } = await signInWith(before, await newLink())
    expect(cookie).not.toContain('chosenbysomebodyelse')
    expect((await call('GET', '/organizations', { cookie: before })).status).toBe(401)
    expect((await call('GET', '/organizations', { cookie })).status).toBe(200)
  })

  test('a link signs in once; the cookie is out of reach of scripts and of other sites', async () => {
    const link = await newLink()
    const { cookie, whole } = await signIn(link)
    expect(whole).toMatch(
      /^clientele_\d+=ses_\w{12}\.\w{43}; Path=\/clientele; Max-Age=604800; HttpOnly; SameSite=Strict$/,
    )
    expect(await call('GET', '/session', { cookie })).toMatchObject({
      status: 200,
      body: { signed_in: true, sandbox: true, demo: false, version: '1.2.3' },
    })
    expect((await call('GET', '/organizations', { cookie })).status).toBe(200)
    const again = await call('POST', '/session', {}, { token: link })
    expect([again.status, again.cookie]).toEqual([401, null])
  })

  test('of many who follow one link at once, one is signed in', async () => {
    const link = await newLink()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => call('POST', '/session', {}, { token: link })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(401)])
  })

  test('a link ends after an hour, a session after a week, and when one signs out', async () => {
    const link = await newLink()
    const { cookie } = await signIn(await newLink())
    now = new Date(Date.now() + 3_601_000)
    expect((await call('POST', '/session', {}, { token: link })).status).toBe(401)
    expect((await call('GET', '/organizations', { cookie })).status).toBe(200)
    now = new Date(Date.now() + 7 * 86_400_000 + 1000)
    expect((await call('GET', '/organizations', { cookie })).status).toBe(401)
    now = null
    const out = await call('DELETE', '/session', { cookie, origin })
    expect([out.status, out.body.signed_in, out.cookie]).toEqual([
      200,
      false,
      expect.stringContaining('Max-Age=0'),
    ])
    expect((await call('GET', '/organizations', { cookie })).status).toBe(401)
  })

  test.each(
    ADMIN_ROUTES.filter(({ method, open }) => method !== 'GET' && !open).map((one) => [one.method, one.path]),
  )('another site cannot make a signed-in browser send %s %s', async (method, path) => {
    const { cookie } = await signIn(await newLink())
    const url = path.replace(/:\w+/g, 'acme')
    for (const headers of [
      {},
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ])
      expect(await call(method, url, { cookie, ...(headers as Record<string, string>) })).toMatchObject({
        status: 403,
        body: { error: { code: 'forbidden' } },
      })
    expect(await world.store.organizations.bySlug('acme')).not.toBeNull()
  })

  test('a session ends with the token that it was begun with', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000)
    const { id, token } = await createAdminToken(tokenParts(), { name: 'ada', expiresAt })
    const { whole, cookie } = await signIn(token)
    expect(whole).toMatch(/Max-Age=(3600|3599);/)
    const { body } = await call('POST', '/sign-in-links', { authorization: `Bearer ${token}` })
    const invited = await signIn(body.url.split('#sign-in=')[1])
    now = new Date(expiresAt.getTime() + 1000)
    expect((await call('GET', '/organizations', { cookie })).status).toBe(401)
    expect((await call('GET', '/organizations', { cookie: invited.cookie })).status).toBe(200)
    now = null
    expect((await call('GET', '/organizations', { cookie })).status).toBe(200)
    await world.store.adminTokens.revoke(id)
    for (const one of [cookie, invited.cookie])
      expect((await call('GET', '/organizations', { cookie: one })).status).toBe(401)
  })

  test('what cannot be kept is refused, not failed at', async () => {
    const { cookie } = await signIn(await newLink())
    const to = '/organizations/acme'
    for (const url of [
      '/organizations/%00',
      `${to}/snapshots/%00`,
      `${to}/syncs/%00`,
      `${to}/credentials/%00`,
      `${to}/customers/%00`,
      `${to}/customers?search=%00`,
      `${to}/customers?tag=%00`,
      `${to}/customers?created_from=0001-01-01`,
      `${to}/customers/csv?country=%00`,
    ])
      expect([url, [404, 405, 422].includes((await call('GET', url, { cookie })).status)]).toEqual([
        url,
        true,
      ])
    const send = (path: string, body: object) => call('POST', path, { cookie, origin }, body)
    for (const [path, body] of [
      [`${to}/snapshots`, { name: 'a\0' }],
      ['/admin-tokens', { name: 'a\0' }],
      ['/admin-tokens', { expires_at: '9999-12-31T23:59:59-14:00' }],
      [`${to}/customers/tags`, { add: ['\ud800'] }],
    ] as const)
      expect([path, (await send(path, body)).status]).toEqual([path, 422])
  })

  test('an admin token signs in as often as one likes; a session, a link or another text is no token', async () => {
    const { token } = await createAdminToken(tokenParts(), { name: 'ada', expiresAt: null })
    const { cookie } = await signIn(token)
    expect((await call('GET', '/session', { cookie })).body.name).toBe('ada')
    await signIn(token)
    const [, session = ''] = cookie.split('=')
    for (const wrong of [session, 'x', `${token}x`]) {
      expect((await call('POST', '/session', {}, { token: wrong })).status).toBe(401)
      expect((await call('GET', '/organizations', { authorization: `Bearer ${wrong}` })).status).toBe(401)
    }
    const link = await newLink()
    expect((await call('GET', '/organizations', { authorization: `Bearer ${link}` })).status).toBe(401)
  })
})
