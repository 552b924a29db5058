/** What erasing a customer does to what hangs on the customer through others. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dump, having } from '../support/dump.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('erasing what hangs on a customer, on %s', (engine) => {
  let world: World
  let next = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())
  const newOrganization = async () => (await world.addOrganization({ slug: `erase-${next++}` })).key
  const write = <T>(organization: number, work: Parameters<World['store']['records']['write']>[2]) =>
    world.store.records.write(organization, { kind: 'test' }, work) as Promise<T>

  test('where orders and returns stand, and since when, is what the books say: it stays', async () => {
    const organization = await newOrganization()
    const since = '2026-01-02T03:04:05.000Z'
    const [customer, order, back] = await write<{ key: number }[]>(organization, async (writer) => {
      const [person] = await writer.create('customer', [{ firstName: 'A' }])
      const own = { cart_status: 'draft', archived_at: since, coupon_code: 'ada', spoken_at: 'the market' }
      const [bought] = await writer.create('order', [
        {
          customerKey: person!.key,
          status: 'completed',
          currency: 'USD',
          amount: 1,
          extras: { 'commerce-layer': own },
        },
      ])
      const [returned] = await writer.create('record', [
        {
          kind: 'returns',
          customerKey: person!.key,
          attributes: { status: 'requested', approved_at: since, number: '7', state: 'Ada Byron' },
        },
      ])
      return [person!, bought!, returned!]
    })
    await write(organization, (writer) => writer.erase(customer!.key))
    const { records } = world.store
    expect((await records.find(organization, 'order', 'key', order!.key))?.extras).toEqual({
      'commerce-layer': { cart_status: 'draft', archived_at: since },
    })
    expect((await records.find(organization, 'record', 'key', back!.key))?.attributes).toEqual({
      status: 'requested',
      approved_at: since,
    })
  })

  test('what is attached to the customer or an order goes; what they link to stays', async () => {
    const organization = await newOrganization()
    const a = await write<{ key: number }>(organization, async (writer) => {
      const [first, second] = await writer.create('customer', [{ firstName: 'A' }, { firstName: 'B' }])
      const [order] = await writer.create('order', [
        { customerKey: first!.key, status: 'completed', currency: 'USD', amount: 1 },
      ])
      const named = (kind: string, name: string) => ({ kind, attributes: { name } })
      const [passport, invoice, shared, market] = await writer.create('record', [
        named('attachments', 'passport'),
        named('attachments', 'invoice'),
        named('attachments', 'shared'),
        named('markets', 'Europe'),
      ])
      const customers = [first, second].map((customer) => ({ type: 'customer' as const, key: customer!.key }))
      await writer.setLinks('record', passport!.key, 'attachable', customers.slice(0, 1))
      await writer.setLinks('record', invoice!.key, 'attachable', [{ type: 'order', key: order!.key }])
      await writer.setLinks('record', shared!.key, 'attachable', customers)
      await writer.setLinks('order', order!.key, 'market', [{ type: 'record', key: market!.key }])
      return first
    })
    await write(organization, (writer) => writer.erase(a.key))
    const left = await world.store.records.list(organization, {
      type: 'record',
      sort: [{ field: 'key' }],
      limit: 9,
    })
    expect(left.map(({ attributes }) => attributes.name)).toEqual([undefined, undefined, 'shared', 'Europe'])
    expect(having(await dump(world, organization), 'passport')).toEqual([])
  })
})
