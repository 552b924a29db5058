import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Writer } from '../../src/core/ports.ts'
import { ENGINES } from '../support/engines.ts'
import { INVALID_CLIENT, INVALID_GRANT, INVALID_SCOPE, oauthOf, WRONG_KIND } from '../support/oauth.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('a customer signs in on %s', (engine) => {
  let world: World
  let oauth: ReturnType<typeof oauthOf>
  let channel: Record<string, string>
  let ada: string
  beforeAll(async () => {
    world = await createWorld(engine)
    oauth = oauthOf(world)
    channel = await world.credential('commerce-layer', { kind: 'sales_channel' })
    ada = (await oauth.customer('Ada@Example.com', 's3creT')).shortId
    await oauth.customer('grace@example.com', 'other')
    await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.create('customer', [{ email: 'guest@example.com' }]),
    )
  })
  afterAll(() => world.close())

  const signIn = (more: object = {}, request = {}) =>
    oauth.ask(
      {
        grant_type: 'password',
        client_id: channel.client_id,
        username: 'ada@example.com',
        password: 's3creT',
        ...more,
      },
      request,
    )

  test('gets a token of four hours, a refresh token and who it is for, in the documented order', async () => {
    const { status, headers, body } = await signIn({ scope: 'market:id:xYZkjABcde' })
    expect(status).toBe(200)
    expect(headers).toMatchObject({ 'Cache-Control': 'no-store', Pragma: 'no-cache' })
    expect(Object.keys(body)).toEqual([
      'access_token',
      'token_type',
      'expires_in',
      'refresh_token',
      'scope',
      'created_at',
      'owner_id',
      'owner_type',
    ])
    expect(body).toMatchObject({
      token_type: 'bearer',
      expires_in: 14_400,
      scope: 'market:id:xYZkjABcde',
      owner_id: ada,
      owner_type: 'customer',
    })
    const claims = decodeJwt(body.access_token)
    expect(Object.keys(claims).slice(-4)).toEqual(['iss', 'rand', 'owner', 'market'])
    expect(claims).toMatchObject({
      application: { kind: 'sales_channel', public: true, confidential: false },
      owner: { id: ada, type: 'Customer' },
      market: { id: ['xYZkjABcde'] },
    })
    expect(claims).not.toHaveProperty('custom_claim')
    expect(body.created_at).toBe(claims.iat)
  })

  test('reads itself with it, and nobody else', async () => {
    const { body } = await signIn()
    const grace = await world.services.records.find(
      world.organization.key,
      'customer',
      'emailFolded',
      'grace@example.com',
    )
    expect(await oauth.read(`/api/customers/${ada}`, body.access_token)).toEqual([200, undefined])
    expect(await oauth.read(`/api/customers/${grace?.shortId}`, body.access_token)).toEqual([
      401,
      'UNAUTHORIZED',
    ])
    expect(await oauth.read('/api/customers', body.access_token)).toEqual([401, 'UNAUTHORIZED'])
  })

  test('the e-mail counts without regard to case and surrounding space, the password exactly', async () => {
    expect((await signIn({ username: ' ADA@example.COM ' })).status).toBe(200)
    for (const password of ['S3CRET', 's3creT ', 'other', 's3cre'])
      expect(await signIn({ password })).toMatchObject({ status: 400, body: INVALID_GRANT })
  })

  test('nobody, and somebody without a password, cannot be told from a wrong password', async () => {
    for (const username of ['nobody@example.com', 'guest@example.com', 'a\u0000b', '%'])
      expect((await signIn({ username })).body).toEqual(INVALID_GRANT)
  })

  test('a secret that is sent must be right, and makes the token confidential', async () => {
    const { body } = await signIn({ client_secret: channel.client_secret })
    expect(decodeJwt(body.access_token)).toMatchObject({ application: { public: true, confidential: true } })
    expect((await signIn({ client_secret: 'wrong' })).body).toEqual(INVALID_CLIENT)
  })

  test('only sales channels may ask, only for scopes, only in their own organization', async () => {
    for (const kind of ['integration', 'webapp']) {
      const { client_id, client_secret } = await world.credential('commerce-layer', { kind })
      expect((await signIn({ client_id, client_secret })).body).toEqual(WRONG_KIND)
    }
    expect((await signIn({ scope: 'market:1' })).body).toEqual(INVALID_SCOPE)
    const other = await world.addOrganization({ slug: `other-${engine}` })
    expect((await signIn({}, { hostLabel: other.slug })).body).toEqual(INVALID_CLIENT)
    const { client_id } = await world.credential('commerce-layer', {
      kind: 'sales_channel',
      organizations: [other],
    })
    expect((await signIn({ client_id })).body).toEqual(INVALID_GRANT)
  })

  test.each([
    ['deleted', async (writer: Writer, key: number) => writer.remove('customer', [key])],
    ['erased', async (writer: Writer, key: number) => void (await writer.erase(key))],
  ])('a customer who is %s has no session left: token, refresh token, password, trace', async (how, end) => {
    const { key } = await oauth.customer('gone@example.com', 'soon')
    const gone = { username: 'gone@example.com', password: 'soon' }
    const { body } = await signIn(gone)
    expect((await oauth.read(`/api/customers/${body.owner_id}`, body.access_token))[0]).toBe(200)
    const later = (await signIn(gone)).body.access_token
    await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) => end(writer, key))
    for (const token of [body.access_token, later])
      expect(await oauth.read(`/api/customers/${body.owner_id}`, token), how).toEqual([401, 'INVALID_TOKEN'])
    expect(await oauth.read(`/api/customers/${body.owner_id}`, body.access_token)).toEqual([
      401,
      'INVALID_TOKEN',
    ])
    const { refresh_token } = body
    const { client_id } = channel
    expect((await oauth.ask({ grant_type: 'refresh_token', client_id, refresh_token })).body).toEqual(
      INVALID_GRANT,
    )
    expect((await signIn(gone)).body).toEqual(INVALID_GRANT)
    const kept = world.store.database.selectFrom('grants').select('owner_id')
    expect((await kept.execute()).map((row) => row.owner_id)).not.toContain(body.owner_id)
  })

  test('many sign in at once, and each gets tokens of their own', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => signIn()))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(6)
  })

  test('whoever guesses is told to wait, and the right password is not tried either; others go on', async () => {
    await oauth.customer('guessed@example.com', 'sure')
    const guess = (password: string, address: string) =>
      signIn({ username: ' Guessed@example.com', password }, { address })
    for (let n = 0; n < 10; n++) expect((await guess(`wrong ${n}`, '192.0.2.1')).body).toEqual(INVALID_GRANT)
    const refused = await guess('sure', '192.0.2.1')
    expect(refused.status).toBe(429)
    expect(refused.headers).toMatchObject({ 'Retry-After': '90' })
    expect((await guess('sure', '192.0.2.2')).status).toBe(200)
    expect((await signIn({}, { address: '192.0.2.1' })).status).toBe(200)
  })
})
