import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { createServer } from '../../src/server/compose.ts'
import { createLog } from '../../src/server/log.ts'
import { destination, sealedOf } from '../support/authorize.ts'
import { oauthOf } from '../support/oauth.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld('embedded')
})
afterAll(() => world.close())

test('no password, secret, code or token is logged on any way to a token, well or badly done', async () => {
  const lines: string[] = []
  const clock = () => new Date()
  const { app } = createServer({
    store: world.store,
    secrets: world.services.secrets,
    dialects,
    clock,
    random: (count) => randomBytes(count),
    domain: 'localhost',
    port: 8080,
    log: createLog((line) => lines.push(line), clock, 'info'),
  })
  const callback = 'https://app.example/callback'
  const channel = await world.credential('commerce-layer', { kind: 'sales_channel' })
  const webapp = await world.credential('commerce-layer', { kind: 'webapp', redirectUris: [callback] })
  const integration = await world.credential('commerce-layer')
  await oauthOf(world).customer('ada@example.com', 'correct-horse')
  const post = (url: string, payload: object) =>
    app.inject({ method: 'POST', url, headers: { host: 'auth.localhost:8080' }, payload })

  const sign = (password: string) =>
    post('/oauth/token', {
      grant_type: 'password',
      client_id: channel.client_id,
      client_secret: channel.client_secret,
      username: 'ada@example.com',
      password,
    })
  const wrong = await sign('wrong-battery')
  const signed = (await sign('correct-horse')).json()
  const refreshed = await post('/oauth/token', {
    grant_type: 'refresh_token',
    client_id: channel.client_id,
    refresh_token: signed.refresh_token,
  })
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: webapp.client_id ?? '',
    redirect_uri: callback,
    state: 'state-of-mind',
  })
  const host = 'dashboard.localhost:8080'
  const shown = await app.inject({ url: `/oauth/authorize?${query}`, headers: { host } })
  const approved = await app.inject({
    method: 'POST',
    url: '/oauth/authorize',
    headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({
      request: sealedOf({ status: 200, headers: {}, body: shown.body }),
      client_id: integration.client_id ?? '',
      client_secret: integration.client_secret ?? '',
      decision: 'approve',
    }).toString(),
  })
  const { code = '' } = destination({
    status: approved.statusCode,
    headers: { Location: String(approved.headers.location) },
    body: '',
  }).parameters
  const revoked = await post('/oauth/revoke', { client_id: channel.client_id, token: signed.access_token })
  const statuses = [wrong, refreshed, shown, approved, revoked].map(({ statusCode }) => statusCode)
  expect(statuses).toEqual([400, 200, 200, 303, 200])

  expect(lines).toHaveLength(6)
  const log = lines.join('')
  const secrets = [
    'wrong-battery',
    'correct-horse',
    'ada@example.com',
    'state-of-mind',
    code,
    signed.access_token,
    signed.refresh_token,
    refreshed.json().refresh_token,
    channel.client_secret,
    integration.client_secret,
    webapp.client_secret,
  ]
  for (const secret of secrets) {
    expect(String(secret).length).toBeGreaterThan(8)
    expect(log).not.toContain(secret)
  }
  expect(log).toContain('/oauth/authorize')
  await app.close()
})
