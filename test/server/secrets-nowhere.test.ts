/**
 * Secrets and people are planted everywhere, every documented operation of every part is asked well and badly, also with the
 * store failing in the middle; and nothing of what was planted is in the log, the metrics, the spans, an error's body
 * or the request log.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Attributes, type Context, type Span, trace } from '@opentelemetry/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { deliverDue } from '../../src/jobs/webhooks/deliver-due.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import { createServer } from '../../src/server/compose.ts'
import { createDocs } from '../../src/server/docs.ts'
import { createLog } from '../../src/server/log.ts'
import { createTls } from '../../src/server/tls.ts'
import { createTraffic } from '../../src/server/traffic/traffic.ts'
import { adminParts } from '../support/admin-parts.ts'
import { times } from '../support/long.ts'
import { oauthOf } from '../support/oauth.ts'
import { plantCustomer } from '../support/plant.ts'
import { everywhere } from '../support/reach.ts'
import { tried } from '../support/tried.ts'
import { createWorld, type World } from '../support/world.ts'

/** In every personal field of one who is kept; in what is sent. */
const KEPT = 'wyvernheart'
const SENT = 'quillmarsh'
const PASSWORD = 'correct-horse-battery'
/** Of the operations that are documented. */
const EVERY = times(8, 1)

let world: World
beforeAll(async () => {
  world = await createWorld('embedded')
})
afterAll(() => world.close())

/** As if the database refused a value and quoted it: with all that PostgreSQL's errors hold. */
function failing(): never {
  throw Object.assign(new Error(`invalid input syntax for type bigint: "${KEPT} ${SENT}@example.com"`), {
    code: '22P02',
    detail: `Key (email)=(${SENT}@example.com) already exists for ${KEPT}.`,
    where: `unnamed portal parameter $1 = '${SENT}'`,
  })
}

