/** What holds whoever writes at the same time: unique values, ten tags, no change lost, nothing left dangling. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RecordType } from '../../src/core/schema.ts'
import { ADDRESS } from '../support/address.ts'
import { type Client, commerceLayerClient, many, one } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { createWorld, type World } from '../support/world.ts'
import { writeMarket } from '../support/write-order.ts'

const AT_ONCE = times(100, 300)
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

describe.each(ENGINES)('writing at the same time on %s', (engine) => {
  let world: World
  let client: Client
  /** Ids of the tags `t-0`, `t-1`, … */
  let tags: string[]
  beforeAll(async () => {
    world = await createWorld(engine)
    client = await commerceLayerClient(world)
    const made = await world.store.records.write(world.organization.key, {}, (writer) =>
      writer.create(
        'tag',
        numbers(AT_ONCE).map((index) => ({ name: `t-${index}` })),
      ),
    )
    tags = made.map(({ shortId }) => shortId)
  })
  afterAll(() => world.close())

  const newId = async (...given: Parameters<Client['make']>) => (await client.make(...given)).id
  const newCustomer = (email: string) => newId('customers', { email })
  const everything = (type: RecordType) =>
    world.store.records.list(world.organization.key, { type, sort: [], limit: 100_000 })
  const tagNames = async (type: string, id: string) => {
    const { document } = await client.get(`/api/${type}/${id}?include=tags`)
    return (document.included ?? []).map(({ attributes }) => String(attributes.name))
  }

  test('one e-mail becomes one customer', async () => {
    const answers = await Promise.all(
      numbers(AT_ONCE).map((index) =>
        client.create('customers', { email: `Same@Example.com${' '.repeat(index % 3)}` }),
      ),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    expect(statuses.filter((status) => ![201, 409, 422].includes(status))).toEqual([])
    const { document } = await client.get('/api/customers?filter[q][email_eq]=same@example.com')
    expect(document.data).toHaveLength(1)
    const all = (await client.get('/api/customers')).document
    expect(all.meta?.record_count).toBe((await everything('customer')).length)
  })

  test('one name becomes one tag', async () => {
    const answers = await Promise.all(
      numbers(AT_ONCE).map((index) => client.create('tags', { name: index % 2 ? 'Rush' : 'rush' })),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => ![201, 409, 422].includes(status))).toEqual([])
    expect(
      (await everything('tag')).filter((tag) => (tag as { name?: string }).name === 'rush'),
    ).toHaveLength(1)
  })

  test('two customers cannot take one e-mail by a change', async () => {
    const ids = await Promise.all(numbers(10).map((index) => newCustomer(`mover-${index}@example.com`)))
    const answers = await Promise.all(
      ids.map((id) => client.update('customers', id, { email: 'goal@example.com' })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => ![200, 409, 422].includes(status))).toEqual([])
  })

  describe.each(['customers', 'addresses'])('tags of %s', (type) => {
    const newTagged = () =>
      type === 'customers' ? newCustomer(`${type}-${Math.random()}@example.com`) : newId(type, ADDRESS)

    test('added one by one: ten are there in the end, the others are refused', async () => {
      const id = await newTagged()
      const answers = await Promise.all(
        tags.map((_, index) => client.update(type, id, { _add_tags: `t-${index}` })),
      )
      const added = answers.flatMap(({ status }, index) => (status === 200 ? [`t-${index}`] : []))
      expect(added).toHaveLength(10)
      expect(answers.filter(({ status }) => ![200, 422].includes(status))).toEqual([])
      expect((await tagNames(type, id)).sort()).toEqual(added.sort())
    })

    test('added together with attributes and removed again: none is lost, none is left', async () => {
      const id = await newTagged()
      const kept = await Promise.all(
        numbers(20).map(async (index) => {
          const name = `t-${index}`
          const own = index % 2 ? { reference: name } : {}
          const added = await client.update(type, id, { _add_tags: name, ...own })
          expect([200, 422]).toContain(added.status)
          if (added.status !== 200 || index < 5) return added.status === 200 ? [name] : []
          expect((await client.update(type, id, { _remove_tags: name, ...own })).status).toBe(200)
          return []
        }),
      )
      expect((await tagNames(type, id)).sort()).toEqual(kept.flat().sort())
    })

    test('set as a whole: the end is one of the sets', async () => {
      const id = await newTagged()
      const sets = numbers(Math.floor(AT_ONCE / 5)).map((index) =>
        numbers(5).map((place) => index * 5 + place),
      )
      const answers = await Promise.all(
        sets.map((set, index) =>
          client.update(type, id, index % 2 ? { metadata: { index } } : {}, {
            tags: many(
              'tags',
              set.map((place) => tags[place] ?? ''),
            ),
          }),
        ),
      )
      expect(answers.map(({ status }) => status)).toEqual(sets.map(() => 200))
      const names = (await tagNames(type, id)).sort()
      expect(sets.map((set) => set.map((place) => `t-${place}`).sort())).toContainEqual(names)
    })

    test('a tag that is deleted meanwhile is on nothing', async () => {
      const id = await newTagged()
      const doomed = await Promise.all(
        numbers(20).map((index) => newId('tags', { name: `gone-${type}-${index}` })),
      )
      const answers = await Promise.all(
        doomed.flatMap((tag) => [
          client.update(type, id, {}, { tags: many('tags', [tag]) }),
          client.remove('tags', tag),
        ]),
      )
      expect(answers.filter(({ status }) => ![200, 204, 404].includes(status))).toEqual([])
      expect(await tagNames(type, id)).toEqual([])
      await expectNothingDangles()
    })
  })

  test('changes of different members of one customer are all kept', async () => {
    const id = await newCustomer('members@example.com')
    for (const round of numbers(10)) {
      const changes = {
        shopper_reference: `shop-${round}`,
        profile_id: `profile-${round}`,
        tax_exemption_code: `tax-${round}`,
        reference: `crm-${round}`,
        metadata: { round },
      }
      const answers = await Promise.all(
        Object.entries(changes).map(([name, value]) => client.update('customers', id, { [name]: value })),
      )
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
      expect((await client.get(`/api/customers/${id}`)).data.attributes).toMatchObject(changes)
    }
  })

  test('a group that is deleted meanwhile has no customers', async () => {
    const groups = await Promise.all(
      numbers(20).map((index) => newId('customer_groups', { name: `g-${index}` })),
    )
    const people = await Promise.all(numbers(20).map((index) => newCustomer(`member-${index}@example.com`)))
    const answers = await Promise.all(
      groups.flatMap((group, index) => [
        client.update(
          'customers',
          people[index] ?? '',
          {},
          { customer_group: one('customer_groups', group) },
        ),
        client.remove('customer_groups', group),
        client.create(
          'customers',
          { email: `joined-${index}@example.com` },
          { customer_group: one('customer_groups', group) },
        ),
      ]),
    )
    expect(answers.filter(({ status }) => ![200, 201, 204, 404].includes(status))).toEqual([])
    const members = (await everything('customer')).filter(
      (customer) => (customer as { groupKey?: number }).groupKey !== null,
    )
    expect(members).toEqual([])
  })

  test('orders of one new e-mail share one new customer', async () => {
    const market = await writeMarket(world)
    const answers = await Promise.all(
      numbers(20).map((index) =>
        client.create(
          'orders',
          { customer_email: index % 2 ? 'Both@example.com' : 'both@example.com' },
          { market },
        ),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201))
    const { document } = await client.get('/api/customers?filter[q][email_eq]=both@example.com')
    expect(document.meta?.record_count).toBe(1)
    const orders = (await everything('order')) as unknown as { customerEmail: string; customerKey: number }[]
    expect(new Set(orders.map(({ customerKey }) => customerKey)).size).toBe(1)
  })

  test('a customer who is deleted meanwhile leaves nothing behind', async () => {
    const people = await Promise.all(numbers(15).map((index) => newCustomer(`leaver-${index}@example.com`)))
    const addresses = await Promise.all(people.map(() => newId('addresses', ADDRESS)))
    const market = await writeMarket(world)
    const keys = await Promise.all(
      people.map(
        async (id) =>
          (await world.store.records.find(world.organization.key, 'customer', 'shortId', id))?.key ?? 0,
      ),
    )
    const answers = await Promise.all(
      people.flatMap((id, index) => [
        client.create('customer_subscriptions', {
          customer_email: `leaver-${index}@example.com`,
          reference: 'news',
        }),
        client.create(
          'customer_addresses',
          {},
          { customer: one('customers', id), address: one('addresses', addresses[index] ?? '') },
        ),
        client.create(
          'customer_payment_sources',
          { customer_token: 'a' },
          { customer: one('customers', id) },
        ),
        client.update('customers', id, { _add_tags: 't-1,t-2' }),
        client.create('orders', {}, { market, customer: one('customers', id) }),
        client.remove('customers', id),
        newOrder(keys[index] ?? 0),
      ]),
    )
    const statuses = answers.map((answer) => (typeof answer === 'string' ? answer : answer.status))
    expect(
      statuses.filter((status) => ![200, 201, 204, 404, 422, 423, 'made', 'gone'].includes(status)),
    ).toEqual([])
    await expectNothingDangles()
  })

  /** A placed order, as an import writes it. */
  const newOrder = (customerKey: number): Promise<'made' | 'gone'> =>
    world.store.records
      .write(world.organization.key, {}, (writer) =>
        writer.create('order', [{ customerKey, status: 'completed', currency: 'EUR', amount: 100 }]),
      )
      .then(
        () => 'made' as const,
        (error: { code?: string }) => {
          if (error.code !== 'record-not-found') throw error
          return 'gone' as const
        },
      )

  /** Every key that a record holds of another leads to one. */
  async function expectNothingDangles(): Promise<void> {
    const owned: RecordType[] = ['address', 'paymentSource', 'record', 'order', 'customerTag']
    const customers = new Set((await everything('customer')).map((record) => (record as { key: number }).key))
    const all = new Set<number>(customers)
    for (const type of [...owned, 'tag', 'group'] as RecordType[])
      for (const record of (await everything(type)) as { key: number; customerKey?: number | null }[]) {
        all.add(record.key)
        if (record.customerKey) expect(customers, `customer of a ${type}`).toContain(record.customerKey)
      }
    const links = (await everything('link')) as { fromKey: number; toKey: number }[]
    expect(links.filter(({ fromKey, toKey }) => !all.has(fromKey) || !all.has(toKey))).toEqual([])
  }
})
