import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, commerceLayerClient, type one } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { writeMarket } from '../support/write-order.ts'

describe.each(ENGINES)('writing orders on %s', (engine) => {
  let world: World
  let api: Client
  let market: ReturnType<typeof one>
  beforeAll(async () => {
    world = await createWorld(engine)
    api = await commerceLayerClient(world)
    market = await writeMarket(world)
  })
  afterAll(() => world.close())
  const makeOrder = (attributes: object = {}, relationships: object = {}) =>
    api.make('orders', attributes, { market, ...relationships })

  test('a new order is a draft of nothing in the currency of the organization', async () => {
    const made = await api.create('orders', {}, { market }, '?include=market')
    expect(made.status).toBe(201)
    expect(made.data.attributes).toMatchObject({
      status: 'draft',
      payment_status: 'free',
      fulfillment_status: 'unfulfilled',
      currency_code: 'USD',
      total_amount_cents: 0,
      skus_count: 0,
      guest: true,
      editable: true,
      placed_at: null,
      circuit_state: 'closed',
    })
    expect(made.data.attributes.number).toMatch(/^1\d{7}$/)
    expect(made.data.attributes.token).toMatch(/^[0-9a-f]{32}$/)
    expect(made.data.relationships.market?.data).toEqual(market.data)
  })

  test('a market is required', async () => {
    const { status, document } = await api.create('orders', {})
    expect(status).toBe(422)
    expect(document.errors).toEqual([
      {
        title: "can't be blank",
        detail: "market - can't be blank",
        code: 'VALIDATION_ERROR',
        source: { pointer: '/data/relationships/market' },
        status: '422',
        meta: { error: 'blank' },
      },
    ])
    const order = await makeOrder()
    const cleared = await api.update('orders', order.id, {}, { market: { data: null } })
    expect(cleared.details).toEqual(["market - can't be blank"])
  })

  test('what is sent is what is read back, filtered and sorted by', async () => {
    const sent = {
      number: 'N-1',
      affiliate_code: 'aff',
      autorefresh: false,
      place_async: true,
      guest: true,
      language_code: 'it',
      freight_taxable: true,
      payment_method_taxable: false,
      adjustment_taxable: true,
      gift_card_taxable: false,
      shipping_country_code_lock: 'IT',
      coupon_code: 'SUMMER',
      gift_card_code: 'gift',
      gift_card_or_coupon_code: 'either',
      cart_url: 'https://example.com/cart',
      return_url: 'https://example.com/',
      terms_url: 'https://example.com/terms',
      privacy_url: 'https://example.com/privacy',
      expires_at: '2026-05-01T00:00:00.000Z',
      expiration_info: { summary_message: 'soon' },
      reference: 'r',
      reference_origin: 'o',
      metadata: { a: 1 },
    }
    const { id, attributes } = await makeOrder(sent)
    expect(attributes).toMatchObject(sent)
    const changed = await api.update('orders', id, { language_code: 'de' })
    expect(changed.data.attributes).toMatchObject({ ...sent, language_code: 'de' })
    for (const [name, value] of Object.entries({
      affiliate_code_eq: 'aff',
      place_async_true: 'true',
      coupon_code_start: 'SUM',
      expires_at_gt: '2026-04-30',
      number_eq: 'N-1',
      language_code_eq: 'de',
    }))
      expect(await api.ids(`/api/orders?filter[q][${name}]=${value}`), name).toEqual([id])
    expect(await api.ids('/api/orders?filter[q][place_async_true]=false')).not.toContain(id)
    expect((await api.ids('/api/orders?sort=affiliate_code'))[0]).toBe(id)
    expect((await api.ids('/api/orders?sort=expires_at'))[0]).toBe(id)
  })

  test('a number is taken once; a blank one changes nothing', async () => {
    const order = await makeOrder({ number: 'taken' })
    const second = await api.create('orders', { number: 'taken' }, { market })
    expect(second.details).toEqual(['number - has already been taken'])
    const blank = await api.update('orders', order.id, { number: '' })
    expect(blank.data.attributes.number).toBe('taken')
  })

  test('customer_email finds the customer, or makes one, with customer_password', async () => {
    const ada = await api.make('customers', { email: 'ada@example.com' })
    const known = await api.create(
      'orders',
      { customer_email: 'Ada@example.com' },
      { market },
      '?include=customer',
    )
    expect(known.data.relationships.customer?.data).toEqual({ type: 'customers', id: ada.id })
    expect(known.data.attributes).toMatchObject({ customer_email: 'ada@example.com', guest: false })
    const made = await api.create(
      'orders',
      { customer_email: 'new@example.com', customer_password: 'secret1' },
      { market },
      '?include=customer',
    )
    expect(made.document.included?.find(({ type }) => type === 'customers')?.attributes).toMatchObject({
      email: 'new@example.com',
      has_password: true,
    })
    expect(made.data.attributes).not.toHaveProperty('customer_password')
    const wrong = await api.create('orders', { customer_email: 'nobody' }, { market })
    expect(wrong.details).toEqual(['customer_email - is invalid'])
  })

  test("nobody gets into a known customer's account by its e-mail", async () => {
    await api.make('customers', { email: 'victim@example.com' })
    const refused = await api.create(
      'orders',
      { customer_email: 'victim@example.com', customer_password: 'secret1' },
      { market },
    )
    expect(refused.status).toBe(422)
    expect(refused.details).toEqual(['customer_password - is only for a new customer'])
    const alone = await api.create('orders', { customer_password: 'secret1' }, { market })
    expect(alone.details).toEqual(["customer_email - can't be blank"])
    const [victim] = await api.list('/api/customers?filter[q][email_eq]=victim@example.com')
    expect(victim?.attributes.has_password).toBe(false)
  })

  test('first orders of one customer at the same time are all of that one', async () => {
    const email = 'at-once@example.com'
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.create('orders', { customer_email: email }, { market })),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201))
    const [customer = '', ...others] = await api.ids(`/api/customers?filter[q][email_eq]=${email}`)
    expect(others).toEqual([])
    expect(await api.ids(`/api/customers/${customer}/orders?page[size]=25`)).toHaveLength(10)
  })

  test('without its customer it has no e-mail', async () => {
    const { id } = await makeOrder({ customer_email: 'left@example.com' })
    const left = await api.update('orders', id, {}, { customer: { data: null } })
    expect(left.data.attributes).toMatchObject({ customer_email: null, guest: true })
    const again = await api.update('orders', id, { customer_email: 'left@example.com' })
    expect(again.data.attributes).toMatchObject({ customer_email: 'left@example.com', guest: false })
  })

  test('two orders cannot get one number at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.create('orders', { number: 'at-once' }, { market })),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await api.ids('/api/orders?filter[q][number_eq]=at-once')).toHaveLength(1)
  })

  test('carts may be deleted, placed orders not', async () => {
    const cart = await makeOrder()
    const placed = await makeOrder()
    await api.update('orders', placed.id, { _place: true })
    expect((await api.remove('orders', cart.id)).status).toBe(204)
    const refused = await api.remove('orders', placed.id)
    expect(refused.status).toBe(423)
    expect(refused.details).toEqual([`Failed to destroy Order with id=${placed.id}`])
  })
})
