/**
 * Each platform's documented limits through its own surface, by a clock that stands still: what passes at once,
 * when more passes, and what a refusal says. On either engine, whose counters are kept in different places.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { ENGINES } from '../support/engines.ts'
import { type Speaker, speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'

const START = Date.parse('2026-03-01T12:00:00Z')

describe.each(ENGINES)('rate limits on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine, { rateLimits: true })
  })
  afterAll(() => world?.close())

  const at = (seconds: number) => world.setTime(new Date(START + seconds * 1000).toISOString())
  async function caller(name: string, rateLimits?: { capacity: number }): Promise<Speaker> {
    const dialect = dialects.find((candidate) => candidate.name === name)!
    return speakAs(world, dialect, await world.credential(name, rateLimits ? { rateLimits } : {}))
  }
  /** How many pass before the first that does not, and that answer. */
  async function until429(send: () => ReturnType<Speaker['get']>) {
    for (let passed = 0; ; passed++) {
      const answer = await send()
      if (answer.status === 429) return { passed, refused: answer }
      expect(answer.status).toBe(200)
    }
  }

  test('SHOPLINE: 40 at once, then four a second, for each app; no header tells of it', async () => {
    at(0)
    const [app, other] = [await caller('shopline'), await caller('shopline')]
    const count = () => app.get('/admin/openapi/v20260301/customers/v2/count.json')
    const { passed, refused } = await until429(count)
    expect(passed).toBe(40)
    expect(refused.body).toBe('{"errors":"Too many request"}')
    expect(Object.keys(refused.headers)).toEqual(['Content-Type', 'traceId'])
    expect((await other.get('/admin/openapi/v20260301/customers/v2/count.json')).status).toBe(200)
    at(0.249)
    expect((await until429(count)).passed).toBe(0)
    at(0.25)
    expect((await until429(count)).passed).toBe(1)
    at(1.25)
    expect((await until429(count)).passed).toBe(4)
    // Whatever carries a valid token counts, what is then refused too.
    at(1.5)
    expect((await app.get('/admin/openapi/v20260301/v2/customers.json?limit=0')).status).toBe(422)
    expect((await count()).status).toBe(429)
    at(11.5)
    expect((await until429(count)).passed).toBe(40)
  })

  test('Easycart: 100 in any 60 seconds for each token, said on every answer', async () => {
    at(100)
    const [token, other] = [await caller('easycart'), await caller('easycart')]
    const ask = () => token.get('/api/v1/stores')
    const figures = ({ headers }: { headers: Record<string, string> }) => [
      headers['X-RateLimit-Limit'],
      headers['X-RateLimit-Remaining'],
      headers['Retry-After'],
    ]
    expect(figures(await ask())).toEqual(['100', '99', undefined])
    at(130.5)
    expect(figures(await ask())).toEqual(['100', '98', undefined])
    const { passed, refused } = await until429(ask)
    expect(passed).toBe(98)
    expect(refused.body).toBe('{"message":"Too Many Attempts."}')
    expect(figures(refused)).toEqual(['100', '0', '30'])
    expect(figures(await other.get('/api/v1/stores'))).toEqual(['100', '99', undefined])
    at(159.999)
    expect(figures(await ask())).toEqual(['100', '0', '1'])
    at(160)
    expect(figures(await ask())).toEqual(['100', '0', undefined])
    expect(figures(await ask())).toEqual(['100', '0', '31'])
    const stranger = await world.send({ url: '/api/v1/stores', headers: { authorization: 'Bearer nobody' } })
    expect([stranger.status, ...figures(stranger)]).toEqual([401, '100', '100', undefined])
  })

  test('Commerce Layer: 25 in ten seconds to one endpoint, 100 in a minute to all, for each address', async () => {
    at(200)
    const { headers } = await caller('commerce-layer')
    const get = (path: string, address = '192.0.2.1') =>
      world.send({ url: `/api/${path}`, headers: { authorization: headers.Authorization ?? '' }, address })
    const figures = (answer: { headers: Record<string, string> }) => [
      answer.headers['X-Ratelimit-Limit'],
      answer.headers['X-Ratelimit-Interval'],
      answer.headers['X-Ratelimit-Remaining'],
      answer.headers['Retry-After'],
    ]
    expect(figures(await get('customers'))).toEqual(['100', '60', '99', undefined])
    const burst = await until429(() => get('customers?page[size]=1'))
    expect(burst.passed).toBe(24)
    expect(JSON.parse(String(burst.refused.body)).errors).toMatchObject([
      { code: 'TOO_MANY_REQUESTS', status: '429' },
    ])
    expect(figures(burst.refused)).toEqual(['100', '60', '75', '10'])
    expect(burst.refused.headers).not.toHaveProperty('X-Ratelimit-Reset')
    expect((await get('customers', '192.0.2.2')).status).toBe(200)
    for (const path of ['orders', 'tags', 'events'])
      expect((await until429(() => get(path))).passed, path).toBe(25)
    at(210)
    expect(figures(await get('customers'))).toEqual(['100', '60', '0', '50'])
    at(260)
    expect(figures(await get('customers'))).toEqual(['100', '60', '99', undefined])
  })

  test('a credential’s own limit takes the place of the platform’s', async () => {
    at(300)
    for (const [name, url] of [
      ['shopline', '/admin/openapi/v20260301/customers/v2/count.json'],
      ['easycart', '/api/v1/stores'],
      ['commerce-layer', '/api/tags'],
    ] as const) {
      const { get } = await caller(name, { capacity: 8 })
      expect((await until429(() => get(url))).passed, name).toBe(name === 'commerce-layer' ? 2 : 8)
    }
  })
})
