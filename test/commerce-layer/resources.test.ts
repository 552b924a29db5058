import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS } from '../support/address.ts'
import { type Client, commerceLayerClient, many, one } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const MARKET = {
  merchant: one('merchants', 'merchant01'),
  price_list: one('price_lists', 'prices0001'),
  inventory_model: one('inventory_models', 'model00001'),
}

describe.each(ENGINES)('the remaining resources on %s', (engine) => {
  let world: World
  let api: Client
  beforeAll(async () => {
    world = await createWorld(engine)
    api = await commerceLayerClient(world)
  })
  afterAll(() => world?.close())

  const eventsText = async () => {
    const events = await world.store.records.list(world.organization.key, {
      type: 'event',
      sort: [],
      limit: 10_000,
    })
    return JSON.stringify(events)
  }

  test('who only browses is refused at every endpoint of these', async () => {
    const guest = await commerceLayerClient(world, { kind: 'sales_channel' })
    const types =
      'sku_lists attachments markets stock_locations versions event_stores tags customer_groups'.split(' ')
    for (const type of types)
      for (const [method, path] of [
        ['GET', `/api/${type}`],
        ['POST', `/api/${type}`],
        ['GET', `/api/${type}/XXXXXXXXXX`],
        ['PATCH', `/api/${type}/XXXXXXXXXX`],
        ['DELETE', `/api/${type}/XXXXXXXXXX`],
        ['GET', `/api/${type}/XXXXXXXXXX/event_stores`],
      ] as const) {
        const { status, document } = await guest.call(method, path, {})
        // What the resource has not at all is told first.
        if (status === 405 || status === 404) expect(['versions', 'event_stores']).toContain(type)
        else expect([path, status, document.errors?.[0]?.code]).toEqual([path, 401, 'UNAUTHORIZED'])
      }
  })

  test.each([
    'reference_capture_reference_origin_eq',
    'reference_refund_metadata_jcont',
    'reference_capture_created_at_gt',
    'stock_location_address_geocoder_reference_eq',
  ])('returns filtered by %s are none, and no server error', async (name) => {
    const value = name.endsWith('jcont') ? '{"a":1}' : '2026-01-01'
    expect(await api.list(`/api/returns?filter[q][${name}]=${encodeURIComponent(value)}`)).toEqual([])
  })

  test('a list of SKUs is named once and slugged apart', async () => {
    const customer = await api.make('customers', { email: 'lists@example.com' })
    const owner = { customer: one('customers', customer.id) }
    const first = await api.make('sku_lists', { name: 'Ça plaît — À moi!', manual: true }, owner)
    expect(first.attributes).toMatchObject({ slug: 'ca-plait-a-moi', manual: true, sku_code_regex: null })
    const second = await api.make('sku_lists', { name: 'ca plait a moi', sku_code_regex: '^A' })
    expect(second.attributes.slug).toBe('ca-plait-a-moi-2')
    const renamed = await api.update('sku_lists', second.id, { name: 'Other' })
    expect(renamed.data.attributes).toMatchObject({ name: 'Other', slug: 'ca-plait-a-moi-2' })
    const lists = await api.list(`/api/customers/${customer.id}/sku_lists`)
    expect(lists.map(({ id }) => id)).toEqual([first.id])
    expect((await api.create('sku_lists', { name: 'x', slug: 'y' })).details[0]).toBe('slug is not allowed.')
  })

  test('a list that is not kept by hand needs a pattern, whichever of the two is sent', async () => {
    const pattern = ["sku_code_regex - can't be blank"]
    expect((await api.create('sku_lists', { name: 'none' })).details).toEqual(pattern)
    expect((await api.create('sku_lists', { name: 'false', manual: false })).details).toEqual(pattern)
    const { id } = await api.make('sku_lists', { name: 'By hand', manual: true })
    expect((await api.update('sku_lists', id, { manual: false })).details).toEqual(pattern)
    expect((await api.update('sku_lists', id, { reference: 'r' })).status).toBe(200)
    expect((await api.update('sku_lists', id, { manual: false, sku_code_regex: '^A' })).status).toBe(200)
    expect((await api.update('sku_lists', id, { sku_code_regex: '' })).details).toEqual(pattern)
  })

  test('an attachment belongs to a record of many types, and is found from there', async () => {
    const group = await api.make('customer_groups', { name: 'Attached' })
    const customer = await api.make('customers', { email: 'attached@example.com' })
    const lacking = await api.create('attachments', { name: 'a' })
    expect(lacking.details).toEqual(["attachable - can't be blank"])
    const made = await api.make('attachments', { name: 'a' }, { attachable: one('customers', customer.id) })
    expect((await api.list(`/api/customers/${customer.id}/attachments`)).map(({ id }) => id)).toEqual([
      made.id,
    ])
    await api.update('attachments', made.id, {}, { attachable: one('customer_groups', group.id) })
    expect(await api.list(`/api/customers/${customer.id}/attachments`)).toEqual([])
    expect((await api.list(`/api/customer_groups/${group.id}/attachments`)).map(({ id }) => id)).toEqual([
      made.id,
    ])
    const wrong = await api.create('attachments', { name: 'a' }, { attachable: one('tags', 'x') })
    expect([wrong.status, wrong.document.errors?.[0]?.code]).toEqual([400, 'TYPE_MISMATCH'])
  })

  test('a market is disabled since it was, enabled, and private when it is for one group', async () => {
    world.setTime('2026-03-01T10:00:00.000Z')
    const group = await api.make('customer_groups', { name: 'Private' })
    const { id, attributes } = await api.make('markets', { name: 'EU', _disable: true }, MARKET)
    expect(attributes).toMatchObject({ disabled_at: '2026-03-01T10:00:00.000Z', private: false })
    expect(typeof attributes.number).toBe('number')
    expect(attributes).not.toHaveProperty('_disable')
    world.setTime('2026-03-02T10:00:00.000Z')
    const again = await api.update(
      'markets',
      id,
      { _disable: true },
      { customer_group: one('customer_groups', group.id) },
    )
    expect(again.data.attributes).toMatchObject({
      disabled_at: '2026-03-01T10:00:00.000Z',
      private: true,
    })
    expect((await api.list(`/api/customer_groups/${group.id}/markets`)).map((market) => market.id)).toEqual([
      id,
    ])
    const enabled = await api.update('markets', id, { _enable: true, _disable: false })
    expect(enabled.data.attributes.disabled_at).toBeNull()
    world.setTime()
  })

  test.each([
    ['customer_groups', {}],
    ['markets', MARKET],
    ['stock_locations', {}],
  ])('a code is one of the %s alone', async (type, relationships) => {
    const at =
      type === 'stock_locations'
        ? { address: one('addresses', (await api.make('addresses', ADDRESS)).id) }
        : {}
    const relations = { ...relationships, ...at }
    const first = await api.make(type, { name: 'a', code: 'one' }, relations)
    const other = await api.make(type, { name: 'b', code: '' }, relations)
    const third = await api.make(type, { name: 'c', code: '' }, relations)
    for (const refused of [
      await api.create(type, { name: 'd', code: 'one' }, relations),
      await api.update(type, other.id, { code: 'one' }),
    ])
      expect([refused.status, refused.details[0]]).toEqual([422, 'code - has already been taken'])
    expect((await api.update(type, first.id, { code: 'one' })).status).toBe(200)
    for (const { id } of [first, other, third]) expect((await api.remove(type, id)).status).toBe(204)
  })

  test('markets are sorted by the id of what they link to, also where it is of several types', async () => {
    const calculator = one('taxjar_accounts', 'calc1')
    const linked = await api.make('markets', { name: 'Taxed' }, { ...MARKET, tax_calculator: calculator })
    const plain = await api.make('markets', { name: 'Untaxed' }, MARKET)
    const ids = async (sort: string) =>
      (await api.list(`/api/markets?sort=${sort}&filter[q][name_in]=Taxed,Untaxed`)).map(({ id }) => id)
    expect(await ids('tax_calculator')).toEqual([linked.id, plain.id])
    expect(await ids('-tax_calculator')).toEqual([plain.id, linked.id])
    expect((await api.get('/api/markets?sort=tax_calculator.name')).status).toBe(400)
  })

  test('a market’s shared secret is read and changed, kept sealed, and told by no event', async () => {
    const { id, attributes } = await api.make('markets', { name: 'Secret' }, MARKET)
    const first = String(attributes.shared_secret)
    expect(first).toMatch(/^[0-9a-f]{32}$/)
    const same = await api.update('markets', id, { _regenerate_shared_secret: false })
    expect(same.data.attributes.shared_secret).toBe(first)
    const changed = await api.update('markets', id, { _regenerate_shared_secret: true })
    const second = String(changed.data.attributes.shared_secret)
    expect(second).toMatch(/^[0-9a-f]{32}$/)
    expect(second).not.toBe(first)
    expect((await api.get(`/api/markets/${id}`)).data.attributes.shared_secret).toBe(second)
    const kept = await world.store.records.find(world.organization.key, 'record', 'shortId', id)
    expect(JSON.stringify(kept)).not.toContain(second)
    const told = await eventsText()
    for (const secret of [first, second, String(kept?.sealedSecret)]) expect(told).not.toContain(secret)
  })

  test('a stock location stands at an address', async () => {
    const address = await api.make('addresses', ADDRESS)
    const lacking = await api.create('stock_locations', {})
    expect(lacking.details).toEqual(["name - can't be blank", "address - can't be blank"])
    const made = await api.create(
      'stock_locations',
      { name: 'London', suppress_etd: true },
      { address: one('addresses', address.id) },
      '?include=address',
    )
    expect(made.document.included?.map(({ id }) => id)).toEqual([address.id])
    const found = await api.list('/api/stock_locations?filter[q][address_city_eq]=London&sort=address.city')
    expect(found.map(({ id }) => id)).toEqual([made.data.id])
  })

  test('every update of a customer’s tags stands in its history', async () => {
    const tag = await api.make('tags', { name: 'loyal' })
    const { id } = await api.make('customers', { email: 'tagged@example.com' })
    await api.update('customers', id, {}, { tags: many('tags', [tag.id]) })
    await api.update('customers', id, { _remove_tags: 'loyal' })
    const history = await api.list(`/api/customers/${id}/event_stores`)
    expect(
      history.map(({ attributes: { event, payload, resource_id } }) => [event, payload, resource_id]),
    ).toEqual([
      [
        'create',
        {
          email: { from: null, to: 'tagged@example.com' },
          total_orders_count: { from: null, to: 0 },
        },
        id,
      ],
      ['update', { tags_id: { from: [], to: [tag.id] } }, id],
      ['update', { tags_id: { from: [tag.id], to: [] } }, id],
    ])
    const alone = await api.get(`/api/event_stores/${history[1]?.id}`)
    expect(alone.data.attributes).toEqual(history[1]?.attributes)
  })
})
