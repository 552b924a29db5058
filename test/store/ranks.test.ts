/** What the random writes of ranks.property.test.ts do not show: writers at the same time, folds that fail, what a page costs. */
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rows } from '../../src/store/database.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { CITUS_URLS } from '../support/citus.ts'
import { DEEP_LISTS, type DeepList, deepPage, sortedPlainly } from '../support/deep-pages.ts'
import { ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { createWorld, type World } from '../support/world.ts'

const SMALL = { block: 4, part: 4, least: 5, deep: 1, foldAfter: 25 }

describe.each(ENGINES)('deep pages on %s', (engine) => {
  let world: World
  let next = 0
  beforeAll(async () => {
    world = await createWorld(engine, { ranks: SMALL })
  })
  afterAll(() => world.close())

  const addShop = async (customers: number): Promise<number> => {
    const { key } = await world.addOrganization({ slug: `d${next++}` })
    await world.store.records.write(key, {}, (writer) => writer.create('customer', Array(customers).fill({})))
    return key
  }

  const expectAllPages = async (store: Store, organization: number) => {
    for (const list of DEEP_LISTS) {
      const expected = await sortedPlainly(store, organization, list)
      for (let offset = 1; offset <= expected.length; offset += 7)
        expect(await deepPage(store, organization, list, offset, 7)).toEqual(
          expected.slice(offset, offset + 7),
        )
    }
  }

  test('are consistent while four write and folds happen, and right when they rest', async () => {
    const organization = await addShop(40)
    const { records, ranks } = world.store
    await ranks.fold(organization)
    for (let round = 0; round < times(1, 20); round++) {
      let writing = true
      const done = Promise.all([0, 1, 2, 3].map((who) => writeMuch(world.store, organization, who))).finally(
        () => {
          writing = false
        },
      )
      while (writing) {
        const list = DEEP_LISTS[Math.floor(Math.random() * DEEP_LISTS.length)] as DeepList
        const offset = 1 + Math.floor(Math.random() * 40)
        const found = await records.list(organization, { ...list, offset, limit: 9 } as never)
        expectSorted(found, list)
      }
      await done
      await expectAllPages(world.store, organization)
    }
    expect(await ranks.verify(organization)).toEqual([])
  })

  test('a fold that fails in the middle changes nothing', async () => {
    const organization = await addShop(30)
    const { ranks, database, records } = world.store
    await ranks.fold(organization)
    const count = async () => {
      const [found] = await rows<{ moves: number; generation: number }>(
        database,
        sql`select (select count(*) from rank_moves where organization_id = ${organization}) as moves,
          (select generation from rank_heads where organization_id = ${organization}) as generation`,
      )
      return found
    }
    await records.write(organization, {}, (writer) => writer.create('customer', Array(20).fill({})))
    const before = await count()
    expect(before?.moves).toBe(20)
    // What the fold writes last is refused.
    await sql`alter table rank_heads add constraint stop check (organization_id <> ${sql.lit(organization)} or generation = ${sql.lit(before?.generation ?? 0)})`.execute(
      database,
    )
    await expect(ranks.fold(organization)).rejects.toThrow('stop')
    expect(await count()).toEqual(before)
    await expectAllPages(world.store, organization)
    await sql`alter table rank_heads drop constraint stop`.execute(database)
    expect(await ranks.fold(organization)).toBe(true)
    expect(await count()).toEqual({ moves: 0, generation: (before?.generation ?? 0) + 1 })
    await expectAllPages(world.store, organization)
  })

  test('another process that remembers blocks from before sees that others stand', async () => {
    const organization = await addShop(30)
    await world.store.ranks.fold(organization)
    const { clock, location } = world
    const other = await openStore({
      ...location,
      clock,
      mintIds: () => ({}) as never,
      ranks: SMALL,
      durable: false,
    })
    try {
      await expectAllPages(other, organization)
      await world.store.records.write(organization, {}, async (writer) => {
        await writer.create('customer', Array(10).fill({ createdAt: new Date(0) }))
        const found = await writer.list(organization, {
          type: 'customer',
          sort: [{ field: 'key' }],
          limit: 12,
        })
        await writer.remove(
          'customer',
          found.map(({ key }) => key),
        )
      })
      await expectAllPages(other, organization)
      await world.store.ranks.fold(organization)
      await expectAllPages(other, organization)
    } finally {
      await other.close()
    }
  })

  test('blocks that something else made wrong are found, and counted anew', async () => {
    const organization = await addShop(30)
    const { ranks, database } = world.store
    await ranks.fold(organization)
    expect(await ranks.verify(organization)).toEqual([])
    await sql`delete from customers where organization_id = ${organization} and key = (select min(key) from customers
      where organization_id = ${organization})`.execute(database)
    const wrong = [0, 1, 2].map((place) => ({ list: 'customer', place, kept: 4, counted: 3 }))
    expect(await ranks.verify(organization)).toEqual(wrong)
    expect(await ranks.verify(organization, true)).toEqual(wrong)
    expect(await ranks.verify(organization)).toEqual([])
    await expectAllPages(world.store, organization)
  })

  // One session serves the embedded engine: there whoever asks waits for a transaction anyway.
  test.skipIf(engine === 'embedded')('folds take turns, and leave connections to whoever asks', async () => {
    const shops = await Promise.all([addShop(30), addShop(30), addShop(30)])
    const { databaseUrl = '' } = world.location
    const mintIds = () => ({ shortId: '', numberId: '', uuidId: '' })
    const store = await openStore({
      databaseUrl,
      clock: () => new Date(),
      mintIds,
      connections: 2,
      ranks: SMALL,
    })
    const held = new pg.Client(databaseUrl)
    await world.store.ranks.idle()
    await held.connect()
    await held.query('begin; lock table rank_moves in access exclusive mode')
    const folds = Promise.all(shops.map((shop) => store.ranks.fold(shop)))
    // Long enough for each of them to have got hold of a connection.
    await setTimeout(200)
    const { rows: waiting } = await held
      .query(
        `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      .finally(() => held.end())
    expect(await folds).toEqual([true, true, true])
    expect(waiting).toHaveLength(1)
    await store.close()
  })

  // A cluster's rows are read, and counted, on its other nodes.
  test.skipIf(CITUS_URLS.length > 0)(
    'cost the same at 2,000 customers and at 20,000',
    async () => {
      await world.close()
      // With blocks of the size that they have in earnest.
      world = await createWorld(engine)
      const large = world
      const cost = async (customers: number) => {
        const organization = (await large.addOrganization({ slug: `d${next++}` })).key
        // Straight into the table, as nothing here depends on the rest of a customer.
        await sql`insert into customers (organization_id, key, short_id, number_id, uuid_id, created_at, updated_at)
        select ${organization}::bigint, n, n, n, gen_random_uuid(), to_timestamp(n), to_timestamp(n * 7919 % 100003)
        from generate_series(1, ${customers}::int) n`.execute(large.store.database)
        await sql`insert into counters values (${organization}, 'customer', 0, ${customers})`.execute(
          large.store.database,
        )
        await sql`analyze customers`.execute(large.store.database)
        await large.store.ranks.fold(organization)
        const list = DEEP_LISTS[2] as DeepList
        await deepPage(large.store, organization, list, customers / 2, 10)
        large.statements()
        const read = await scanned(large.store)
        for (let page = 0; page < 20; page++)
          await deepPage(large.store, organization, list, customers / 2 + 10 * page, 10)
        const after = await scanned(large.store)
        return {
          statements: large.statements().filter((one) => one.includes('then skip else')).length,
          rows: after - read,
        }
      }
      const [few, many] = [await cost(2_000), await cost(20_000)]
      expect(few.statements).toBe(20)
      expect(many.statements).toBe(20)
      // Ten of each page, and at most a block and a half before it.
      for (const { rows } of [few, many]) {
        expect(rows).toBeGreaterThanOrEqual(20 * 10)
        expect(rows).toBeLessThan(20 * (10 + 96))
      }
    },
    120_000,
  )
})

/** Rows that were read through the index of an order; the session tells what it has counted when it is asked to. */
async function scanned(store: Store): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(store.database)
  await sql`select 1`.execute(store.database)
  const [found] = await rows<{ read: number }>(
    store.database,
    sql`select coalesce(sum(idx_tup_read), 0)::bigint as read from pg_stat_user_indexes where indexrelname = 'customers_updated'`,
  )
  return found?.read ?? 0
}

async function writeMuch({ records }: Store, organization: number, who: number): Promise<void> {
  for (let turn = 0; turn < 5; turn++)
    await records
      .write(organization, {}, async (writer) => {
        const found = await writer.list(organization, {
          ...{ type: 'customer', sort: [{ field: 'key' }], limit: 20, offset: (who * 7 + turn * 3) % 25 },
        })
        const [first, second] = found
        await writer.create(
          'customer',
          Array(1 + (turn % 3)).fill({ createdAt: new Date(1_700_000_000_000 + turn) }),
        )
        if (!first || !second) return
        await writer.create('order', [
          {
            customerKey: first.key,
            status: 'completed',
            currency: 'EUR',
            amount: 5,
            createdAt: new Date(turn),
          },
        ])
        if (turn % 2 === 0) await writer.remove('customer', [second.key])
      })
      .catch((error) => {
        if (!['record-not-found', 'invalid-value'].includes(error.code)) throw error
      })
}

function expectSorted(found: readonly object[], { sort }: DeepList): void {
  const places = found.map((one) =>
    sort.map(({ field, descending }) => {
      const value = (one as Record<string, unknown>)[field as string]
      const plain = value instanceof Date ? value.getTime() : (value as number | string)
      return { plain, descending: Boolean(descending) }
    }),
  )
  for (const [at, place] of places.entries()) {
    const before = places[at - 1]
    if (!before) continue
    const differs = place.findIndex(({ plain }, index) => plain !== before[index]?.plain)
    expect(differs, 'the same record twice').toBeGreaterThanOrEqual(0)
    const [one, other] = [before[differs], place[differs]]
    expect((one?.plain ?? 0) < (other?.plain ?? 0)).toBe(!one?.descending)
  }
}
