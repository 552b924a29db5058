import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Condition, where } from '../../src/core/query.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('counting related records on %s', (engine) => {
  let world: World
  let keys: number[]
  beforeAll(async () => {
    world = await createWorld(engine)
    keys = await world.store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
      const customers = await writer.create('customer', [{}, {}, {}])
      const [first, second] = customers.map(({ key }) => key) as [number, number, number]
      const [vip, cold] = await writer.create('tag', [{ name: 'vip' }, { name: 'cold' }])
      await writer.create('order', [
        { customerKey: first, status: 'completed', currency: 'PLN', amount: 1 },
        { customerKey: first, status: 'canceled', currency: 'PLN', amount: 1 },
        { customerKey: second, status: 'canceled', currency: 'PLN', amount: 1 },
      ])
      await writer.create('customerTag', [
        { customerKey: first, tagKey: vip!.key },
        { customerKey: first, tagKey: cold!.key },
        { customerKey: second, tagKey: cold!.key },
      ])
      return customers.map(({ key }) => key)
    })
  })
  afterAll(() => world.close())

  const counts = async (relation: 'orders' | 'tags', condition?: Condition) => {
    world.statements()
    const found = await world.store.records.countRelated(
      world.organization.key,
      'customer',
      relation,
      keys,
      condition,
    )
    expect(world.statements()).toHaveLength(1)
    return keys.map((key) => found.get(key))
  }

  test('every key has its count, none is 0, in one statement', async () => {
    expect(await counts('orders')).toEqual([2, 1, 0])
  })
  test('a condition narrows what is counted', async () => {
    expect(await counts('orders', where('order').eq('status', 'completed'))).toEqual([1, 0, 0])
  })
  test('through a link record the far side is counted and filtered', async () => {
    expect(await counts('tags')).toEqual([2, 1, 0])
    expect(await counts('tags', where('tag').eq('name', 'vip'))).toEqual([1, 0, 0])
  })
  test('another organization counts nothing', async () => {
    const other = await world.addOrganization({ slug: 'other' })
    const found = await world.store.records.countRelated(other.key, 'customer', 'orders', keys)
    expect([...found.values()]).toEqual([0, 0, 0])
  })
})
