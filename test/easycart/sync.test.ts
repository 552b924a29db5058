/** What a sync brings from one Easycart server to another: every answer of the second is that of the first. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createDemo } from '../../src/jobs/demo/create-demo.ts'
import { createGet } from '../../src/jobs/sync/polite-get.ts'
import { runSync, type SyncCounts } from '../../src/jobs/sync/run-sync.ts'
import { openSource } from '../../src/jobs/sync/sources.ts'
import { createSeededRandom } from '../../src/lib/seeded-random.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { ENGINES, type EngineName } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { everyAnswer } from './every-answer.ts'

const NOW = new Date('2026-06-01T00:00:00Z')

const easycart = dialects.find(({ name }) => name === 'easycart') as (typeof dialects)[number]

interface Shop {
  world: World
  organization: Organization
  token: string
  answers(): Promise<Map<string, string>>
}

async function shopOf(world: World, organization: Organization): Promise<Shop> {
  const { token = '' } = await world.credential('easycart', { organizations: [organization] })
  const get = async (path: string) => {
    const answer = await world.send({ url: `/api/v1${path}`, headers: { authorization: `Bearer ${token}` } })
    return answer
  }
  return { world, organization, token, answers: () => everyAnswer(get) }
}

async function demoShop(engine: EngineName, customers: number): Promise<Shop> {
  const world = await createWorld(engine)
  const identities = createIdentities(dialects, createSeededRandom(3).fork('public ids').bytes)
  const setTime = (at: Date) => world.setTime(at.toISOString())
  const organization = await createDemo(
    { seed: 3, customers, now: NOW },
    { store: world.store, identities, setTime },
  )
  return shopOf(world, organization)
}

async function emptyShop(engine: EngineName, like: Organization): Promise<Shop> {
  const world = await createWorld(engine)
  world.setTime(NOW.toISOString())
  const { currency, timeZone } = like
  return shopOf(world, await world.addOrganization({ slug: 'copy', currency, timeZone }))
}

async function sync(from: Shop, to: Shop, full = false): Promise<SyncCounts & { requests: number }> {
  const counts = { requests: 0, retries: 0 }
  const get = createGet({
    client: easycart.client,
    credential: { token: from.token },
    send: ({ headers = {}, ...request }) =>
      from.world.send({
        ...request,
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
        ),
      }),
    wait: async () => {},
    counts,
  })
  const { records } = to.world.store
  const { organization } = to
  const source = await openSource(records, organization.key, {
    name: 'shop',
    dialect: 'easycart',
    baseUrl: 'http://localhost:8080',
  })
  const done = await runSync({
    records,
    organization,
    dialect: easycart,
    source,
    get,
    full,
    clock: to.world.clock,
  })
  return { ...done, requests: counts.requests }
}

async function expectSame(from: Shop, to: Shop): Promise<void> {
  const [there, here] = await Promise.all([from.answers(), to.answers()])
  console.log(there.size, here.size)
  const different = [...new Set([...there.keys(), ...here.keys()])].filter(
    (path) => there.get(path) !== here.get(path),
  )
  expect(
    different.slice(0, 5).map((path) => ({ path, there: there.get(path), here: here.get(path) })),
  ).toEqual([])
}

describe.each(ENGINES)('from Easycart to Easycart on %s', (engine) => {
  let from: Shop
  let to: Shop
  beforeAll(async () => {
    from = await demoShop(engine, Number(process.env.N ?? 100))
    to = await emptyShop(engine, from.organization)
  })
  afterAll(() => Promise.all([from, to].map((shop) => shop?.world.close())))

  test('every answer is the same; a second run changes nothing', async () => {
    const first = await sync(from, to)
    console.log(first)
    expect(first).toMatchObject({ rejected: 0, updated: 0, deleted: 0 })
    await expectSame(from, to)
    const second = await sync(from, to)
    expect(second).toMatchObject({ created: 0, updated: 0, deleted: 0, rejected: 0, unchanged: first.read })
    await expectSame(from, to)
  })
})