test('nothing planted is anywhere but in the answers of those who may see it', async () => {
  const { store, organization, services } = world
  const spans: string[] = []
  trace.setGlobalTracerProvider(recorder(spans))
  const lines: string[] = []
  const clock = () => new Date()
  const log = createLog((line) => lines.push(line), clock, 'info')
  const traffic = createTraffic()
  const features = { sandbox: false, demo: false, version: '0' }
  const options = {
    secrets: services.secrets,
    dialects,
    clock,
    random: (count: number) => randomBytes(count),
    domain: 'localhost',
    port: 8080,
    log,
    traffic,
    admin: { ...(await adminParts(world, { traffic })), features },
  }
  const folder = await mkdtemp(join(tmpdir(), 'clientele-secrets-'))
  const labels = { labels: [organization.slug], isLabel: async () => true }
  const https = await createTls({ folder, domain: 'localhost', ...labels })
  const good = createServer({ ...options, store, https })
  const records = new Proxy(store.records, { get: () => failing })
  const bad = createServer({ ...options, store: { ...store, records } })

  await store.records.write(organization.key, { kind: 'test' }, (writer) => plantCustomer(writer, KEPT, 2))
  await oauthOf(world).customer(`${KEPT}.signs@example.com`, PASSWORD)
  const channel = await world.credential('commerce-layer', { kind: 'sales_channel' })
  const integration = await world.credential('commerce-layer')
  const shopline = await world.credential('shopline', { scopes: ['read_customers', 'write_customers'] })
  const easycart = await world.credential('easycart')
  const { token: adminToken } = await createAdminToken(
    { ...services, adminTokens: store.adminTokens },
    { name: 'test', expiresAt: null },
  )
  const ask = (payload: object) =>
    good.app.inject({
      method: 'POST',
      url: '/oauth/token',
      headers: { host: 'auth.localhost:8080' },
      payload,
    })
  const client = { client_id: channel.client_id, client_secret: channel.client_secret }
  const password = {
    ...client,
    grant_type: 'password',
    username: `${KEPT}.signs@example.com`,
    password: PASSWORD,
  }
  const signed = (await ask(password)).json()
  const refreshed = (
    await ask({ ...client, grant_type: 'refresh_token', refresh_token: signed.refresh_token })
  ).json()
  await ask({ ...password, password: `${PASSWORD}-wrong` })
  const { access_token } = (
    await ask({
      grant_type: 'client_credentials',
      client_id: integration.client_id,
      client_secret: integration.client_secret,
    })
  ).json()

  // What signs what we send, and a word that sets a password: both are shown to those who may see them.
  const call = async (method: 'POST' | 'PUT' | 'PATCH', url: string, token: string, payload: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const api = { host: `${organization.slug}.localhost:8080`, 'content-type': 'application/vnd.api+json' }
    const answer = await good.app.inject({
      method,
      url,
      headers: url.startsWith('/api/') ? { ...headers, ...api } : headers,
      payload: JSON.stringify(payload),
    })
    return { status: answer.statusCode, shown: answer.json() }
  }
  const resource = (type: string, attributes: object, id?: string) => ({
    data: { type, ...(id ? { id } : {}), attributes },
  })
  const nowhere = 'https://127.0.0.1:9/hook'
  const { shown: webhook } = await call(
    ...(['POST', '/api/webhooks', access_token] as const),
    resource('webhooks', { topic: 'customers.create', callback_url: nowhere }),
  )
  const { shown: address } = await call(
    ...([
      'PUT',
      `/clientele/v1/organizations/${organization.slug}/webhooks/easycart/address`,
      adminToken,
    ] as const),
    { url: nowhere, signing_key: 'new' },
  )
  const { shown: reset } = await call(
    ...(['POST', '/api/customer_password_resets', access_token] as const),
    resource('customer_password_resets', { customer_email: `${KEPT}.signs@example.com` }),
  )
  const resetToken = reset.data.attributes.reset_password_token
  const reSet = (token: string) =>
    call(
      ...(['PATCH', `/api/customer_password_resets/${reset.data.id}`, access_token] as const),
      resource(
        'customer_password_resets',
        { customer_password: PASSWORD, _reset_password_token: token },
        reset.data.id,
      ),
    )
  expect((await reSet(`${resetToken}x`)).status).toBe(422)
  const { shown: another } = await call(
    ...(['POST', '/api/customers', access_token] as const),
    resource('customers', { email: `${KEPT}.told@example.com` }),
  )
  expect(another.data.id).toBeTruthy()
  const signal = new AbortController().signal
  const delivering = { outbox: store.outbox, services: good.services, dialects, reach: everywhere }
  expect(await deliverDue(delivering, signal)).toBeGreaterThan(0)
  expect((await reSet(resetToken)).status).toBe(200)
  // Keys as the files have them, and inside an authority's file that is damaged.
  const caKey = await readFile(join(folder, 'ca-key.pem'), 'utf8')
  await writeFile(join(folder, 'ca-key.pem'), caKey.replace('-----END', 'END'))
  const damaged: Error = await createTls({ folder, domain: 'localhost', ...labels }).then(
    () => new Error('taken'),
    (error) => error,
  )
  await rm(folder, { recursive: true })
  expect(damaged.message).not.toBe('taken')
  log('error', 'the server cannot start', { error: damaged.stack })
  const keyLines = [caKey, https.key].map((pem) => pem.split('\n')[1])

  const secrets = [
    ...[webhook.data.attributes.shared_secret, address.signing_key, resetToken, ...keyLines],
    PASSWORD,
    channel.client_secret,
    integration.client_secret,
    shopline.access_token,
    shopline.app_secret,
    easycart.token,
    adminToken,
    access_token,
    signed.access_token,
    signed.refresh_token,
    refreshed.access_token,
    refreshed.refresh_token,
  ].filter((secret): secret is string => secret !== undefined)
  for (const secret of secrets) expect(secret.length).toBeGreaterThan(15)
  const planted = [...secrets, KEPT, SENT]
  const leaks: string[] = []
  const look = (where: string, text: string, words: readonly string[]) => {
    for (const word of words)
      if (text.toLowerCase().includes(word.toLowerCase()))
        leaks.push(
          `${where}: ${word}: ${text.slice(Math.max(0, text.toLowerCase().indexOf(word.toLowerCase()) - 200)).slice(0, 300)}`,
        )
  }

  const bearer: Readonly<Record<string, string | undefined>> = {
    'commerce-layer': access_token,
    shopline: shopline.access_token,
    easycart: easycart.token,
    admin: adminToken,
  }
  const body = JSON.stringify({
    email: `${SENT}@example.com`,
    first_name: SENT,
    phone: '+44 20 7946 0958',
    password: PASSWORD,
    customer: { email: `${SENT}@example.com`, first_name: SENT },
    data: { type: 'customers', attributes: { email: `${SENT}@example.com`, password: PASSWORD } },
  })
  let count = 0
  let met = 0
  for (const { name, document } of createDocs(dialects, '0'))
    for (const [path, operations] of Object.entries(document.paths))
      for (const method of Object.keys(operations)) {
        if (!['get', 'post', 'put', 'patch', 'delete'].includes(method)) continue
        // What ends the test's own credentials and data comes elsewhere.
        if (name === 'admin' && method === 'delete') continue
        if (met++ % EVERY !== 0) continue
        const url = `${path.replaceAll(/\{slug\}/g, 'acme').replaceAll(/\{[^}]+\}/g, encodeURIComponent(`${SENT}@example.com`))}?email=${SENT}%40example.com&token=${signed.access_token}`
        const base = name === 'admin' && !path.startsWith('/clientele') ? '/clientele/v1' : ''
        const tries = [
          { server: good, token: bearer[name], payload: body },
          { server: good, token: bearer[name], payload: `{"email": "${SENT}@example.com", ${PASSWORD}` },
          { server: good, token: `${bearer[name]}x`, payload: body },
          { server: bad, token: bearer[name], payload: body },
        ]
        for (const { server, token, payload } of tries) {
          const answer = await server.app.inject({
            method: method.toUpperCase() as 'GET',
            url: `${base}${url}`,
            headers: {
              authorization: `Bearer ${token}`,
              'content-type': 'application/json',
              cookie: `clientele_8080=${adminToken}`,
            },
            ...(method === 'get' ? {} : { payload }),
          })
          count++
          // Who asks may be told what was sent, never a secret or what is kept of somebody.
          if (answer.statusCode >= 400) look(`${method} ${url}`, answer.body, [...secrets, KEPT])
          look(`headers of ${method} ${url}`, JSON.stringify(answer.headers), secrets)
        }
      }
  expect(count).toBeGreaterThan(1000 / EVERY)
  expect(lines.length).toBeGreaterThanOrEqual(count)
  expect(lines.filter((line) => line.includes('"request failed"')).length).toBeGreaterThan(50 / EVERY)
  for (const line of lines) look('the log', line, planted)
  const metrics = await good.app.inject({ url: '/metrics' })
  expect(metrics.body).toContain('clientele_request_duration_seconds')
  look('the metrics', metrics.body, planted)
  expect(spans.length).toBeGreaterThan(100)
  for (const span of spans) look('a span', span, planted)
  const kept = await traffic.log.list(organization.key, {} as never, { limit: 1000 })
  look('what the request log keeps', JSON.stringify(kept), secrets)
  const shown = async (path: string) => {
    const answer = await good.app.inject({
      url: `/clientele/v1/organizations/acme/requests${path}`,
      headers: { authorization: `Bearer ${adminToken}` },
    })
    expect(answer.statusCode).toBe(200)
    return answer.body
  }
  look('the request log', await shown('?limit=200'), planted)
  expect(kept.requests.length).toBeGreaterThan(100 / EVERY)
  for (const { id } of kept.requests.filter((_, place) => place % 9 === 0))
    look('the request log', await shown(`/${id}`), planted)
  expect(leaks.slice(0, 20)).toEqual([])
  tried('operations with planted secrets and people', count, `${leaks.length} leaks`)
  trace.disable()
  await Promise.all([good.app.close(), bad.app.close()])
})

/** What an SDK would be told of spans. */
function recorder(told: string[]) {
  const span = (name: string): Span => {
    told.push(JSON.stringify(name))
    const tell = (given: unknown) => {
      told.push(JSON.stringify(given))
      return made
    }
    const made = {
      spanContext: () => ({ traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 1 }),
      setAttribute: (key: string, value: unknown) => tell({ [key]: value }),
      setAttributes: (attributes: Attributes) => tell(attributes),
      addEvent: (event: string) => tell(event),
      addLink: tell,
      addLinks: tell,
      setStatus: tell,
      updateName: tell,
      end: () => {},
      isRecording: () => true,
      recordException: (error: unknown) => void tell(String((error as Error).message ?? error)),
    } as unknown as Span
    return made
  }
  const tracer = {
    startSpan: (name: string, options?: { attributes?: Attributes }) => {
      told.push(JSON.stringify(options?.attributes ?? {}))
      return span(name)
    },
    startActiveSpan: (name: string, ...rest: unknown[]) =>
      (rest.at(-1) as (span: Span, context?: Context) => unknown)(span(name)),
  }
  return { getTracer: () => tracer as never }
}
