/** `@commercelayer/sdk` 7.12.1, unmodified, writes to the running server (section 9.1). */
import type { CommerceLayer } from '@commercelayer/sdk/bundle'
import { beforeAll, describe, expect, test } from 'vitest'
import { newClient } from './organization.ts'
import { refusalOf } from './refusal.ts'

let cl: ReturnType<typeof CommerceLayer>
beforeAll(async () => {
  const order = {
    status: 'completed',
    currency: 'EUR',
    amount: 500,
    customer: { email: 'buyer@example.com' },
  }
  ;({ cl } = await newClient([
    { type: 'customer', email: 'buyer@example.com' },
    { type: 'order', reference: 'o-1', ...order },
  ]))
})

describe('customers', () => {
  test('are created with relationships, which the answer can include', async () => {
    const group = await cl.customer_groups.create({ name: 'Wholesale', code: 'wh' })
    const tags = [await cl.tags.create({ name: 'new' }), await cl.tags.create({ name: 'Tea' })]
    const customer = await cl.customers.create(
      {
        email: 'Ada@Example.com',
        password: 'difference-engine',
        shopper_reference: 'shop-1',
        reference: 'crm-1',
        metadata: { vip: true },
        customer_group: cl.customer_groups.relationship(group.id),
        tags: cl.tags.relationshipToMany(...tags.map(({ id }) => id)),
      },
      { include: ['customer_group', 'tags'] },
    )
    expect(customer).toMatchObject({
      id: expect.stringMatching(/^[A-Za-z0-9]{10}$/),
      type: 'customers',
      email: 'ada@example.com',
      status: 'prospect',
      has_password: true,
      total_orders_count: 0,
      shopper_reference: 'shop-1',
      reference: 'crm-1',
      metadata: { vip: true },
      customer_group: { id: group.id, name: 'Wholesale' },
    })
    expect(customer).not.toHaveProperty('password')
    expect(customer.tags?.map(({ name }) => name).sort()).toEqual(['new', 'tea'])
    expect(await cl.customers.retrieve(customer.id)).toMatchObject({ email: 'ada@example.com' })
    expect(await cl.customer_groups.customers(group.id)).toMatchObject({ recordCount: 1 })
  })

  test('are updated member by member', async () => {
    const { id, created_at } = await cl.customers.create({ email: 'bob@example.com', reference: 'crm-2' })
    const updated = await cl.customers.update({ id, reference: null, metadata: { a: [1, { b: null }] } })
    expect(updated).toMatchObject({ email: 'bob@example.com', reference: null, created_at })
    expect(await cl.customers.update({ id, metadata: { c: 1 } })).toMatchObject({ metadata: { c: 1 } })
    expect(await cl.customers.update({ id, email: 'Robert@example.com' })).toMatchObject({
      email: 'robert@example.com',
    })
  })

  test('have relationships set and cleared', async () => {
    const group = await cl.customer_groups.create({ name: 'Retail' })
    const [red, blue] = [await cl.tags.create({ name: 'red' }), await cl.tags.create({ name: 'blue' })]
    const { id } = await cl.customers.create({ email: 'carol@example.com' })
    const include = ['customer_group', 'tags'] as string[]
    const withBoth = await cl.customers.update(
      {
        id,
        customer_group: cl.customer_groups.relationship(group.id),
        tags: cl.tags.relationshipToMany(red.id, blue.id),
      },
      { include },
    )
    expect(withBoth.customer_group?.id).toBe(group.id)
    expect(withBoth.tags).toHaveLength(2)
    const replaced = await cl.customers.update({ id, tags: cl.tags.relationshipToMany(blue.id) }, { include })
    expect(replaced.tags?.map(({ name }) => name)).toEqual(['blue'])
    expect(replaced.customer_group?.id).toBe(group.id)
    const cleared = await cl.customers.update(
      // Without ids, the client's helpers are what clears: a bare `[]` would be sent as an attribute.
      { id, customer_group: cl.customer_groups.relationship(null), tags: cl.tags.relationshipToMany() },
      { include },
    )
    expect(cleared.customer_group).toBeNull()
    expect(cleared.tags).toEqual([])
  })

  test('are deleted, and then are not there', async () => {
    const { id } = await cl.customers.create({ email: 'dan@example.com' })
    expect(await cl.customers.delete(id)).toBeUndefined()
    expect(await refusalOf(cl.customers.retrieve(id))).toMatchObject({ status: 404, message: 'Not Found' })
  })

  test('with orders are locked', async () => {
    const [buyer] = await cl.customers.list({ filters: { email_eq: 'buyer@example.com' } })
    expect(await refusalOf(cl.customers.delete(buyer?.id ?? ''))).toMatchObject({
      status: 423,
      message: 'Locked',
      errors: [{ title: 'Locked resource', code: 'LOCKED', status: '423' }],
    })
    expect(await cl.customers.retrieve(buyer?.id ?? '')).toMatchObject({ status: 'acquired' })
  })
})

