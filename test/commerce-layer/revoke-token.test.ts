import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES } from '../support/engines.ts'
import { assertionOf, FORBIDDEN, INVALID_GRANT, JWT_BEARER, missing, oauthOf } from '../support/oauth.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('revoking on %s', (engine) => {
  let world: World
  let oauth: ReturnType<typeof oauthOf>
  let channel: Record<string, string>
  let ada: string
  beforeAll(async () => {
    world = await createWorld(engine)
    oauth = oauthOf(world)
    channel = await world.credential('commerce-layer', { kind: 'sales_channel' })
    ada = (await oauth.customer('ada@example.com', 's3creT')).shortId
  })
  afterAll(() => world.close())

  const signIn = async () =>
    (
      await oauth.ask({
        grant_type: 'password',
        client_id: channel.client_id,
        username: 'ada@example.com',
        password: 's3creT',
      })
    ).body
  const refresh = (refresh_token: string) =>
    oauth.ask({ grant_type: 'refresh_token', client_id: channel.client_id, refresh_token })
  const read = (token: string) => oauth.read(`/api/customers/${ada}`, token)

  test.each(['access_token', 'refresh_token'] as const)(
    'a customer’s %s takes the client id alone, and all tokens of the grant go with it',
    async (kind) => {
      const first = await signIn()
      const second = (await refresh(first.refresh_token)).body
      const elsewhere = await signIn()
      const { client_id } = channel
      expect(await oauth.revoke({ client_id, token: second[kind] })).toMatchObject({ status: 200, body: {} })
      for (const token of [first.access_token, second.access_token])
        expect(await read(token)).toEqual([401, 'INVALID_TOKEN'])
      expect((await refresh(second.refresh_token)).body).toEqual(INVALID_GRANT)
      expect(await read(elsewhere.access_token)).toEqual([200, undefined])
      expect((await refresh(elsewhere.refresh_token)).status).toBe(200)
      expect((await oauth.revoke({ client_id, token: second[kind] })).body).toEqual({})
    },
  )

  test('a refresh token in the middle of its exchange leaves nothing usable', async () => {
    const { client_id } = channel
    for (let round = 0; round < 5; round++) {
      const { refresh_token } = await signIn()
      const [next] = await Promise.all([
        refresh(refresh_token),
        oauth.revoke({ client_id, token: refresh_token }),
      ])
      if (next.status !== 200) continue
      expect(await read(next.body.access_token)).toEqual([401, 'INVALID_TOKEN'])
      expect((await refresh(next.body.refresh_token)).body).toEqual(INVALID_GRANT)
    }
    expect.hasAssertions()
    expect((await refresh((await signIn()).refresh_token)).status).toBe(200)
  })

  test('without the right: wrong secret, no client, another application, another organization', async () => {
    const { access_token, refresh_token } = await signIn()
    const sibling = await world.credential('commerce-layer', { kind: 'sales_channel' })
    const other = await world.addOrganization({ slug: `globex-${engine}` })
    const foreign = await world.credential('commerce-layer', {
      kind: 'sales_channel',
      organizations: [other],
    })
    for (const token of [access_token, refresh_token])
      for (const body of [
        { client_id: channel.client_id, client_secret: 'wrong' },
        {},
        { client_id: 'nobody' },
        { client_id: sibling.client_id },
        { client_id: sibling.client_id, client_secret: sibling.client_secret },
      ])
        expect(await oauth.revoke({ token, ...body })).toMatchObject({ status: 403, body: FORBIDDEN })
    const { client_id, client_secret } = foreign
    expect((await oauth.revoke({ token: access_token, client_id, client_secret })).body).toEqual(FORBIDDEN)
    // Of another organization's refresh token nothing is known here: it is no token (RFC 7009 section 2.2).
    expect((await oauth.revoke({ token: refresh_token, client_id })).body).toEqual(FORBIDDEN)
    expect((await oauth.revoke({ token: refresh_token, client_id, client_secret })).body).toEqual({})
    expect(await read(access_token)).toEqual([200, undefined])
    expect((await refresh(refresh_token)).status).toBe(200)
  })

  test('a token that acts for nobody takes the secret, its refresh token as well', async () => {
    const { client_id, client_secret } = channel
    const assertion = await assertionOf({ custom_claim: { app: 'x' } })
    const { body } = await oauth.ask({ grant_type: JWT_BEARER, client_id, client_secret, assertion })
    expect((await oauth.revoke({ client_id, token: body.refresh_token })).body).toEqual(FORBIDDEN)
    expect((await refresh(body.refresh_token)).status).toBe(200)
    expect((await oauth.revoke({ client_id, client_secret, token: body.access_token })).body).toEqual({})
    expect((await refresh(body.refresh_token)).body).toEqual(INVALID_GRANT)
  })

  test('a confidential application always takes its secret', async () => {
    const { client_id, client_secret } = await world.credential('commerce-layer', { kind: 'webapp' })
    const assertion = await assertionOf({ owner: { type: 'User', id: 'abc' } })
    const { body } = await oauth.ask({ grant_type: JWT_BEARER, client_id, client_secret, assertion })
    for (const token of [body.access_token, body.refresh_token])
      expect((await oauth.revoke({ client_id, token })).body).toEqual(FORBIDDEN)
    expect((await oauth.read('/api/customers', body.access_token))[0]).toBe(200)
    expect((await oauth.revoke({ client_id, client_secret, token: body.refresh_token })).body).toEqual({})
    expect(await oauth.read('/api/customers', body.access_token)).toEqual([401, 'INVALID_TOKEN'])
  })

  test('an expired access token still leads to its refresh token', async () => {
    const { access_token, refresh_token } = await signIn()
    world.setTime(new Date(Date.now() + 5 * 3_600_000).toISOString())
    expect(await read(access_token)).toEqual([401, 'INVALID_TOKEN'])
    const { client_id } = channel
    expect((await oauth.revoke({ client_id, token: access_token })).body).toEqual({})
    expect((await refresh(refresh_token)).body).toEqual(INVALID_GRANT)
    world.setTime()
  })

  test('no token, no revocation', async () => {
    expect((await oauth.revoke({ client_id: channel.client_id })).body).toEqual(missing('token'))
  })
})
