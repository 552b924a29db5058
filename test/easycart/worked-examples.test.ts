/** The worked examples of Easycart's derived figures, E1 to E23: each on a store of its own. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import type { Customer } from '../../src/core/schema.ts'
import { easycartClient } from '../support/easycart-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { type PersonInput, writePerson } from '../support/write-person.ts'

const P = '11111111-1111-4111-8111-111111111111'
const Q = '22222222-2222-4222-8222-222222222222'
const UNKNOWN = '99999999-9999-4999-8999-999999999999'
const pln = (at: string, amount = 4900) => ({ at, currency: 'PLN', amount })

describe.each(ENGINES)('worked examples on %s', (engine) => {
  let world: World
  let count = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  /** A new store with these people, and a client for it. */
  async function storeWith(...people: PersonInput[]) {
    const organization: Organization = await world.addOrganization({ slug: `example-${++count}` })
    const customers: Customer[] = []
    for (const person of people) customers.push(await writePerson(world, person, organization.key))
    const client = await easycartClient(world, [organization])
    const [first] = customers
    return {
      organization,
      customers,
      client,
      /** Which of the people are listed, as positions. */
      listed: async (query: string) =>
        (await client.ids(query)).map((id) => customers.findIndex((customer) => customer.uuidId === id)),
      item: async (query: string) =>
        (await client.list(query)).items.find((item) => item.id === first?.uuidId),
      one: (query: string) => client.get(first?.uuidId ?? '', query),
    }
  }

  test('E1: each currency has figures of its own', async () => {
    const { item, listed, one } = await storeWith({
      orders: [
        pln('2026-01-10T09:00Z'),
        { at: '2026-02-10T09:00Z', currency: 'EUR', amount: 2000 },
        pln('2026-03-10T09:00Z', 5000),
      ],
    })
    expect(await item('currency=pln')).toMatchObject({
      first_seen: '2026-01-10T09:00:00+00:00',
      last_order: '2026-03-10T09:00:00+00:00',
      orders_count: 2,
      lifetime_value: 9900,
      currency: 'pln',
    })
    expect(await item('currency=eur')).toMatchObject({
      first_seen: '2026-02-10T09:00:00+00:00',
      last_order: '2026-02-10T09:00:00+00:00',
      orders_count: 1,
      lifetime_value: 2000,
      currency: 'eur',
    })
    expect(await listed('currency=usd')).toEqual([])
    expect(await one('currency=usd')).toMatchObject({
      first_seen: null,
      last_order: null,
      orders_count: 0,
      lifetime_value: null,
      currency: 'usd',
    })
  })

  test('E2: a full refund keeps the member and takes the order out of the count', async () => {
    const { item } = await storeWith({
      orders: [{ ...pln('2026-01-10T09:00Z'), status: 'refunded', refunded: 4900 }],
    })
    expect(await item('currency=pln')).toMatchObject({
      first_seen: '2026-01-10T09:00:00+00:00',
      last_order: '2026-01-10T09:00:00+00:00',
      orders_count: 0,
      lifetime_value: 0,
    })
  })

  test('E3: a partial refund lowers the value and leaves the order completed', async () => {
    const { item, one } = await storeWith({
      orders: [{ ...pln('2026-01-10T09:00Z', 11800), refunded: 3900 }],
    })
    expect(await item('currency=pln')).toMatchObject({ orders_count: 1, lifetime_value: 7900 })
    expect(await one('currency=pln&include=ltv')).toMatchObject({
      ltv: { payments_total: 11800, refunds_total: 3900, net: 7900, currency: 'pln' },
    })
  })

  test('E4: a refund that the provider has not confirmed does not count', async () => {
    const { item } = await storeWith({ orders: [{ ...pln('2026-01-10T09:00Z', 11800), submitted: 3900 }] })
    expect(await item('currency=pln')).toMatchObject({ lifetime_value: 11800 })
  })

  test('E5: a free order makes a member whose value is 0, not null', async () => {
    const { item } = await storeWith({ orders: [pln('2026-01-10T09:00Z', 0)] })
    expect(await item('currency=pln')).toMatchObject({ orders_count: 1, lifetime_value: 0 })
  })

  test('E6: an unpaid order makes a member, an opened checkout does not', async () => {
    const pending = { at: '2026-05-26T08:00Z', currency: 'EUR', amount: 1999, status: 'awaiting_payment' }
    const { item, listed } = await storeWith(
      { orders: [pending] },
      { orders: [{ ...pending, status: 'created' }] },
    )
    expect(await listed('currency=eur')).toEqual([0])
    expect(await item('currency=eur')).toMatchObject({
      first_seen: '2026-05-26T08:00:00+00:00',
      last_order: '2026-05-26T08:00:00+00:00',
      orders_count: 0,
      lifetime_value: 0,
    })
  })

  test('E7: a canceled order is the last order and counts for nothing else', async () => {
    const { item } = await storeWith({
      orders: [pln('2026-04-01T00:00Z'), { ...pln('2026-04-20T00:00Z'), status: 'canceled' }],
    })
    expect(await item('currency=pln')).toMatchObject({
      orders_count: 1,
      lifetime_value: 4900,
      last_order: '2026-04-20T00:00:00+00:00',
    })
  })

  const renewed = { ...pln('2026-01-15T00:00Z'), renewals: ['2026-02-15T00:00Z', '2026-03-15T00:00Z'] }

  test('E8: renewals raise the value only; a canceled subscription is found but not counted', async () => {
    const { item, listed } = await storeWith({ orders: [renewed], subscriptions: [{ status: 'canceled' }] })
    expect(await item('currency=pln')).toMatchObject({
      orders_count: 1,
      last_order: '2026-01-15T00:00:00+00:00',
      lifetime_value: 14700,
      subscriptions_count: 0,
    })
    expect(await listed('currency=pln&subscription_status=canceled')).toEqual([0])
    expect(await listed('currency=pln&subscription_status=active')).toEqual([])
  })

  test('E9: a scheduled cancellation is still active', async () => {
    const { item, listed } = await storeWith({
      orders: [renewed],
      subscriptions: [
        { status: 'active', canceledAt: new Date('2026-03-20'), cancelAt: new Date('2026-04-15') },
      ],
    })
    expect(await item('currency=pln')).toMatchObject({ subscriptions_count: 1 })
    expect(await listed('currency=pln&subscription_status=active')).toEqual([0])
    expect(await listed('currency=pln&subscription_status=canceled')).toEqual([])
  })

  test('E10: a trial counts as an order of 0 and a living subscription', async () => {
    const { item, listed } = await storeWith({
      orders: [pln('2026-06-01T00:00Z', 0)],
      subscriptions: [{ status: 'trialing' }],
    })
    expect(await item('currency=pln')).toMatchObject({
      orders_count: 1,
      lifetime_value: 0,
      subscriptions_count: 1,
    })
    expect(await listed('currency=pln&subscription_status=trialing')).toEqual([0])
  })

  test('E11: subscriptions are the whole store’s, membership is the currency’s', async () => {
    const usd = { at: '2026-02-01T00:00Z', currency: 'USD', amount: 100 }
    const pastDue = [{ status: 'past_due', currency: 'USD' }]
    const { item, listed } = await storeWith(
      { orders: [pln('2026-01-01T00:00Z'), usd], subscriptions: pastDue },
      { orders: [usd], subscriptions: pastDue },
    )
    expect(await item('currency=pln')).toMatchObject({ subscriptions_count: 1 })
    expect(await listed('currency=pln&subscription_status=past_due')).toEqual([0])
    expect(await listed('currency=pln')).toEqual([0])
  })

  test('E12: every living subscription counts, dead ones do not', async () => {
    const statuses = ['active', 'trialing', 'past_due', 'canceled', 'incomplete_expired']
    const { item } = await storeWith({
      orders: [pln('2026-01-01T00:00Z')],
      subscriptions: statuses.map((status) => ({ status })),
    })
    expect(await item('currency=pln')).toMatchObject({ subscriptions_count: 3 })
  })

  test('E13: a product is found in any line, by the id it was sold under', async () => {
    // Neither product exists any more: the lines alone know them.
    const { client, listed } = await storeWith({
      orders: [{ ...pln('2026-01-01T00:00Z'), products: [P, Q] }],
    })
    expect(await listed(`currency=pln&product=${P}`)).toEqual([0])
    expect(await listed(`currency=pln&product=${Q}`)).toEqual([0])
    expect(await client.list(`currency=pln&product=${UNKNOWN}`)).toEqual({
      items: [],
      pagination: { current_page: 1, total_pages: 1 },
    })
    expect((await client.send('/customers?currency=pln&product=123')).status).toBe(400)
  })

  test('E14: a product bought in another currency does not match', async () => {
    const { listed } = await storeWith({
      orders: [
        { at: '2026-01-01T00:00Z', currency: 'EUR', amount: 100, products: [P] },
        { ...pln('2026-01-02T00:00Z'), products: [Q] },
      ],
    })
    expect(await listed(`currency=pln&product=${P}`)).toEqual([])
    expect(await listed(`currency=eur&product=${P}`)).toEqual([0])
  })

  test('E15: days begin and end in UTC, fractions are cut off', async () => {
    const { listed, client } = await storeWith(
      { orders: [pln('2026-04-30T22:30:00Z')] },
      { orders: [pln('2026-05-01T00:00:00Z')] },
      { orders: [pln('2026-05-31T23:59:59.999Z')] },
    )
    expect(await listed('currency=pln&created_from=2026-05-01')).toEqual([2, 1])
    expect(await listed('currency=pln&created_to=2026-04-30')).toEqual([0])
    expect(await listed('currency=pln&created_to=2026-05-31')).toEqual([2, 1, 0])
    expect((await client.list('currency=pln')).items[0]?.last_order).toBe('2026-05-31T23:59:59+00:00')
  })

  test('E16: one order must lie within both bounds, and filters narrow no figure', async () => {
    const { listed, item } = await storeWith({
      orders: [pln('2026-01-05T10:00Z'), pln('2026-06-05T10:00Z')],
    })
    expect(await listed('currency=pln&created_from=2026-03-01&created_to=2026-04-30')).toEqual([])
    expect(await item('currency=pln&created_from=2026-01-05&created_to=2026-01-05')).toMatchObject({
      orders_count: 2,
    })
  })

  test('E17: an e-mail matches whole and in any case, never in part', async () => {
    const orders = [pln('2026-01-05T10:00Z')]
    const { listed } = await storeWith({ customer: { email: 'Buyer@Example.com', fullName: 'Ola' }, orders })
    expect(await listed('currency=pln&query=buyer@example.com')).toEqual([0])
    expect(await listed('currency=pln&query=BUYER@EXAMPLE.COM')).toEqual([0])
    expect(await listed('currency=pln&query=buyer@example')).toEqual([])
    expect(await listed('currency=pln&query=buyer')).toEqual([])
    const named = await storeWith({ customer: { fullName: 'The buyer@example shop' }, orders })
    expect(await named.listed('currency=pln&query=buyer@example')).toEqual([0])
  })

  test('E18: a name matches in part, in any case, accents and wildcards as they are', async () => {
    const names = ['Zofia Żółć', '100% Studio', 'a_b', null]
    const { listed } = await storeWith(
      ...names.map((fullName, index) => ({
        customer: { fullName },
        orders: [pln(`2026-01-0${9 - index}T10:00Z`)],
      })),
    )
    expect(await listed('currency=pln&query=%C5%BC%C3%B3%C5%82%C4%87')).toEqual([0])
    expect(await listed('currency=pln&query=zolc')).toEqual([])
    expect(await listed('currency=pln&query=%25')).toEqual([1])
    expect(await listed('currency=pln&query=_')).toEqual([2])
    expect(await listed('currency=pln&query=o')).toEqual([0, 1])
  })

  test('E19: the latest order leads, then the later first one', async () => {
    const { listed } = await storeWith(
      { orders: [pln('2026-01-15T00:00Z'), pln('2026-05-20T10:00:00Z')] },
      { orders: [pln('2026-03-02T00:00Z')] },
    )
    expect(await listed('currency=pln')).toEqual([0, 1])
    const tied = await storeWith(
      { orders: [pln('2026-01-15T00:00Z'), pln('2026-05-20T10:00:00Z')] },
      { orders: [pln('2026-05-20T10:00:00Z')] },
    )
    expect(await tied.listed('currency=pln')).toEqual([1, 0])
  })

  test('E20: pages hold 25, whatever is asked', async () => {
    const { client } = await storeWith(
      ...Array.from({ length: 26 }, () => ({ orders: [pln('2026-01-15T00:00Z')] })),
    )
    const pages = await Promise.all(
      ['page=1', 'page=2', 'page=3', 'page=abc', 'per_page=100'].map(async (query) => {
        const { items, pagination } = await client.list(`currency=pln&${query}`)
        return [items.length, pagination.current_page, pagination.total_pages]
      }),
    )
    expect(pages).toEqual([
      [25, 1, 2],
      [1, 2, 2],
      [0, 3, 2],
      [25, 1, 2],
      [25, 1, 2],
    ])
    expect(await client.list('currency=eur')).toEqual({
      items: [],
      pagination: { current_page: 1, total_pages: 1 },
    })
  })

  test('E21: the header picks one of two stores, each with a record of its own', async () => {
    const customer = { email: 'same@example.com' }
    const s = await storeWith({ customer, orders: [pln('2026-01-01T00:00Z')] })
    const t = await storeWith({ customer, orders: [pln('2026-01-01T00:00Z', 9900)] })
    const client = await easycartClient(world, [s.organization, t.organization])
    const { items } = await client.list('currency=pln', { 'x-easycart-store': t.organization.uuidId })
    expect(items).toMatchObject([{ id: t.customers[0]?.uuidId, lifetime_value: 9900 }])
    expect((await client.list('currency=pln')).items).toMatchObject([
      { id: s.customers[0]?.uuidId, lifetime_value: 4900 },
    ])
  })

  test('E22: amounts of a currency without decimals pass as they are', async () => {
    const { item } = await storeWith({ orders: [{ at: '2026-01-01T00:00Z', currency: 'JPY', amount: 1200 }] })
    expect(await item('currency=jpy')).toMatchObject({ lifetime_value: 1200 })
  })

  test('E23: what is refused, and with which status', async () => {
    const { client } = await storeWith()
    const status = async (path: string) => (await client.send(path)).status
    const missing = await client.send('/customers')
    expect([missing.status, missing.json()]).toEqual([
      400,
      { message: 'A valid currency query parameter is required' },
    ])
    expect(await status('/customers?currency=PLN')).toBe(400)
    expect(await status('/customers?currency=pln&created_from=2026-02-30')).toBe(400)
    expect(await status('/customers?currency=pln&subscription_status=cancelled')).toBe(400)
    expect(await status('/customers?currency=pln&product=')).toBe(200)
    expect((await world.send({ url: '/api/v1/customers' })).status).toBe(401)
  })
})
