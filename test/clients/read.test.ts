/** `@commercelayer/sdk` 7.12.1, unmodified, reads from the running server (section 9.1). */
import type { CommerceLayer } from '@commercelayer/sdk/bundle'
import { beforeAll, describe, expect, test } from 'vitest'
import { newClient } from './organization.ts'
import { refusalOf } from './refusal.ts'
import { IDS, shop } from './shop.ts'

let slug: string
let cl: ReturnType<typeof CommerceLayer>
beforeAll(async () => {
  ;({ slug, cl } = await newClient(shop))
})

// The client's lists are arrays with members of their own; spread, they are compared as plain arrays.
const emailsOf = (customers: { email: string }[]) => [...customers].map(({ email }) => email)

test('the client finds the organization by its token alone', () => {
  expect(cl.currentOrganization).toBe(slug)
})

describe('lists', () => {
  test('have ten customers a page, oldest first, and their counts', async () => {
    const page = await cl.customers.list()
    expect(emailsOf(page)).toEqual([
      'ada@example.com',
      ...Array.from({ length: 9 }, (_, index) => `person-0${index + 1}@example.com`),
    ])
    expect(page).toMatchObject({ recordCount: 27, pageCount: 3 })
    expect([page.hasPrevPage(), page.hasNextPage()]).toEqual([false, true])
  })

  test('are walked to their end by hasNextPage', async () => {
    const seen: string[] = []
    for (let pageNumber = 1, more = true; more; pageNumber++) {
      const page = await cl.customers.list({ pageNumber, pageSize: 4, sort: { email: 'desc' } })
      seen.push(...emailsOf(page))
      more = page.hasNextPage()
      expect(page.hasPrevPage()).toBe(pageNumber > 1)
    }
    expect(seen).toHaveLength(27)
    expect(seen).toEqual([...seen].sort().reverse())
    expect(new Set(seen).size).toBe(27)
  })

  test('are counted', async () => {
    expect(await cl.customers.count()).toBe(27)
    expect(await cl.customers.count({ filters: { email_start: 'person-1' } })).toBe(10)
    expect(await cl.customers.count({ filters: { email_eq: 'nobody@example.com' } })).toBe(0)
  })

  test.each([
    [{ email_cont: 'N-2' }, 7],
    [{ email_in: ['ada@example.com', 'person-05@example.com'] }, 2],
    [{ email_matches: 'person-0%@example.com' }, 9],
    [{ email_not_eq: 'ada@example.com' }, 26],
    [{ reference_null: true }, 13],
    [{ reference_or_email_start_any: ['crm-2', 'ada'] }, 6],
    [{ created_at_lt: '2025-02-03T00:00:00Z' }, 3],
    [{ total_orders_count_gteq: 1 }, 1],
    [{ customer_group_name_eq: 'Wholesale' }, 4],
    [{ tags_name_in: ['vip', 'staff'] }, 1],
    [{ customer_addresses_address_city_eq: 'London' }, 1],
    [{ metadata_jcont: { level: { gold: 1 } } }, 1],
    [{ email_start: 'person', customer_group_id_eq: IDS.group }, 3],
  ])('are filtered by %j', async (filters, count) => {
    const found = await cl.customers.list({ filters, pageSize: 25 })
    expect(found.recordCount).toBe(count)
    expect(found).toHaveLength(Math.min(count, 25))
  })

  test('are sorted by several fields', async () => {
    const sorted = await cl.customers.list({
      sort: ['-total_orders_count', '-created_at'],
      pageSize: 3,
    })
    expect(emailsOf(sorted)).toEqual(['ada@example.com', 'person-26@example.com', 'person-25@example.com'])
  })

  test('have the asked members alone, with what is included', async () => {
    const [first, second] = await cl.customers.list({
      filters: { customer_group_code_eq: 'wh' },
      fields: { customers: ['email', 'customer_group'], customer_groups: ['name'] },
      include: ['customer_group'],
      sort: { created_at: 'asc' },
    })
    const customer_group = { id: IDS.group, type: 'customer_groups', name: 'Wholesale' }
    expect({ ...first }).toEqual({ id: IDS.ada, type: 'customers', email: 'ada@example.com', customer_group })
    expect(second).toMatchObject({ email: 'person-01@example.com', customer_group })
  })
})

test('the rate limit is told in the headers that the client knows (section 8)', async () => {
  const reader = cl.addRawResponseReader({ headers: true })
  await cl.customers.retrieve(IDS.ada)
  cl.removeRawResponseReader()
  // While limits are off nothing is counted: all that there is remains.
  expect(reader.headers).toMatchObject({
    'x-ratelimit-limit': '100',
    'x-ratelimit-interval': '60',
    'x-ratelimit-remaining': '100',
  })
})

test('many calls at once all get their own answer', async () => {
  const ids = [...(await cl.customers.list({ pageSize: 25 }))].map(({ id }) => id)
  const retrieved = await Promise.all(ids.map((id) => cl.customers.retrieve(id)))
  expect(retrieved.map(({ id }) => id)).toEqual(ids)
})

