/** What fails inside a write's transaction changes nothing: no record, tag, link, event, count or time. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RecordType } from '../../src/core/schema.ts'
import { fields } from '../../src/core/schema.ts'
import { ADDRESS } from '../support/address.ts'
import { type Client, commerceLayerClient, many, one } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('a write that fails on %s', (engine) => {
  let world: World
  let client: Client
  let ids: Record<'customer' | 'other' | 'group' | 'address' | 'taken', string>
  let tags: string[]
  beforeAll(async () => {
    world = await createWorld(engine)
    client = await commerceLayerClient(world)
    const newId = async (...given: Parameters<Client['make']>) => (await client.make(...given)).id
    tags = []
    for (let index = 0; index < 12; index++) tags.push(await newId('tags', { name: `t-${index}` }))
    const group = await newId('customer_groups', { name: 'Group' })
    const customer = await newId(
      'customers',
      { email: 'a@example.com' },
      { tags: many('tags', tags.slice(0, 9)) },
    )
    const other = await newId('customers', { email: 'b@example.com' })
    const [address, taken] = [await newId('addresses', ADDRESS), await newId('addresses', ADDRESS)]
    await newId(
      'customer_addresses',
      {},
      { customer: one('customers', other), address: one('addresses', taken) },
    )
    await client.update('addresses', taken, {}, { tags: many('tags', tags.slice(0, 9)) })
    ids = { customer, other, group, address, taken }
  })
  afterAll(() => world.close())

  /** Everything that is kept, with its history. */
  async function everything(): Promise<string> {
    const lists = await Promise.all(
      (Object.keys(fields) as RecordType[]).map(async (type) => [
        type,
        await world.store.records.list(world.organization.key, { type, sort: [], limit: 10_000 }),
        await world.store.records.count(world.organization.key, type),
      ]),
    )
    return JSON.stringify(lists)
  }

  const attempts: [string, () => ReturnType<Client['call']>, number][] = [
    [
      'a trigger that cannot be, after attributes, a group, tags and other triggers',
      () =>
        client.update(
          'customers',
          ids.customer,
          {
            email: 'changed@example.com',
            password: 'secret-1',
            reference: 'changed',
            metadata: { changed: true },
            shopper_reference: 'changed',
            _add_tags: 't-9',
            _remove_tags: 't-0',
            _cancel_anonymization: true,
          },
          { customer_group: one('customer_groups', ids.group) },
        ),
      422,
    ],
    [
      'more tags than ten by name, after attributes',
      () => client.update('customers', ids.customer, { reference: 'changed', _add_tags: 't-9,t-10,t-11' }),
      422,
    ],
    [
      'the same for an address',
      () => client.update('addresses', ids.taken, { city: 'Changed', _add_tags: 't-9,t-10,t-11' }),
      422,
    ],
    [
      'a geocoder that nobody knew, beside an address that lacks its city',
      () =>
        client.create('addresses', { ...ADDRESS, city: '' }, { geocoder: one('geocoders', 'neverSeen1') }),
      422,
    ],
    [
      'a geocoder that nobody knew, beside a tag that is not there',
      () =>
        client.create('addresses', ADDRESS, {
          geocoder: one('geocoders', 'neverSeen2'),
          tags: many('tags', ['XXXXXXXXXX']),
        }),
      404,
    ],
    [
      'a new customer with a taken e-mail',
      () => client.create('customers', { email: 'B@example.com' }, { tags: many('tags', tags.slice(0, 2)) }),
      422,
    ],
    [
      'a second entry of one address',
      () =>
        client.create(
          'customer_addresses',
          { customer_email: 'a@example.com', reference: 'second' },
          { address: one('addresses', ids.taken) },
        ),
      422,
    ],
    [
      'a structure that is wrong in the end',
      () => client.update('customers', ids.customer, { reference: 'x', nope: 1 }),
      400,
    ],
  ]

  test.each(attempts)('%s: nothing changed', async (_name, attempt, status) => {
    const before = await everything()
    const answer = await attempt()
    expect(answer.status, answer.body).toBe(status)
    expect(await everything()).toBe(before)
  })

  test('what is wrong inside the store, after half of the writing: nothing changed', async () => {
    const before = await everything()
    const failed = world.store.records.write(world.organization.key, {}, async (writer) => {
      const [made] = await writer.create('customer', [{ email: 'half@example.com' }])
      await writer.setLinks('customer', made?.key ?? 0, 'any', [{ type: 'tag', key: 999_999_999 }])
    })
    await expect(failed).rejects.toMatchObject({ code: 'record-not-found' })
    expect(await everything()).toBe(before)
  })

  test('what succeeds changes what it says, and its history', async () => {
    const before = await everything()
    expect(
      (await client.update('customers', ids.customer, { reference: 'changed', _add_tags: 't-9' })).status,
    ).toBe(200)
    expect(await everything()).not.toBe(before)
  })

  test('the answer is the record as it is afterwards, triggers included', async () => {
    world.setTime('2031-01-01T00:00:00.000Z')
    const token = await commerceLayerClient(world)
    const { document } = await token.update('customers', ids.other, { _add_tags: 't-1' })
    const { document: read } = await token.get(`/api/customers/${ids.other}`)
    world.setTime()
    expect(document.data.attributes).toEqual(read.data.attributes)
    expect(document.data.attributes.updated_at).toBe('2031-01-01T00:00:00.000Z')
  })

  test('an address that changes hands is no longer its maker’s', async () => {
    const [ann, ben] = [ids.customer, ids.other]
    const [ofAnn, ofBen] = [
      await commerceLayerClient(world, { customer: ann }),
      await commerceLayerClient(world, { customer: ben }),
    ]
    const address = (await ofAnn.create('addresses', ADDRESS)).data.id
    expect((await ofBen.get(`/api/addresses/${address}`)).status).toBe(401)
    expect((await ofAnn.get(`/api/addresses/${address}`)).status).toBe(200)
    const entry = await client.create(
      'customer_addresses',
      {},
      { customer: one('customers', ben), address: one('addresses', address) },
    )
    expect((await ofAnn.get(`/api/addresses/${address}`)).status).toBe(401)
    expect((await ofBen.remove('customer_addresses', entry.data.id)).status).toBe(204)
    expect((await ofAnn.get(`/api/addresses/${address}`)).status).toBe(401)
    expect((await ofBen.get(`/api/addresses/${address}`)).status).toBe(200)
  })

  test('an e-mail that is another’s cannot be told from one that is nobody’s', async () => {
    const own = await commerceLayerClient(world, { customer: ids.customer })
    for (const email of ['b@example.com', 'nobody@example.com']) {
      const { status, document } = await own.create('customer_subscriptions', {
        customer_email: email,
        reference: 'x',
      })
      expect([status, document.errors?.[0]?.code], email).toEqual([401, 'UNAUTHORIZED'])
    }
  })
})
