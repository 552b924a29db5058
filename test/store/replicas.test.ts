/** Reads from streaming replicas: one that follows, one that lags, and what happens when one is killed. */
import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createOrganization } from '../../src/jobs/create-organization.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { startPostgres, startStandby } from '../support/postgres-server.ts'

type Server = Awaited<ReturnType<typeof startStandby>>

const LAG_MS = 60_000
const identities = createIdentities(dialects, (count) => randomBytes(count))

describe.skipIf(!inject('postgres'))('replicas', () => {
  let primary: NonNullable<Awaited<ReturnType<typeof startPostgres>>>
  let following: Server
  let lagging: Server
  let [writer, reader] = [] as unknown as [Store, Store]
  let organization: Organization

  const open = (replicas: readonly Server[]) =>
    openStore({
      databaseUrl: `${primary.url}/postgres`,
      replicaUrls: replicas.map(({ url }) => `${url}/postgres`),
      clock: () => new Date(),
      mintIds: identities.mintIds,
      migrate: true,
    })

  beforeAll(async () => {
    primary = (await startPostgres()) as NonNullable<typeof primary>
    writer = await open([])
    organization = await createOrganization(writer.organizations, identities, {
      slug: 'acme',
      currency: 'USD',
      timeZone: 'UTC',
      mode: 'test',
    })
    await add(0)
    ;[following, lagging] = await Promise.all([
      startStandby(primary.url),
      startStandby(primary.url, [`recovery_min_apply_delay=${LAG_MS}`]),
    ])
    reader = await open([following, lagging])
    await until(() => replicas().every(({ state }) => state === 'up'))
  }, 60_000)
  afterAll(async () => {
    await Promise.all([writer?.close(), reader?.close()])
    await Promise.all([following?.stop(), lagging?.stop()])
    await primary?.stop()
  })

  const replicas = () => reader.reads?.().replicas ?? []
  const add = (number: number) =>
    writer.records.write(organization.key, { kind: 'test' }, (to) =>
      to.create('customer', [{ nickName: String(number) }]),
    )
  const seen = () => reader.records.list(organization.key, { type: 'customer', sort: [], limit: 10_000 })

  async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (let tries = 0; !(await isSo()); tries++) {
      if (tries > 500) throw new Error('it never came to be so')
      await seen()
      await setTimeout(20)
    }
  }

  test('whatever was written through one server is seen through another at once, and replicas serve it', async () => {
    const ofLagging = replicas()[1]?.reads ?? 0
    for (let number = 1; number <= 50; number++) {
      const [{ key } = { key: 0 }] = await add(number)
      const asked = await Promise.all([
        reader.records.find(organization.key, 'customer', 'key', key),
        reader.records.counter(organization.key, 'customer'),
        reader.records.count(organization.key, 'customer', {
          op: 'not',
          of: { op: 'null', field: 'nickName' },
        }),
      ])
      expect(asked).toMatchObject([{ nickName: String(number) }, number + 1, number + 1])
      if (number % 10 === 0) await setTimeout(5)
    }
    const before = reader.reads?.().primary
    await until(() => (replicas()[0]?.reads ?? 0) > 50)
    // The lagging one has not a single one of these writes, and so has answered nothing since.
    expect(replicas()[1]).toMatchObject({ state: 'up', reads: ofLagging })
    expect(replicas()[1]?.behind).toBeGreaterThan(0)
    // Once the other one has everything, the primary is asked for nothing but the version.
    expect((reader.reads?.().primary ?? 0) - (before ?? 0)).toBeLessThan(20)
  }, 30_000)

  test('what is written while others write is seen by whoever asks afterwards', async () => {
    let acknowledged = (await seen()).length
    let over = false
    const write = async (lane: number) => {
      for (let turn = 0; turn < 15; turn++) {
        await add(lane * 1000 + turn)
        acknowledged += 1
      }
    }
    const read = async () => {
      let last = 0
      while (!over) {
        const least = Math.max(acknowledged, last)
        last = (await seen()).length
        expect(last).toBeGreaterThanOrEqual(least)
      }
    }
    const reading = Promise.all([read(), read(), read()])
    await Promise.all([1, 2, 3, 4].map(write))
    over = true
    await reading
  }, 30_000)

  test('an organization that is gone is not found in a replica that has it still', async () => {
    const gone = await createOrganization(writer.organizations, identities, {
      slug: 'gone',
      currency: 'USD',
      timeZone: 'UTC',
      mode: 'test',
    })
    await writer.records.write(gone.key, { kind: 'test' }, (to) => to.create('customer', [{}, {}]))
    await writer.copies.removeOrganization(gone.key)
    expect(await reader.records.list(gone.key, { type: 'customer', sort: [], limit: 9 })).toEqual([])
  })

  test('a read that is cancelled at the replica is made at the primary', async () => {
    await until(async () => (await servedBy(0)) > 0)
    const [here, there] = await Promise.all([primary, following].map(session))
    const before = replicas()[0]?.repeated ?? 0
    // The lock of a transaction at the primary holds up whoever reads at a replica as well.
    await here?.query('begin')
    await here?.query('lock table customers in access exclusive mode')
    const isHeld =
      "select 1 from pg_locks where relation = 'customers'::regclass and mode = 'AccessExclusiveLock'"
    for (; (await there?.query(isHeld))?.rowCount === 0; ) await setTimeout(5)
    const asked = seen()
    const cancel = `select pg_cancel_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'`
    for (; (await there?.query(cancel))?.rowCount === 0; ) await setTimeout(5)
    await here?.query('rollback')
    expect((await asked).length).toBeGreaterThan(50)
    expect(replicas()[0]).toMatchObject({ state: 'up', repeated: before + 1 })
    await Promise.all([here?.end(), there?.end()])
  })

  test('one that is killed fails no read, and is asked again when it is back', async () => {
    await until(async () => (await servedBy(0)) > 0)
    let over = false
    const lengths: number[] = []
    const read = async () => {
      while (!over) lengths.push((await seen()).length)
    }
    const reading = Promise.all(Array.from({ length: 8 }, read))
    await setTimeout(200)
    await following.kill()
    const [{ key } = { key: 0 }] = await add(9999)
    expect(await reader.records.find(organization.key, 'customer', 'key', key)).not.toBeNull()
    await setTimeout(300)
    over = true
    await reading
    expect(lengths.length).toBeGreaterThan(20)
    expect(replicas()[0]).toMatchObject({ state: 'resting', reason: expect.any(String) })
    await following.start()
    await until(async () => (await servedBy(0)) > 0)
    expect(replicas()[0]).toMatchObject({ state: 'up', reason: null })
  }, 30_000)

  async function session({ url }: { url: string }): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: `${url}/postgres` })
    await client.connect()
    return client
  }

  /** How many of a few reads that replica answered. */
  async function servedBy(place: number): Promise<number> {
    const before = replicas()[place]?.reads ?? 0
    for (let turn = 0; turn < 3; turn++) await seen()
    return (replicas()[place]?.reads ?? 0) - before
  }
})
