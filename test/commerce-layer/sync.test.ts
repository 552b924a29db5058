/** What is synced from one organization through Commerce Layer's API is shown by that API as it was there. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import type { Resource } from '../../src/dialects/commerce-layer/resource.ts'
import { resources } from '../../src/dialects/commerce-layer/resources/index.ts'
import { includesOf } from '../../src/dialects/commerce-layer/sync/read-draft.ts'
import { type Client, commerceLayerClient, type ResourceObject } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { fillWithDemo, sync } from '../support/sync-worlds.ts'
import { createWorld, type World } from '../support/world.ts'

const RESOURCES = [
  'tags',
  'customer_groups',
  'customers',
  'customer_addresses',
  'addresses',
  'stock_locations',
  'markets',
  'customer_payment_sources',
  'orders',
  'order_subscriptions',
  'returns',
  'customer_subscriptions',
  'sku_lists',
  'attachments',
]

/** What does not come over, and why: docs/mapping/commerce-layer.md. */
const NOT_CARRIED: Readonly<Record<string, readonly string[]>> = {
  customers: ['has_password'],
  markets: ['number', 'shared_secret'],
  stock_locations: ['number'],
}

/** Every object of a resource, as it is shown but for what names the request and the organization. */
async function everything({ get }: Client, type: string): Promise<Map<string, object>> {
  const resource = resources.get(type) as Resource
  const includes = includesOf(resource).join(',')
  const found = new Map<string, object>()
  for (let page = 1, pages = 1; page <= pages; page++) {
    const { document } = await get(
      `/api/${type}?page[number]=${page}&page[size]=25&sort=created_at${includes ? `&include=${includes}` : ''}`,
    )
    pages = document.meta?.page_count ?? 0
    for (const { id, attributes, relationships } of document.data as unknown as ResourceObject[]) {
      const shown = Object.entries(attributes).filter(([name]) => !NOT_CARRIED[type]?.includes(name))
      const linked = Object.entries(relationships).flatMap(([name, { data }]) =>
        data === undefined ? [] : [[name, inOrder(data)]],
      )
      found.set(id, { attributes: Object.fromEntries(shown), relationships: Object.fromEntries(linked) })
    }
  }
  return found
}
/** A list of records has no order of its own. */
const inOrder = (data: unknown) =>
  Array.isArray(data) ? data.map((one) => JSON.stringify(one)).sort() : data

async function expectSame(a: Client, b: Client): Promise<void> {
  for (const type of RESOURCES) {
    const [there, here] = [await everything(a, type), await everything(b, type)]
    expect([...here.keys()].sort(), type).toEqual([...there.keys()].sort())
    for (const [id, one] of there) expect(here.get(id), `${type} ${id}`).toEqual(one)
  }
}

describe.each(ENGINES)('Commerce Layer to Commerce Layer on %s', (engine) => {
  let world: World
  let target: Organization
  let credential: Record<string, string>
  let a: Client
  let b: Client
  beforeAll(async () => {
    world = await createWorld(engine)
    await fillWithDemo(world, world.organization, 60)
    target = await world.addOrganization({ slug: 'target' })
    credential = await world.credential('commerce-layer')
    a = await commerceLayerClient(world)
    b = await commerceLayerClient(world, { organizations: [target] })
  })
  afterAll(() => world.close())
  const run = (full = false, overlap?: number) =>
    sync({
      ...{ from: world, credential, to: world, organization: target, dialect: 'commerce-layer', full },
      ...(overlap === undefined ? {} : { overlap }),
    })

  test('everything is shown as it was there, and nothing is written twice', async () => {
    const first = await run()
    expect(first.read).toBe(first.created + first.unchanged + first.updated)
    expect(first.read).toBe(first.remoteTotal)
    await expectSame(a, b)
    expect(await run(true)).toMatchObject({ created: 0, updated: 0, deleted: 0, rejected: 0 })
    // What a run that reads changes does not meet is not gone.
    expect(await run(false, 0)).toMatchObject({ read: 0, deleted: 0 })
    await expectSame(a, b)
  })
  test('what changed there is changed here, by an incremental run', async () => {
    const [market] = await a.list('/api/markets?page[size]=1')
    const [customer, other] = await a.list('/api/customers?page[size]=2&sort=created_at')
    const id = customer?.id ?? ''
    const changed = [
      await a.update('customers', id, { reference: 'R1', metadata: { a: 1 }, _add_tags: 'vip2' }),
      await a.update('customers', other?.id ?? '', { _request_anonymization: true }),
      await a.create('customers', { email: 'new@example.com' }),
      await a.create('orders', {}, { market: one('markets', market?.id), customer: one('customers', id) }),
    ]
    expect(changed.map(({ status, details }) => [status, ...details])).toEqual([[200], [200], [201], [201]])
    const order = changed[3]?.data.id ?? ''
    expect((await a.update('orders', order, { _place: true })).status).toBe(200)
    const [entry] = await a.list('/api/customer_addresses?page[size]=1')
    expect((await a.update('customer_addresses', entry?.id ?? '', { metadata: { floor: 2 } })).status).toBe(
      200,
    )
    expect((await run()).created).toBeGreaterThanOrEqual(2)
    await expectSame(a, b)
  })

  test('what is gone there is gone here, by a full run', async () => {
    const [entry, second] = await a.list('/api/customer_addresses?page[size]=2')
    const [made] = await a.list('/api/customers?filter[q][email_eq]=new@example.com')
    const gone = [
      // It leaves the book, the address stays.
      await a.remove('customer_addresses', entry?.id ?? ''),
      await a.remove('customer_addresses', second?.id ?? ''),
      await a.remove('customers', made?.id ?? ''),
    ]
    expect(gone.map(({ status }) => status)).toEqual([204, 204, 204])
    expect(await run(true)).toMatchObject({ created: 0, deleted: 3 })
    await expectSame(a, b)
  })
})

const one = (type: string, id = '') => ({ data: { type, id } })
