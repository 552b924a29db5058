import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authorizationOf, destination, sealedOf } from '../support/authorize.ts'
import { ENGINES } from '../support/engines.ts'
import {
  INVALID_CLIENT,
  INVALID_GRANT,
  INVALID_SCOPE,
  missing,
  oauthOf,
  WRONG_KIND,
} from '../support/oauth.ts'
import { createWorld, type World } from '../support/world.ts'

const CALLBACK = 'https://app.example/callback'
const SECOND = 'https://app.example/second'

describe.each(ENGINES)('authorization codes on %s', (engine) => {
  let world: World
  let oauth: ReturnType<typeof oauthOf>
  let page: ReturnType<typeof authorizationOf>
  let webapp: Record<string, string>
  let integration: Record<string, string>
  beforeAll(async () => {
    world = await createWorld(engine)
    oauth = oauthOf(world)
    page = authorizationOf(world)
    webapp = await world.credential('commerce-layer', { kind: 'webapp', redirectUris: [CALLBACK, SECOND] })
    integration = await world.credential('commerce-layer')
  })
  afterAll(() => world.close())

  const codeFor = async (scope = 'market:id:a,market:id:b') => {
    const { client_id = '' } = webapp
    const asked = { response_type: 'code', client_id, redirect_uri: CALLBACK, scope }
    const { client_id: id = '', client_secret = '' } = integration
    const request = sealedOf(await page.show(asked))
    const answer = await page.submit({ request, client_id: id, client_secret, decision: 'approve' })
    return destination(answer).parameters.code ?? ''
  }
  const exchange = (code: string, more: object = {}) =>
    oauth.ask({
      grant_type: 'authorization_code',
      client_id: webapp.client_id,
      client_secret: webapp.client_secret,
      code,
      redirect_uri: CALLBACK,
      ...more,
    })
  const refresh = (refresh_token: string) => {
    const { client_id, client_secret } = webapp
    return oauth.ask({ grant_type: 'refresh_token', client_id, client_secret, refresh_token })
  }

  test('one is exchanged for tokens that act for the approving user', async () => {
    const { status, body } = await exchange(await codeFor())
    expect(status).toBe(200)
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
    const owner_id = integration.id?.slice(3)
    expect(body).toMatchObject({
      expires_in: 7_200,
      scope: 'market:id:a,market:id:b',
      owner_id,
      owner_type: 'user',
    })
    expect(decodeJwt(body.access_token)).toMatchObject({
      application: { kind: 'webapp', public: false, confidential: true },
      owner: { id: owner_id, type: 'User' },
      market: { id: ['a', 'b'] },
    })
    expect((await oauth.read('/api/customers', body.access_token))[0]).toBe(200)
    expect((await refresh(body.refresh_token)).body).toMatchObject({ owner_id, owner_type: 'user' })
  })

  test('a second exchange is refused, and ends the first', async () => {
    const code = await codeFor()
    const first = (await exchange(code)).body
    expect(await exchange(code)).toMatchObject({ status: 400, body: INVALID_GRANT })
    expect(await oauth.read('/api/customers', first.access_token)).toEqual([401, 'INVALID_TOKEN'])
    expect((await refresh(first.refresh_token)).body).toEqual(INVALID_GRANT)
  })

  test('of several exchanges at once one wins', async () => {
    const code = await codeFor()
    const answers = await Promise.all(Array.from({ length: 5 }, () => exchange(code)))
    const won = answers.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    for (const { status, body } of answers.filter((answer) => answer.status !== 200))
      expect([status, body]).toEqual([400, INVALID_GRANT])
  })

  test('bound to the application and the redirect URI; a refusal does not use it up', async () => {
    const code = await codeFor()
    const sibling = await world.credential('commerce-layer', { kind: 'webapp', redirectUris: [CALLBACK] })
    const { client_id, client_secret } = sibling
    for (const more of [
      { client_id, client_secret },
      { redirect_uri: SECOND },
      { redirect_uri: `${CALLBACK}/` },
      { code: `${code}x` },
    ])
      expect((await exchange(code, more)).body).toEqual(INVALID_GRANT)
    expect((await exchange(code, { client_secret: '' })).body).toEqual(INVALID_CLIENT)
    expect((await exchange(code, { client_secret: 'wrong' })).body).toEqual(INVALID_CLIENT)
    expect((await exchange(code, { redirect_uri: '' })).body).toEqual(missing('redirect_uri'))
    expect((await exchange('', {})).body).toEqual(missing('code'))
    expect((await exchange(code, { scope: 'market:all' })).body).toEqual(INVALID_SCOPE)
    expect((await exchange(code, { scope: 'market:id:b' })).body).toMatchObject({ scope: 'market:id:b' })
  })

  test('of another kind or organization', async () => {
    const code = await codeFor()
    const channel = await world.credential('commerce-layer', { kind: 'sales_channel' })
    expect(
      (await exchange(code, { client_id: channel.client_id, client_secret: channel.client_secret })).body,
    ).toEqual(WRONG_KIND)
    const other = await world.addOrganization({ slug: `globex-${engine}` })
    const { client_id, client_secret } = await world.credential('commerce-layer', {
      kind: 'webapp',
      redirectUris: [CALLBACK],
      organizations: [other],
    })
    expect((await exchange(code, { client_id, client_secret })).body).toEqual(INVALID_GRANT)
    expect((await exchange(code, {})).status).toBe(200)
  })

  test('one lives ten minutes', async () => {
    const [early, late] = [await codeFor(), await codeFor()]
    const begun = Date.now()
    world.setTime(new Date(begun + 595_000).toISOString())
    expect((await exchange(early)).status).toBe(200)
    world.setTime(new Date(begun + 600_001).toISOString())
    expect((await exchange(late)).body).toEqual(INVALID_GRANT)
    world.setTime()
  })

  test('the store keeps its hash alone, and forgets it when it is over', async () => {
    const code = await codeFor()
    const rows = () => world.store.database.selectFrom('authorization_codes').selectAll().execute()
    const kept = await rows()
    expect(kept.length).toBeGreaterThan(0)
    for (const row of kept)
      for (const value of Object.values(row))
        expect(Buffer.isBuffer(value) ? value.toString('latin1') : String(value)).not.toContain(code)
    world.setTime(new Date(Date.now() + 3_600_000).toISOString())
    await codeFor()
    expect(await rows()).toHaveLength(1)
    world.setTime()
  })
})
