import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/schema.ts'
import { ENGINES } from '../support/engines.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { deliverAll, subscribe } from '../support/webhooks.ts'
import { createWorld, type World } from '../support/world.ts'

type Object_ = { id: string; type: string; attributes: JsonObject }
type Document = {
  data: Object_
  errors: { title: string; status: string; source: { pointer: string }; meta?: JsonObject }[]
  included: Object_[]
}
type Collection = { data: Object_[]; meta: { record_count: number } }

describe.each(ENGINES)('webhooks, events and event callbacks on %s', (engine) => {
  let world: World
  let receiver: Receiver
  let token: string
  let salesChannel: string
  beforeAll(async () => {
    world = await createWorld(engine)
    const tokenOf = async (kind: string) => {
      const { client_id, client_secret } = await world.credential('commerce-layer', { kind })
      const scope = kind === 'sales_channel' ? { scope: 'market:all' } : { client_secret }
      const issued = await world.send({
        url: '/oauth/token',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ grant_type: 'client_credentials', client_id, ...scope }),
      })
      return (issued.json() as { access_token: string }).access_token
    }
    token = await tokenOf('integration')
    salesChannel = await tokenOf('sales_channel')
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(() => receiver.close())

  async function send(method: string, url: string, data?: unknown, bearer = token) {
    const answer = await world.send({
      method,
      url: `/api${url}`,
      headers: {
        authorization: `Bearer ${bearer}`,
        accept: 'application/vnd.api+json',
        'content-type': 'application/vnd.api+json',
      },
      ...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
    })
    return { status: answer.status, body: answer.body === '' ? null : JSON.parse(answer.body) }
  }
  const get = async <T = Document>(url: string): Promise<T> => {
    const { status, body } = await send('GET', url)
    expect(status).toBe(200)
    return body as T
  }
  const createWebhook = async (attributes: object) => {
    const { status, body } = await send('POST', '/webhooks', { type: 'webhooks', attributes })
    expect(status).toBe(201)
    return (body as Document).data
  }
  const patch = (type: string, id: string, attributes: object) =>
    send('PATCH', `/${type}/${id}`, { type, id, attributes })
  const createCustomer = async (email: string) => {
    const { status, body } = await send('POST', '/customers', { type: 'customers', attributes: { email } })
    expect(status).toBe(201)
    return (body as Document).data
  }

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
    expect((await get(`/webhooks/${webhook.id}`)).data.attributes).toEqual(webhook.attributes)
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
      (await patch('webhooks', webhook.id, { _enable: true })).body.data.attributes.disabled_at,
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
    const open = await get<Collection>('/webhooks?filter[q][circuit_state_eq]=open')
    expect(open.data.map(({ id }) => id)).toEqual([webhook.id])
    expect(
      (await patch('webhooks', webhook.id, { _reset_circuit: true })).body.data.attributes,
    ).toMatchObject({
      circuit_state: 'closed',
      circuit_failure_count: 0,
    })
    const renewed = await patch('webhooks', webhook.id, { _regenerate_shared_secret: true })
    expect(renewed.body.data.attributes.shared_secret).toMatch(/^[0-9a-f]{32}$/)
    expect(renewed.body.data.attributes.shared_secret).not.toBe(webhook.attributes.shared_secret)
    await createCustomer('before-deletion@example.com')
    expect((await send('DELETE', `/webhooks/${webhook.id}`)).status).toBe(204)
    await deliverAll(world)
    expect(receiver.got).toEqual([])
    expect((await send('GET', `/webhooks/${webhook.id}`)).status).toBe(404)
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
    const { status, body } = await send('POST', '/webhooks', { type: 'webhooks', attributes })
    expect(status).toBe(422)
    expect((body as Document).errors).toMatchObject([{ title, source: { pointer } }])
  })

  test('what fired for a record is among its events; nobody else’s is', async () => {
    const webhook = await createWebhook({ topic: 'customers.metadata_update', callback_url: receiver.url })
    const customer = await createCustomer('eventful@example.com')
    await createCustomer('other@example.com')
    await patch('customers', customer.id, { metadata: { step: 1 } })
    const events = await get<Collection>(`/customers/${customer.id}/events`)
    expect(events.data.map(({ type, attributes }) => [type, attributes.name])).toEqual([
      ['events', 'customers.create'],
      ['events', 'customers.metadata_update'],
    ])
    const [, update] = events.data
    expect(Object.keys(update!.attributes)).toEqual([
      'name',
      'created_at',
      'updated_at',
      'reference',
      'reference_origin',
      'metadata',
    ])
    await deliverAll(world)
    const shown = await get(`/events/${update!.id}?include=webhooks,last_event_callbacks`)
    expect(shown.included.map(({ type }) => type)).toEqual(['webhooks', 'event_callbacks'])
    expect(shown.included[0]?.id).toBe(webhook.id)
    const callback = shown.included[1]!
    expect(callback.attributes).toMatchObject({
      callback_url: receiver.url,
      payload: { data: { id: customer.id } },
      response_code: '200',
      response_message: 'OK',
    })
    expect((await get(`/event_callbacks/${callback.id}/webhook`)).data.id).toBe(webhook.id)
    const found = await get<Collection>(
      `/event_callbacks?filter[q][webhook_id_eq]=${webhook.id}&filter[q][response_code_eq]=200`,
    )
    expect(found.data.map(({ id }) => id)).toEqual([callback.id])
    const named = await get<Collection>('/events?filter[q][name_eq]=customers.metadata_update')
    expect(named.data.map(({ id }) => id)).toEqual([update!.id])
    const having = await get<Collection>('/customers?filter[q][events_name_eq]=customers.metadata_update')
    expect(having.data.map(({ id }) => id)).toEqual([customer.id])
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
    const names = async (url: string) =>
      (await get<Collection>(url)).data.map(({ attributes }) => attributes.name)
    expect(await names(`/customer_addresses/${entry!.entryShortId}/events`)).toEqual([
      'customer_addresses.create',
    ])
    expect(await names(`/addresses/${entry!.shortId}/events`)).toEqual([])
  })

  test('the versions of a webhook are what happened to it', async () => {
    const webhook = await createWebhook({ topic: 'customers.create', callback_url: receiver.url })
    await patch('webhooks', webhook.id, { name: 'Sign-ups' })
    const versions = await get<Collection>(`/webhooks/${webhook.id}/versions`)
    expect(versions.data.map(({ attributes }) => attributes.event)).toEqual(['create', 'update'])
    expect(versions.data[1]?.attributes.changes).toEqual({ name: [null, 'Sign-ups'] })
    const { included } = await get(`/webhooks/${webhook.id}?include=versions`)
    expect(included.map(({ type }) => type)).toEqual(['versions', 'versions'])
    await send('DELETE', `/webhooks/${webhook.id}`)
  })

  test('an event is fired again for whoever listens now, with the record as it is now', async () => {
    const early = await createWebhook({ topic: 'customers.create', callback_url: `${receiver.url}/early` })
    const customer = await createCustomer('again@example.com')
    await deliverAll(world)
    receiver.got.length = 0
    await createWebhook({ topic: 'customers.create', callback_url: `${receiver.url}/late` })
    await patch('customers', customer.id, { email: 'renamed@example.com' })
    const events = await get<Collection>(`/customers/${customer.id}/events`)
    const { status } = await patch('events', events.data[0]!.id, { _trigger: true })
    expect(status).toBe(200)
    await deliverAll(world)
    expect(receiver.got.map(({ body }) => JSON.parse(body).data.attributes.email)).toEqual([
      'renamed@example.com',
      'renamed@example.com',
    ])
    const callbacks = await get<Collection>(`/webhooks/${early.id}/last_event_callbacks`)
    expect(callbacks.meta.record_count).toBe(2)
    for (const { id } of (await get<Collection>('/webhooks')).data) await send('DELETE', `/webhooks/${id}`)
  })

  test('of a customer who is gone the event that is fired again tells the id alone', async () => {
    await subscribe(world, 'customers.create', receiver.url)
    const customer = await createCustomer('soon-gone@example.com')
    const event = (await get<Collection>(`/customers/${customer.id}/events`)).data[0]!
    await deliverAll(world)
    await send('DELETE', `/customers/${customer.id}`)
    receiver.got.length = 0
    expect((await patch('events', event.id, { _trigger: true })).status).toBe(200)
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
    const reset = async () => {
      const { body } = await send('POST', '/customer_password_resets', {
        type: 'customer_password_resets',
        attributes: { customer_email: 'forgetful@example.com' },
      })
      return (body as Document).data
    }
    const first = await reset()
    await deliverAll(world)
    const token = String(first.attributes.reset_password_token)
    expect(JSON.parse(receiver.got[0]!.body).data.attributes).toMatchObject({
      customer_email: 'forgetful@example.com',
      reset_password_token: token,
    })
    const [callback] = (await get<Collection>(`/webhooks/${webhook.id}/last_event_callbacks`)).data
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
    await patch('customer_password_resets', second.id, {
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
    expect((await send('POST', '/events', { type: 'events', attributes: {} })).status).toBe(405)
    expect((await send('POST', '/event_callbacks', { type: 'event_callbacks' })).status).toBe(405)
    for (const url of ['/webhooks', '/events', '/event_callbacks'])
      expect((await send('GET', url, undefined, salesChannel)).status).toBe(401)
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
    expect((await send('GET', '/webhooks/Elsewhere')).status).toBe(404)
    expect((await send('GET', '/events/ElsewhereN')).status).toBe(404)
  })
})
