/** `clientele restore --replace` under a server that runs: it answers with what was restored, from the first request on. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeBackup } from '../../src/jobs/backup/write-backup.ts'
import { ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { clientele, type Started, startServe } from '../support/process.ts'
import { tried } from '../support/tried.ts'
import { createWorld, type World } from '../support/world.ts'

const ROOT = '/admin/openapi/v20260301'
const env = { CLIENTELE_SECRET_KEY: 'a key for tests only' }

describe.skipIf(!ENGINES.includes('postgres'))('a store that is replaced while it is served', () => {
  let world: World
  let server: Started
  let folder: string
  let at: string[]
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele-replaced-'))
    world = await createWorld('postgres')
    at = ['--database-url', world.location.databaseUrl ?? '', '--data', folder]
    server = await startServe(at, { env })
  })
  afterAll(async () => {
    await server?.stop()
    await world?.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function ask(token: string | undefined, path: string, method = 'GET', body?: object) {
    const answer = await fetch(`${server.origin}${ROOT}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    // biome-ignore lint/suspicious/noExplicitAny: whatever the platform answers
    return { status: answer.status, shown: JSON.parse((await answer.text()) || 'null') as any }
  }
  const newToken = async () =>
    (await world.credential('shopline', { scopes: ['read_customers', 'write_customers'] })).access_token
  const make = async (token: string | undefined, email: string): Promise<string> => {
    const { status, shown } = await ask(token, '/customers.json', 'POST', { customer: { email } })
    expect(status, JSON.stringify(shown)).toBeLessThan(300)
    return shown.customer.id
  }
  const look = async (token: string | undefined) => {
    const list = await ask(token, '/v2/customers.json')
    const count = await ask(token, '/customers/v2/count.json')
    return {
      statuses: [list.status, count.status],
      emails: list.shown?.customers?.map(({ email }: { email: string }) => email).sort(),
      count: count.shown?.count,
    }
  }

  test('nothing that it remembers is told any more, and nobody gets an error that is none of the platform’s', async () => {
    const token = await newToken()
    const ids = [await make(token, 'ada@example.com'), await make(token, 'bea@example.com')]
    const file = join(folder, 'store.backup')
    await writeBackup({ store: world.store, file, clock: () => new Date(), secretKey: null })
    const restored = {
      statuses: [200, 200],
      emails: ['ada@example.com', 'bea@example.com'],
      count: 2,
    }
    const rounds = times(1, 10)
    let asked = 0
    for (let round = 0; round < rounds; round++) {
      expect(await look(token)).toEqual(restored)
      // What came since is asked for so often that it is answered from memory.
      const later = await newToken()
      const carl = await make(token, 'carl@example.com')
      await ask(token, `/customers/${ids[0]}.json`, 'PUT', { customer: { first_name: 'Changed' } })
      for (let turn = 0; turn < 3; turn++) {
        expect(await look(later)).toMatchObject({ statuses: [200, 200], count: 3 })
        expect((await ask(token, `/customers/v2/${carl}.json`)).status).toBe(200)
        expect((await ask(token, `/customers/v2/${ids[0]}.json`)).shown).toMatchObject({
          customer: { first_name: 'Changed' },
        })
      }
      const met = new Set<number>()
      let isOver = false
      const asking = Promise.all(
        [token, later].map(async (who) => {
          while (!isOver) {
            const [list, one] = await Promise.all([
              ask(who, '/v2/customers.json'),
              ask(who, `/customers/v2/${carl}.json`),
            ])
            for (const { status } of [list, one]) met.add(status)
            asked += 2
          }
        }),
      )
      const run = await clientele(['restore', file, '--replace', '--yes', '--json', ...at], env)
      // With the command’s end it is so.
      const after = [
        await look(token),
        (await ask(token, `/customers/v2/${carl}.json`)).status,
        (await ask(later, '/v2/customers.json')).status,
        (await ask(token, `/customers/v2/${ids[0]}.json`)).shown.customer.first_name,
      ]
      isOver = true
      await asking
      expect(run).toMatchObject({ code: 0 })
      expect(after).toEqual([restored, 404, 401, null])
      // Either of before, or waited, or refused as the platform refuses.
      expect([...met].filter((status) => ![200, 401, 404, 503].includes(status))).toEqual([])
      const dora = await make(token, 'dora@example.com')
      expect(await look(token)).toMatchObject({ count: 3 })
      expect((await ask(token, `/customers/${dora}.json`, 'DELETE')).status).toBeLessThan(300)
    }
    expect(server.output().stderr).not.toMatch(/"level":"error"/)
    tried(
      'restore --replace under a server that runs',
      rounds,
      `${asked} requests meanwhile, nothing stale, no 500`,
    )
  })
})
