import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, commerceLayerClient, one } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { writeMarket, writeOrder } from '../support/write-order.ts'

describe.each(ENGINES)("an order's triggers on %s", (engine) => {
  let world: World
  let api: Client
  let market: ReturnType<typeof one>
  let customers = 0
  beforeAll(async () => {
    world = await createWorld(engine)
    api = await commerceLayerClient(world)
    market = await writeMarket(world)
    world.setTime('2026-03-01T10:00:00.000Z')
  })
  afterAll(() => world.close())

  const makeCustomer = () => api.make('customers', { email: `c${++customers}@example.com` })
  const keyOf = async (id: string) =>
    (await world.store.records.find(world.organization.key, 'customer', 'shortId', id))?.key ?? 0
  const trigger = (id: string, name: string, value: unknown = true, query = '') =>
    api.update('orders', id, { [name]: value }, {}, query)

  test('placing orders makes a prospect acquired, then a repeat customer; carts do not', async () => {
    const customer = await makeCustomer()
    const owner = { market, customer: one('customers', customer.id) }
    const figures = async () => {
      const { status, total_orders_count } = await api.attributes(`/api/customers/${customer.id}`)
      return [status, total_orders_count]
    }
    const first = await api.make('orders', {}, owner)
    expect(await figures()).toEqual(['prospect', 0])
    world.setTime('2026-03-02T10:00:00.000Z')
    const placed = await trigger(first.id, '_place')
    expect(placed.status).toBe(200)
    expect(placed.data.attributes).toMatchObject({
      status: 'placed',
      fulfillment_status: 'unfulfilled',
      editable: false,
      placed_at: '2026-03-02T10:00:00.000Z',
      created_at: '2026-03-01T10:00:00.000Z',
    })
    expect(await figures()).toEqual(['acquired', 1])
    const second = await api.make('orders', {}, owner)
    await trigger(second.id, '_place')
    expect(await figures()).toEqual(['repeat', 2])
    await trigger(second.id, '_cancel')
    // It was placed, and stays so.
    expect(await figures()).toEqual(['repeat', 2])
  })

  test('filters and sorts see when an order was placed and what status it is in', async () => {
    world.setTime('2026-04-01T00:00:00.000Z')
    const made: string[] = []
    for (let index = 0; index < 3; index++) made.push((await api.make('orders', {}, { market })).id)
    const [a = '', b = '', c = ''] = made
    world.setTime('2026-04-03T00:00:00.000Z')
    await trigger(b, '_place')
    world.setTime('2026-04-04T00:00:00.000Z')
    await trigger(a, '_place')
    // One that came from elsewhere was placed when it was created.
    world.setTime('2026-04-03T12:00:00.000Z')
    const { shortId: imported } = await writeOrder(world, { status: 'processing' })
    const april = 'filter[q][created_at_gteq]=2026-04-01'
    const q = async (name: string, value: string) =>
      api.ids(`/api/orders?${april}&filter[q][${name}]=${value}`)
    expect(await api.ids(`/api/orders?${april}&sort=placed_at`)).toEqual([b, imported, a, c])
    expect(await api.ids(`/api/orders?${april}&sort=-placed_at`)).toEqual([c, a, imported, b])
    expect(await q('placed_at_gteq', '2026-04-03T12:00:00Z')).toEqual([a, imported])
    expect(await q('placed_at_null', 'true')).toEqual([c])
    expect(await q('status_eq', 'draft')).toEqual([c])
    expect(await q('status_not_in', 'draft,pending')).toEqual([a, b, imported])
    await trigger(c, '_pending')
    expect(await q('status_eq', 'draft')).toEqual([])
    await trigger(a, '_start_editing')
    expect(await q('status_in', 'placed')).toEqual([b, imported])
    expect(await api.ids(`/api/orders?${april}&sort=status`)).toEqual([a, c, b, imported])
    expect(await q('fulfillment_status_eq', 'in_progress')).toEqual([imported])
    world.setTime('2026-03-05T10:00:00.000Z')
  })

  test.each([
    ['draft', '_cancel', 'is not possible for a draft order'],
    ['draft', '_approve', 'is not possible for a draft order'],
    ['draft', '_fulfill', 'is not possible for a draft order'],
    ['draft', '_capture', 'is not possible for a draft order'],
    ['draft', '_start_editing', 'is not possible for a draft order'],
    ['pending', '_pending', 'is not possible for a pending order'],
    ['pending', '_approve', 'is not possible for a pending order'],
    ['placed', '_place', 'is not possible for a placed order'],
    ['placed', '_fulfill', 'is not possible for a placed order'],
    ['placed', '_stop_editing', 'is not possible for a placed order'],
    ['placed', '_capture', 'there is nothing to capture'],
    ['placed', '_refund', 'there is nothing to refund'],
    ['editing', '_approve', 'is not possible for an editing order'],
    ['approved', '_approve', 'is not possible for an approved order'],
    ['approved', '_cancel', 'is not possible for an approved order'],
    ['cancelled', '_place', 'is not possible for a cancelled order'],
    ['cancelled', '_authorize', 'is not possible for a cancelled order'],
  ])('%s: %s is refused, and changes nothing', async (status, name, message) => {
    const order = await api.make('orders', {}, { market })
    const path: Record<string, string[]> = {
      draft: [],
      pending: ['_pending'],
      placed: ['_place'],
      editing: ['_place', '_start_editing'],
      approved: ['_place', '_approve'],
      cancelled: ['_place', '_cancel'],
    }
    for (const step of path[status] ?? []) expect((await trigger(order.id, step)).status).toBe(200)
    const before = await api.attributes(`/api/orders/${order.id}`)
    expect(before.status).toBe(status)
    const refused = await api.update('orders', order.id, { language_code: 'xx', [name]: true })
    expect(refused.status).toBe(422)
    expect(refused.document.errors?.[0]).toMatchObject({
      title: message,
      detail: `${name} - ${message}`,
      code: 'VALIDATION_ERROR',
      source: { pointer: `/data/attributes/${name}` },
    })
    expect(await api.attributes(`/api/orders/${order.id}`)).toEqual(before)
  })

  test('money is captured and paid back in the ledger, once', async () => {
    const customer = await makeCustomer()
    const order = await writeOrder(world, { customerKey: await keyOf(customer.id), amount: 1234 })
    const id = order.shortId
    expect((await trigger(id, '_place')).data.attributes).toMatchObject({ payment_status: 'unpaid' })
    const captured = await trigger(id, '_approve_and_capture', true, '?include=captures')
    expect(captured.data.attributes).toMatchObject({
      status: 'approved',
      payment_status: 'paid',
      fulfillment_status: 'in_progress',
      approved_at: '2026-03-05T10:00:00.000Z',
      payment_updated_at: '2026-03-05T10:00:00.000Z',
    })
    expect(captured.document.included).toHaveLength(1)
    expect((await trigger(id, '_capture')).details).toEqual(['_capture - there is nothing to capture'])
    expect((await trigger(id, '_fulfill')).data.attributes.fulfillment_status).toBe('fulfilled')
    expect((await trigger(id, '_fulfill')).details).toEqual([
      '_fulfill - is not possible for a fulfilled order',
    ])
    const refunded = await trigger(id, '_refund', true, '?include=refunds')
    expect(refunded.data.attributes).toMatchObject({ status: 'approved', payment_status: 'refunded' })
    expect(refunded.document.included).toHaveLength(1)
    expect((await trigger(id, '_refund')).details).toEqual(['_refund - there is nothing to refund'])
    const [totals] = await world.store.records.list(world.organization.key, {
      type: 'customerTotal',
      where: { op: 'eq', field: 'customerKey', value: await keyOf(customer.id) },
      sort: [],
      limit: 1,
    })
    expect(totals).toMatchObject({ currency: 'EUR', placedCount: 1, paidAmount: 1234, refundedAmount: 1234 })
  })

  test('each step is an event of the order, once', async () => {
    const customer = await makeCustomer()
    const { shortId: id } = await writeOrder(world, { customerKey: await keyOf(customer.id) })
    const steps = ['_authorize', '_place', '_start_editing', '_stop_editing', '_approve', '_capture']
    for (const name of [...steps, '_fulfill', '_refund'])
      expect((await trigger(id, name)).status, name).toBe(200)
    const events = await api.list(`/api/orders/${id}/events?page[size]=25`)
    expect(events.map(({ attributes }) => attributes.name)).toEqual([
      'orders.create',
      'orders.authorize',
      'orders.place',
      'orders.start_editing',
      'orders.stop_editing',
      'orders.approve',
      'orders.start_fulfilling',
      'orders.pay',
      'orders.fulfill',
      'orders.refund',
    ])
  })

  test('two captures at once take the money once', async () => {
    const customer = await makeCustomer()
    const { shortId: id } = await writeOrder(world, {
      customerKey: await keyOf(customer.id),
      status: 'awaiting_payment',
    })
    const answers = await Promise.all([trigger(id, '_capture'), trigger(id, '_capture')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
    expect(await api.ids(`/api/orders/${id}/captures`)).toHaveLength(1)
  })

  test('an authorization reserves the money, or a part of it, which a capture takes', async () => {
    const customer = await makeCustomer()
    const { shortId: id } = await writeOrder(world, { customerKey: await keyOf(customer.id), amount: 1000 })
    expect((await trigger(id, '_authorization_amount_cents', 5)).details).toEqual([
      '_authorization_amount_cents - needs _authorize',
    ])
    const attempt = (amount: number) =>
      api.update('orders', id, { _authorize: true, _authorization_amount_cents: amount })
    expect((await attempt(1001)).details).toEqual([
      '_authorization_amount_cents - must be less than or equal to 1000',
    ])
    expect((await attempt(0)).details).toEqual(['_authorization_amount_cents - must be greater than 0'])
    expect((await attempt(400)).data.attributes.payment_status).toBe('partially_authorized')
    await trigger(id, '_place')
    expect(await api.ids('/api/orders?filter[q][payment_status_eq]=partially_authorized')).toEqual([id])
    expect((await trigger(id, '_capture')).data.attributes.payment_status).toBe('partially_paid')
    expect((await trigger(id, '_capture')).data.attributes.payment_status).toBe('paid')
    expect(await api.ids(`/api/orders/${id}/captures`)).toHaveLength(2)
    expect(await api.ids(`/api/orders/${id}/authorizations`)).toHaveLength(1)
  })

  test('without a customer no money can be taken', async () => {
    const { shortId: id } = await writeOrder(world, { status: 'awaiting_payment' })
    expect((await trigger(id, '_capture')).details).toEqual(['_capture - needs a customer'])
  })

  test('archived, refreshed, reset, tagged', async () => {
    const { id } = await api.make('orders', {}, { market })
    const now = '2026-03-05T10:00:00.000Z'
    expect((await trigger(id, '_archive')).data.attributes.archived_at).toBe(now)
    expect((await trigger(id, '_unarchive')).data.attributes.archived_at).toBeNull()
    expect((await trigger(id, '_refresh')).data.attributes.refreshed_at).toBe(now)
    expect((await trigger(id, '_reset_circuit')).data.attributes).toMatchObject({
      circuit_state: 'closed',
      circuit_failure_count: 0,
    })
    expect((await trigger(id, '_validate')).status).toBe(200)
    expect((await trigger(id, '_place', false)).data.attributes.status).toBe('draft')
    const tag = await api.make('tags', { name: 'vip' })
    await trigger(id, '_add_tags', 'vip,unknown')
    expect(await api.ids(`/api/orders/${id}/tags`)).toEqual([tag.id])
    expect(await api.ids('/api/orders?filter[q][tags_name_eq]=vip')).toEqual([id])
    await trigger(id, '_remove_tags', 'vip')
    expect(await api.ids(`/api/orders/${id}/tags`)).toEqual([])
  })

  test.each([
    ['_update_taxes', 'tax calculators'],
    ['_fix_payment_source', 'payment gateways'],
    ['_commit_invoice', 'invoices'],
    ['_refund_invoice', 'invoices'],
    ['_refresh_prices', 'price lists'],
    ['_create_subscriptions', 'frequencies of line items'],
  ])('%s says that it does nothing', async (name, what) => {
    const { id } = await api.make('orders', {}, { market })
    const refused = await trigger(id, name)
    expect([refused.status, refused.details]).toEqual([
      422,
      [`${name} - is not supported: ${what} are not kept here`],
    ])
  })

  test('a market with an external validation is not asked, and that is said', async () => {
    const [asking] = await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.create('record', [
        { kind: 'markets', attributes: { external_order_validation_url: 'https://example.com' } },
      ]),
    )
    const { id } = await api.make('orders', {}, { market: one('markets', asking?.shortId ?? '') })
    expect((await trigger(id, '_validate')).details).toEqual([
      '_validate - is not supported: external validations are not kept here',
    ])
  })

  test('the customer of a placed order stays', async () => {
    const [first, second] = [await makeCustomer(), await makeCustomer()]
    const { id } = await api.make('orders', {}, { market, customer: one('customers', first.id) })
    const moved = await api.update('orders', id, {}, { customer: one('customers', second.id) })
    expect(moved.data.attributes.customer_email).toBe(second.attributes.email)
    await trigger(id, '_place')
    const refused = await api.update('orders', id, {}, { customer: one('customers', first.id) })
    expect(refused.details).toEqual(["customer - can't be changed once the order is placed"])
    const byEmail = await api.update('orders', id, { customer_email: 'somebody@example.com' })
    expect(byEmail.details).toEqual(["customer - can't be changed once the order is placed"])
    expect(await api.ids('/api/customers?filter[q][email_eq]=somebody@example.com')).toEqual([])
  })
})
