import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS } from '../support/address.ts'
import { type Client, commerceLayerClient, one } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { writeOrder } from '../support/write-order.ts'

describe.each(ENGINES)('writing returns on %s', (engine) => {
  let world: World
  let api: Client
  const now = '2026-03-01T10:00:00.000Z'
  beforeAll(async () => {
    world = await createWorld(engine)
    api = await commerceLayerClient(world)
    world.setTime(now)
  })
  afterAll(() => world.close())

  /** An approved order of a new customer, paid in captures of these amounts. */
  async function paidOrder(number: string, captures: number[], currency = 'EUR') {
    const customer = await api.make('customers', { email: `${number}@example.com` })
    const found = await world.store.records.find(world.organization.key, 'customer', 'shortId', customer.id)
    const customerKey = found?.key ?? 0
    const amount = captures.reduce((total, part) => total + part, 0)
    const order = await writeOrder(world, { number, customerKey, amount, currency, status: 'completed' })
    const payments = await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.create(
        'payment',
        captures.map((part) => ({
          customerKey,
          orderKey: order.key,
          currency,
          amount: part,
          paidAt: new Date(now),
        })),
      ),
    )
    return {
      id: order.shortId,
      customer,
      order: one('orders', order.shortId),
      captures: payments.map(({ shortId }) => one('captures', shortId)),
    }
  }
  const trigger = (id: string, ...names: string[]) =>
    api.update('returns', id, Object.fromEntries(names.map((name) => [name, true])))

  test("a new one is a draft of its order's customer, numbered after its order", async () => {
    const { order, customer, id } = await paidOrder('1234', [1000])
    const made = await api.create('returns', {}, { order }, '?include=order,customer')
    expect(made.status).toBe(201)
    expect(made.data.attributes).toMatchObject({
      number: '#1234/R/001',
      status: 'draft',
      customer_email: '1234@example.com',
      estimated_refund_amount_cents: null,
      formatted_estimated_refund_amount: null,
    })
    expect(made.data.relationships.customer?.data).toEqual({ type: 'customers', id: customer.id })
    const second = await api.make('returns', {}, { order })
    expect(second.attributes.number).toBe('#1234/R/002')
    expect(await api.ids(`/api/orders/${id}/returns`)).toEqual([made.data.id, second.id])
    expect(
      await api.ids(`/api/customers/${customer.id}/returns?filter[q][order_number_eq]=1234`),
    ).toHaveLength(2)
    expect((await api.create('returns')).details).toEqual(["order - can't be blank"])
  })

  test('it moves through its statuses, each with its time', async () => {
    const { order } = await paidOrder('moves', [1000])
    const { id } = await api.make('returns', {}, { order })
    expect((await trigger(id, '_approve')).details).toEqual(['_approve - is not possible for a draft return'])
    for (const [name, status, at] of [
      ['_request', 'requested', null],
      ['_approve', 'approved', 'approved_at'],
      ['_ship', 'shipped', 'shipped_at'],
      ['_receive', 'received', 'received_at'],
      ['_archive', 'received', 'archived_at'],
    ] as const) {
      const { data } = await trigger(id, name)
      expect(data.attributes).toMatchObject({ status, ...(at ? { [at]: now } : {}) })
    }
    expect((await trigger(id, '_unarchive')).data.attributes.archived_at).toBeNull()
    expect((await trigger(id, '_restock')).details).toEqual([
      '_restock - is not supported: stock items are not kept here',
    ])
    expect(await api.ids('/api/returns?filter[q][received_at_present]=true')).toEqual([id])
    expect((await trigger(id, '_reject')).data.attributes).toMatchObject({
      status: 'rejected',
      rejected_at: now,
    })
    const locked = await api.remove('returns', id)
    expect([locked.status, locked.details]).toEqual([423, [`Failed to destroy Return with id=${id}`]])
    const draft = await api.make('returns', {}, { order })
    expect((await trigger(draft.id, '_cancel')).data.attributes.cancelled_at).toBe(now)
    expect((await api.remove('returns', draft.id)).status).toBe(204)
  })

  test('a refund is one of the ledger', async () => {
    const { order, id: orderId } = await paidOrder('refund', [700, 300])
    const { id } = await api.make('returns', {}, { order })
    await trigger(id, '_request', '_approve')
    expect((await api.update('returns', id, { _refund_amount_cents: 5 })).details).toEqual([
      '_refund_amount_cents - needs _refund',
    ])
    const attempt = (amount: number) =>
      api.update(
        'returns',
        id,
        { _refund: true, _refund_amount_cents: amount },
        {},
        '?include=reference_refund',
      )
    expect((await attempt(1001)).details).toEqual([
      '_refund_amount_cents - must be less than or equal to 1000',
    ])
    expect((await attempt(-1)).details).toEqual(['_refund_amount_cents - must be greater than 0'])
    const { data, document } = await attempt(800)
    expect(data.attributes).toMatchObject({ status: 'refunded', refunded_at: now })
    expect(document.included?.map(({ type }) => type)).toEqual(['refunds'])
    expect(await api.attributes(`/api/orders/${orderId}`)).toMatchObject({
      status: 'approved',
      payment_status: 'partially_refunded',
    })
    const second = await api.make('returns', {}, { order })
    await trigger(second.id, '_request', '_approve')
    await trigger(second.id, '_refund')
    expect((await api.attributes(`/api/orders/${orderId}`)).payment_status).toBe('refunded')
    const third = await api.make('returns', {}, { order })
    await trigger(third.id, '_request', '_approve')
    expect((await trigger(third.id, '_refund')).details).toEqual(['_refund - there is nothing to refund'])
    expect((await api.attributes(`/api/returns/${third.id}`)).status).toBe('approved')
  })

  test('two returns at once pay the money back once', async () => {
    const { order, id: orderId } = await paidOrder('at-once', [1000])
    const made = await Promise.all([1, 2].map(() => api.make('returns', {}, { order })))
    expect(made.map(({ attributes }) => attributes.number).sort()).toEqual([
      '#at-once/R/001',
      '#at-once/R/002',
    ])
    await Promise.all(made.map(({ id }) => trigger(id, '_request', '_approve')))
    const answers = await Promise.all(made.map(({ id }) => trigger(id, '_refund')))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
    expect(await api.ids(`/api/orders/${orderId}/refunds`)).toHaveLength(1)
  })

  test('the capture that it names is what is paid back', async () => {
    const { order, captures } = await paidOrder('capture', [700, 300])
    const other = await paidOrder('capture-2', [50])
    const foreign = await api.create('returns', {}, { order, reference_capture: other.captures[0] })
    expect(foreign.document.errors?.[0]).toMatchObject({
      detail: 'reference_capture - is invalid',
      source: { pointer: '/data/relationships/reference_capture' },
    })
    const { id } = await api.make('returns', {}, { order, reference_capture: captures[1] })
    await trigger(id, '_request', '_approve')
    const refused = await api.update('returns', id, { _refund: true, _refund_amount_cents: 301 })
    expect(refused.details).toEqual(['_refund_amount_cents - must be less than or equal to 300'])
    expect((await trigger(id, '_refund')).data.attributes.status).toBe('refunded')
    expect((await api.get(`/api/returns/${id}/reference_capture`)).data.id).toBe(captures[1]?.data.id)
    expect(await api.ids('/api/returns?filter[q][reference_refund_id_null]=false')).toContain(id)
  })

  test('it goes from where the order went to its stock location', async () => {
    const home = await api.make('addresses', ADDRESS)
    const { order, id: orderId } = await paidOrder('origin', [10])
    await api.update('orders', orderId, {}, { shipping_address: one('addresses', home.id) })
    const depot = await api.make('addresses', { ...ADDRESS, city: 'Leeds' })
    const location = await world.store.records.write(
      world.organization.key,
      { kind: 'test' },
      async (writer) => {
        const [made] = await writer.create('record', [{ kind: 'stock_locations' }])
        const [at] = await writer.list(world.organization.key, {
          type: 'address',
          where: { op: 'eq', field: 'shortId', value: depot.id },
          sort: [],
          limit: 1,
        })
        await writer.setLinks('record', made?.key ?? 0, 'address', [{ type: 'address', key: at?.key ?? 0 }])
        return made?.shortId ?? ''
      },
    )
    const { id } = await api.make('returns', {}, { order })
    expect((await api.get(`/api/returns/${id}/origin_address`)).data.id).toBe(home.id)
    expect((await api.get(`/api/returns/${id}/destination_address`)).data).toBeNull()
    await api.update('returns', id, {}, { stock_location: one('stock_locations', location) })
    expect((await api.get(`/api/returns/${id}/destination_address`)).data.id).toBe(depot.id)
    expect(await api.ids('/api/returns?filter[q][destination_address_city_eq]=Leeds')).toEqual([id])
  })

  test.each([
    ['JPY', 1234, 1234, '¥1,234'],
    ['EUR', 1234, 12.34, '€12,34'],
    ['KWD', 1234, 1.234, 'KWD 1.234'],
  ])('amounts in %s', async (currency, cents, float, formatted) => {
    const { order, id: orderId } = await paidOrder(`money-${currency}`, [cents], currency)
    expect(await api.attributes(`/api/orders/${orderId}`)).toMatchObject({
      currency_code: currency,
      total_amount_cents: cents,
      total_amount_float: float,
      formatted_total_amount: formatted,
      place_total_amount_cents: cents,
    })
    const { id } = await api.make('returns', {}, { order })
    await world.store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
      const found = await writer.find(world.organization.key, 'record', 'shortId', id)
      const attributes = { ...found?.attributes, estimated_refund_amount_cents: cents }
      await writer.update('record', found?.key ?? 0, { attributes })
    })
    expect(await api.attributes(`/api/returns/${id}`)).toMatchObject({
      estimated_refund_amount_cents: cents,
      estimated_refund_amount_float: float,
      formatted_estimated_refund_amount: formatted,
    })
    await trigger(id, '_request', '_approve')
    const refused = await api.update('returns', id, { _refund: true, _refund_amount_cents: cents + 1 })
    expect(refused.details).toEqual([`_refund_amount_cents - must be less than or equal to ${cents}`])
    await trigger(id, '_refund')
    expect((await api.attributes(`/api/orders/${orderId}`)).payment_status).toBe('refunded')
  })
})
