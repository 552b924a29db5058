import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Attribute } from '../../src/dialects/commerce-layer/resource.ts'
import { resources } from '../../src/dialects/commerce-layer/resources/index.ts'
import { ADDRESS } from '../support/address.ts'
import {
  type Client,
  commerceLayerClient,
  many,
  one,
  type ResourceObject,
} from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { writeMarket, writeOrder } from '../support/write-order.ts'

/** A value that no new record has. */
function sample(resource: string, { name, type }: Attribute): unknown {
  if (resource === 'tags' && name === 'name') return 'new-name'
  if (name in SAMPLES) return SAMPLES[name]
  return {
    string: `new ${name}`,
    integer: 7,
    float: 7.5,
    boolean: true,
    datetime: '2030-01-01T00:00:00.000Z',
    object: { a: 1 },
    array: ['a'],
  }[type]
}
const SAMPLES: Readonly<Record<string, unknown>> = {
  email: 'new@example.com',
  customer_email: 'other@example.com',
  country_code: 'FR',
  frequency: 'weekly',
  autorefresh: false,
  include_resources: ['tags'],
  topic: 'orders.place',
  callback_url: 'https://b.example/',
  manual: false,
}

describe.each(ENGINES)('what happened to records on %s', (engine) => {
  let world: World
  let api: Client
  beforeAll(async () => {
    world = await createWorld(engine)
    api = await commerceLayerClient(world)
  })
  afterAll(() => world?.close())

  const history = async (type: string, id: string, query = '') =>
    api.list(`/api/${type}/${id}/event_stores?page[size]=25${query}`)
  const last = async (type: string, id: string) =>
    (await history(type, id, '&sort=-id'))[0]?.attributes.payload

  test('emptying what is empty changes nothing: no event, and the time stays', async () => {
    const { id, attributes } = await api.make('customers', { email: 'as-it-was@example.com' })
    const empty = { tax_exemption_code: null, shopper_reference: null, reference: null, metadata: {} }
    const { document } = await api.update('customers', id, empty)
    expect(document.data.attributes.updated_at).toBe(attributes.updated_at)
    expect((await history('customers', id)).map((event) => event.attributes.event)).toEqual(['create'])
  })

  let known: Promise<Record<string, string>> | undefined
  /** Records that others are made with. */
  const others = () => {
    known ??= (async () => {
      const customer = await api.make('customers', { email: 'owner@example.com' })
      const market = await writeMarket(world)
      const found = await world.store.records.find(world.organization.key, 'customer', 'shortId', customer.id)
      const placed = await writeOrder(world, { customerKey: found?.key ?? 0, status: 'completed' })
      return {
        customers: customer.id,
        addresses: (await api.make('addresses', ADDRESS)).id,
        markets: market.data.id,
        orders: placed.shortId,
      }
    })()
    return known
  }

  test('a customer: own members, its group, its password never', async () => {
    const group = await api.make('customer_groups', { name: 'Wholesale' })
    const { id } = await api.make('customers', { email: 'A@example.com', password: 'secret 1' })
    await api.update(
      'customers',
      id,
      { tax_exemption_code: 'TX', metadata: { a: 1 }, email: 'b@example.com' },
      { customer_group: one('customer_groups', group.id) },
    )
    expect(await last('customers', id)).toEqual({
      email: { from: 'a@example.com', to: 'b@example.com' },
      metadata: { from: {}, to: { a: 1 } },
      customer_group_id: { from: null, to: group.id },
      tax_exemption_code: { from: null, to: 'TX' },
    })
    await api.update('customers', id, { password: 'secret 2' })
    expect(JSON.stringify(await history('customers', id))).not.toMatch(/secret|scrypt|password/)
    await api.update('customers', id, {}, { customer_group: { data: null } })
    expect(await last('customers', id)).toEqual({ customer_group_id: { from: group.id, to: null } })
  })

  test('a group that is gone is still named by the history of its members', async () => {
    const group = await api.make('customer_groups', { name: 'Passing' })
    const { id } = await api.make(
      'customers',
      { email: 'gone@example.com' },
      { customer_group: one('customer_groups', group.id) },
    )
    expect((await api.remove('customer_groups', group.id)).status).toBe(204)
    expect(await last('customers', id)).toEqual({ customer_group_id: { from: group.id, to: null } })
  })

  test('an address and its entry each tell what is theirs', async () => {
    const customer = await api.make('customers', { email: 'entry@example.com' })
    const address = await api.make('addresses', ADDRESS)
    const tag = await api.make('tags', { name: 'home' })
    const entry = await api.make(
      'customer_addresses',
      { customer_email: 'entry@example.com', reference: 'first' },
      { address: one('addresses', address.id) },
    )
    await api.update('addresses', address.id, { city: 'Milan' }, { tags: many('tags', [tag.id]) })
    const ofEntry = await history('customer_addresses', entry.id)
    expect(ofEntry.map(({ attributes }) => [attributes.resource_type, attributes.resource_id])).toEqual(
      ofEntry.map(() => ['customer_addresses', entry.id]),
    )
    expect(ofEntry[1]?.attributes.payload).toEqual({
      customer_id: { from: null, to: customer.id },
      reference: { from: null, to: 'first' },
    })
    const ofAddress = await history('addresses', address.id)
    expect(ofAddress.slice(-2).map(({ attributes }) => attributes.payload)).toEqual([
      { city: { from: 'London', to: 'Milan' } },
      { tags_id: { from: [], to: [tag.id] } },
    ])
  })

  test('a record of the long tail: its own members, its links, what it holds apart', async () => {
    const customer = await api.make('customers', { email: 'list@example.com' })
    const made = await api.make(
      'sku_lists',
      { name: 'Wishes', manual: true },
      { customer: one('customers', customer.id) },
    )
    await api.update('sku_lists', made.id, { description: 'all of them' })
    const [created, updated] = await history('sku_lists', made.id)
    expect(created?.attributes).toMatchObject({
      resource_type: 'sku_lists',
      resource_id: made.id,
      event: 'create',
    })
    expect(created?.attributes.payload).toEqual({
      name: { from: null, to: 'Wishes' },
      slug: { from: null, to: 'wishes' },
      manual: { from: null, to: true },
      customer_id: { from: null, to: customer.id },
    })
    expect(updated?.attributes.payload).toEqual({ description: { from: null, to: 'all of them' } })
    const attachment = await api.make('attachments', { name: 'a' }, { attachable: one('sku_lists', made.id) })
    expect(await last('attachments', attachment.id)).toEqual({ attachable_id: { from: null, to: made.id } })
  })

  test.each([
    ['customers', { email: 'all@example.com' }, {}],
    ['customer_groups', { name: 'all' }, {}],
    ['addresses', ADDRESS, {}],
    ['customer_subscriptions', { customer_email: 'owner@example.com', reference: 'all' }, {}],
    ['customer_payment_sources', {}, { customer: 'customers' }],
    ['tags', { name: 'all' }, {}],
    ['sku_lists', { name: 'all', manual: true }, {}],
    ['attachments', { name: 'all' }, { attachable: 'customers' }],
    [
      'markets',
      { name: 'all' },
      { merchant: 'merchants', price_list: 'price_lists', inventory_model: 'inventory_models' },
    ],
    ['stock_locations', { name: 'all' }, { address: 'addresses' }],
    ['customer_password_resets', { customer_email: 'owner@example.com' }, {}],
    ['orders', {}, { market: 'markets' }],
    ['order_subscriptions', { frequency: 'monthly' }, { source_order: 'orders' }],
    ['returns', {}, { order: 'orders' }],
    ['webhooks', { topic: 'customers.create', callback_url: 'https://a.example/' }, {}],
  ] as const)('every attribute of %s that changes is told', async (type, attributes, relationships) => {
    const related = await others()
    const made = await api.make(
      type,
      attributes,
      Object.fromEntries(
        Object.entries(relationships).map(([name, target]) => [name, one(target, related[target] ?? 'any')]),
      ),
    )
    const changes = Object.fromEntries(
      (resources.get(type)?.attributes ?? [])
        .filter(({ updatable, hidden }) => updatable && !hidden)
        .map((attribute) => [attribute.name, sample(type, attribute)]),
    )
    const changed = await api.update(type, made.id, changes)
    expect([changed.status, changed.document.errors]).toEqual([200, undefined])
    const payload = (await last(type, made.id)) as Record<string, { from: unknown; to: unknown }>
    const shown = [made.attributes, changed.data.attributes].map((all) => JSON.stringify(all))
    expect(shown[0]).not.toBe(shown[1])
    const differs = (name: string) =>
      JSON.stringify(made.attributes[name]) !== JSON.stringify(changed.data.attributes[name])
    expect(Object.keys(changes).filter((name) => differs(name) && !(name in payload))).toEqual([])
    for (const [name, { from, to }] of Object.entries(payload)) {
      if (!(name in changes)) continue
      const [before, after] = [made.attributes[name], changed.data.attributes[name]]
      // What is made up where there is none, or is printed empty, was not kept before.
      expect([name, from === null ? null : before, to]).toEqual([name, from, after])
    }
  })

  test('an order’s steps are told in the platform’s words', async () => {
    const related = await others()
    const { id } = await api.make('orders', {}, { market: one('markets', related.markets ?? '') })
    await api.update('orders', id, { _pending: true })
    const events = await history('orders', id)
    const statuses = events.flatMap(
      ({ attributes: { payload } }) => (payload as { status?: unknown }).status ?? [],
    )
    expect(statuses).toEqual([
      { from: null, to: 'draft' },
      { from: 'draft', to: 'pending' },
    ])
    expect((await last('orders', id)) as object).not.toHaveProperty('payment_status')
    const alone = await api.get(`/api/event_stores/${events[0]?.id}`)
    expect(alone.data.attributes).toEqual(events[0]?.attributes)
  })

  test('what was destroyed is still told of by the event’s own address', async () => {
    const { id } = await api.make('tags', { name: 'brief' })
    const [event] = await history('tags', id)
    expect((await api.remove('tags', id)).status).toBe(204)
    expect((await api.get(`/api/tags/${id}/event_stores`)).status).toBe(404)
    const still = await api.get(`/api/event_stores/${event?.id}`)
    expect(still.data.attributes).toEqual(event?.attributes)
    const [, destroyed] = await api.list(`/api/versions?filter[q][resource_id_eq]=${id}`)
    expect(destroyed?.attributes).toMatchObject({ event: 'destroy', changes: {}, resource_id: id })
  })

  test('who: the application, and the customer that acted with name and e-mail', async () => {
    const { id } = await api.make('customers', { email: 'Who@example.com', password: 'secret 1' })
    const own = await commerceLayerClient(world, {
      kind: 'sales_channel',
      grant: { grant_type: 'password', username: 'who@example.com', password: 'secret 1' },
    })
    expect((await own.update('customers', id, { reference: 'mine' })).status).toBe(200)
    const [first, second] = await history('customers', id)
    expect(first?.attributes.who).toEqual({
      application: expect.objectContaining({ kind: 'integration', public: false, confidential: true }),
    })
    expect(second?.attributes.who).toEqual({
      application: expect.objectContaining({ kind: 'sales_channel', public: true }),
      owner: { id, type: 'Customer', email: 'who@example.com' },
    })
    expect((await own.get(`/api/customers/${id}/event_stores`)).status).toBe(401)
  })

  test('pages follow their cursor in both directions', async () => {
    const { id } = await api.make('tags', { name: 'paged' })
    for (const reference of ['a', 'b', 'c', 'd']) await api.update('tags', id, { reference })
    const all = (await history('tags', id)).map((event) => event.id)
    expect(all).toHaveLength(5)
    for (const [sort, wanted] of [
      ['id', all],
      ['-id', [...all].reverse()],
    ] as const) {
      const seen: string[] = []
      let url: string | undefined = `/api/tags/${id}/event_stores?page[size]=2&sort=${sort}`
      while (url) {
        const { document } = await api.get(url.replace('http://localhost:8080', ''))
        seen.push(...(document.data as unknown as ResourceObject[]).map((event) => event.id))
        url = document.links?.next
      }
      expect(seen).toEqual(wanted)
    }
  })

  test('versions: pairs, found by resource, in the order asked for, and from the record', async () => {
    const { id } = await api.make('customer_groups', { name: 'One' })
    await api.update('customer_groups', id, { name: 'Two' })
    const url = `/api/versions?filter[q][resource_type_eq]=customer_groups&filter[q][resource_id_eq]=${id}`
    const versions = await api.list(`${url}&sort=-created_at`)
    expect(versions.map(({ type, attributes }) => [type, attributes.event, attributes.changes])).toEqual([
      ['versions', 'update', { name: ['One', 'Two'] }],
      ['versions', 'create', { name: [null, 'One'] }],
    ])
    const [newest] = versions
    expect((await api.get(`/api/versions/${newest?.id}`)).data.attributes).toEqual(newest?.attributes)
    const related = await api.list(`/api/customer_groups/${id}/versions?sort=-id`)
    expect(related.map((version) => version.id)).toEqual(versions.map((version) => version.id))
    const { document } = await api.get(`/api/customer_groups/${id}?include=versions`)
    expect(document.included?.map((version) => version.attributes.changes)).toEqual([
      { name: [null, 'One'] },
      { name: ['One', 'Two'] },
    ])
    expect((await api.get(`/api/versions/${newest?.id}/event_stores`)).document).toEqual({
      data: [],
      meta: {},
      links: {},
    })
    expect((await api.get('/api/versions/abc')).status).toBe(404)
    expect((await api.remove('versions', newest?.id ?? '')).headers.Allow).toBe('GET')
    expect(await api.list('/api/versions?filter[resource_type]=nothing')).toEqual([])
  })

  test('event stores are no list', async () => {
    expect((await api.get('/api/event_stores')).status).toBe(404)
    expect((await api.get('/api/event_stores/nonsense')).status).toBe(404)
    expect((await api.get('/api/event_stores/1786606199999-1')).status).toBe(404)
  })

  test.each([
    ['/api/versions?', 'versions'],
    [`/api/customers/{customer}/event_stores?`, 'event_stores'],
  ])('%s of 1 takes as many statements as one of 25', async (path) => {
    const group = await api.make('customer_groups', { name: 'Counted' })
    const { id } = await api.make('customers', { email: `${path.length}@example.com` })
    for (let round = 0; round < 13; round++) {
      await api.update('customers', id, {}, { customer_group: one('customer_groups', group.id) })
      await api.update('customers', id, {}, { customer_group: { data: null } })
    }
    const counted = async (size: number) => {
      world.statements()
      expect(await api.list(`${path.replace('{customer}', id)}sort=-id&page[size]=${size}`)).toHaveLength(
        size,
      )
      return world.statements().length
    }
    // What was counted before is remembered while nothing changes.
    await counted(1)
    expect(await counted(25)).toBe(await counted(1))
  })
})
