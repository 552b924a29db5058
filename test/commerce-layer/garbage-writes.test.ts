/** Whatever a body holds, no write answers 5xx, and what was refused changed nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Attribute, Resource } from '../../src/dialects/commerce-layer/resource.ts'
import { resources } from '../../src/dialects/commerce-layer/resources/index.ts'
import { ADDRESS } from '../support/address.ts'
import { type Client, commerceLayerClient, one } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { idOf, plantBelongings } from '../support/plant-strangers.ts'
import { createWorld, type World } from '../support/world.ts'

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
const deepObject = (levels: number) => '{"a":'.repeat(levels) + 1 + '}'.repeat(levels)

/** What an index holds is measured after compression. */
const INCOMPRESSIBLE = Array.from({ length: 9000 }, (_, index) =>
  String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
).join('')

/** JSON texts of values, most of them of the wrong type for any attribute. */
const VALUES = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '1.5',
  '-1',
  '1e400',
  '-1e400',
  '1e308',
  '5e-324',
  '9007199254740993',
  '123456789012345678901234567890',
  '""',
  '" "',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\uffff"',
  '"%"',
  '"2026-02-30"',
  '"9999-12-31T23:59:59.999Z"',
  '"-271821-04-20T00:00:00Z"',
  `"${'x'.repeat(3000)}"`,
  JSON.stringify(INCOMPRESSIBLE),
  `"${'\u{1f600}'.repeat(400)}"`,
  '[]',
  '[null]',
  '["\\u0000"]',
  '{}',
  '{"toString":1,"valueOf":2}',
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  '{"\\u0000":1}',
  '{"a":"\\u0000"}',
  '{"\\ud800":"\\udfff"}',
  '{"a":1e400}',
  '{"":""}',
  '{"a":1,"a":2}',
  deep(50),
  deepObject(50),
  deep(5000),
  deepObject(5000),
]

