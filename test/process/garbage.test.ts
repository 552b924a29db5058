/** What a request leaves behind is garbage at once: hardly any of it lives long enough to be moved among what stays (docs/design/0015). */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeepingClient } from '../load/keeping-clients.ts'
import { ENGINES } from '../support/engines.ts'
import { startServe } from '../support/process.ts'
import { fillWithDemo } from '../support/sync-worlds.ts'
import { createWorld, type World } from '../support/world.ts'

/** Until V8 has compiled what is asked, and then so many that it collects several times. */
const [FIRST, THEN] = [800, 1200]
/** The request log keeps some 2 KB of each for as long as it has room. */
const MOST_BYTES_EACH = 5000

describe.skipIf(!ENGINES.includes('postgres'))('what requests leave behind', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld('postgres')
    await fillWithDemo(world, world.organization, 60)
  })
  afterAll(() => world?.close())

  test.each([
    ['commerce-layer', '/api/customers?page[size]=10', 'bytes'],
    ['shopline', '/admin/openapi/v20260301/v2/customers.json?limit=20', 'bytes'],
    ['easycart', '/api/v1/customers?currency=pln', 'text'],
  ] as const)('%s', async (platform, path, made) => {
    const server = await startServe(
      ['--database-url', world.location.databaseUrl ?? '', '--log-level', 'warn'],
      {
        env: { CLIENTELE_SECRET_KEY: 'a key for tests only', CLIENTELE_HOT_BYTES: '0' },
        node: ['--trace-gc', '--trace-gc-nvp'],
      },
    )
    try {
      const client = createKeepingClient(server.origin, await headersOf(platform, server.origin))
      const ask = async (times: number) => {
        for (let time = 0; time < times; time++) {
          const { status, error } = await client.ask(path)
          if (status !== 200) throw error ?? new Error(`${platform} answered ${status}`)
        }
      }
      await ask(FIRST)
      // The log keeps a text as it is, and a copy of bytes elsewhere.
      const kept = made === 'text' ? (client.asked[0]?.body.length ?? 0) : 0
      const before = server.output().stdout.length
      await ask(THEN)
      client.end()
      await sleep(100)
      const collections =
        server
          .output()
          .stdout.slice(before)
          .match(/gc=s .*/g) ?? []
      expect(collections.length).toBeGreaterThan(2)
      const promoted = collections.reduce((sum, line) => sum + Number(/promoted=(\d+)/.exec(line)?.[1]), 0)
      expect(promoted / THEN).toBeLessThan(MOST_BYTES_EACH + kept)
    } finally {
      await server.stop()
    }
  })

  async function headersOf(platform: string, origin: string): Promise<Record<string, string>> {
    if (platform === 'easycart')
      return { authorization: `Bearer ${(await world.credential('easycart')).token}` }
    if (platform === 'shopline') {
      const { access_token } = await world.credential('shopline', { scopes: ['read_customers'] })
      return { authorization: `Bearer ${access_token}` }
    }
    const { client_id, client_secret } = await world.credential('commerce-layer')
    const granted = await fetch(`${origin}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
    })
    const { access_token } = (await granted.json()) as { access_token: string }
    return { authorization: `Bearer ${access_token}`, accept: 'application/vnd.api+json' }
  }
})