describe('one customer', () => {
  test('has every attribute that the client knows', async () => {
    expect({ ...(await cl.customers.retrieve(IDS.ada)) }).toEqual({
      id: IDS.ada,
      type: 'customers',
      email: 'ada@example.com',
      status: 'acquired',
      has_password: false,
      total_orders_count: 1,
      shopper_reference: expect.any(String),
      profile_id: expect.any(String),
      tax_exemption_code: null,
      created_at: '2025-01-01T08:00:00.250Z',
      updated_at: '2025-01-02T00:00:00.000Z',
      reference: 'crm-1',
      reference_origin: 'crm',
      jwt_custom_claim: {},
      metadata: { vip: true, level: { gold: 1 } },
      anonymization_info: null,
      anonymization_status: null,
    })
  })

  test('comes with what the vendor’s own admin page includes (section 9.5)', async () => {
    const ada = await cl.customers.retrieve(IDS.ada, {
      include: [
        'customer_group',
        'customer_addresses',
        'customer_addresses.address',
        'customer_payment_sources',
        'customer_payment_sources.payment_source',
        'attachments',
        'orders',
        'tags',
      ],
    })
    expect(ada).toMatchObject({
      customer_group: { id: IDS.group, name: 'Wholesale', code: 'wh' },
      customer_addresses: [
        { type: 'customer_addresses', address: { type: 'addresses', first_name: 'Ada', city: 'London' } },
      ],
      customer_payment_sources: [],
      attachments: [],
      tags: [{ id: IDS.tag, type: 'tags', name: 'vip' }],
      orders: [{ id: IDS.order }, { type: 'orders' }],
    })
  })
})

/** Each relationship of a customer → how many records Ada has there; null: to one. */
const RELATIONSHIPS = {
  customer_group: null,
  customer_addresses: 1,
  customer_payment_sources: 0,
  customer_subscriptions: 0,
  orders: 2,
  order_subscriptions: 1,
  returns: 0,
  sku_lists: 0,
  attachments: 0,
  events: 0,
  tags: 1,
  jwt_customer: null,
  jwt_markets: 0,
  jwt_stock_locations: 0,
} as const

describe('what hangs on a customer', () => {
  test.each(
    Object.entries(RELATIONSHIPS).flatMap(([name, count]) =>
      count === null ? [] : [[name, count] as const],
    ),
  )('%s is a list of %i', async (name, count) => {
    const list = await cl.customers[name as 'orders'](IDS.ada)
    expect(list).toHaveLength(count)
    expect(list).toMatchObject({ recordCount: count, pageCount: 1 })
    expect(list.hasNextPage()).toBe(false)
  })

  test('its group', async () => {
    expect(await cl.customers.customer_group(IDS.ada)).toMatchObject({
      id: IDS.group,
      type: 'customer_groups',
      name: 'Wholesale',
    })
  })

  test('no group, and no owner of this token, are null', async () => {
    const [person] = await cl.customers.list({ filters: { email_eq: 'person-04@example.com' } })
    expect(await cl.customers.customer_group(person?.id ?? '')).toBeNull()
    expect(await cl.customers.jwt_customer(IDS.ada)).toBeNull()
  })

  test('its orders are paged, sorted and filtered as orders', async () => {
    const newest = await cl.customers.orders(IDS.ada, { pageSize: 1, sort: { created_at: 'desc' } })
    expect(newest).toMatchObject({ recordCount: 2, pageCount: 2, 0: { currency_code: 'JPY' } })
    expect(newest.hasNextPage()).toBe(true)
    const [euro] = await cl.customers.orders(IDS.ada, { filters: { currency_code_eq: 'EUR' } })
    expect(euro).toMatchObject({ id: IDS.order, number: '1001', total_amount_cents: 123_456 })
  })

  test('its history, which has no counts (section 4.4)', async () => {
    const history = await cl.customers.event_stores(IDS.ada)
    expect(history[0]).toMatchObject({ type: 'event_stores', event: 'create', resource_id: IDS.ada })
    expect(history.recordCount).toBeNaN()
  })

  test('these and the history are all the relationships that the client has methods for', () => {
    const others = ['constructor', 'create', 'update', 'delete', 'isCustomer', 'type']
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(cl.customers)).filter(
      (name) => !others.includes(name) && !name.startsWith('_') && !name.startsWith('relationship'),
    )
    expect(methods.sort()).toEqual([...Object.keys(RELATIONSHIPS), 'event_stores'].sort())
  })

  test('the other resources answer lists and single records', async () => {
    expect([...(await cl.customer_groups.list())]).toMatchObject([{ id: IDS.group, code: 'wh' }])
    expect(await cl.tags.retrieve(IDS.tag)).toMatchObject({ name: 'vip' })
    expect(await cl.orders.retrieve(IDS.order, { include: ['customer'] })).toMatchObject({
      customer: { id: IDS.ada, email: 'ada@example.com' },
    })
  })
})

describe('refusals reach the caller as the client’s ApiError', () => {
  test('404 for an id that is none', async () => {
    expect(await refusalOf(cl.customers.retrieve('doesNotExi'))).toEqual({
      status: 404,
      message: 'Not Found',
      errors: [
        {
          title: 'Record not found',
          detail: 'The requested resource was not found. Please double-check the resource id.',
          code: 'RECORD_NOT_FOUND',
          status: '404',
        },
      ],
    })
  })

  test('400 for a relationship that is none', async () => {
    expect(await refusalOf(cl.customers.list({ include: ['friends'] }))).toEqual({
      status: 400,
      message: 'Bad Request',
      errors: [
        {
          title: 'Invalid include',
          detail: 'friends is not a valid includable relationship of customers',
          code: 'INVALID_INCLUDE',
          status: '400',
        },
      ],
    })
  })
})
