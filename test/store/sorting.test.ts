/** Sorting by cases and along relations; every expected order is worked out by hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sort, where } from '../../src/core/query.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

/*
 *     group  orders (status currency amount)     tags      refunds of the first order's payment
 * a   gold   completed PLN 5, canceled USD 9     red       3
 * b          canceled PLN 7                      blue
 * c   base   completed USD 2, completed PLN 8    blue, red 1
 * d
 */
const ORDERS: readonly [letter: string, status: string, currency: string, amount: number][] = [
  ['a', 'completed', 'PLN', 5],
  ['a', 'canceled', 'USD', 9],
  ['b', 'canceled', 'PLN', 7],
  ['c', 'completed', 'USD', 2],
  ['c', 'completed', 'PLN', 8],
]

describe.each(ENGINES)('sorting on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
    await world.store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
      const [gold, base] = await writer.create('group', [{ name: 'gold' }, { name: 'base' }])
      const [red, blue] = await writer.create('tag', [{ name: 'red' }, { name: 'blue' }])
      const customers = await writer.create('customer', [
        { firstName: 'a', groupKey: gold!.key },
        { firstName: 'b' },
        { firstName: 'c', groupKey: base!.key },
        { firstName: 'd' },
      ])
      const keyOf = (letter: string) => customers['abcd'.indexOf(letter)]!.key
      const orders = await writer.create(
        'order',
        ORDERS.map(([letter, status, currency, amount]) => ({
          customerKey: keyOf(letter),
          status,
          currency,
          amount,
        })),
      )
      const link = (letter: string, tag: typeof red) => ({ customerKey: keyOf(letter), tagKey: tag!.key })
      await writer.create('customerTag', [link('a', red), link('b', blue), link('c', blue), link('c', red)])
      const payments = await writer.create(
        'payment',
        [0, 3].map((index) => ({
          customerKey: keyOf(ORDERS[index]![0]),
          orderKey: orders[index]!.key,
          currency: ORDERS[index]![2],
          amount: ORDERS[index]![3],
          paidAt: new Date(),
        })),
      )
      await writer.create(
        'refund',
        payments.map((payment, index) => ({
          customerKey: payment.customerKey,
          paymentKey: payment.key,
          currency: payment.currency,
          amount: [3, 1][index]!,
          state: 'recorded',
        })),
      )
    })
  })
  afterAll(() => world.close())

  const order = async (...sort: Sort[]) => {
    const found = await world.store.records.list(world.organization.key, {
      type: 'customer',
      sort: [...sort, { field: 'key' }],
      limit: 10,
    })
    return found.map(({ firstName }) => firstName).join('')
  }
  const letter = where('customer')
  const pln = where('order').eq('currency', 'PLN')

  test.each<[sort: Sort, order: string]>([
    [{ relation: 'group', field: 'name' }, 'cabd'],
    [{ relation: 'group', field: 'name', descending: true }, 'bdac'],
    [{ relation: [{ relation: 'group' }], field: 'name' }, 'cabd'],
    // Of many, the first that was created, of those for which the condition holds.
    [{ relation: 'orders', field: 'amount' }, 'cabd'],
    [{ relation: [{ relation: 'orders', where: pln }], field: 'amount' }, 'abcd'],
    [{ relation: [{ relation: 'orders', where: pln }], field: 'amount', descending: true }, 'dcba'],
    [{ relation: [{ relation: 'tags' }], field: 'name' }, 'bacd'],
    [
      {
        relation: [{ relation: 'orders' }, { relation: 'payments' }, { relation: 'refunds' }],
        field: 'amount',
      },
      'cabd',
    ],
    [
      { relation: [{ relation: 'orders' }, { relation: 'customer' }], field: 'firstName', descending: true },
      'dcba',
    ],
    [{ field: 'firstName', when: letter.in('firstName', ['d', 'b']) }, 'bdac'],
    [{ field: 'firstName', as: { a: 'z', b: 'É', c: 'A' } }, 'cabd'],
    [{ field: 'firstName', as: { a: 'z', d: 'y' }, when: letter.ne('firstName', 'a') }, 'dabc'],
    // The first case that holds; null where none does.
    [
      {
        cases: [
          { value: 'Z', where: letter.eq('firstName', 'a') },
          { value: 'a', where: letter.in('firstName', ['a', 'b']) },
          { value: null, where: letter.eq('firstName', 'c') },
          { value: 'É', where: letter.eq('firstName', 'd') },
        ],
      },
      'abdc',
    ],
    [
      {
        cases: [
          { value: 10, where: letter.eq('firstName', 'a') },
          { value: 9, where: letter.eq('firstName', 'b') },
        ],
      },
      'bacd',
    ],
    [
      {
        cases: [
          { value: true, where: letter.eq('firstName', 'a') },
          { value: false, where: letter.eq('firstName', 'c') },
        ],
        descending: true,
      },
      'bdac',
    ],
    [{ cases: [] }, 'abcd'],
    [{ cases: [{ value: null, where: letter.eq('firstName', 'a') }] }, 'abcd'],
    [
      {
        relation: 'orders',
        cases: [
          { value: 2, where: where('order').eq('status', 'completed') },
          { value: 1, where: where('order').eq('status', 'canceled') },
        ],
      },
      'bacd',
    ],
  ])('%j', async (sort, expected) => {
    expect(await order(sort)).toBe(expected)
  })

  test('a step that is no relation is refused', async () => {
    await expect(
      order({ relation: [{ relation: 'group' }, { relation: 'orders' }], field: 'amount' }),
    ).rejects.toThrow('group has no relation orders')
  })
})