describe('triggers', () => {
  test('add and remove tags by name; names that are none are dropped', async () => {
    await cl.tags.create({ name: 'one' })
    await cl.tags.create({ name: 'two' })
    const { id } = await cl.customers.create({ email: 'erin@example.com' })
    const tagsOf = async () => [...(await cl.customers.tags(id))].map(({ name }) => name).sort()
    expect(await cl.customers._add_tags(id, 'one,two,nothing-such')).toMatchObject({ id })
    expect(await tagsOf()).toEqual(['one', 'two'])
    const left = await cl.customers._remove_tags(id, 'one', { include: ['tags'] })
    expect(left.tags?.map(({ name }) => name)).toEqual(['two'])
    expect(await tagsOf()).toEqual(['two'])
  })

  test('request and cancel an anonymization', async () => {
    const { id } = await cl.customers.create({ email: 'frank@example.com' })
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/)
    expect(await cl.customers._request_anonymization(id)).toMatchObject({
      anonymization_status: 'requested',
      anonymization_info: { status: 'requested', requested_at: time, requester: expect.any(Object) },
    })
    expect(await cl.customers._cancel_anonymization(id)).toMatchObject({
      anonymization_status: 'cancelled',
      anonymization_info: { status: 'cancelled', requested_at: time, cancelled_at: time },
    })
    const events = await cl.customers.event_stores(id)
    expect([...events].map(({ event }) => event)).toEqual([
      'create',
      'anonymization_request',
      'anonymization_cancel',
    ])
    expect(await refusalOf(cl.customers._cancel_anonymization(id))).toMatchObject({
      status: 422,
      errors: [{ code: 'VALIDATION_ERROR', source: { pointer: '/data' } }],
    })
  })
})

describe('address books', () => {
  test('an entry joins a customer and an address', async () => {
    const { id } = await cl.customers.create({ email: 'grace@example.com' })
    const address = await cl.addresses.create({
      first_name: 'Grace',
      last_name: 'Hopper',
      line_1: '1 Navy Way',
      city: 'Arlington',
      zip_code: '22201',
      state_code: 'VA',
      country_code: 'US',
      phone: '+1 555',
    })
    await cl.customer_addresses.create({
      customer_email: 'grace@example.com',
      customer: cl.customers.relationship(id),
      address: cl.addresses.relationship(address.id),
    })
    const [entry] = await cl.customers.customer_addresses(id, { include: ['address'] })
    expect(entry).toMatchObject({
      customer_email: 'grace@example.com',
      address: { id: address.id, full_name: 'Grace Hopper', city: 'Arlington' },
    })
  })
})

test('newsletters and stored payment sources hang on their customer', async () => {
  const { id } = await cl.customers.create({ email: 'judy@example.com' })
  const customer = cl.customers.relationship(id)
  await cl.customer_subscriptions.create({ customer_email: 'judy@example.com', reference: 'news' })
  const source = await cl.customer_payment_sources.create({
    customer,
    customer_token: 'cus_1',
    payment_source_token: 'pm_1',
  })
  expect([...(await cl.customers.customer_subscriptions(id))]).toMatchObject([
    { customer_email: 'judy@example.com', reference: 'news' },
  ])
  expect(await cl.customer_payment_sources.retrieve(source.id, { include: ['customer'] })).toMatchObject({
    payment_source_token: 'pm_1',
    customer: { id, email: 'judy@example.com' },
  })
})

describe('refusals', () => {
  test('validation errors come all together, with pointer and meta', async () => {
    await cl.customers.create({ email: 'taken@example.com' })
    const refusal = await refusalOf(
      cl.customers.create({ email: 'taken@example.com', shopper_reference: 'ab' }),
    )
    expect(refusal).toEqual({
      status: 422,
      message: 'Unprocessable Entity',
      errors: [
        {
          title: 'has already been taken',
          detail: 'email - has already been taken',
          code: 'VALIDATION_ERROR',
          source: { pointer: '/data/attributes/email' },
          status: '422',
          meta: { error: 'taken', value: 'taken@example.com' },
        },
        {
          title: 'is too short (minimum is 3 characters)',
          detail: 'shopper_reference - is too short (minimum is 3 characters)',
          code: 'VALIDATION_ERROR',
          source: { pointer: '/data/attributes/shopper_reference' },
          status: '422',
          meta: { error: 'too_short', value: 'ab', count: 3 },
        },
      ],
    })
  })

  test('a blank e-mail', async () => {
    expect(await refusalOf(cl.customers.create({ email: '' }))).toMatchObject({
      status: 422,
      errors: [
        {
          detail: "email - can't be blank",
          source: { pointer: '/data/attributes/email' },
          meta: { error: 'blank' },
        },
      ],
    })
  })

  test('what cannot be written', async () => {
    const { id } = await cl.customers.create({ email: 'heidi@example.com' })
    const status = { status: 'repeat' } as object
    expect(await refusalOf(cl.customers.update({ id, ...status }))).toMatchObject({
      status: 400,
      message: 'Bad Request',
      errors: [{ title: 'Param not allowed', detail: 'status is not allowed.', code: 'PARAM_NOT_ALLOWED' }],
    })
    expect(await cl.customers.retrieve(id)).toMatchObject({ status: 'prospect' })
  })

  test('a related record that is not there', async () => {
    const call = cl.customers.create({
      email: 'ivan@example.com',
      customer_group: cl.customer_groups.relationship('doesNotExi'),
    })
    expect(await refusalOf(call)).toMatchObject({ status: 404, errors: [{ code: 'RECORD_NOT_FOUND' }] })
    expect(await cl.customers.count({ filters: { email_eq: 'ivan@example.com' } })).toBe(0)
  })

  test('a record that is not there', async () => {
    expect(await refusalOf(cl.customers.update({ id: 'doesNotExi', reference: 'x' }))).toMatchObject({
      status: 404,
      errors: [{ code: 'RECORD_NOT_FOUND' }],
    })
  })
})
