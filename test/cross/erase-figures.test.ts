/**
 * Erasing people leaves every figure: what each platform counts and adds up of the demo's customers is the same before
 * and after, with a few people erased who have orders, refunds and subscriptions.
 */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import type { Customer } from '../../src/core/schema.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createDemo } from '../../src/jobs/demo/create-demo.ts'
import { erasePerson } from '../../src/jobs/person/erase-person.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { commerceLayerClient } from '../support/commerce-layer-client.ts'
import { easycartClient } from '../support/easycart-client.ts'
import { ledgerDifferences } from '../support/ledger-differences.ts'
import { shoplineClient } from '../support/shopline-client.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
let organization: Organization
beforeAll(async () => {
  world = await createWorld('embedded')
  const identities = createIdentities(dialects, (count) => randomBytes(count))
  organization = await createDemo(
    { seed: 7, customers: 60, now: new Date('2026-06-01T00:00:00Z') },
    { store: world.store, identities, setTime: (at) => world.setTime(at.toISOString()) },
  )
  world.setTime()
})
afterAll(() => world?.close())

/** By id, so that an order of rows that goes by a personal field does not count. */
const byId = <T extends { id: string }>(rows: readonly T[]) =>
  [...rows].sort((a, b) => (a.id < b.id ? -1 : 1))

async function commerceLayer() {
  const client = await commerceLayerClient(world, { organizations: [organization] })
  const all = async (type: string, fields: string) => {
    const rows = []
    let count = 0
    for (let url: string | undefined = `/api/${type}?page[size]=25&fields[${type}]=${fields}`; url; ) {
      const { document } = await client.get(url)
      rows.push(...(document.data as never as { id: string; attributes: object }[]))
      count = document.meta?.record_count ?? 0
      url = document.links?.next?.replace(/^https?:\/\/[^/]+/, '')
    }
    return { count, rows: byId(rows.map(({ id, attributes }) => ({ id, ...attributes }))) }
  }
  return {
    customers: await all('customers', 'status,total_orders_count,created_at,reference_origin'),
    orders: await all(
      'orders',
      'status,payment_status,number,currency_code,total_amount_cents,skus_count,placed_at',
    ),
    subscriptions: await all('order_subscriptions', 'status,frequency'),
    addresses: (await all('customer_addresses', 'created_at')).count,
    groups: await all('customer_groups', 'name'),
    tags: await all('tags', 'name'),
  }
}

async function shopline() {
  const scopes = ['read_customers', 'write_customers', 'read_store_information']
  const client = await shoplineClient(world, { organizations: [organization], scopes })
  const { customers } = (await client.ok('GET', '/v2/customers.json?limit=250')) as unknown as {
    customers: {
      id: string
      orders_count: number
      total_spent: string
      last_order_id: string
      tags: string
    }[]
  }
  return {
    count: await client.ok('GET', '/customers/v2/count.json'),
    customers: byId(
      customers.map(({ id, orders_count, total_spent, last_order_id, tags }) => {
        return { id, orders_count, total_spent, last_order_id, tags }
      }),
    ),
  }
}

const STATISTICS = [
  'revenue',
  'sales',
  'refunds',
  'orders',
  'renewals',
  'new_subscriptions',
  'canceled_subscriptions',
]

async function easycart() {
  const client = await easycartClient(world, [organization])
  const figures: Record<string, unknown> = {}
  for (const currency of ['eur', 'usd', 'gbp', 'pln']) {
    const rows = []
    for (let page = 1, last = 1; page <= last; page++) {
      const { items, pagination } = await client.list(`currency=${currency}&page=${page}`)
      last = pagination.total_pages
      rows.push(...items)
    }
    figures[currency] = byId(
      rows.map(({ id, orders_count, subscriptions_count, lifetime_value, first_seen, last_order }) => {
        return { id, orders_count, subscriptions_count, lifetime_value, first_seen, last_order }
      }),
    )
    for (const type of STATISTICS) {
      const answer = await client.send(
        `/statistics?type=${type}&currency=${currency}&date=2026-01-01,2026-06-01`,
      )
      figures[`${currency} ${type}`] = answer.status === 200 ? answer.json() : answer.status
    }
  }
  return figures
}

const figures = async () => ({
  commerceLayer: await commerceLayer(),
  shopline: await shopline(),
  easycart: await easycart(),
  ledger: await ledgerDifferences(world.store.records, organization.key),
  totals: await world.store.records.list(organization.key, {
    type: 'customerTotal',
    sort: [{ field: 'customerKey' }, { field: 'currency' }],
    limit: 1000,
  }),
  counts: Object.fromEntries(
    await Promise.all(
      (
        [
          'customer',
          'order',
          'payment',
          'refund',
          'subscription',
          'address',
          'customerTag',
          'productAccess',
        ] as const
      ).map(async (type) => [type, await world.store.records.count(organization.key, type)]),
    ),
  ),
})

test('every count and figure of every platform is the same after people are erased', async () => {
  const { records } = world.store
  const before = await figures()
  // That there is something to compare.
  expect(before.commerceLayer.orders.count).toBeGreaterThan(50)
  expect(Object.values(before.easycart).flat().length).toBeGreaterThan(60)
  expect(
    STATISTICS.filter((type) => typeof before.easycart[`eur ${type}`] === 'object').length,
  ).toBeGreaterThanOrEqual(2)
  expect(before.ledger).toEqual([])

  const busy: Customer[] = await records.list(organization.key, {
    type: 'customer',
    sort: [{ field: 'placedOrdersCount', descending: true }, { field: 'key' }],
    limit: 5,
  })
  const [subscriber] = await records.list(organization.key, { type: 'subscription', sort: [], limit: 1 })
  const [refund] = await records.list(organization.key, { type: 'refund', sort: [], limit: 1 })
  const keys = new Set([...busy.map(({ key }) => key), subscriber!.customerKey, refund!.customerKey])
  for (const customerKey of keys) {
    const asked = { records, organization: organization.key, customerKey, clock: world.clock }
    expect((await erasePerson(asked)).customer).toBe(1)
  }
  expect(await figures()).toEqual(before)
})
