import { expect, test } from 'vitest'
import type { ClientAnswer, ClientRequest } from '../../dialects/client.ts'
import { createPoliteGet } from './polite-get.ts'
import { SyncRefused } from './refused.ts'

const NOW = new Date('2026-01-01T00:00:00Z')
const ok = (headers: Record<string, string> = {}): ClientAnswer => ({ status: 200, headers, body: '{}' })
const failing = (status: number, headers: Record<string, string> = {}, body = ''): ClientAnswer => ({
  status,
  headers,
  body,
})

/** Gives these answers in turn, the last one again and again. */
function politely(...answers: (ClientAnswer | Error)[]) {
  const waits: number[] = []
  const sent: ClientRequest[] = []
  const counts = { requests: 0, retries: 0 }
  let authorized = 0
  const { get, startedAt } = createPoliteGet({
    client: {
      credential: { token: { about: 'the token', secret: true } },
      authorize: async () => ({ Authorization: `token ${++authorized}` }),
    },
    credential: { token: 'very-secret' },
    async send(request) {
      sent.push(request)
      const answer = answers[Math.min(sent.length, answers.length) - 1] as ClientAnswer | Error
      if (answer instanceof Error) throw answer
      return answer
    },
    wait: async (milliseconds) => void waits.push(milliseconds),
    counts,
    clock: () => NOW,
  })
  return { get, startedAt, waits, sent, counts }
}

test('waits as long as it is asked to, in seconds or until a time by the server’s clock', async () => {
  const seconds = politely(failing(429, { 'Retry-After': '12' }), ok())
  await seconds.get('/a')
  expect(seconds.waits[0]).toBe(12_000)
  const date = 'Thu, 01 Jan 2026 10:00:00 GMT'
  const time = politely(failing(503, { date, 'retry-after': 'Thu, 01 Jan 2026 10:00:30 GMT' }), ok())
  await time.get('/a')
  expect(time.waits).toEqual([30_000])
})

test('without being told it waits longer and longer, with chance in it, and gives up', async () => {
  const { get, waits, counts } = politely(failing(500))
  await expect(get('/a?email=ada@example.com')).rejects.toThrow(/^\/a answered 500 each time; what was read/)
  expect(counts).toEqual({ requests: 8, retries: 7 })
  for (const [index, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual(250 * 2 ** index)
    expect(wait).toBeLessThanOrEqual(500 * 2 ** index)
  }
})

test('429 is no failure: it is asked again for up to an hour in all', async () => {
  const patient = politely(...Array.from({ length: 30 }, () => failing(429, { 'retry-after': '60' })), ok())
  await patient.get('/a')
  const endless = politely(failing(429, { 'retry-after': '1800' }))
  await expect(endless.get('/a')).rejects.toThrow(SyncRefused)
  expect(endless.counts.requests).toBe(3)
})

test('a server that never answered is given up soon', async () => {
  const { get, counts } = politely(new Error('cannot reach http://x: refused'))
  await expect(get('/a')).rejects.toThrow('cannot reach http://x: refused')
  expect(counts.requests).toBe(3)
})

test('authorizes again when refused, once for each request; then says what to do and tells no secret', async () => {
  const renewed = politely(failing(401), ok(), failing(401), ok())
  await renewed.get('/a')
  await renewed.get('/b')
  expect(renewed.sent.map(({ headers }) => headers?.Authorization)).toEqual([
    ...['token 1', 'token 2', 'token 2', 'token 3'],
  ])
  const refused = politely(failing(401, {}, 'very-secret belongs to ada@example.com'))
  const error: SyncRefused = await refused.get('/a?x=1').catch((thrown) => thrown)
  expect(error.message).toContain('GET /a answered 401: … belongs to ada@example.com')
  expect(error.message).toContain('--token) is wrong, expired or revoked')
  expect(error.kept).not.toContain('ada@example.com')
  expect(refused.counts.requests).toBe(2)
})

test('gives 404 and what the request accepts; every other refusal ends it', async () => {
  expect((await politely(failing(404)).get('/a')).status).toBe(404)
  expect((await politely(failing(400)).get({ url: '/a', accepts: [400] })).status).toBe(400)
  await expect(politely(failing(403)).get('/a')).rejects.toThrow('may not read this')
})

test('spreads what is left of a budget that it is told of', async () => {
  const told = { 'X-RateLimit-Limit': '100', 'X-RateLimit-Interval': '60' }
  const { get, waits } = politely(
    ok({ ...told, 'X-RateLimit-Remaining': '50' }),
    ok({ ...told, 'X-RateLimit-Remaining': '9' }),
    ok({ ...told, 'X-RateLimit-Remaining': '80' }),
  )
  for (let count = 0; count < 4; count++) await get('/a')
  expect(waits).toEqual([600])
})

test('goes more slowly after a 429, and faster again later', async () => {
  const { get, waits } = politely(failing(429), ok())
  for (let count = 0; count < 100; count++) await get('/a')
  expect(waits[1]).toBe(50)
  expect(waits.length).toBeGreaterThan(20)
  expect(waits.length).toBeLessThan(100)
})

test('knows when the server first answered, by the server’s clock', async () => {
  const { get, startedAt } = politely(
    ok({ date: 'Thu, 01 Jan 2026 10:00:00 GMT' }),
    ok({ date: 'Thu, 01 Jan 2026 11:00:00 GMT' }),
  )
  expect(startedAt()).toBeNull()
  await get('/a')
  await get('/b')
  expect(startedAt()).toEqual(new Date('2026-01-01T10:00:00Z'))
})
