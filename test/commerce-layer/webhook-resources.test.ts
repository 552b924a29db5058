import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Client, commerceLayerClient } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { deliverAll, subscribe } from '../support/webhooks.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('webhooks, events and event callbacks on %s', (engine) => {
  let world: World
  let receiver: Receiver
  let client: Client
  let salesChannel: Client
  beforeAll(async () => {
    world = await createWorld(engine)
    client = await commerceLayerClient(world)
    salesChannel = await commerceLayerClient(world, {
      kind: 'sales_channel',
      grant: { scope: 'market:all' },
    })
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(() => receiver.close())

  const get = async (url: string) => {
    const { status, document } = await client.get(url)
    expect(status).toBe(200)
    return document
  }
  const createWebhook = (attributes: object) => client.make('webhooks', attributes)
  const createCustomer = (email: string) => client.make('customers', { email })

  test('a webhook is made with a secret that signs, and has every attribute in order', async () => {
    const webhook = await createWebhook({
      topic: 'customers.create',
      callback_url: receiver.url,
      include_resources: ['customer_group'],
      name: 'mine',
    })
    expect(Object.keys(webhook.attributes)).toEqual([
      'name',
      'topic',
      'callback_url',
      'include_resources',
      'disabled_at',
      'circuit_state',
      'circuit_failure_count',
      'shared_secret',
      'created_at',
      'updated_at',
      'reference',
      'reference_origin',
      'metadata',
    ])
    expect(webhook.attributes).toMatchObject({
      name: 'mine',
      topic: 'customers.create',
      callback_url: receiver.url,
      include_resources: ['customer_group'],
      disabled_at: null,
      circuit_state: 'closed',
      circuit_failure_count: 0,
      shared_secret: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    expect((await get(`/api/webhooks/${webhook.id}`)).data.attributes).toEqual(webhook.attributes)
    const customer = await createCustomer('first@example.com')
    await deliverAll(world)
    expect(receiver.got).toHaveLength(1)
    const { body, headers } = receiver.got[0]!
    expect(headers['x-commercelayer-signature']).toBe(
      createHmac('sha256', String(webhook.attributes.shared_secret)).update(body).digest('base64'),
    )
    expect(JSON.parse(body)).toMatchObject({
      data: { id: customer.id, relationships: { customer_group: { data: null } } },
      included: [],
    })
    const kept = await world.store.records.find(world.organization.key, 'webhook', 'shortId', webhook.id)
    expect(kept?.sealedSecret).toMatch(/^v1\./)
    const events = await world.store.records.list(world.organization.key, {
      type: 'event',
      where: { op: 'eq', field: 'recordType', value: 'webhook' },
      sort: [],
      limit: 10,
    })
    expect(events).toHaveLength(1)
    expect(JSON.stringify(events)).not.toContain(kept!.sealedSecret)
  })

  test('disabled, enabled, reset, with another secret, and deleted', async () => {
    const webhook = await createWebhook({
      topic: 'customers.create',
      callback_url: receiver.url,
      _disable: true,
    })
    expect(webhook.attributes.name).toBe(`Webhook ${webhook.id}`)
    expect(webhook.attributes.disabled_at).not.toBeNull()
    expect(
      (await client.update('webhooks', webhook.id, { _enable: true })).data.attributes.disabled_at,
    ).toBeNull()
    const { key } = (await world.store.records.find(
      world.organization.key,
      'webhook',
      'shortId',
      webhook.id,
    ))!
    await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.update('webhook', key, { circuitState: 'open', failureCount: 30 }),
    )
    const open = await client.list('/api/webhooks?filter[q][circuit_state_eq]=open')
    expect(open.map(({ id }) => id)).toEqual([webhook.id])
    expect(
      (await client.update('webhooks', webhook.id, { _reset_circuit: true })).data.attributes,
    ).toMatchObject({
      circuit_state: 'closed',
      circuit_failure_count: 0,
    })
    const renewed = await client.update('webhooks', webhook.id, { _regenerate_shared_secret: true })
    expect(renewed.data.attributes.shared_secret).toMatch(/^[0-9a-f]{32}$/)
    expect(renewed.data.attributes.shared_secret).not.toBe(webhook.attributes.shared_secret)
    await createCustomer('before-deletion@example.com')
    expect((await client.remove('webhooks', webhook.id)).status).toBe(204)
    await deliverAll(world)
    expect(receiver.got).toEqual([])
    expect((await client.get(`/api/webhooks/${webhook.id}`)).status).toBe(404)
  })

  test.each([
    [{ callback_url: 'https://example.com/' }, '/data/attributes/topic', "can't be blank"],
    [{ topic: 'customers', callback_url: 'https://example.com/' }, '/data/attributes/topic', 'is invalid'],
    [{ topic: 'customers.create' }, '/data/attributes/callback_url', "can't be blank"],
    [{ topic: 'customers.create', callback_url: 'example' }, '/data/attributes/callback_url', 'is invalid'],
    [
      { topic: 'customers.create', callback_url: 'https://example.com/', include_resources: ['shoe_size'] },
      '/data/attributes/include_resources',
      'is invalid',
    ],
  ])('a webhook with %j is refused', async (attributes, pointer, title) => {
    const { status, document } = await client.create('webhooks', attributes)
    expect(status).toBe(422)
    expect(document.errors).toMatchObject([{ title, source: { pointer } }])
  })

  test('what fired for a record is among its events; nobody else’s is', async () => {
    const webhook = await createWebhook({ topic: 'customers.metadata_update', callback_url: receiver.url })
    const customer = await createCustomer('eventful@example.com')
    await createCustomer('other@example.com')
    await client.update('customers', customer.id, { metadata: { step: 1 } })
    const events = await client.list(`/api/customers/${customer.id}/events`)
    expect(events.map(({ type, attributes }) => [type, attributes.name])).toEqual([
      ['events', 'customers.create'],
      ['events', 'customers.metadata_update'],
    ])
    const [, update] = events
    expect(Object.keys(update!.attributes)).toEqual([
      'name',
      'created_at',
      'updated_at',
      'reference',
      'reference_origin',
      'metadata',
    ])
    await deliverAll(world)
    const shown = await get(`/api/events/${update!.id}?include=webhooks,last_event_callbacks`)
    expect(shown.included?.map(({ type }) => type)).toEqual(['webhooks', 'event_callbacks'])
    expect(shown.included?.[0]?.id).toBe(webhook.id)
    const callback = shown.included![1]!
    expect(callback.attributes).toMatchObject({
      callback_url: receiver.url,
      payload: { data: { id: customer.id } },
      response_code: '200',
      response_message: 'OK',
    })
    expect((await get(`/api/event_callbacks/${callback.id}/webhook`)).data.id).toBe(webhook.id)
    const found = await client.list(
      `/api/event_callbacks?filter[q][webhook_id_eq]=${webhook.id}&filter[q][response_code_eq]=200`,
    )
    expect(found.map(({ id }) => id)).toEqual([callback.id])
    const named = await client.list('/api/events?filter[q][name_eq]=customers.metadata_update')
    expect(named.map(({ id }) => id)).toEqual([update!.id])
    const having = await client.list('/api/customers?filter[q][events_name_eq]=customers.metadata_update')
    expect(having.map(({ id }) => id)).toEqual([customer.id])
  })

  test('an address has the events of its own resource', async () => {
    const customer = await createCustomer('at-home@example.com')
    const [entry] = await world.store.records.write(
      world.organization.key,
      { kind: 'test' },
      async (writer) => {
        const owner = await writer.find(world.organization.key, 'customer', 'shortId', customer.id)
        return writer.create('address', [{ customerKey: owner!.key, city: 'Rome' }])
      },
    )
    const names = async (url: string) => (await client.list(url)).map(({ attributes }) => attributes.name)
    expect(await names(`/api/customer_addresses/${entry!.entryShortId}/events`)).toEqual([
      'customer_addresses.create',
    ])
    expect(await names(`/api/addresses/${entry!.shortId}/events`)).toEqual([])
  })

  test('the versions of a webhook are what happened to it', async () => {
    const webhook = await createWebhook({ topic: 'customers.create', callback_url: receiver.url })
    await client.update('webhooks', webhook.id, { name: 'Sign-ups' })
    const versions = await client.list(`/api/webhooks/${webhook.id}/versions`)
    expect(versions.map(({ attributes }) => attributes.event)).toEqual(['create', 'update'])
    expect(versions[1]?.attributes.changes).toEqual({ name: [null, 'Sign-ups'] })
    const { included } = await get(`/api/webhooks/${webhook.id}?include=versions`)
    expect(included?.map(({ type }) => type)).toEqual(['versions', 'versions'])
    await client.remove('webhooks', webhook.id)
  })

  test('an event is fired again for whoever listens now, with the record as it is now', async () => {
    const early = await createWebhook({ topic: 'customers.create', callback_url: `${receiver.url}/early` })
    const customer = await createCustomer('again@example.com')
    await deliverAll(world)
    receiver.got.length = 0
    await createWebhook({ topic: 'customers.create', callback_url: `${receiver.url}/late` })
    await client.update('customers', customer.id, { email: 'renamed@example.com' })
    const events = await client.list(`/api/customers/${customer.id}/events`)
    const { status } = await client.update('events', events[0]!.id, { _trigger: true })
    expect(status).toBe(200)
    await deliverAll(world)
    expect(receiver.got.map(({ body }) => JSON.parse(body).data.attributes.email)).toEqual([
      'renamed@example.com',
      'renamed@example.com',
    ])
    const callbacks = await get(`/api/webhooks/${early.id}/last_event_callbacks`)
    expect(callbacks.meta?.record_count).toBe(2)
    for (const { id } of await client.list('/api/webhooks')) await client.remove('webhooks', id)
  })

  test('of a customer who is gone the event that is fired again tells the id alone', async () => {
    await subscribe(world, 'customers.create', receiver.url)
    const customer = await createCustomer('soon-gone@example.com')
    const event = (await client.list(`/api/customers/${customer.id}/events`))[0]!
    await deliverAll(world)
    await client.remove('customers', customer.id)
    receiver.got.length = 0
    expect((await client.update('events', event.id, { _trigger: true })).status).toBe(200)
    await deliverAll(world)
    expect(receiver.got).toHaveLength(1)
    expect(JSON.parse(receiver.got[0]!.body).data).toMatchObject({
      id: customer.id,
      attributes: { email: null },
    })
  })

  test('a password reset’s token is told to who listens, and kept nowhere', async () => {
    const webhook = await createWebhook({
      topic: 'customer_password_resets.create',
      callback_url: receiver.url,
    })
    await createCustomer('forgetful@example.com')
    const reset = () => client.make('customer_password_resets', { customer_email: 'forgetful@example.com' })
    const first = await reset()
    await deliverAll(world)
    const token = String(first.attributes.reset_password_token)
    expect(JSON.parse(receiver.got[0]!.body).data.attributes).toMatchObject({
      customer_email: 'forgetful@example.com',
      reset_password_token: token,
    })
    const [callback] = await client.list(`/api/webhooks/${webhook.id}/last_event_callbacks`)
    expect(callback?.attributes.payload).toMatchObject({
      data: { id: first.id, attributes: { reset_password_token: null } },
    })
    const kept = await world.store.records.list(world.organization.key, {
      type: 'delivery',
      sort: [{ field: 'key', descending: true }],
      limit: 1,
    })
    expect(JSON.stringify(kept)).not.toContain(token)
    expect(JSON.stringify(kept)).not.toMatch(/v1\./)
    // One that was used before it was told is told without its token.
    const second = await reset()
    await client.update('customer_password_resets', second.id, {
      customer_password: 'correct horse',
      _reset_password_token: second.attributes.reset_password_token,
    })
    await deliverAll(world)
    expect(JSON.parse(receiver.got[1]!.body).data).toMatchObject({
      id: second.id,
      attributes: { reset_password_token: null },
    })
  })

  test('what is not documented is refused', async () => {
    expect((await client.create('events')).status).toBe(405)
    expect((await client.create('event_callbacks')).status).toBe(405)
    for (const url of ['/webhooks', '/events', '/event_callbacks'])
      expect((await salesChannel.get(`/api${url}`)).status).toBe(401)
  })

  test('another platform’s webhooks and notices are not shown', async () => {
    const org = world.organization.key
    await world.store.records.write(org, { kind: 'test' }, async (writer) => {
      await writer.create('webhook', [
        { shortId: 'Elsewhere', dialect: 'toy', topic: 'people.create', callbackUrl: 'http://127.0.0.1:1/' },
      ])
      await writer.create('notice', [
        {
          shortId: 'ElsewhereN',
          dialect: 'toy',
          topic: 'people.create',
          recordType: 'customer',
          recordKey: 1,
          recordIds: {},
        },
      ])
    })
    expect((await client.get('/api/webhooks/Elsewhere')).status).toBe(404)
    expect((await client.get('/api/events/ElsewhereN')).status).toBe(404)
  })
})
