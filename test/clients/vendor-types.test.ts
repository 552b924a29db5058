/**
 * The server's answers against the types that `@commercelayer/sdk` 7.12.1 publishes: every member that the SDK
 * knows is there, and every field that it sorts by is taken.
 */
import type { CommerceLayer } from '@commercelayer/sdk/bundle'
import { beforeAll, describe, expect, test } from 'vitest'
import { newClient } from './organization.ts'
import { IDS, shop } from './shop.ts'
import { membersOf, sortFieldsOf } from './vendor-types.ts'

type Client = ReturnType<typeof CommerceLayer>
/** What all the SDK's resources have in common. */
interface Accessor {
  list(params: object): Promise<{ id: string }[]>
  retrieve(id: string): Promise<unknown>
}

interface Shown {
  attributes: object
  relationships: object
}

let cl: Client
beforeAll(async () => {
  ;({ cl } = await newClient(shop))
  const customer = cl.customers.relationship(IDS.ada)
  const market = await cl.markets.create({
    name: 'Europe',
    merchant: cl.merchants.relationship('merchant01'),
    price_list: cl.price_lists.relationship('prices0001'),
    inventory_model: cl.inventory_models.relationship('model00001'),
  })
  const [address] = await cl.addresses.list()
  await Promise.all([
    cl.customer_payment_sources.create({ customer, payment_source_token: 'pm_1' }),
    cl.customer_subscriptions.create({ customer_email: 'ada@example.com', reference: 'news' }),
    cl.customer_password_resets.create({ customer_email: 'ada@example.com' }),
    cl.sku_lists.create({ name: 'Wishes', manual: true, customer }),
    cl.attachments.create({ name: 'Contract', attachable: customer }),
    cl.stock_locations.create({ name: 'Milan', address: cl.addresses.relationship(address?.id ?? '') }),
    cl.returns.create({ order: cl.orders.relationship(IDS.order) }),
    cl.orders.create({ customer_email: 'ada@example.com', market: cl.markets.relationship(market.id) }),
  ])
})

const RESOURCES = [
  ['customers', 'Customer'],
  ['customer_groups', 'CustomerGroup'],
  ['customer_addresses', 'CustomerAddress'],
  ['customer_payment_sources', 'CustomerPaymentSource'],
  ['customer_subscriptions', 'CustomerSubscription'],
  ['customer_password_resets', 'CustomerPasswordReset'],
  ['addresses', 'Address'],
  ['orders', 'Order'],
  ['order_subscriptions', 'OrderSubscription'],
  ['returns', 'Return'],
  ['sku_lists', 'SkuList'],
  ['attachments', 'Attachment'],
  ['events', 'Event'],
  ['tags', 'Tag'],
  ['markets', 'Market'],
  ['stock_locations', 'StockLocation'],
] as const

describe.each(RESOURCES)('%s', (type, name) => {
  const accessor = () => cl[type] as unknown as Accessor

  test('one has every member that the SDK knows', async () => {
    const [first] = await accessor().list({ pageSize: 1 })
    const reader = cl.addRawResponseReader()
    await accessor().retrieve(first?.id ?? '')
    cl.removeRawResponseReader()
    const { attributes, relationships } = (reader.rawResponse as unknown as { data: Shown }).data
    const shown = new Set(['type', ...Object.keys(attributes), ...Object.keys(relationships)])
    const members = membersOf(name)
    expect(members.length).toBeGreaterThan(2)
    expect(members.filter((member) => !shown.has(member))).toEqual([])
  })

  test('the list takes every field that the SDK sorts by', async () => {
    const fields = sortFieldsOf(name)
    expect(fields.length).toBeGreaterThan(0)
    const sorted = await accessor().list({ sort: fields.map((field) => `-${field}`) })
    expect(sorted.length).toBeGreaterThan(0)
  })
})
