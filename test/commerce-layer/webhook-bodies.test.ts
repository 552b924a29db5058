import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Writer } from '../../src/core/ports.ts'
import type { JsonObject } from '../../src/core/schema.ts'
import { commerceLayerClient } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { attemptsOf, deliverAll, deliveriesOf, subscribe } from '../support/webhooks.ts'
import { createWorld, type World } from '../support/world.ts'

type Body = {
  data: JsonObject & { attributes: JsonObject }
  included?: (JsonObject & { attributes: JsonObject })[]
}

describe.each(ENGINES)('what a webhook posts on %s', (engine) => {
  let world: World
  let receiver: Receiver
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(() => receiver.close())

  const write = <T>(work: (writer: Writer) => Promise<T>): Promise<T> =>
    world.store.records.write(world.organization.key, { kind: 'test' }, work)
  const bodies = (): Body[] => receiver.got.map(({ body }) => JSON.parse(body))
  const body = (): Body => {
    expect(receiver.got).toHaveLength(1)
    return bodies()[0] as Body
  }

  test('is what the API answers, with relative links and without a trace', async () => {
    await subscribe(world, 'customers.create', receiver.url)
    const [customer] = await write((writer) =>
      writer.create('customer', [{ email: 'Ada@Example.com', metadata: { vip: true }, reference: 'crm-1' }]),
    )
    await deliverAll(world)
    const client = await commerceLayerClient(world)
    const answered = await client.get(`/api/customers/${customer!.shortId}`)
    const { meta, ...expected } = (
      JSON.parse(answered.body.replaceAll('http://localhost:8080/api', '/api')) as Body
    ).data
    expect(Object.keys(meta as JsonObject)).toEqual(['mode', 'organization_id', 'trace_id'])
    expect(receiver.got[0]?.body).toBe(
      JSON.stringify({
        data: { ...expected, meta: { mode: 'test', organization_id: world.organization.shortId } },
      }),
    )
  })

  test('shows the record as it was after that change, though it changed again before it was sent', async () => {
    await subscribe(world, 'customers.metadata_update', receiver.url)
    const [customer] = await write((writer) => writer.create('customer', [{ email: 'early@example.com' }]))
    for (const [step, email] of ['one@example.com', 'two@example.com'].entries())
      await write((writer) => writer.update('customer', customer!.key, { email, metadata: { step } }))
    await write((writer) => writer.update('customer', customer!.key, { email: 'last@example.com' }))
    await deliverAll(world)
    expect(bodies().map(({ data }) => [data.attributes.email, data.attributes.metadata])).toEqual([
      ['one@example.com', { step: 0 }],
      ['two@example.com', { step: 1 }],
    ])
  })

  test('brings what it is told to include, and the tags of what was tagged', async () => {
    await subscribe(world, 'customers.tagged', receiver.url, {
      extras: { 'commerce-layer': { include_resources: ['customer_group', 'customer_addresses.address'] } },
    })
    await write(async (writer) => {
      const [group] = await writer.create('group', [{ name: 'Wholesale' }])
      const [tag] = await writer.create('tag', [{ name: 'vip' }])
      const [customer] = await writer.create('customer', [
        { email: 'included@example.com', groupKey: group!.key },
      ])
      await writer.create('address', [{ customerKey: customer!.key, city: 'Rome' }])
      await writer.create('customerTag', [{ customerKey: customer!.key, tagKey: tag!.key }])
    })
    await deliverAll(world)
    const { included = [] } = body()
    expect(included.map(({ type }) => type).sort()).toEqual([
      'addresses',
      'customer_addresses',
      'customer_groups',
      'tags',
    ])
    expect(included.find(({ type }) => type === 'tags')?.attributes.name).toBe('vip')
  })

  test('of a destroyed record there is only the id', async () => {
    await subscribe(world, 'customers.destroy', receiver.url, {
      extras: { 'commerce-layer': { include_resources: ['customer_group', 'orders'] } },
    })
    const [customer] = await write((writer) => writer.create('customer', [{ email: 'secret@example.com' }]))
    await write((writer) => writer.remove('customer', [customer!.key]))
    await deliverAll(world)
    const { data, included } = body()
    expect(data.id).toBe(customer!.shortId)
    expect(data.type).toBe('customers')
    const attributes = Object.entries(data.attributes)
    expect(attributes.length).toBeGreaterThan(10)
    expect(attributes.filter(([, value]) => value !== null)).toEqual([])
    const relationships = data.relationships as Record<string, JsonObject>
    expect(relationships.customer_group?.data).toBeNull()
    expect(relationships.orders?.data).toBeNull()
    expect(relationships.tags).not.toHaveProperty('data')
    expect(included).toEqual([])
    expect(receiver.got[0]?.body).not.toContain('secret@example.com')
  })

  test('a password is known to exist, and its hash is copied nowhere', async () => {
    const webhook = await subscribe(world, 'customers.create_password', receiver.url)
    await write((writer) =>
      writer.create('customer', [{ email: 'pw@example.com', passwordHash: 'scrypt$very-secret' }]),
    )
    await deliverAll(world)
    expect(body().data.attributes.has_password).toBe(true)
    const [delivery] = await deliveriesOf(world, webhook)
    expect(JSON.stringify(delivery)).not.toContain('very-secret')
  })

  test('an address of an address book goes by the customer’s address', async () => {
    await subscribe(world, 'customer_addresses.create', receiver.url)
    await write(async (writer) => {
      const [customer] = await writer.create('customer', [{ email: 'home@example.com' }])
      await writer.create('address', [{ customerKey: customer!.key, line1: 'Via Roma 1', city: 'Rome' }])
    })
    await deliverAll(world)
    expect(body().data).toMatchObject({
      type: 'customer_addresses',
      attributes: { customer_email: 'home@example.com' },
    })
  })

  test('what cannot be included is a failed attempt that says so', async () => {
    const webhook = await subscribe(world, 'customers.create', receiver.url, {
      extras: { 'commerce-layer': { include_resources: ['shoe_size'] } },
    })
    await write((writer) => writer.create('customer', [{}]))
    await deliverAll(world)
    expect(receiver.got).toEqual([])
    expect(await attemptsOf(world, webhook)).toMatchObject([
      { body: null, responseStatus: null, responseMessage: expect.stringMatching(/^not sent: .*shoe_size/) },
    ])
  })
})
