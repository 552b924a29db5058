import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, commerceLayerClient, one } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { writeMarket } from '../support/write-order.ts'

const TYPE = 'order_subscriptions'

describe.each(ENGINES)('writing order subscriptions on %s', (engine) => {
  let world: World
  let api: Client
  let market: ReturnType<typeof one>
  let customers = 0
  beforeAll(async () => {
    world = await createWorld(engine)
    api = await commerceLayerClient(world)
    market = await writeMarket(world)
    world.setTime('2026-01-31T10:00:00.000Z')
  })
  afterAll(() => world.close())
  const sourceOrder = async (more: object = {}) =>
    one(
      'orders',
      (await api.make('orders', { customer_email: `s${++customers}@example.com`, ...more }, { market })).id,
    )
  const subscribe = async (attributes: object) =>
    api.make(TYPE, attributes, { source_order: await sourceOrder() })
  const trigger = (id: string, name: string) => api.update(TYPE, id, { [name]: true })

  test("a new one is a draft of its order's customer, in its order's market", async () => {
    const source = await sourceOrder()
    const made = await api.create(
      TYPE,
      { frequency: 'three-month', expires_at: '2027-01-01T00:00:00Z', options: { a: 1 } },
      { source_order: source },
      '?include=customer,market,source_order',
    )
    expect(made.status).toBe(201)
    expect(made.data.attributes).toMatchObject({
      status: 'draft',
      frequency: 'three-month',
      customer_email: `s${customers}@example.com`,
      activate_by_source_order: true,
      place_target_order: true,
      renewal_alert_period: 1,
      starts_at: '2026-01-31T10:00:00.000Z',
      expires_at: '2027-01-01T00:00:00.000Z',
      last_run_at: null,
      next_run_at: null,
      occurrencies: 0,
      errors_count: 0,
      options: { a: 1 },
    })
    expect(made.data.attributes.number).toMatch(/^1\d{11}$/)
    expect(made.data.relationships.source_order).toMatchObject(source)
    expect(made.data.relationships.market).toMatchObject(market)
    expect(await api.ids(`/api/orders/${source.data.id}/order_subscriptions`)).toEqual([made.data.id])
  })

  test('what it lacks is told together', async () => {
    expect((await api.create(TYPE)).details).toEqual([
      "frequency - can't be blank",
      "source_order - can't be blank",
    ])
    const anonymous = one('orders', (await api.make('orders', {}, { market })).id)
    const refused = await api.create(
      TYPE,
      { frequency: 'minutely', activate_by_source_order: false },
      { source_order: anonymous },
    )
    expect(refused.document.errors?.map(({ detail, meta }) => [detail, meta])).toEqual([
      ['frequency - is not included in the list', { error: 'inclusion', value: 'minutely' }],
      ['customer - must exist', { error: 'required' }],
      ["starts_at - can't be blank", { error: 'blank' }],
    ])
  })

  test('a cron expression is read back as it was sent, filtered and sorted by', async () => {
    const { id } = await subscribe({ frequency: '0 6 * * 1' })
    expect((await api.attributes(`/api/${TYPE}/${id}`)).frequency).toBe('0 6 * * 1')
    const weekly = await subscribe({ frequency: 'weekly' })
    expect(await api.ids(`/api/${TYPE}?filter[q][frequency_eq]=${encodeURIComponent('0 6 * * 1')}`)).toEqual([
      id,
    ])
    // The core keeps both as an interval of a week; this platform tells them apart.
    expect(await api.ids(`/api/${TYPE}?filter[q][frequency_eq]=weekly`)).toEqual([weekly.id])
    expect((await api.ids(`/api/${TYPE}?sort=frequency`))[0]).toBe(id)
    const renamed = await api.update(TYPE, id, { frequency: 'yearly' })
    expect(renamed.data.attributes.frequency).toBe('yearly')
    expect(await api.ids(`/api/${TYPE}?filter[q][frequency_cont]=*`)).toEqual([])
  })

  test('activated, deactivated, activated again, canceled', async () => {
    const { id } = await subscribe({ frequency: 'monthly', starts_at: '2026-01-31T10:00:00Z' })
    expect((await trigger(id, '_deactivate')).details).toEqual([
      '_deactivate - is not possible for a draft order subscription',
    ])
    expect((await trigger(id, '_activate')).data.attributes).toMatchObject({
      status: 'active',
      next_run_at: '2026-02-28T10:00:00.000Z',
      last_run_at: null,
    })
    expect((await trigger(id, '_activate')).details).toEqual([
      '_activate - is not possible for an active order subscription',
    ])
    expect((await trigger(id, '_deactivate')).data.attributes).toMatchObject({
      status: 'inactive',
      next_run_at: null,
    })
    await trigger(id, '_activate')
    const moved = await api.update(TYPE, id, { next_run_at: '2026-04-01T00:00:00Z' })
    expect(moved.data.attributes.next_run_at).toBe('2026-04-01T00:00:00.000Z')
    expect(await api.ids(`/api/${TYPE}?filter[q][next_run_at_eq]=2026-04-01T00:00:00Z`)).toEqual([id])
    expect((await trigger(id, '_cancel')).data.attributes.status).toBe('cancelled')
    expect((await trigger(id, '_activate')).status).toBe(422)
    expect((await trigger(id, '_convert')).details).toEqual([
      '_convert - is not supported: subscription models are not kept here',
    ])
  })

  test('hourly, alerts, and times that cannot be', async () => {
    const { id } = await subscribe({ frequency: 'hourly', renewal_alert_period: 720 })
    expect((await trigger(id, '_activate')).data.attributes).toMatchObject({
      frequency: 'hourly',
      renewal_alert_period: 720,
      next_run_at: '2026-01-31T11:00:00.000Z',
    })
    const past = '2026-01-01T00:00:00.000Z'
    const refused = await api.update(TYPE, id, {
      renewal_alert_period: 721,
      expires_at: past,
      next_run_at: past,
    })
    expect(refused.document.errors?.map(({ detail, meta }) => [detail, meta])).toEqual([
      [
        'renewal_alert_period - must be less than or equal to 720',
        { error: 'less_than_or_equal_to', value: 721, count: 720 },
      ],
      ['expires_at - is invalid', { error: 'invalid', value: past }],
      ['next_run_at - is invalid', { error: 'invalid', value: past }],
    ])
    expect((await api.update(TYPE, id, { renewal_alert_period: 0 })).details).toEqual([
      'renewal_alert_period - must be greater than or equal to 1',
    ])
  })

  test('one that starts later runs then', async () => {
    const { id } = await subscribe({ frequency: '0 0 1 * *', starts_at: '2026-03-01T00:00:00Z' })
    expect((await trigger(id, '_activate')).data.attributes.next_run_at).toBe('2026-03-01T00:00:00.000Z')
  })

  test('placing the source order is the first run of those that wait for it', async () => {
    const source = await sourceOrder()
    const waiting = await api.make(TYPE, { frequency: 'weekly' }, { source_order: source })
    const other = await api.make(
      TYPE,
      { frequency: 'weekly', activate_by_source_order: false, starts_at: '2026-03-01T00:00:00Z' },
      { source_order: source },
    )
    await api.update('orders', source.data.id, { _place: true })
    expect(await api.attributes(`/api/${TYPE}/${waiting.id}`)).toMatchObject({
      status: 'active',
      starts_at: '2026-01-31T10:00:00.000Z',
      last_run_at: '2026-01-31T10:00:00.000Z',
      next_run_at: '2026-02-07T10:00:00.000Z',
      occurrencies: 1,
    })
    expect((await api.attributes(`/api/${TYPE}/${other.id}`)).status).toBe('draft')
  })

  test('tags and the payment source', async () => {
    const { id } = await subscribe({ frequency: 'daily' })
    await api.make('tags', { name: 'gift' })
    const customer = (await api.get(`/api/${TYPE}/${id}/customer`)).data
    const source = await api.make('customer_payment_sources', {}, { customer: one('customers', customer.id) })
    const changed = await api.update(
      TYPE,
      id,
      { _add_tags: 'gift' },
      { customer_payment_source: one('customer_payment_sources', source.id) },
      '?include=tags,customer_payment_source',
    )
    expect(changed.document.included?.map(({ type }) => type).sort()).toEqual([
      'customer_payment_sources',
      'tags',
    ])
    const fixed = await api.update(TYPE, id, {}, { source_order: await sourceOrder() })
    expect([fixed.status, fixed.details]).toEqual([400, ['source_order is not allowed.']])
    expect((await api.remove(TYPE, id)).status).toBe(204)
  })
})
