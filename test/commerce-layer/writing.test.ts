import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS } from '../support/address.ts'
import { type Client, commerceLayerClient, many, one } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('writing customers on %s', (engine) => {
  let world: World
  let client: Client
  beforeAll(async () => {
    world = await createWorld(engine)
    client = await commerceLayerClient(world)
  })
  afterAll(() => world.close())

  test('a customer is created, read back, changed and deleted', async () => {
    const made = await client.create('customers', {
      email: ' Ada@Example.com ',
      password: 'secret1',
      metadata: { a: 1 },
    })
    expect(made.status).toBe(201)
    const { id, attributes } = made.data
    expect(made.headers.Location).toBe(`http://localhost:8080/api/customers/${id}`)
    expect(attributes).toMatchObject({ email: 'ada@example.com', has_password: true, status: 'prospect' })
    const changed = await client.update('customers', id, { reference: 'crm-1', metadata: { b: 2 } })
    expect(changed.status).toBe(200)
    expect(changed.data.attributes).toMatchObject({ reference: 'crm-1', metadata: { b: 2 } })
    expect((await client.remove('customers', id)).status).toBe(204)
    expect((await client.get(`/api/customers/${id}`)).status).toBe(404)
  })

  test('all that is wrong is told together', async () => {
    await client.create('customers', { email: 'taken@example.com' })
    const { status, document } = await client.create('customers', {
      email: 'Taken@example.com',
      password: 'abc',
    })
    expect(status).toBe(422)
    expect(document.errors).toEqual([
      {
        title: 'has already been taken',
        detail: 'email - has already been taken',
        code: 'VALIDATION_ERROR',
        source: { pointer: '/data/attributes/email' },
        status: '422',
        meta: { error: 'taken', value: 'Taken@example.com' },
      },
      {
        title: 'is too short (minimum is 6 characters)',
        detail: 'password - is too short (minimum is 6 characters)',
        code: 'VALIDATION_ERROR',
        source: { pointer: '/data/attributes/password' },
        status: '422',
        meta: { error: 'too_short', count: 6 },
      },
    ])
  })

  test('a group is set and cleared, tags are added and removed by name', async () => {
    const group = (await client.create('customer_groups', { name: 'Wholesale' })).data
    const vip = (await client.create('tags', { name: 'VIP' })).data
    expect(vip.attributes.name).toBe('vip')
    const relationships = {
      customer_group: one('customer_groups', group.id),
      tags: many('tags', [vip.id]),
    }
    const made = await client.create(
      'customers',
      { email: 'b@example.com' },
      relationships,
      '?include=customer_group,tags',
    )
    expect(made.document.included?.map(({ id }) => id).sort()).toEqual([group.id, vip.id].sort())
    const { id } = made.data
    await client.create('tags', { name: 'new' })
    await client.update(
      'customers',
      id,
      { _add_tags: 'new,unknown', _remove_tags: 'vip' },
      { customer_group: { data: null } },
    )
    const seen = await client.get(`/api/customers/${id}?include=customer_group,tags`)
    expect(seen.data.relationships.customer_group?.data).toBeNull()
    expect(seen.document.included?.map((one) => one.attributes.name)).toEqual(['new'])
  })

  test('an address becomes an entry of an address book and leaves it again', async () => {
    const customer = (await client.create('customers', { email: 'c@example.com' })).data
    const refused = await client.create('addresses', {
      business: true,
      line_1: '1 High St',
      city: 'Rome',
      country_code: 'IT',
    })
    expect(refused.details).toEqual([
      "phone - can't be blank",
      "company - can't be blank",
      "zip_code - can't be blank",
    ])
    const address = (await client.create('addresses', ADDRESS)).data
    const entry = await client.create(
      'customer_addresses',
      { customer_email: 'C@example.com', reference: 'home' },
      { address: one('addresses', address.id) },
      '?include=customer,address',
    )
    expect(entry.status).toBe(201)
    expect(entry.document.included?.map(({ type, id }) => [type, id])).toEqual([
      ['customers', customer.id],
      ['addresses', address.id],
    ])
    expect((await client.remove('customer_addresses', entry.data.id)).status).toBe(204)
    expect((await client.get(`/api/addresses/${address.id}`)).status).toBe(200)
    expect((await client.get(`/api/customer_addresses/${entry.data.id}`)).status).toBe(404)
  })
})
