/** `@commercelayer/js-auth` 8.0.1, unmodified, against the running server (section 9.2). */
import {
  authenticate,
  getCoreApiBaseEndpoint,
  jwtDecode,
  jwtIsIntegration,
  jwtIsSalesChannel,
  jwtIsWebApp,
  jwtVerify,
  makeIntegration,
  revoke,
} from '@commercelayer/js-auth'
import { CommerceLayer } from '@commercelayer/sdk/bundle'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { type Application, integrationToken, newApplication, newOrganization } from './organization.ts'
import { refusalOf } from './refusal.ts'

const domain = inject('domain')
const redirectUri = 'https://app.example/callback'
let slug: string
let integration: Application
let salesChannel: Application
let webapp: Application
beforeAll(async () => {
  slug = await newOrganization()
  ;[integration, salesChannel, webapp] = await Promise.all([
    newApplication(slug, 'integration'),
    newApplication(slug, 'sales_channel'),
    newApplication(slug, 'webapp', '--redirect-uri', redirectUri),
  ])
  const accessToken = await integrationToken(integration)
  await CommerceLayer({ accessToken }).customers.create({ email: 'ada@example.com' })
})

const read = (accessToken: string) => CommerceLayer({ accessToken }).customers.list()

describe('client credentials', () => {
  test('an integration gets exactly the members that such an answer has', async () => {
    const before = Date.now()
    const answer = await authenticate('client_credentials', { ...integration, domain })
    expect(Object.keys(answer).sort()).toEqual([
      ...['accessToken', 'createdAt', 'expires', 'expiresIn', 'scope', 'tokenType'],
    ])
    expect(answer).toMatchObject({ tokenType: 'bearer', scope: 'market:all', expiresIn: 7200 })
    // The library works `expires` out by its own clock.
    expect(answer.expires.getTime()).toBeGreaterThanOrEqual(before + 7200 * 1000)
  })

  test('a sales channel needs no secret, and its scope is kept', async () => {
    const { clientId } = salesChannel
    const answer = await authenticate('client_credentials', { clientId, scope: 'market:code:eu', domain })
    expect(answer).toMatchObject({ tokenType: 'bearer', scope: 'market:code:eu', expiresIn: 14_400 })
    const { payload } = jwtDecode(answer.accessToken)
    expect(jwtIsSalesChannel(payload)).toBe(true)
    expect(payload.application).toMatchObject({ client_id: clientId, public: true, confidential: false })
  })

  test.each([
    ['an unknown client', () => ({ clientId: 'nobody', clientSecret: 'none' })],
    ['a wrong secret', () => ({ ...integration, clientSecret: 'wrong' })],
    ['an integration without its secret', () => ({ clientId: integration.clientId })],
  ])('%s is refused in the words that the library expects', async (_name, application) => {
    const answer = await authenticate('client_credentials', { ...application(), domain })
    expect(answer.accessToken).toBeUndefined()
    expect(answer.errors).toEqual([
      {
        title: 'invalid_client',
        detail:
          'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
        code: 'UNAUTHORIZED',
        status: 401,
        meta: {},
      },
    ])
  })
})

describe('the token', () => {
  let accessToken: string
  beforeAll(async () => {
    accessToken = await integrationToken(integration)
  })

  test('is one that the library can read', () => {
    const { header, payload } = jwtDecode(accessToken)
    expect(header).toEqual({ typ: 'JWT', alg: 'RS512', kid: expect.any(String) })
    expect(jwtIsIntegration(payload)).toBe(true)
    expect(payload).toMatchObject({
      organization: { id: expect.stringMatching(/^[A-Za-z0-9]{10}$/), slug },
      application: {
        kind: 'integration',
        client_id: integration.clientId,
        public: false,
        confidential: true,
      },
      scope: 'market:all',
      test: true,
      iss: `https://auth.${domain}`,
      exp: expect.any(Number),
      rand: expect.any(Number),
    })
  })

  test('verifies against the published key', async () => {
    expect((await jwtVerify(accessToken)).payload).toEqual(jwtDecode(accessToken).payload)
  })

  test('does not verify once it is altered', async () => {
    const [header, payload = '', signature] = accessToken.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const altered = Buffer.from(JSON.stringify({ ...claims, scope: 'other' })).toString('base64url')
    await expect(jwtVerify([header, altered, signature].join('.'))).rejects.toThrow(/signature/i)
  })

  test('leads to the organization’s host', () => {
    expect(getCoreApiBaseEndpoint(accessToken)).toBe(`https://${slug}.${domain}`)
  })
})

