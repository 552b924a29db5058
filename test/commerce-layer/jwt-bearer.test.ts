import { decodeJwt, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES } from '../support/engines.ts'
import {
  assertionOf,
  INVALID_ASSERTION,
  INVALID_CLIENT,
  INVALID_GRANT,
  JWT_BEARER,
  missing,
  oauthOf,
} from '../support/oauth.ts'
import { createWorld, type World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'

describe.each(ENGINES)('JWT bearer on %s', (engine) => {
  let world: World
  let oauth: ReturnType<typeof oauthOf>
  let clients: Record<string, Record<string, string>>
  let ada: string
  beforeAll(async () => {
    world = await createWorld(engine)
    oauth = oauthOf(world)
    const kinds = ['sales_channel', 'integration', 'webapp']
    clients = Object.fromEntries(
      await Promise.all(
        kinds.map(async (kind) => [kind, await world.credential('commerce-layer', { kind })] as const),
      ),
    )
    ada = (await writePerson(world, { customer: { email: 'ada@example.com' } })).shortId
  })
  afterAll(() => world.close())

  const ask = (assertion: unknown, more: object = {}, kind = 'sales_channel') =>
    oauth.ask({
      grant_type: JWT_BEARER,
      client_id: clients[kind]?.client_id,
      client_secret: clients[kind]?.client_secret,
      assertion,
      ...more,
    })
  const WITH_OWNER = [
    'access_token',
    'token_type',
    'expires_in',
    'refresh_token',
    'scope',
    'created_at',
    'owner_id',
    'owner_type',
  ]

  test.each([
    ['sales_channel', 14_400],
    ['integration', 7_200],
    ['webapp', 7_200],
  ])('a %s acts for a customer or a user, and lives %i seconds', async (kind, seconds) => {
    for (const [type, id] of [
      ['Customer', ada],
      ['User', 'qwertYUIOP'],
    ]) {
      const { status, body } = await ask(await assertionOf({ owner: { type, id } }), {}, kind)
      expect(status).toBe(200)
      expect(Object.keys(body)).toEqual(WITH_OWNER)
      expect(body).toMatchObject({
        expires_in: seconds,
        scope: 'market:all',
        owner_id: id,
        owner_type: type?.toLowerCase(),
      })
      const claims = decodeJwt(body.access_token)
      expect(claims).toMatchObject({ application: { kind, confidential: true }, owner: { type, id } })
      expect(claims).not.toHaveProperty('custom_claim')
    }
  })

  test('a custom claim is copied as it is, and needs no owner', async () => {
    const custom_claim = { z: { b: 1, a: [true, null, 'ü'] }, a: '\u0000\ud800', '': 1e300 }
    const text = await assertionOf({ custom_claim })
    const { body } = await ask(text)
    expect(Object.keys(body)).toEqual(WITH_OWNER.slice(0, -2))
    const sent = (decodeJwt(text)['https://commercelayer.io/claims'] as { custom_claim: object }).custom_claim
    const claims = decodeJwt(body.access_token)
    expect(JSON.stringify(claims.custom_claim)).toBe(JSON.stringify(sent))
    expect(Object.keys(claims).at(-1)).toBe('custom_claim')
    expect(claims).not.toHaveProperty('owner')
  })

  test('a refresh keeps the owner and the custom claim, member order included', async () => {
    const custom_claim = { z: 1, a: { y: 2, b: 3 }, odd: '\u0000' }
    const first = await ask(await assertionOf({ owner: { type: 'Customer', id: ada }, custom_claim }))
    const { client_id } = clients.sales_channel ?? {}
    const { refresh_token } = first.body
    const { body } = await oauth.ask({ grant_type: 'refresh_token', client_id, refresh_token })
    const claims = decodeJwt(body.access_token)
    expect(claims.owner).toEqual({ id: ada, type: 'Customer' })
    expect(JSON.stringify(claims.custom_claim)).toBe(JSON.stringify(custom_claim))
  })

  test('resources show the custom claim of the token', async () => {
    const { body } = await ask(await assertionOf({ custom_claim: { app: 'crm' } }), {}, 'integration')
    const answer = await world.send({
      url: `/api/customers/${ada}`,
      headers: { authorization: `Bearer ${body.access_token}` },
    })
    expect(answer.json()).toMatchObject({ data: { attributes: { jwt_custom_claim: { app: 'crm' } } } })
  })

  test('the signature does not count, the form does', async () => {
    const unsigned = new UnsecuredJWT({
      'https://commercelayer.io/claims': { owner: { type: 'Customer', id: ada } },
    }).encode()
    expect((await ask(unsigned)).status).toBe(200)
    for (const bad of ['x', 'a.b', 'a.b.c', `${unsigned.split('.')[1]}`, '\u0000', 'e30.e30.e30.e30'])
      expect(await ask(bad)).toMatchObject({ status: 400, body: INVALID_ASSERTION })
  })

  test('claims that name nobody, or nobody who is there, are refused', async () => {
    const other = await world.addOrganization({ slug: `globex-${engine}` })
    const theirs = await writePerson(world, { customer: { email: 'x@example.com' } }, other.key)
    const owners = [
      { type: 'Customer', id: 'nobodyhere' },
      { type: 'Customer', id: theirs.shortId },
      { type: 'Customer', id: `${ada}\u0000` },
      { type: 'Customer', id: 7 },
      { type: 'Customer' },
      { type: 'customer', id: ada },
      { type: 'Robot', id: ada },
      { id: ada },
      'Customer',
      [],
      {},
    ]
    const claims = [
      undefined,
      null,
      {},
      [],
      'x',
      { owner: null },
      { custom_claim: 'x' },
      { custom_claim: [1] },
      ...owners.map((owner) => ({ owner, custom_claim: { a: 1 } })),
    ]
    for (const one of claims)
      expect((await ask(await assertionOf(one))).body, JSON.stringify(one)).toEqual(INVALID_ASSERTION)
  })

  test('4 KB at most, and not past its own end', async () => {
    const fits = await assertionOf({ custom_claim: { text: 'x'.repeat(2_800) } })
    expect(fits.length).toBeLessThanOrEqual(4096)
    expect((await ask(fits)).status).toBe(200)
    const big = await assertionOf({ custom_claim: { text: 'x'.repeat(3_000) } })
    expect(big.length).toBeGreaterThan(4096)
    expect((await ask(big)).body).toEqual(INVALID_ASSERTION)
    const owner = { type: 'Customer', id: ada }
    const now = Math.floor(Date.now() / 1000)
    expect((await ask(await assertionOf({ owner }, { exp: now + 60 }))).status).toBe(200)
    for (const exp of [now - 60, 'soon'])
      expect((await ask(await assertionOf({ owner }, { exp }))).body).toEqual(INVALID_ASSERTION)
  })

  test('every application must show its secret', async () => {
    const assertion = await assertionOf({ owner: { type: 'Customer', id: ada } })
    for (const kind of Object.keys(clients))
      for (const client_secret of ['', undefined, 'wrong'])
        expect((await ask(assertion, { client_secret }, kind)).body).toEqual(INVALID_CLIENT)
    expect((await ask(undefined)).body).toEqual(missing('assertion'))
  })

  test("a webapp's refresh token takes the secret", async () => {
    const first = await ask(await assertionOf({ owner: { type: 'User', id: 'abc' } }), {}, 'webapp')
    const { client_id, client_secret } = clients.webapp ?? {}
    const { refresh_token } = first.body
    const refresh = { grant_type: 'refresh_token', client_id, refresh_token }
    expect((await oauth.ask(refresh)).body).toEqual(INVALID_CLIENT)
    expect((await oauth.ask({ ...refresh, client_secret })).body).toMatchObject({ owner_type: 'user' })
    expect((await oauth.ask({ ...refresh, client_secret })).body).toEqual(INVALID_GRANT)
  })
})
