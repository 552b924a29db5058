/** A webapp acts for a person who approved it: `@commercelayer/js-auth` 8.0.1 exchanges the code. */
import { authenticate, jwtDecode, jwtIsWebApp } from '@commercelayer/js-auth'
import { CommerceLayer } from '@commercelayer/sdk/bundle'
import { beforeAll, expect, inject, test } from 'vitest'
import { type Application, newApplication, newOrganization } from './organization.ts'

const domain = inject('domain')
const redirectUri = 'https://app.example/callback'

let integration: Application
let webapp: Application
beforeAll(async () => {
  const slug = await newOrganization([{ type: 'customer', email: 'ada@example.com' }])
  ;[integration, webapp] = await Promise.all([
    newApplication(slug, 'integration'),
    newApplication(slug, 'webapp', '--redirect-uri', redirectUri),
  ])
})

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
