import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS } from '../support/address.ts'
import { type Client, commerceLayerClient, one } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { writeMarket } from '../support/write-order.ts'

describe.each(ENGINES)("an order's addresses and payment source on %s", (engine) => {
  let world: World
  let api: Client
  let market: ReturnType<typeof one>
  beforeAll(async () => {
    world = await createWorld(engine)
    api = await commerceLayerClient(world)
    market = await writeMarket(world)
  })
  afterAll(() => world.close())
  const orderOf = async (email: string) =>
    api.make(
      'orders',
      {},
      { market, customer: one('customers', (await api.make('customers', { email })).id) },
    )
  const related = async (id: string, name: string) => (await api.get(`/api/orders/${id}/${name}`)).data

  test('addresses are linked, and filtered by', async () => {
    const address = await api.make('addresses', { ...ADDRESS, city: 'Bath' })
    const order = await api.make('orders', {}, { market, billing_address: one('addresses', address.id) })
    expect((await related(order.id, 'billing_address')).id).toBe(address.id)
    expect(await api.ids('/api/orders?filter[q][billing_address_city_eq]=Bath')).toEqual([order.id])
  })

  test('a clone is an address of its own', async () => {
    const order = await orderOf('clone@example.com')
    const address = await api.make('addresses', { ...ADDRESS, reference: 'home' })
    await api.update('orders', order.id, { _billing_address_clone_id: address.id })
    const billing = await related(order.id, 'billing_address')
    expect(billing.id).not.toBe(address.id)
    expect(billing.attributes).toMatchObject({ ...ADDRESS, reference: null })
    await api.update('addresses', address.id, { city: 'Rome' })
    expect((await related(order.id, 'billing_address')).attributes.city).toBe('London')
    await api.update('orders', order.id, { _shipping_address_same_as_billing: true })
    const shipping = await related(order.id, 'shipping_address')
    expect(shipping.id).not.toBe(billing.id)
    expect(shipping.attributes.full_address).toBe(billing.attributes.full_address)
    expect((await api.ids('/api/addresses')).includes(shipping.id)).toBe(true)
  })

  test('an address that is not there is refused', async () => {
    const order = await orderOf('none@example.com')
    const refused = await api.update('orders', order.id, { _shipping_address_clone_id: 'nothing' })
    expect(refused.details).toEqual(['_shipping_address_clone_id - is invalid'])
    const same = await api.update('orders', order.id, { _billing_address_same_as_shipping: true })
    expect(same.details).toEqual(['_billing_address_same_as_shipping - needs a shipping address'])
  })

  test("an order's address is saved to the customer's address book once", async () => {
    const order = await orderOf('book@example.com')
    const address = await api.make('addresses', ADDRESS)
    await api.update('orders', order.id, { _shipping_address_clone_id: address.id })
    for (let time = 0; time < 2; time++)
      await api.update('orders', order.id, { _save_shipping_address_to_customer_address_book: true })
    const { id } = await related(order.id, 'customer')
    const { document } = await api.get(`/api/customers/${id}/customer_addresses?include=address`)
    expect(document.data).toHaveLength(1)
    expect(document.included?.[0]?.attributes).toMatchObject(ADDRESS)
    const none = await api.update('orders', order.id, {
      _save_billing_address_to_customer_address_book: true,
    })
    expect(none.details).toEqual(['_save_billing_address_to_customer_address_book - needs a billing address'])
  })

  test("a customer's stored source pays an order, and an order's source joins the wallet once", async () => {
    const order = await orderOf('pays@example.com')
    const customer = await related(order.id, 'customer')
    const source = await api.make(
      'customer_payment_sources',
      { payment_source_token: 't' },
      {
        customer: one('customers', customer.id),
        payment_method: one('payment_methods', 'PM1'),
        payment_source: one('stripe_payments', 'SP1'),
      },
    )
    const paid = await api.update(
      'orders',
      order.id,
      { _customer_payment_source_id: source.id },
      {},
      '?include=payment_method,payment_source',
    )
    expect(paid.data.relationships.payment_source?.data).toEqual({ type: 'stripe_payments', id: 'SP1' })
    expect(paid.data.relationships.payment_method?.data).toEqual({ type: 'payment_methods', id: 'PM1' })
    await api.update('orders', order.id, { _save_payment_source_to_customer_wallet: true })
    expect(await api.ids(`/api/customers/${customer.id}/customer_payment_sources`)).toEqual([source.id])
    await api.update('orders', order.id, {}, { payment_source: one('wire_transfers', 'WT1') })
    for (let time = 0; time < 2; time++)
      await api.update('orders', order.id, { _save_payment_source_to_customer_wallet: true })
    expect(await api.ids(`/api/customers/${customer.id}/customer_payment_sources`)).toHaveLength(2)
    await api.update('orders', order.id, { _nullify_payment_source: true })
    expect(await related(order.id, 'payment_source')).toBeNull()
  })

  test("another customer's stored source is refused", async () => {
    const [mine, other] = [await orderOf('mine@example.com'), await orderOf('other@example.com')]
    const source = await api.make(
      'customer_payment_sources',
      {},
      { customer: one('customers', (await related(other.id, 'customer')).id) },
    )
    const refused = await api.update('orders', mine.id, { _customer_payment_source_id: source.id })
    expect(refused.details).toEqual(['_customer_payment_source_id - is invalid'])
    const empty = await api.update('orders', other.id, { _customer_payment_source_id: source.id })
    expect(empty.details).toEqual(['_customer_payment_source_id - has no payment source'])
  })
})