describe('revoking', () => {
  test('ends a token, and only that one', async () => {
    const [gone, kept] = [await integrationToken(integration), await integrationToken(integration)]
    expect(await read(gone)).toHaveLength(1)
    expect(await revoke({ ...integration, token: gone })).not.toHaveProperty('errors')
    expect(await refusalOf(read(gone))).toEqual({
      status: 401,
      message: 'Unauthorized',
      errors: [
        {
          title: 'Invalid token',
          detail: 'The access token you provided is invalid.',
          code: 'INVALID_TOKEN',
          status: '401',
        },
      ],
    })
    expect(await read(kept)).toHaveLength(1)
  })

  test('needs the secret', async () => {
    const token = await integrationToken(integration)
    const answer = await revoke({ ...integration, clientSecret: 'wrong', token })
    expect(answer.errors).toEqual([
      {
        title: 'unauthorized_client',
        detail: 'You are not authorized to revoke this token',
        code: 'FORBIDDEN',
        status: 403,
        meta: {},
      },
    ])
    expect(await read(token)).toHaveLength(1)
  })
})

test('the library’s integration with a storage asks for one token, and for another once that is revoked', async () => {
  const stored = new Map<string, unknown>()
  const storage = {
    getItem: async (key: string) => (stored.get(key) ?? null) as never,
    setItem: async (key: string, value: unknown) => void stored.set(key, value),
    removeItem: async (key: string) => void stored.delete(key),
  }
  const backend = makeIntegration({ ...integration, domain }, { storage })
  const first = await backend.getAuthorization()
  expect(first.accessToken).toBe((await backend.getAuthorization()).accessToken)
  expect(stored.size).toBe(1)
  expect(await backend.revokeAuthorization()).not.toHaveProperty('errors')
  const second = await backend.getAuthorization()
  expect(second.accessToken).not.toBe(first.accessToken)
  expect((await refusalOf(read(first.accessToken))).status).toBe(401)
  expect(await read(second.accessToken)).toHaveLength(1)
})

describe('an authorization code', () => {
  /** What the person and the browser do: open the page, approve with an integration's secret, follow. */
  async function approve(): Promise<URL> {
    // The address that js-auth's README names, below this server's domain.
    const page = new URL(`https://dashboard.${domain}/oauth/authorize`)
    page.search = String(
      new URLSearchParams({
        client_id: webapp.clientId,
        redirect_uri: redirectUri,
        scope: 'market:all',
        response_type: 'code',
        state: 'my-state',
      }),
    )
    const html = await (await fetch(page)).text()
    const answer = await fetch(page.origin + page.pathname, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        request: /name="request" value="([^"]+)"/.exec(html)?.[1] ?? '',
        client_id: integration.clientId,
        client_secret: integration.clientSecret,
        decision: 'approve',
      }),
    })
    return new URL(answer.headers.get('location') ?? 'about:blank')
  }

  test('a code is exchanged for tokens, once, and they are refreshed with the secret', async () => {
    const back = await approve()
    expect(back.origin + back.pathname).toBe(redirectUri)
    expect(back.searchParams.get('state')).toBe('my-state')
    const code = back.searchParams.get('code') ?? ''

    const exchange = () => authenticate('authorization_code', { ...webapp, code, redirectUri, domain })
    const answer = await exchange()
    expect(answer).toMatchObject({ ownerType: 'user', scope: 'market:all', expiresIn: 7200 })
    const { payload } = jwtDecode(answer.accessToken)
    expect(jwtIsWebApp(payload)).toBe(true)
    expect(payload).toMatchObject({ owner: { type: 'User', id: answer.ownerId } })

    const refreshed = await authenticate('refresh_token', {
      ...webapp,
      refreshToken: answer.refreshToken,
      domain,
    })
    const cl = CommerceLayer({ accessToken: refreshed.accessToken })
    expect([...(await cl.customers.list())]).toMatchObject([{ email: 'ada@example.com' }])
    expect((await exchange()).errors).toMatchObject([{ title: 'invalid_grant', status: 400 }])
  })
})
