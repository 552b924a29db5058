import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Customer } from '../../src/core/schema.ts'
import { easycartClient } from '../support/easycart-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const MEMBERS = 137

describe.each(ENGINES)('walking the list on %s', (engine) => {
  let world: World
  let customers: Customer[]
  beforeAll(async () => {
    world = await createWorld(engine)
    customers = await world.store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
      const created = await writer.create(
        'customer',
        Array.from({ length: MEMBERS }, (_, index) => ({ fullName: `Person ${index}` })),
      )
      await writer.create(
        'order',
        created.map(({ key }, index) => ({
          customerKey: key,
          status: 'completed',
          currency: 'PLN',
          amount: 100,
          // Many share a second, so that only the id tells them apart.
          createdAt: new Date(Date.UTC(2026, 0, 1 + (index % 3))),
        })),
      )
      return created
    })
  })
  afterAll(() => world.close())

  test.each(['', '&query=person', '&created_from=2026-01-02'])(
    'gives each member once with %j',
    async (filter) => {
      const client = await easycartClient(world)
      const seen: string[] = []
      let last = 1
      for (let page = 1; page <= last; page++) {
        const { items, pagination } = await client.list(`currency=pln&page=${page}${filter}`)
        seen.push(...items.map((item) => item.id))
        last = pagination.total_pages
      }
      const wanted = customers.filter((_, index) => !filter.includes('created') || index % 3 > 0)
      expect(last).toBe(Math.ceil(wanted.length / 25))
      expect([...seen].sort()).toEqual(wanted.map((customer) => customer.uuidId).sort())
    },
  )

  test('a request sends the same number of statements whatever the page holds', async () => {
    const client = await easycartClient(world)
    const statements = async (query: string) => {
      // What was counted is remembered while nothing changes.
      await client.list(query)
      world.statements()
      await client.list(query)
      return world.statements().length
    }
    const full = await statements('currency=pln&page=1')
    const partial = await statements('currency=pln&page=6')
    const filtered = await statements(
      'currency=pln&query=person+1&subscription_status=&created_to=2026-02-01',
    )
    expect([full, partial, filtered]).toEqual([5, 5, 5])
    world.statements()
    const [someone] = customers
    await client.get(someone?.uuidId ?? '', 'currency=pln&include=orders,subscriptions,products,ltv')
    // The first is for the `ETag`.
    expect(world.statements()).toHaveLength(10)
  })
})
