import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  assertionOf,
  INVALID_ASSERTION,
  INVALID_CLIENT,
  INVALID_GRANT,
  INVALID_SCOPE,
  JWT_BEARER,
  missing,
  oauthOf,
  refusal,
  WRONG_KIND,
} from '../support/oauth.ts'
import { createWorld, type World } from '../support/world.ts'

/** Rows of section 2.6 for `POST /oauth/token`, by grant; revoking has a file of its own. */
describe('refusals of POST /oauth/token', () => {
  let world: World
  let oauth: ReturnType<typeof oauthOf>
  const clients: Record<string, Record<string, string>> = {}
  beforeAll(async () => {
    world = await createWorld('embedded')
    oauth = oauthOf(world)
    for (const kind of ['sales_channel', 'integration', 'webapp'])
      clients[kind] = await world.credential('commerce-layer', { kind })
  })
  afterAll(() => world.close())

  const UNSUPPORTED = refusal(
    'unsupported_grant_type',
    'BAD_REQUEST',
    400,
    'The authorization grant type is not supported by the authorization server.',
  )
  const MEMBERS: Record<string, Record<string, string>> = {
    client_credentials: {},
    password: { username: 'a@example.com', password: 'x' },
    authorization_code: { code: 'x', redirect_uri: 'https://app.example/' },
    refresh_token: { refresh_token: 'x' },
    [JWT_BEARER]: { assertion: 'x' },
  }
  const KIND: Record<string, string> = {
    client_credentials: 'integration',
    password: 'sales_channel',
    authorization_code: 'webapp',
    refresh_token: 'webapp',
    [JWT_BEARER]: 'webapp',
  }
  const grants = Object.keys(MEMBERS)
  const ask = (grant: string, more: object = {}) => {
    const { client_id, client_secret } = clients[KIND[grant] ?? ''] ?? {}
    return oauth.ask({ grant_type: grant, client_id, client_secret, ...MEMBERS[grant], ...more })
  }

  test.each(grants)('%s: an unknown client and a wrong secret', async (grant) => {
    for (const more of [{ client_id: 'nobody' }, { client_secret: 'wrong' }, { client_id: '\u0000' }]) {
      const answer = await ask(grant, more)
      expect([answer.status, answer.body]).toEqual([401, INVALID_CLIENT])
      expect(JSON.stringify(answer.body)).toBe(JSON.stringify(INVALID_CLIENT))
    }
  })

  test.each(grants)('%s: each member that must be there', async (grant) => {
    for (const name of ['client_id', ...Object.keys(MEMBERS[grant] ?? {})])
      for (const value of [undefined, null, '', 7, {}, []])
        expect((await ask(grant, { [name]: value })).body).toEqual(missing(name))
  })

  test('a grant type that nobody knows, and none', async () => {
    for (const grant_type of ['implicit', 'Password', 'constructor', '__proto__', ' password'])
      expect((await oauth.ask({ grant_type })).body).toEqual(UNSUPPORTED)
    expect((await oauth.ask({})).body).toEqual(missing('grant_type'))
  })

  test.each([
    ['client_credentials', 'webapp'],
    ['password', 'integration'],
    ['password', 'webapp'],
    ['authorization_code', 'integration'],
    ['authorization_code', 'sales_channel'],
  ])('%s is not for a %s', async (grant, kind) => {
    const { client_id, client_secret } = clients[kind] ?? {}
    const answer = await ask(grant, { client_id, client_secret })
    expect([answer.status, answer.body]).toEqual([400, WRONG_KIND])
  })

  test.each(['client_credentials', 'password', JWT_BEARER])('%s: a scope that is none', async (grant) => {
    const assertion = await assertionOf({ custom_claim: {} })
    for (const scope of [
      'market:1234',
      'read_customers',
      'stock_location:id:x',
      'market:id:a,nonsense',
      ['market:id:a'],
      7,
    ])
      expect((await ask(grant, { scope, ...(grant === JWT_BEARER ? { assertion } : {}) })).body).toEqual(
        INVALID_SCOPE,
      )
  })

  test('what stands for a grant and does not', async () => {
    for (const grant of ['password', 'authorization_code', 'refresh_token'])
      expect(await ask(grant)).toMatchObject({ status: 400, body: INVALID_GRANT })
    expect(await ask(JWT_BEARER)).toMatchObject({ status: 400, body: INVALID_ASSERTION })
  })

  test('members that nobody knows are ignored by every grant', async () => {
    for (const grant of grants) {
      const [plain, more] = [await ask(grant), await ask(grant, { slug: 'acme', foo: { bar: 1 } })]
      expect(more.status).toBe(plain.status)
    }
    const { status, body } = await ask('client_credentials', { slug: 'acme' })
    expect([status, Object.keys(body)]).toEqual([
      200,
      ['access_token', 'token_type', 'expires_in', 'scope', 'created_at'],
    ])
  })
})
