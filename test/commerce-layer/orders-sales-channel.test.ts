import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS } from '../support/address.ts'
import { type Client, commerceLayerClient, one } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { oauthOf } from '../support/oauth.ts'
import { createWorld, type World } from '../support/world.ts'
import { writeMarket } from '../support/write-order.ts'

const UNAUTHORIZED = ['You are not authorized to perform this action on the requested resource.']

describe.each(ENGINES)('orders for sales channels on %s', (engine) => {
  let world: World
  let staff: Client
  let ada: Client
  let market: ReturnType<typeof one>
  let adaId: string
  let bobId: string
  beforeAll(async () => {
    world = await createWorld(engine)
    staff = await commerceLayerClient(world)
    market = await writeMarket(world)
    adaId = (await oauthOf(world).customer('ada@example.com', 'secret1')).shortId
    bobId = (await oauthOf(world).customer('bob@example.com', 'secret1')).shortId
    ada = await commerceLayerClient(world, {
      kind: 'sales_channel',
      grant: {
        grant_type: 'password',
        username: 'ada@example.com',
        password: 'secret1',
        scope: `market:id:${market.data.id}`,
      },
    })
  })
  afterAll(() => world.close())

  test("a customer's order is her own, in the market of the token's scope", async () => {
    const made = await ada.create('orders', { language_code: 'it' })
    expect(made.details).toEqual([])
    expect(made.data.attributes).toMatchObject({ customer_email: 'ada@example.com', guest: false })
    const seen = await staff.get(`/api/orders/${made.data.id}?include=customer,market`)
    expect(seen.data.relationships.customer?.data).toEqual({ type: 'customers', id: adaId })
    expect(seen.data.relationships.market?.data).toEqual(market.data)
    expect((await ada.get(`/api/orders/${made.data.id}`)).status).toBe(200)
    const placed = await ada.update('orders', made.data.id, { _place: true })
    expect(placed.data.attributes.status).toBe('placed')
    expect(await ada.ids(`/api/customers/${adaId}/orders`)).toContain(made.data.id)
  })

  test('a market is required where none is in scope', async () => {
    const anywhere = await commerceLayerClient(world, {
      kind: 'sales_channel',
      grant: {
        grant_type: 'password',
        username: 'ada@example.com',
        password: 'secret1',
      },
    })
    expect((await anywhere.create('orders')).details).toEqual(["market - can't be blank"])
  })

  test("nobody else's order is seen, changed, listed or made", async () => {
    const { id } = await staff.make('orders', {}, { market, customer: one('customers', bobId) })
    for (const answer of [
      await ada.get(`/api/orders/${id}`),
      await ada.update('orders', id, { language_code: 'it' }),
      await ada.get('/api/orders'),
      await ada.create('orders', { customer_email: 'bob@example.com' }),
      await ada.create('orders', { customer_email: 'nobody@example.com' }),
      await ada.create('orders', {}, { customer: one('customers', bobId) }),
      await ada.remove('orders', id),
    ])
      expect([answer.status, answer.details]).toEqual([401, UNAUTHORIZED])
  })

  test('what is for staff is refused', async () => {
    const { id } = (await ada.create('orders')).data
    for (const name of ['_approve', '_capture', '_refund', '_fulfill', '_add_tags', 'number', 'expires_at']) {
      const refused = await ada.update('orders', id, { [name]: 'true' })
      expect([refused.status, refused.details]).toEqual([400, [`${name} is not allowed.`]])
    }
    expect((await staff.attributes(`/api/orders/${id}`)).status).toBe('draft')
  })

  test("she sees the copies of her order's addresses, whoever made them, and cannot copy another's", async () => {
    const { id } = (await ada.create('orders')).data
    const foreign = await staff.make('addresses', ADDRESS)
    const refused = await ada.update('orders', id, { _billing_address_clone_id: foreign.id })
    expect(refused.details).toEqual(['_billing_address_clone_id - is invalid'])
    await staff.update('orders', id, { _billing_address_clone_id: foreign.id })
    expect((await ada.get(`/api/orders/${id}/billing_address`)).data.attributes).toMatchObject(ADDRESS)
  })

  test('she subscribes to her own orders, and to nobody else', async () => {
    const type = 'order_subscriptions'
    const mine = (await ada.create('orders')).data
    const made = await ada.create(type, { frequency: 'monthly' }, { source_order: one('orders', mine.id) })
    expect([made.status, made.data.attributes.customer_email]).toEqual([201, 'ada@example.com'])
    expect((await ada.get(`/api/${type}/${made.data.id}`)).status).toBe(200)
    const foreign = await staff.make('orders', {}, { market, customer: one('customers', bobId) })
    for (const answer of [
      await ada.create(type, { frequency: 'monthly' }, { source_order: one('orders', foreign.id) }),
      await ada.update(type, made.data.id, { _activate: true }),
      await ada.create('returns', {}, { order: one('orders', mine.id) }),
    ])
      expect([answer.status, answer.details]).toEqual([401, UNAUTHORIZED])
  })

  test('a guest reads none', async () => {
    const guest = await commerceLayerClient(world, { kind: 'sales_channel' })
    const { id } = await staff.make('orders', {}, { market })
    for (const answer of [await guest.get(`/api/orders/${id}`), await guest.get('/api/orders')])
      expect([answer.status, answer.details]).toEqual([401, UNAUTHORIZED])
  })
})
