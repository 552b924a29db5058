/** The planner is told of tables that have grown, and of no others. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { analyzeGrown } from '../../src/store/upkeep.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

describe.skipIf(!ENGINES.includes('postgres'))('housekeeping on a server', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld('postgres')
  })
  afterAll(() => world?.close())

  test('a table is looked at when it is twice as large as it was then', async () => {
    const { database } = world.store
    const known = async () => {
      const { rows } = await sql<{
        relname: string
        reltuples: number
      }>`select relname, reltuples from pg_class
        where relnamespace = current_schema()::regnamespace and relkind = 'r'`.execute(database)
      return new Map(rows.map(({ relname, reltuples }) => [relname, reltuples]))
    }
    const add = (count: number) =>
      world.store.records.write(world.organization.key, { kind: 'test' } as never, (writer) =>
        writer.create(
          'tag',
          Array.from({ length: count }, (_, index) => ({ name: `tag-${count}-${index}` })),
        ),
      )
    await analyzeGrown(database)
    const before = await known()
    await add(1000)
    await analyzeGrown(database)
    const after = await known()
    expect(after.get('tags')).toBe(1000)
    await add(200)
    await analyzeGrown(database)
    expect((await known()).get('tags')).toBe(after.get('tags'))
    await add(2000)
    await analyzeGrown(database)
    expect((await known()).get('tags')).toBe(3200)
    // Nobody wrote a subscription.
    expect((await known()).get('customer_subscriptions')).toBe(before.get('customer_subscriptions'))
  })
})
