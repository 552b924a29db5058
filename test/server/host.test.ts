import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { createServer } from '../../src/server/compose.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld('embedded')
})
afterAll(() => world.close())

const serverWith = (options: { trustProxy?: boolean } = {}) =>
  createServer({
    store: world.store,
    secrets: world.services.secrets,
    dialects,
    clock: () => new Date(),
    random: (count) => randomBytes(count),
    domain: 'localhost',
    port: 8080,
    log: () => {},
    ...options,
  }).app

test.each([
  ['/admin/openapi/v20260301/v2/customers.json', { errors: 'Bad Request' }],
  ['/api/customers', { errors: [{ status: '400' }] }],
  ['/api/v1/customers', {}],
])('%s: a Host that none can be called is refused in the platform’s words', async (url, body) => {
  for (const host of ['a,b', '"><script>', 'a b', 'a/b', 'a:b', '[::1', 'ü.localhost']) {
    const answer = await serverWith().inject({ url, headers: { host } })
    expect([host, answer.statusCode]).toEqual([host, 400])
    expect(answer.json()).toMatchObject(body)
  }
  for (const host of ['localhost', 'acme.localhost:8080', '[::1]:8080', '127.0.0.1', 'a_b.example.', ''])
    expect((await serverWith().inject({ url, headers: { host } })).statusCode).not.toBe(400)
})

test.each([
  ['/admin/openapi/v20260301/v2/customers.json', 'application/json; charset=utf-8'],
  ['/api/customers', 'application/vnd.api+json'],
  ['/api/v1/customers', 'application/json'],
])('%s: the content type goes over the wire as the platform wrote it', async (url, type) => {
  for (const method of ['GET', 'HEAD'] as const)
    expect((await serverWith().inject({ method, url })).headers['content-type']).toBe(type)
})

describe('cross-origin requests', () => {
  const origin = 'https://admin.example'

  test('a preflight on Commerce Layer paths allows any origin and the headers it asks for', async () => {
    for (const url of ['/api/customers', '/oauth/token']) {
      const answer = await serverWith().inject({
        method: 'OPTIONS',
        url,
        headers: {
          origin,
          'access-control-request-method': 'PATCH',
          'access-control-request-headers': 'authorization,content-type,if-match,idempotency-key',
        },
      })
      expect(answer.statusCode).toBe(204)
      expect(answer.body).toBe('')
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-headers': 'authorization,content-type,if-match,idempotency-key',
      })
      expect(answer.headers['access-control-allow-methods']).toContain('PATCH')
    }
  })

  test('every answer there, refusals included, may be read with its limits, version and mark of repetition', async () => {
    for (const url of [
      '/api/customers',
      '/api/nothing',
      '/oauth/token',
      `/api/customers?${'x'.repeat(20_000)}`,
    ]) {
      const answer = await serverWith().inject({ url, headers: { origin } })
      expect(answer.headers['access-control-allow-origin']).toBe('*')
      expect(answer.headers['access-control-expose-headers']).toBe(
        'X-Ratelimit-Limit, X-Ratelimit-Interval, X-Ratelimit-Remaining, ETag, Idempotent-Replayed',
      )
    }
  })

  test('nowhere else', async () => {
    for (const url of [
      '/api/v1',
      '/api/v1/customers',
      '/admin/openapi/v20260601/v2/customers.json',
      '/healthz',
      '/nothing',
    ])
      for (const method of ['GET', 'OPTIONS'] as const) {
        const answer = await serverWith().inject({
          method,
          url,
          headers: { origin, 'access-control-request-method': 'GET' },
        })
        expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
      }
  })
})

describe('a proxy before the server', () => {
  const firstLink = async (trustProxy: boolean) => {
    const { client_id, client_secret } = await world.credential('commerce-layer')
    const server = serverWith({ trustProxy })
    const headers = { host: 'inside:1', 'x-forwarded-host': 'shop.example', 'x-forwarded-proto': 'https' }
    const granted = await server.inject({
      method: 'POST',
      url: '/oauth/token',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
    })
    const authorization = `Bearer ${granted.json().access_token}`
    const list = await server.inject({ url: '/api/customers', headers: { ...headers, authorization } })
    return list.json().links.first
  }
  test('its headers make the links, if it is trusted', async () => {
    expect(await firstLink(true)).toContain('https://shop.example/api')
    expect(await firstLink(false)).toContain('http://inside:1/api')
  })
})

test('a URL of more than 16 KB is too long in the platform’s words, also over a socket', async () => {
  const app = serverWith()
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  try {
    const ask = (length: number) => fetch(`${origin}/api/customers?${'x'.repeat(length)}`)
    expect((await ask(16_000)).status).toBe(401)
    const answer = await ask(20_000)
    expect(answer.status).toBe(414)
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'URI_TOO_LONG', status: '414' }] })
  } finally {
    await app.close()
  }
})

test('closing waits for the answer that is under way', async () => {
  const app = serverWith()
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as { port: number }
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  const over = new Promise((resolve) => socket.once('close', resolve))
  // The head is there, the body is not yet: the request is under way.
  socket.write(
    'POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{',
  )
  await new Promise((resolve) => setTimeout(resolve, 50))
  const started = Date.now()
  const closing = app.close()
  await new Promise((resolve) => setTimeout(resolve, 50))
  socket.write('}')
  await over
  await closing
  // Not as long as an idle connection is kept.
  expect(Date.now() - started).toBeLessThan(30_000)
  expect(text).toMatch(/^HTTP\/1.1 400 /)
  expect(text).toContain('Missing required parameter: grant_type.')
})
