import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES } from '../support/engines.ts'
import {
  INVALID_CLIENT,
  INVALID_GRANT,
  INVALID_SCOPE,
  missing,
  oauthOf,
  type TokenAnswer,
} from '../support/oauth.ts'
import { createWorld, type World } from '../support/world.ts'

const WEEKS = 14 * 24 * 60 * 60 * 1000

describe.each(ENGINES)('refresh tokens on %s', (engine) => {
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

  const scope = 'market:id:a market:id:b'
  const signIn = async (): Promise<TokenAnswer> =>
    (
      await oauth.ask({
        grant_type: 'password',
        client_id: channel.client_id,
        username: 'ada@example.com',
        password: 's3creT',
        scope,
      })
    ).body
  const refresh = (refresh_token: string, more: object = {}) =>
    oauth.ask({ grant_type: 'refresh_token', client_id: channel.client_id, refresh_token, ...more })
  const alive = async (token: string) => (await oauth.read(`/api/customers/${ada}`, token))[0] === 200

  test('one brings the next tokens for the same customer and scope; the older access token lives on', async () => {
    const first = await signIn()
    const { status, body } = await refresh(first.refresh_token)
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(Object.keys(first))
    expect(body).toMatchObject({ scope, expires_in: 14_400, owner_id: ada, owner_type: 'customer' })
    expect(body.refresh_token).not.toBe(first.refresh_token)
    expect(decodeJwt(body.access_token)).toMatchObject({ owner: { id: ada, type: 'Customer' }, scope })
    expect(await alive(body.access_token)).toBe(true)
    expect(await alive(first.access_token)).toBe(true)
    expect((await refresh(body.refresh_token)).status).toBe(200)
  })

  test('the scope may be narrowed and not widened, and the next refresh has the whole again', async () => {
    const first = await signIn()
    for (const wider of ['market:all', 'market:id:c', 'market:id:a,market:id:c', 'market:1'])
      expect((await refresh(first.refresh_token, { scope: wider })).body).toEqual(INVALID_SCOPE)
    const narrow = await refresh(first.refresh_token, { scope: 'market:id:b' })
    expect(decodeJwt(narrow.body.access_token)).toMatchObject({
      scope: 'market:id:b',
      market: { id: ['b'] },
    })
    expect((await refresh(narrow.body.refresh_token)).body.scope).toBe(scope)
  })

  test('of two requests at once with the same token one wins, and what it got works', async () => {
    const { refresh_token } = await signIn()
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(refresh_token)))
    const won = answers.filter(({ status }) => status === 200)
    const lost = answers.filter(({ status }) => status !== 200)
    expect(won).toHaveLength(1)
    for (const { status, body } of lost) expect([status, body]).toEqual([400, INVALID_GRANT])
    expect(await alive(won[0]?.body.access_token ?? '')).toBe(true)
    expect((await refresh(won[0]?.body.refresh_token ?? '')).status).toBe(200)
  })

  test('a used token that comes again much later ends the whole grant', async () => {
    const first = await signIn()
    const second = (await refresh(first.refresh_token)).body
    expect((await refresh(first.refresh_token)).body).toEqual(INVALID_GRANT)
    expect(await alive(second.access_token)).toBe(true)
    world.setTime(new Date(Date.now() + 61_000).toISOString())
    expect((await refresh(first.refresh_token)).body).toEqual(INVALID_GRANT)
    expect(await alive(second.access_token)).toBe(false)
    expect(await alive(first.access_token)).toBe(false)
    expect((await refresh(second.refresh_token)).body).toEqual(INVALID_GRANT)
    world.setTime()
  })

  test('one lives two weeks; an exchanged one starts two weeks anew', async () => {
    const begun = Date.now()
    const first = await signIn()
    world.setTime(new Date(begun + WEEKS - 60_000).toISOString())
    const second = (await refresh(first.refresh_token)).body
    expect(second.owner_id).toBe(ada)
    world.setTime(new Date(begun + 2 * WEEKS - 120_000).toISOString())
    const third = (await refresh(second.refresh_token)).body
    expect(third.owner_id).toBe(ada)
    world.setTime(new Date(begun + 3 * WEEKS).toISOString())
    expect((await refresh(third.refresh_token)).body).toEqual(INVALID_GRANT)
    world.setTime()
  })

  test('another application cannot use it, of this organization or of another', async () => {
    const { refresh_token } = await signIn()
    const sibling = await world.credential('commerce-layer', { kind: 'sales_channel' })
    const other = await world.addOrganization({ slug: `globex-${engine}` })
    const foreign = await world.credential('commerce-layer', {
      kind: 'sales_channel',
      organizations: [other],
    })
    for (const { client_id } of [sibling, foreign])
      expect((await refresh(refresh_token, { client_id })).body).toEqual(INVALID_GRANT)
    expect((await refresh(refresh_token, { client_secret: 'wrong' })).body).toEqual(INVALID_CLIENT)
    expect((await refresh(refresh_token, { client_id: 'nobody' })).body).toEqual(INVALID_CLIENT)
    expect((await refresh(refresh_token)).status).toBe(200)
  })

  test('what is no refresh token is refused: an access token, a guess, none at all', async () => {
    const { access_token } = await signIn()
    for (const text of [access_token, 'guess', '\u0000', "'"])
      expect((await refresh(text)).body).toEqual(INVALID_GRANT)
    for (const refresh_token of ['', undefined, 7])
      expect((await refresh('', { refresh_token })).body).toEqual(missing('refresh_token'))
  })

  test('the store keeps no token as it was given', async () => {
    const { access_token, refresh_token } = await signIn()
    const kept = JSON.stringify(
      (
        await Promise.all(
          ['grants', 'refresh_tokens', 'revoked_tokens'].map((table) =>
            world.store.database.selectFrom(table).selectAll().execute(),
          ),
        )
      ).flat(),
      (_name, value) => (value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value),
    )
    expect(kept.length).toBeGreaterThan(100)
    expect(kept).not.toContain(refresh_token)
    expect(kept).not.toContain(access_token)
  })

  test('grants that are over are forgotten as new ones come', async () => {
    const count = async () => (await world.store.database.selectFrom('grants').selectAll().execute()).length
    await signIn()
    expect(await count()).toBeGreaterThan(1)
    world.setTime(new Date(Date.now() + 4 * WEEKS).toISOString())
    await signIn()
    await signIn()
    expect(await count()).toBe(2)
    world.setTime()
  })
})
