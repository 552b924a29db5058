import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

interface ResourceObject {
  id: string
  type: string
  attributes: Record<string, unknown>
  relationships: Record<string, { data?: unknown }>
}
interface Document {
  data: ResourceObject
  included?: ResourceObject[]
  errors?: { code: string; detail: string; source?: { pointer: string }; meta?: unknown }[]
}

describe.each(ENGINES)('writing customers on %s', (engine) => {
  let world: World
  let token: string
  beforeAll(async () => {
    world = await createWorld(engine)
    const { client_id, client_secret } = await world.credential('commerce-layer')
    const answer = await world.send({
      url: '/oauth/token',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
    })
    token = (answer.json() as { access_token: string }).access_token
  })
  afterAll(() => world.close())

  const call = async (method: string, url: string, data?: unknown) => {
    const answer = await world.send({
      method,
      url,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/vnd.api+json',
        'content-type': 'application/vnd.api+json',
      },
      body: data === undefined ? '' : JSON.stringify({ data }),
    })
    return { ...answer, document: (answer.body ? answer.json() : {}) as Document }
  }
  const create = (type: string, attributes: object, relationships: object = {}, query = '') =>
    call('POST', `/api/${type}${query}`, { type, attributes, relationships })
  const update = (type: string, id: string, attributes: object, relationships: object = {}) =>
    call('PATCH', `/api/${type}/${id}`, { type, attributes, relationships, id })

  test('a customer is created, read back, changed and deleted', async () => {
    const made = await create('customers', {
      email: ' Ada@Example.com ',
      password: 'secret1',
      metadata: { a: 1 },
    })
    expect(made.status).toBe(201)
    const { id, attributes } = made.document.data
    expect(made.headers.Location).toBe(`http://localhost:8080/api/customers/${id}`)
    expect(attributes).toMatchObject({ email: 'ada@example.com', has_password: true, status: 'prospect' })
    const changed = await update('customers', id, { reference: 'crm-1', metadata: { b: 2 } })
    expect(changed.status).toBe(200)
    expect(changed.document.data.attributes).toMatchObject({ reference: 'crm-1', metadata: { b: 2 } })
    expect((await call('DELETE', `/api/customers/${id}`)).status).toBe(204)
    expect((await call('GET', `/api/customers/${id}`)).status).toBe(404)
  })

  test('all that is wrong is told together', async () => {
    await create('customers', { email: 'taken@example.com' })
    const { status, document } = await create('customers', { email: 'Taken@example.com', password: 'abc' })
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
    const group = (await create('customer_groups', { name: 'Wholesale' })).document.data
    const vip = (await create('tags', { name: 'VIP' })).document.data
    expect(vip.attributes.name).toBe('vip')
    const relationships = {
      customer_group: { data: { type: 'customer_groups', id: group.id } },
      tags: { data: [{ type: 'tags', id: vip.id }] },
    }
    const made = await create(
      'customers',
      { email: 'b@example.com' },
      relationships,
      '?include=customer_group,tags',
    )
    expect(made.document.included?.map(({ id }) => id).sort()).toEqual([group.id, vip.id].sort())
    const { id } = made.document.data
    await create('tags', { name: 'new' })
    await update(
      'customers',
      id,
      { _add_tags: 'new,unknown', _remove_tags: 'vip' },
      { customer_group: { data: null } },
    )
    const seen = await call('GET', `/api/customers/${id}?include=customer_group,tags`)
    expect(seen.document.data.relationships.customer_group?.data).toBeNull()
    expect(seen.document.included?.map((one) => one.attributes.name)).toEqual(['new'])
  })

  test('an address becomes an entry of an address book and leaves it again', async () => {
    const customer = (await create('customers', { email: 'c@example.com' })).document.data
    const refused = await create('addresses', {
      business: true,
      line_1: '1 High St',
      city: 'Rome',
      country_code: 'IT',
    })
    expect(refused.document.errors?.map(({ detail }) => detail)).toEqual([
      "phone - can't be blank",
      "company - can't be blank",
      "zip_code - can't be blank",
    ])
    const address = (
      await create('addresses', {
        first_name: 'Ada',
        last_name: 'Byron',
        line_1: '1 High St',
        city: 'Rome',
        zip_code: '00100',
        country_code: 'IT',
        phone: '1',
      })
    ).document.data
    const entry = await create(
      'customer_addresses',
      { customer_email: 'C@example.com', reference: 'home' },
      { address: { data: { type: 'addresses', id: address.id } } },
      '?include=customer,address',
    )
    expect(entry.status).toBe(201)
    expect(entry.document.included?.map(({ type, id }) => [type, id])).toEqual([
      ['customers', customer.id],
      ['addresses', address.id],
    ])
    expect((await call('DELETE', `/api/customer_addresses/${entry.document.data.id}`)).status).toBe(204)
    expect((await call('GET', `/api/addresses/${address.id}`)).status).toBe(200)
    expect((await call('GET', `/api/customer_addresses/${entry.document.data.id}`)).status).toBe(404)
  })
})
