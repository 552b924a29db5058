/** Whatever is sent to the Authentication API, it answers, and in its own shape. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealedOf } from '../support/authorize.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { assertionOf, JWT_BEARER, oauthOf } from '../support/oauth.ts'
import { createWorld, type World } from '../support/world.ts'

const CALLBACK = 'https://app.example/callback'
/** Names of values that are right somewhere; which one is filled in from the world. */
const RIGHT = [
  'channel',
  'channelSecret',
  'webapp',
  'webappSecret',
  'integration',
  'integrationSecret',
  'refresh',
  'access',
  'assertion',
  'request',
] as const
type Right = (typeof RIGHT)[number]

const text = fc.oneof(
  fc.constantFrom(
    '',
    '\0',
    'a\0b',
    '\ud800',
    "'; drop table grants",
    '%',
    'ada@example.com',
    'pw',
    CALLBACK,
    'code',
  ),
  fc.constantFrom(
    'market:all',
    'market:id:a\0',
    'market:code:"\\',
    'market:id:a,stock_location:id:b',
    'approve',
    'deny',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
)
const value = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...RIGHT).map((right) => ({ right })) },
  { weight: 5, arbitrary: text },
  { weight: 1, arbitrary: fc.jsonValue() },
)
const members = fc.dictionary(
  fc.constantFrom(
    'client_id',
    'client_secret',
    'scope',
    'username',
    'password',
    'code',
    'redirect_uri',
    'refresh_token',
    'assertion',
    'token',
    'request',
    'decision',
    'response_type',
    'state',
  ),
  value,
  { minKeys: 4 },
)
const asked = fc.record({
  path: fc.constantFrom('/oauth/token', '/oauth/token', '/oauth/revoke', '/oauth/authorize'),
  method: fc.constantFrom('POST', 'POST', 'GET'),
  grant_type: fc.constantFrom(
    'client_credentials',
    'password',
    'authorization_code',
    'refresh_token',
    JWT_BEARER,
  ),
  form: fc.boolean(),
  members,
})
const claims = fc.record(
  {
    owner: fc.oneof(fc.record({ type: fc.constantFrom('Customer', 'User'), id: text }), fc.jsonValue()),
    custom_claim: fc.oneof(fc.dictionary(text, fc.jsonValue()), fc.jsonValue()),
  },
  { requiredKeys: [] },
)

describe.each(ENGINES)('garbage for the Authentication API on %s', (engine) => {
  let world: World
  const right = {} as Record<Right, string>
  beforeAll(async () => {
    world = await createWorld(engine)
    const oauth = oauthOf(world)
    const options = { channel: 'sales_channel', webapp: 'webapp', integration: 'integration' } as const
    for (const [name, kind] of Object.entries(options)) {
      const made = await world.credential('commerce-layer', { kind, redirectUris: [CALLBACK] })
      right[name as Right] = made.client_id ?? ''
      right[`${name}Secret` as Right] = made.client_secret ?? ''
    }
    await oauth.customer('ada@example.com', 'pw')
    right.assertion = await assertionOf({ owner: { type: 'User', id: 'abc' } })
    const { body } = await oauth.ask({
      grant_type: JWT_BEARER,
      client_id: right.channel,
      client_secret: right.channelSecret,
      assertion: right.assertion,
    })
    right.refresh = body.refresh_token
    right.access = body.access_token
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: right.webapp,
      redirect_uri: CALLBACK,
    })
    right.request = sealedOf(await world.send({ url: `/oauth/authorize?${query}` }))
  })
  afterAll(() => world.close())

  const fillIn = (one: unknown): unknown =>
    typeof one === 'object' && one !== null && 'right' in one ? (right[one.right as Right] ?? null) : one

  test('no request fails, and every refusal has its shape', async () => {
    await fc.assert(
      fc.asyncProperty(asked, async ({ path, method, form, grant_type, members: given }) => {
        const filled = Object.fromEntries(Object.entries(given).map(([name, one]) => [name, fillIn(one)]))
        const body = { grant_type, ...filled }
        const pairs = new URLSearchParams(
          Object.entries(body).map(([name, one]): [string, string] => [
            name,
            (typeof one === 'string' ? one : JSON.stringify(one)).toWellFormed(),
          ]),
        ).toString()
        const answer = await world.send({
          url: method === 'GET' ? `${path}?${pairs}` : path,
          method,
          headers: { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' },
          body: form ? pairs : JSON.stringify(body),
        })
        expect(answer.status).toBeLessThan(500)
        if (path === '/oauth/authorize') {
          const sentBack = answer.headers.Location
          if (sentBack) expect(sentBack.startsWith(`${CALLBACK}?`)).toBe(true)
          else expect(answer.headers['Content-Security-Policy']).toContain("frame-ancestors 'none'")
        } else if (answer.status >= 400) {
          const { errors } = answer.json() as { errors: Record<string, unknown>[] }
          expect(Object.keys(errors[0] ?? {}).slice(0, 4)).toEqual(['title', 'detail', 'code', 'status'])
          expect(Number(errors[0]?.status)).toBe(answer.status)
        }
      }),
      { numRuns: timesOn(engine, 300, 5_000) },
    )
  })

  test('any claims give a token or are invalid, and a token repeats the custom claim exactly', async () => {
    const oauth = oauthOf(world)
    await fc.assert(
      fc.asyncProperty(claims, async (given) => {
        const client = { client_id: right.channel, client_secret: right.channelSecret }
        const first = await oauth.ask({
          grant_type: JWT_BEARER,
          ...client,
          assertion: await assertionOf(given),
        })
        expect([200, 400]).toContain(first.status)
        if (first.status === 400) return
        const { refresh_token } = first.body
        const second = await oauth.ask({ grant_type: 'refresh_token', ...client, refresh_token })
        expect(second.status).toBe(200)
        for (const { access_token } of [first.body, second.body]) {
          const payload = Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString('utf8')
          const { custom_claim } = JSON.parse(payload) as { custom_claim?: unknown }
          expect(JSON.stringify(custom_claim ?? null)).toBe(JSON.stringify(given.custom_claim ?? null))
        }
      }),
      { numRuns: timesOn(engine, 60, 1_000) },
    )
  })
})
