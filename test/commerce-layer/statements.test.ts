/** A request costs a fixed number of statements, whatever the size of its page or body. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { resources } from '../../src/dialects/commerce-layer/resources/index.ts'
import { type Client, commerceLayerClient, many, one } from '../support/commerce-layer-client.ts'
import { eachTime } from '../support/each-time.ts'
import { ENGINES } from '../support/engines.ts'
import { type Belongings, idOf, linkAll, plantBelongings } from '../support/plant-strangers.ts'
import { createWorld, type World } from '../support/world.ts'

const SIX =
  'customer_group,customer_addresses.address,customer_payment_sources.payment_method,orders.customer,order_subscriptions.source_order,tags'
const PEOPLE = 26

describe.each(ENGINES)('statements of a request on %s', (engine) => {
  let world: World
  let client: Client
  let people: Belongings[]
  let tags: string[]
  beforeAll(async () => {
    world = await createWorld(engine)
    client = await commerceLayerClient(world)
    await world.store.records.write(world.organization.key, {}, async (writer) => {
      const [group] = await writer.create('group', [{ name: 'Shared' }])
      const made = await writer.create(
        'tag',
        Array.from({ length: 10 }, (_, index) => ({ name: `t-${index}` })),
      )
      tags = made.map(({ shortId }) => shortId)
      people = []
      for (let place = 0; place < PEOPLE; place++) {
        const one = await plantBelongings(writer, `person${place}x`, group?.key ?? 0, true)
        await linkAll(writer, one, one)
        const customerKey = one.get('customers')?.[0]?.key ?? 0
        await writer.create(
          'customerTag',
          made.slice(0, 3).map(({ key }) => ({ customerKey, tagKey: key })),
        )
        people.push(one)
      }
    })
  })
  afterAll(() => world.close())

  /** How many statements the request sends; it must succeed. */
  async function statementsOf(send: () => Promise<{ status: number; body: string }>): Promise<number> {
    world.statements()
    const { status, body } = await send()
    expect([200, 201, 204], `${status} ${body.slice(0, 300)}`).toContain(status)
    return eachTime(world.statements()).length
  }
  const get = (url: string) => statementsOf(() => client.get(url))
  const id = (type: string, place = 0) => {
    const record = people[place]?.get(type)?.[0]
    return record ? idOf(type, record) : ''
  }

  /** After a change whoever asks is looked up anew, with the version that he asks at. */
  beforeEach(() => client.get('/api/customers?page[size]=1'))

  test('six include paths cost the same for 1 and for 25 customers', async () => {
    const few = await get(`/api/customers?include=${SIX}&page[size]=1`)
    const most = await get(`/api/customers?include=${SIX}&page[size]=25`)
    console.log(`six include paths on ${engine}: ${few} statements for a page of 1, ${most} for a page of 25`)
    expect(most).toBe(few)
    // Who asks, the count and the page; then at most three for each of the ten relationships on the way.
    expect(most).toBeLessThanOrEqual(3 + 10 * 3)
    const one = await get(`/api/customers/${id('customers')}?include=${SIX}`)
    // And the version of the record, for its `ETag`.
    expect(one).toBeLessThanOrEqual(most + 1)
  })

  describe.each(['customers', 'orders'])('%s', (type) => {
    const names = resources.get(type)?.relationships ?? []

    test.each(names.filter(({ includable }) => includable).map(({ name }) => name))(
      'with %s included: the same for 1 and for 25',
      async (name) => {
        const few = await get(`/api/${type}?include=${name}&page[size]=1`)
        const most = await get(`/api/${type}?include=${name}&page[size]=25`)
        expect(most).toBe(few)
        expect(most).toBeLessThanOrEqual(12)
      },
    )

    test.each(names.filter(({ many: lists }) => lists).map(({ name }) => name))(
      'its %s and their linkage: the same for a page of 1 and of 25',
      async (name) => {
        for (const path of [name, `relationships/${name}`]) {
          const url = `/api/${type}/${id(type)}/${path}`
          const few = await get(`${url}?page[size]=1`)
          expect(await get(`${url}?page[size]=25`)).toBe(few)
          expect(few).toBeLessThanOrEqual(12)
        }
      },
    )
  })

  test('a list costs the same whatever it is filtered and sorted by', async () => {
    const plain = await get('/api/customers?page[size]=25')
    const url =
      '/api/customers?page[size]=25&sort=-customer_group.name,email&filter[q][customer_addresses_address_city_cont]=person'
    expect(await get(url)).toBe(plain)
    expect(plain).toBeLessThanOrEqual(4)
  })

  test('a creation costs the same for one tag and for ten', async () => {
    const make = (email: string, count: number) =>
      statementsOf(() =>
        client.create(
          'customers',
          { email, reference: 'a' },
          { tags: many('tags', tags.slice(0, count)), customer_group: { data: null } },
          '?include=tags',
        ),
      )
    // The first of a process may look up what is kept from then on.
    await make('first@example.com', 1)
    expect(await make('ten@example.com', 10)).toBe(await make('one@example.com', 1))
  })

  test('an update costs the same for one tag and for ten', async () => {
    const customer = id('customers', 1)
    const set = (from: number, to: number) =>
      statementsOf(() =>
        client.update(
          'customers',
          customer,
          {},
          { tags: many('tags', tags.slice(from, to)) },
          '?include=tags',
        ),
      )
    await set(0, 1)
    const few = await set(1, 2)
    await set(9, 10)
    expect(await set(0, 9)).toBe(few)
    const address = id('addresses', 1)
    const label = (from: number, to: number) =>
      statementsOf(() =>
        client.update('addresses', address, {}, { tags: many('tags', tags.slice(from, to)) }),
      )
    await label(0, 1)
    const one = await label(1, 2)
    await label(9, 10)
    expect(await label(0, 9)).toBe(one)
  })

  test('tags by name cost the same for one and for ten', async () => {
    const customer = id('customers', 2)
    const add = (names: string) =>
      statementsOf(() => client.update('customers', customer, { _add_tags: names }))
    await client.update('customers', customer, {}, { tags: { data: [] } })
    const few = await add('t-0')
    expect(await add('t-1,t-2,t-3,t-4,t-5,t-6,t-7,t-8,t-9')).toBe(few)
  })

  test('a customer’s own token pays for what it may see, and no more with each record', async () => {
    const own = await commerceLayerClient(world, { customer: id('customers', 3) })
    const asked = async (size: number) =>
      statementsOf(() =>
        own.get(`/api/customers/${id('customers', 3)}/orders?include=customer&page[size]=${size}`),
      )
    expect(await asked(25)).toBe(await asked(1))
    const address = one('addresses', id('addresses', 3))
    const entry = id('customer_addresses', 3)
    expect(
      await statementsOf(() => own.update('customer_addresses', entry, { reference: 'home' }, { address })),
    ).toBeLessThanOrEqual(30)
  })
})
