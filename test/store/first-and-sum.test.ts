/** What looks at the first of many related records, at their sum, and at when things happened; worked out by hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Condition, where } from '../../src/core/query.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const day = (date: number, clock = '00:00:00.000') => new Date(`2026-01-0${date}T${clock}Z`)

/*
 *     orders (written in this order): day status       refunds of its payment of 10
 * a   2 completed, 1 canceled, 3 canceled              4 recorded, 6 submitted
 * b   1 completed                                      4 and 6 recorded
 * c
 */
describe.each(ENGINES)('the first, the sum and the tally on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
    await world.store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
      const [a, b] = await writer.create('customer', [
        { firstName: 'a' },
        { firstName: 'b' },
        { firstName: 'c' },
      ])
      const order = (of: typeof a, date: number, status: string) => ({
        customerKey: of!.key,
        status,
        createdAt: day(date),
        currency: 'PLN',
        amount: date,
      })
      await writer.create('order', [
        order(a, 2, 'completed'),
        order(a, 1, 'canceled'),
        order(a, 3, 'canceled'),
        order(b, 1, 'completed'),
      ])
      const money = (of: typeof a) => ({ customerKey: of!.key, currency: 'PLN' })
      const [first, second] = await writer.create('payment', [
        { ...money(a), amount: 10, paidAt: day(1, '23:59:59.999') },
        { ...money(b), amount: 10, paidAt: day(2) },
      ])
      await writer.create('refund', [
        { ...money(a), paymentKey: first!.key, amount: 4, state: 'recorded' },
        { ...money(a), paymentKey: first!.key, amount: 6, state: 'submitted' },
        { ...money(b), paymentKey: second!.key, amount: 4, state: 'recorded' },
        { ...money(b), paymentKey: second!.key, amount: 6, state: 'recorded' },
      ])
    })
  })
  afterAll(() => world.close())

  const names = async (condition: Condition, organization = world.organization.key) =>
    (
      await world.store.records.list(organization, {
        type: 'customer',
        where: condition,
        sort: [{ field: 'key' }],
        limit: 9,
      })
    ).map((customer) => customer.firstName)
  const firstOrder = (condition: Condition, descending = false, among?: Condition): Condition => ({
    op: 'some',
    relation: 'orders',
    where: condition,
    first: { ...(among ? { among } : {}), sort: [{ field: 'createdAt', descending }] },
  })
  const is = (status: string) => where('order').eq('status', status)

  test('only the first in the given order is looked at', async () => {
    expect(await names(firstOrder(is('canceled')))).toEqual(['a'])
    expect(await names(firstOrder(is('completed')))).toEqual(['b'])
    expect(await names(firstOrder(where('order').eq('amount', 3), true))).toEqual(['a'])
  })
  test('or the first among some', async () => {
    expect(await names(firstOrder(where('order').eq('amount', 2), false, is('completed')))).toEqual(['a'])
    expect(await names(firstOrder(where('order').eq('amount', 1), false, is('completed')))).toEqual(['b'])
  })

  test('a sort can mean the last related record for which a condition holds', async () => {
    const by = async (status: string) =>
      (
        await world.store.records.list(world.organization.key, {
          type: 'customer',
          sort: [
            {
              relation: [
                {
                  relation: 'orders',
                  where: is(status),
                  sort: [{ field: 'createdAt', descending: true }],
                },
              ],
              field: 'amount',
              descending: true,
            },
            { field: 'key' },
          ],
          limit: 9,
        })
      ).map((customer) => customer.firstName)
    // Nulls come first descending.
    expect(await by('completed')).toEqual(['c', 'a', 'b'])
    expect(await by('canceled')).toEqual(['b', 'c', 'a'])
  })

  test('a sum of related values is compared with a value of the record', async () => {
    const refunded = (is: 'eq' | 'lt'): Condition => ({
      op: 'sum',
      relation: 'refunds',
      of: 'amount',
      where: where('refund').eq('state', 'recorded'),
      is,
      field: 'amount',
    })
    const found = async (is: 'eq' | 'lt') => names(where('customer').some('payments', refunded(is)))
    expect([await found('lt'), await found('eq')]).toEqual([['a'], ['b']])
  })

  test('a tally counts or adds up by interval, whose end is not part of it', async () => {
    const tally = (sum?: 'amount', organization = world.organization.key) =>
      world.store.records.tally(organization, 'payment', {
        where: where('payment').eq('currency', 'PLN'),
        at: 'paidAt',
        bounds: [day(1), day(2), day(3), day(4)],
        ...(sum ? { sum } : {}),
      })
    expect([await tally(), await tally('amount')]).toEqual([
      [1, 1, 0],
      [10, 10, 0],
    ])
    const other = await world.addOrganization({ slug: 'other' })
    expect(await tally('amount', other.key)).toEqual([0, 0, 0])
    expect(await names(firstOrder(is('canceled')), other.key)).toEqual([])
  })
})