describe.each(ENGINES)('garbage in bodies on %s', { timeout: times(120_000, 3_600_000) }, (engine) => {
  let world: World
  let client: Client
  let ids: Record<string, string>
  beforeAll(async () => {
    world = await createWorld(engine)
    client = await commerceLayerClient(world)
    const newId = async (...given: Parameters<Client['make']>) => (await client.make(...given)).id
    const customer = await newId('customers', { email: 'ada@example.com' })
    const address = await newId('addresses', ADDRESS)
    ids = {
      customers: customer,
      customer_groups: await newId('customer_groups', { name: 'Group' }),
      tags: await newId('tags', { name: 'tag' }),
      addresses: address,
      customer_addresses: await newId(
        'customer_addresses',
        {},
        { customer: one('customers', customer), address: one('addresses', address) },
      ),
      customer_payment_sources: await newId(
        'customer_payment_sources',
        {},
        { customer: one('customers', customer) },
      ),
      customer_subscriptions: await newId('customer_subscriptions', {
        customer_email: 'ada@example.com',
        reference: 'news',
      }),
      webhooks: await newId('webhooks', {
        topic: 'customers.create',
        callback_url: 'https://example.com/hook',
      }),
      customer_password_resets: await newId('customer_password_resets', {
        customer_email: 'ada@example.com',
      }),
    }
    const planted = await world.store.records.write(world.organization.key, {}, async (writer) => {
      const [group] = await writer.create('group', [{ name: 'Other' }])
      return plantBelongings(writer, 'garbage', group?.key ?? 0)
    })
    for (const resource of resources.values()) {
      const [record] = planted.get(resource.type) ?? []
      const changes =
        resource.served && (resource.operations.has('create') || resource.operations.has('update'))
      if (record && changes && !ids[resource.type]) ids[resource.type] = idOf(resource.type, record)
    }
  })
  afterAll(() => world.close())

  const sendable = (resource: Resource): Attribute[] =>
    resource.attributes.filter(({ creatable, updatable }) => creatable || updatable)

  const expectAnswer = async (method: string, url: string, body: string) => {
    const answer = await client.send(method, url, body)
    const note = `${method} ${url} ${body.slice(0, 300)}`
    expect(
      [200, 201, 204, 400, 404, 405, 409, 422],
      `${note}: ${answer.status} ${answer.body.slice(0, 200)}`,
    ).toContain(answer.status)
    if (answer.status >= 400) expect(answer.document.errors?.length, note).toBeGreaterThan(0)
    return answer
  }
  const document = (type: string, name: string, value: string, id?: string) =>
    `{"data":{"type":"${type}","attributes":{${JSON.stringify(name)}:${value}}${id ? `,"id":"${id}"` : ''}}}`

  test('every attribute takes any value, or refuses it', async () => {
    let place = 0
    for (const [type, id] of Object.entries(ids))
      for (const { name, creatable, updatable } of sendable(resources.get(type) as Resource))
        for (const value of VALUES) {
          // In the long run each with each; otherwise every value and every attribute, in turn.
          if (place++ % times(37, 1) !== 0) continue
          const url = `/api/${type}/${id}`
          const before = (await client.get(url)).body.replace(/"trace_id":"\w+"/g, '')
          if (creatable) await expectAnswer('POST', `/api/${type}`, document(type, name, value))
          if (!updatable) continue
          const answer = await expectAnswer('PATCH', url, document(type, name, value, id))
          if (answer.status >= 400)
            expect((await client.get(url)).body.replace(/"trace_id":"\w+"/g, ''), name).toBe(before)
        }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('what is kept comes back as it was sent', async () => {
    const metadata = {
      nested: { list: [1, 2.5, -0.001, null, true, 'żółć 𝒳 \u{1f600}'], empty: {}, none: [] },
      'a"b\\c': '\n\t\u2028',
      ...(JSON.parse('{"__proto__":{"x":1},"constructor":"c","toString":"t"}') as object),
    }
    const sent = await client.update('customers', ids.customers ?? '', { metadata })
    expect(sent.status).toBe(200)
    const { document: read } = await client.get(`/api/customers/${ids.customers}`)
    expect(sorted(read.data.attributes.metadata)).toBe(sorted(metadata))
  })

  test.each(['reference', 'email', 'reference_origin', 'tax_exemption_code'])(
    'a long %s is kept or refused, never cut',
    async (name) => {
      const id = ids.customers ?? ''
      for (const length of [500, 600, 3000, 9000]) {
        const text = `${INCOMPRESSIBLE.slice(0, length - 4)}@a.b`
        const answer = await expectAnswer(
          'PATCH',
          `/api/customers/${id}`,
          document('customers', name, JSON.stringify(text), id),
        )
        if (answer.status === 200) expect(answer.data.attributes[name]).toBe(text)
      }
    },
  )

  test('a megabyte of metadata is kept', async () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 2000 }, (_, index) => [`key-${index}`, 'v'.repeat(480)]),
    )
    expect(JSON.stringify(metadata).length).toBeGreaterThan(980_000)
    expect((await client.update('customers', ids.customers ?? '', { metadata })).status).toBe(200)
    const { document: read } = await client.get(`/api/customers/${ids.customers}`)
    expect(sorted(read.data.attributes.metadata)).toBe(sorted(metadata))
  })

  test('a password may be a number, and counts', async () => {
    const { status, document: read } = await client.create('customers', {
      email: 'n@example.com',
      password: 12345678,
    })
    expect(status).toBe(201)
    expect(read.data.attributes.has_password).toBe(true)
  })

  const odd = (id: string) => [
    '',
    ' ',
    '{',
    '[]',
    'null',
    '1',
    '"a"',
    '\u0000',
    '{"data":1}',
    '{"data":{}}',
    '{"data":{"type":{}}}',
    '{"data":{"type":["customers"]}}',
    '{"data":{"type":"\\ud800"}}',
    '{"data":{"type":"__proto__"}}',
    '{"data":{"type":"constructor"}}',
    '{"data":{"type":"customers","type":"tags"}}',
    '{"data":{"type":"customers","id":{"toString":1}}}',
    '{"data":{"type":"customers","id":[]}}',
    `{"data":{"type":"customers","id":"${id}","attributes":1}}`,
    `{"data":{"type":"customers","id":"${id}","attributes":"a"}}`,
    `{"data":{"type":"customers","id":"${id}","attributes":{"__proto__":{"email":"x"}}}}`,
    `{"data":{"type":"customers","id":"${id}","attributes":{"constructor":1,"hasOwnProperty":2}}}`,
    `{"data":{"type":"customers","id":"${id}","attributes":{"\\u0000":1}}}`,
    `{"data":{"type":"customers","id":"${id}","attributes":{"reference":"a","reference":{}}}}`,
    `{"data":{"type":"customers","id":"${id}","relationships":{"__proto__":{"data":null}}}}`,
    `{"data":{"type":"customers","id":"${id}","relationships":{"customer_group":{"data":{"type":"customer_groups","id":"\\u0000"}}}}}`,
    `{"data":{"type":"customers","id":"${id}","relationships":{"customer_group":{"data":{"type":"customer_groups","id":"\\ud800"}}}}}`,
    `{"data":{"type":"customers","id":"${id}","relationships":{"customer_group":{"data":{"type":"customer_groups","id":1e400}}}}}`,
    `{"data":{"type":"customers","id":"${id}","relationships":{"customer_group":{"data":{"type":"__proto__","id":"a"}}}}}`,
    `{"data":{"type":"customers","id":"${id}","relationships":{"tags":{"data":[[[]]]}}}}`,
    `{"data":{"type":"customers","id":"${id}","relationships":{"tags":{"data":[${Array(5000).fill('{"type":"tags","id":"X"}').join()}]}}}}`,
    `{"data":{"type":"customers","id":"${id}","attributes":{"_add_tags":"${'a,'.repeat(5000)}\\u0000"}}}`,
    `{"data":{"type":"customers","id":"${id}","attributes":{"_add_tags":{"toString":1}}}}`,
    deep(500_000),
    `{"data":${deepObject(200_000)}}`,
  ]

  test('odd documents are refused or taken, and never more than that', async () => {
    const id = ids.customers ?? ''
    for (const body of odd(id)) {
      await expectAnswer('POST', '/api/customers', body)
      await expectAnswer('PATCH', `/api/customers/${id}`, body)
    }
  })
})

/** Members in the order of their names: the database keeps them in an order of its own. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
