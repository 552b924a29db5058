import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('last orders on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world?.close())

  test('the migration that brings the time of the last order fills it', async () => {
    const organization = world.organization.key
    const { records, database } = world.store
    const at = (day: number) => new Date(Date.UTC(2026, 0, day, 1, 2, 3, 4))
    await records.write(organization, {}, async (writer) => {
      const [two, opened] = await writer.create('customer', [{}, {}, {}])
      const order = (customerKey: number, day: number, currency: string, status = 'completed') => ({
        ...{ customerKey, createdAt: at(day), currency, status, amount: 1 },
      })
      await writer.create('order', [
        order(two!.key, 5, 'USD'),
        order(two!.key, 7, 'EUR', 'canceled'),
        order(two!.key, 9, 'USD', 'created'),
        order(opened!.key, 9, 'USD', 'created'),
      ])
    })
    const kept = async () =>
      (await records.list(organization, { type: 'customer', sort: [{ field: 'key' }], limit: 10 })).map(
        ({ lastPlacedAt, lastPlacedRank }) => [lastPlacedAt, lastPlacedRank],
      )
    const none = [null, -9_000_000_000_000_000]
    const expected = [[at(7), at(7).getTime()], none, none]
    expect(await kept()).toEqual(expected)
    await sql`alter table customers drop column last_placed_rank, drop column last_placed_at`.execute(
      database,
    )
    await sql`drop index if exists customers_placed`.execute(database)
    const file = new URL('../../migrations/0015-last-orders.sql', import.meta.url)
    await sql.raw(await readFile(file, 'utf8')).execute(database)
    expect(await kept()).toEqual(expected)
  })
})
