/**
 * What is handed out to one organization is worth nothing in another: codes, tokens, forms, links, cursors, tags, keys.
 * And every way to a token refuses whoever has no right to one; the rows are held against the route tables.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/dialects/commerce-layer/routes.ts'
import type { WireRequest } from '../../src/dialects/dialect.ts'
import { webRoutes } from '../../src/dialects/shopline/oauth/web-routes.ts'
import { authorizationOf, destination, sealedOf } from '../support/authorize.ts'
import { commerceLayerClient } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { LONG } from '../support/long.ts'
import * as said from '../support/oauth.ts'
import { appOf } from '../support/shopline-app.ts'
import { tried } from '../support/tried.ts'
import { createWorld, type World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'
import { nameOf } from './asks.ts'

const STRANGE = 'zzstranger'
const REDIRECT = 'https://app.example/back'
const SHOPLINE = '/admin/openapi/v20260301'
const HERE = LONG ? ENGINES : ENGINES.slice(-1)

type Sent = Partial<WireRequest> & { url: string }
interface Row {
  route: string
  wrong: string
  asked: Sent
  status: number
  /** Is part of the body. */
  says: string | object
}

describe.each(HERE)('what is handed out, on %s', (engine) => {
  let world: World
  let other: World['organization']
  let apps: ReturnType<typeof appOf>
  let rows: Row[]
  const answers: string[] = []
  beforeAll(async () => {
    world = await createWorld(engine)
    other = await world.addOrganization({ slug: STRANGE, name: `${STRANGE} shop` })
    apps = appOf(world)
    rows = [...(await tokenRows()), ...(await pageRows()), ...(await shoplineRows())]
  })
  afterAll(() => world.close())

  const post = (url: string, body: object, more: Partial<WireRequest> = {}): Sent => ({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...more,
  })
  async function send(asked: Sent) {
    const answer = await world.send(asked)
    answers.push(`${answer.status} ${JSON.stringify(answer.headers)} ${answer.body}`)
    return answer
  }
  const at = (slug: string) => ({ hostLabel: slug })
  const application = (more: object = {}) => world.credential('commerce-layer', more)
  const elsewhere = () => ({ organizations: [other] })
  const clientOf = ({ client_id = '', client_secret = '' }: Record<string, string>) => ({
    client_id,
    client_secret,
  })

  /** Applications that are not, or not any more, or of something else. */
  async function wrongClients() {
    const [revoked, over, good, theirs] = [
      await application(),
      await application({ expiresAt: new Date('2020-01-01') }),
      await application(),
      await application(elsewhere()),
    ]
    await world.services.credentials.revoke(revoked.id ?? '')
    const shopline = await world.credential('shopline')
    const easycart = await world.credential('easycart')
    return {
      good: clientOf(good),
      wrong: [
        ['malformed', { client_id: 'x', client_secret: 'x' }],
        ['revoked', clientOf(revoked)],
        ['expired', clientOf(over)],
        ['other organization', { ...clientOf(theirs), client_secret: good.client_secret }],
        ['other platform', { client_id: shopline.app_key, client_secret: shopline.app_secret }],
        ['other platform', { client_id: easycart.id, client_secret: easycart.token }],
      ] as [string, Record<string, string>][],
    }
  }

  async function tokenRows(): Promise<Row[]> {
    const { good, wrong } = await wrongClients()
    const token = (name: string, body: object, status: number, says: string | object, more = {}): Row => ({
      route: 'POST /oauth/token',
      wrong: name,
      asked: post('/oauth/token', body, more),
      ...{ status, says },
    })
    const back = (name: string, body: object, status: number, says: string | object, more = {}): Row => ({
      ...token(name, {}, status, says),
      route: 'POST /oauth/revoke',
      asked: post('/oauth/revoke', body, more),
    })
    const own = { grant_type: 'client_credentials' }
    const theirs = await commerceLayerClient(world, elsewhere())
    const narrow = await application({ kind: 'sales_channel', scopes: ['market:code:here'] })
    const webapp = await application({ kind: 'webapp', redirectUris: [REDIRECT] })
    const channel = clientOf(await application({ kind: 'sales_channel' }))
    const passwordHash = await world.services.passwords.hash('open sesame')
    const person = { customer: { email: `${STRANGE}@example.com`, passwordHash } }
    const stranger = await writePerson(world, person, other.key)
    const grants = await strangersGrants()
    const signing = { grant_type: 'password', password: 'open sesame' }
    const asserted = async (id: string) => ({
      ...{ ...channel, grant_type: said.JWT_BEARER },
      assertion: await said.assertionOf({ owner: { type: 'Customer', id } }),
    })
    const coded = { ...clientOf(webapp), grant_type: 'authorization_code', redirect_uri: REDIRECT }
    const refreshed = { ...channel, grant_type: 'refresh_token' }
    return [
      token('none', own, 400, said.missing('client_id')),
      ...wrong.map(([name, client]) => token(name, { ...own, ...client }, 401, said.INVALID_CLIENT)),
      token('other organization', { ...own, ...good }, 401, said.INVALID_CLIENT, at(STRANGE)),
      token('missing scope', { ...own, ...clientOf(narrow), scope: 'market:all' }, 400, said.INVALID_SCOPE),
      token('missing scope', { ...own, ...clientOf(webapp) }, 400, said.WRONG_KIND),
      ...[grants.code, 'n'.repeat(43)].map((code) =>
        token('code of another organization', { ...coded, code }, 400, said.INVALID_GRANT),
      ),
      ...[grants.refresh, 'n'.repeat(43)].map((refresh_token) =>
        token(
          'refresh token of another organization',
          { ...refreshed, refresh_token },
          400,
          said.INVALID_GRANT,
        ),
      ),
      ...[`${STRANGE}@example.com`, 'nobody@example.com'].map((username) =>
        token(
          'customer of another organization',
          { ...channel, ...signing, username },
          400,
          said.INVALID_GRANT,
        ),
      ),
      token(
        'customer of another organization',
        await asserted(stranger.shortId),
        400,
        said.INVALID_ASSERTION,
      ),
      token('customer who never was', await asserted('neverwasit'), 400, said.INVALID_ASSERTION),
      back('none', {}, 400, said.missing('token')),
      back('none', { token: theirs.token }, 403, said.FORBIDDEN),
      ...wrong.map(([name, client]) => back(name, { ...client, token: theirs.token }, 403, said.FORBIDDEN)),
      back('other organization', { ...good, token: theirs.token }, 403, said.FORBIDDEN),
      back('other organization', { ...good, token: theirs.token }, 403, said.FORBIDDEN, at(STRANGE)),
      {
        ...back('', {}, 200, '"keys"'),
        route: 'GET /.well-known/jwks.json',
        wrong: 'none',
        asked: { url: '/.well-known/jwks.json' },
      },
    ]
  }

  /** A code and a refresh token of the strange shop, both good there. */
  async function strangersGrants() {
    const webapp = await application({ ...elsewhere(), kind: 'webapp', redirectUris: [REDIRECT] })
    const approver = clientOf(await application(elsewhere()))
    const page = authorizationOf(world)
    const query = { client_id: webapp.client_id ?? '', redirect_uri: REDIRECT, response_type: 'code' }
    const code = async () => {
      const request = sealedOf(await page.show(query))
      return (
        destination(await page.submit({ request, decision: 'approve', ...approver })).parameters.code ?? ''
      )
    }
    const exchange = { ...clientOf(webapp), grant_type: 'authorization_code', redirect_uri: REDIRECT }
    const { body } = await said.oauthOf(world).ask({ ...exchange, code: await code() })
    expect(body.refresh_token).toBeTruthy()
    return { code: await code(), refresh: body.refresh_token }
  }

  async function pageRows(): Promise<Row[]> {
    const { wrong } = await wrongClients()
    const webapp = await application({ kind: 'webapp', redirectUris: [REDIRECT] })
    const query = (client_id = '') =>
      new URLSearchParams({ client_id, redirect_uri: REDIRECT, response_type: 'code' }).toString()
    const page = authorizationOf(world)
    const request = sealedOf(await page.show(query(webapp.client_id)))
    const form = (given: Record<string, string>): Sent =>
      post('/oauth/authorize', {}, { headers: FORM, body: new URLSearchParams(given).toString() })
    const shown = (name: string, asked: Sent): Row => {
      const says = 'No web application has this client id.'
      return { route: 'GET /oauth/authorize', wrong: name, asked, status: 400, says }
    }
    const answered = { route: 'POST /oauth/authorize' }
    const theirs = clientOf(await application(elsewhere()))
    const shoplines = /name="request" value="([^"]+)"/.exec(
      (await apps.show(apps.asking(await apps.make()))).body,
    )?.[1]
    const refused = {
      status: 403,
      says: 'not the client id and secret of an integration of this organization',
    }
    const expired = { status: 400, says: 'This page has expired.' }
    return [
      shown('none', { url: '/oauth/authorize' }),
      ...wrong.map(([name, client]) => shown(name, { url: `/oauth/authorize?${query(client.client_id)}` })),
      shown('other organization', { url: `/oauth/authorize?${query(webapp.client_id)}`, ...at(STRANGE) }),
      { ...answered, wrong: 'none', asked: form({}), ...expired },
      { ...answered, wrong: 'malformed', asked: form({ request: 'x' }), ...expired },
      { ...answered, wrong: 'other platform', asked: form({ request: shoplines ?? '' }), ...expired },
      { ...answered, wrong: 'none', asked: form({ request, decision: 'approve' }), ...refused },
      ...wrong.map(
        ([name, client]): Row => ({
          ...answered,
          wrong: name,
          asked: form({ request, decision: 'approve', ...client }),
          ...refused,
        }),
      ),
      {
        ...answered,
        wrong: 'other organization',
        asked: form({ request, decision: 'approve', ...theirs }),
        ...refused,
      },
    ]
  }

  async function shoplineRows(): Promise<Row[]> {
    const [mine, theirs, revoked] = [await apps.make(), await apps.make(elsewhere()), await apps.make()]
    await apps.install(mine)
    const code = apps.codeOf(await apps.approve(theirs))
    await world.services.credentials.revoke(revoked.id)
    const private_ = await world.credential('shopline')
    const { client_id: key = '', client_secret: secret = '' } = await application()
    const unknown = { id: '', key: '0'.repeat(40), secret: 'x' }
    const found: Row[] = []
    const says = (i18nCode: string) => `"i18nCode":"${i18nCode}"`
    for (const what of ['create', 'refresh'] as const) {
      const route = `POST /admin/oauth/token/${what}`
      const body = what === 'create' ? JSON.stringify({ code }) : ''
      const row = (wrong: string, app: typeof mine, i18nCode: string, more: object = {}): void => {
        const timestamp = String(world.services.clock().getTime())
        const asked = apps.signed(app, what, body, timestamp, more)
        found.push({ route, wrong, asked, status: 200, says: says(i18nCode) })
      }
      row('malformed', { ...mine, secret: 'x' }, 'TOKEN_CREATE_EXCEPTION')
      row('none', unknown, 'TOKEN_CREATE_EXCEPTION')
      row('revoked', revoked, 'STORE_NOT_INSTALL_APP')
      row('other platform', { ...mine, key, secret }, 'TOKEN_CREATE_EXCEPTION')
      row(
        'other kind',
        { ...mine, key: private_.app_key ?? '', secret: private_.app_secret ?? '' },
        'TOKEN_CREATE_EXCEPTION',
      )
      row('other organization', mine, 'STORE_NOT_INSTALL_APP', at(STRANGE))
      row('nobody’s organization', mine, 'STORE_INFORMATION_ERROR', at('nobody'))
      if (what === 'create') row('code of another organization', mine, 'OAUTH_CODE_INVALID')
    }
    const noApp = 'This store has no app of this key.'
    for (const [wrong, app, more] of [
      ['none', unknown, {}],
      ['revoked', revoked, {}],
      ['other organization', mine, at(STRANGE)],
      ['other organization', theirs, at('acme')],
    ] as const) {
      const query = new URLSearchParams(apps.asking(app)).toString()
      found.push(
        {
          route: 'GET /admin/oauth-web/install',
          wrong,
          asked: { url: `/admin/oauth-web/install?appKey=${app.key}`, ...more },
          status: 404,
          says: noApp,
        },
        {
          route: 'GET /admin/oauth-web/authorize',
          wrong,
          asked: { url: `/admin/oauth-web/authorize?${query}`, ...more },
          status: 400,
          says: noApp,
        },
      )
    }
    const form = (request: string): Sent =>
      post(
        '/admin/oauth-web/authorize',
        {},
        { headers: FORM, body: new URLSearchParams({ request, decision: 'approve' }).toString() },
      )
    const says_ = 'This page has expired.'
    for (const [wrong, request] of [
      ['none', ''],
      ['malformed', 'x'],
    ] as const)
      found.push({
        route: 'POST /admin/oauth-web/authorize',
        wrong,
        asked: form(request),
        status: 400,
        says: says_,
      })
    found.push({
      route: 'GET /admin/oauth-web',
      wrong: 'none',
      asked: { url: '/admin/oauth-web' },
      status: 200,
      says: '<html',
    })
    return found
  }

  test('every way to a token is asked, and refuses in its own words', async () => {
    const asked = new Set(rows.map(({ route }) => route))
    expect([...routes, ...webRoutes].map(nameOf).filter((route) => !asked.has(route))).toEqual([])
    for (const { route, wrong, asked: request, status, says } of rows) {
      const answer = await send(request)
      expect([route, wrong, answer.status]).toEqual([route, wrong, status])
      if (typeof says === 'string')
        expect([route, wrong, answer.body]).toEqual([route, wrong, expect.stringContaining(says)])
      else expect([route, wrong, JSON.parse(answer.body)]).toEqual([route, wrong, says])
      // The page of an app shows the name of its own shop, never of the other.
      expect([route, wrong, answer.body]).toEqual([
        route,
        wrong,
        expect.not.stringContaining(`${STRANGE} shop`),
      ])
    }
    tried(`isolation: ways to a token × wrong credentials (${engine})`, rows.length, '0 wrong')
  })

  test('an activation link leads nowhere in another shop', async () => {
    const { access_token } = await world.credential('shopline', {
      ...elsewhere(),
      scopes: ['write_customers'],
    })
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }
    const customer = await writePerson(
      world,
      { customer: { email: 'invited@example.com', accountState: 'invited' } },
      other.key,
    )
    const made = await world.send({
      ...post(`${SHOPLINE}/customers/${customer.numberId}/account_activation_url.json`, {}),
      headers,
    })
    const token = /token=([\w-]+)/.exec(made.body)?.[1] ?? ''
    expect((await world.send({ url: `/user/activate/${STRANGE}?token=${token}` })).body).toContain('<form')
    const [theirs, nobodys] = [
      await send({ url: `/user/activate/acme?token=${token}` }),
      await send({ url: `/user/activate/acme?token=${'n'.repeat(43)}` }),
    ]
    expect(theirs).toEqual({ ...nobodys, json: expect.any(Function) })
    expect((await send({ url: `/user/activate/${STRANGE}?token=${token}`, ...at('acme') })).body).toBe(
      nobodys.body,
    )
  })

  test('cursors, tags and keys of one shop mean nothing in another', async () => {
    const scopes = ['read_customers', 'write_customers']
    const tokenAt = async (organization: World['organization']) => {
      const { access_token } = await world.credential('shopline', { organizations: [organization], scopes })
      return { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }
    }
    const [mine, theirs] = [await tokenAt(world.organization), await tokenAt(other)]
    for (const [organization, word] of [
      [world.organization, 'plain'],
      [other, STRANGE],
    ] as const)
      for (const place of [1, 2, 3])
        await writePerson(
          world,
          { customer: { email: `${word}${place}@example.com`, firstName: word } },
          organization.key,
        )
    const page = await world.send({ url: `${SHOPLINE}/v2/customers.json?limit=1`, headers: theirs })
    const cursor = /page_info=([^&>]+)/.exec(page.headers.Link ?? page.headers.link ?? '')?.[1] ?? ''
    const { sinceId, ...rest } = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as {
      sinceId: string
    }
    // The same place, named by an id that nobody has.
    const nobodys = Buffer.from(JSON.stringify({ sinceId: String(BigInt(sinceId) + 1n), ...rest })).toString(
      'base64url',
    )
    const read = (info: string) =>
      send({ url: `${SHOPLINE}/v2/customers.json?page_info=${info}&limit=1`, headers: mine })
    const [one, same] = [await read(cursor), await read(nobodys)]
    expect([one.status, one.body]).toEqual([same.status, same.body])
    expect(one.body).not.toContain(STRANGE)

    const write = (key: string, headers: Record<string, string>) =>
      send({
        ...post(`${SHOPLINE}/customers.json`, { customer: { email: 'same@example.com' } }),
        headers: { ...headers, 'idempotency-key': key },
      })
    const first = await write('k1', theirs)
    const second = await write('k1', mine)
    expect([first.status, second.status, second.headers['Idempotent-Replayed']]).toEqual([
      200,
      200,
      undefined,
    ])
    const idOf = (body: string) => (JSON.parse(body) as { customer: { id: string } }).customer.id
    expect(idOf(second.body)).not.toBe(idOf(first.body))

    const tagOf = async (body: string, headers: Record<string, string>) =>
      (await world.send({ url: `${SHOPLINE}/customers/v2/${idOf(body)}.json`, headers })).headers.ETag ?? ''
    const change = async (tag: string, id: string) =>
      (
        await send({
          ...post(`${SHOPLINE}/customers/${id}.json`, { customer: { note: 'x' } }),
          method: 'PUT',
          headers: { ...mine, 'if-match': tag },
        })
      ).status
    const [tag, strangeTag] = [await tagOf(second.body, mine), await tagOf(first.body, theirs)]
    expect(await change(strangeTag, idOf(second.body))).toBe(412)
    expect(await change(strangeTag, idOf(first.body))).toBe(404)
    expect(await change(tag, idOf(second.body))).toBe(200)
    tried(`isolation: what was handed out to another organization (${engine})`, answers.length, '0 taken')
  })
})

const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
