/** What an app hears of, in which words, and how often it is tried (section 10). */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Writer } from '../../src/core/ports.ts'
import { assuming } from '../../src/dialects/assumptions.ts'
import { dialects } from '../../src/dialects/index.ts'
import { deliverDue } from '../../src/jobs/webhooks/deliver-due.ts'
import { ENGINES } from '../support/engines.ts'
import { everywhere } from '../support/reach.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'
import { appOf } from '../support/shopline-app.ts'
import { deliverAll } from '../support/webhooks.ts'
import { createWorld, type World } from '../support/world.ts'

const START = Date.parse('2026-03-01T00:00:00Z')
const BASE = '/admin/openapi/v20260301'

/** As the vendor's SDK does it: all seven headers, then the raw body against the hexadecimal signature. */
function decode({ headers, body }: Received, secret: string) {
  const names = ['topic', 'hmac-sha256', 'shop-domain', 'shop-id', 'merchant-id', 'api-version', 'webhook-id']
  const values = Object.fromEntries(names.map((name) => [name, headers[`x-shopline-${name}`]]))
  for (const name of names) expect(values[name], name).toMatch(/\S/)
  const wanted = Buffer.from(createHmac('sha256', secret).update(body).digest('hex'))
  const given = Buffer.from(String(values['hmac-sha256']))
  expect(wanted.length === given.length && timingSafeEqual(wanted, given)).toBe(true)
  return { ...values, body: JSON.parse(body) } as Record<string, string> & { body: Record<string, unknown> }
}

describe.each(ENGINES)('SHOPLINE’s webhooks on %s', (engine) => {
  let world: World
  let receiver: Receiver
  let app: { id: string; key: string; secret: string }
  let token = ''
  beforeAll(async () => {
    world = await createWorld(engine)
    const apps = appOf(world)
    app = await apps.make()
    token = await apps.install(app)
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(async () => {
    world.setTime()
    for (const { id } of await subscriptions()) await call('DELETE', `/${id}/webhooks.json`)
    await receiver.close()
  })

  const call = async (method: string, path: string, body?: object) => {
    const answer = await world.send({
      url: `${BASE}${path}`,
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : '',
    })
    expect(answer.status).toBe(200)
    return answer.json() as { webhook: { id: number }; webhooks: { id: number }[] }
  }
  const subscriptions = async () => (await call('GET', '/webhooks.json')).webhooks
  const subscribe = async (...topics: string[]) => {
    for (const topic of topics)
      await call('POST', '/webhooks.json', {
        webhook: { address: receiver.url, topic, api_version: 'v20240601' },
      })
  }
  const write = <T>(work: (writer: Writer) => Promise<T>): Promise<T> =>
    world.store.records.write(world.organization.key, { kind: 'test' }, work)
  const newCustomer = async (values: object = {}) => {
    const [customer] = await write((writer) => writer.create('customer', [values]))
    return customer!
  }
  const at = (seconds: number) => world.setTime(new Date(START + seconds * 1000).toISOString())
  /** What came since the last look, by topic: each has a subscription of its own, and those do not wait for each other. */
  const heard = async () => {
    await deliverAll(world)
    const told = receiver.got.splice(0).map((one) => decode(one, app.secret))
    return told.sort((a, b) => (String(a.topic) < String(b.topic) ? -1 : a.topic === b.topic ? 0 : 1))
  }
  const topics = async () => (await heard()).map(({ topic }) => topic)

  const KEYS =
    'id,email,phone,first_name,last_name,nick_name,gender,birthday,language,currency,state,verified_email,note,tags,orders_count,total_spent,last_order_id,created_at,updated_at,addresses,default_address,email_marketing_consent,sms_marketing_consent,email_subscribe_flag,mobile_subscribe_flag,accepts_marketing,accepts_marketing_updated_at,accepts_mobile_marketing,accepts_mobile_marketing_updated_at,asid,social_customer,multipass_identifier'

  test('a new customer and each change of it, signed, with the documented slips of type', async () => {
    await subscribe('customers/create', 'customers/update')
    const customer = await newCustomer({
      email: 'ada@example.com',
      firstName: 'Ada',
      gender: 'female',
      accountState: 'registered',
      extras: { shopline: { social_customer: ['line'] } },
    })
    const [created, ...rest] = await heard()
    expect(rest).toEqual([])
    expect(created).toMatchObject({
      topic: 'customers/create',
      'shop-domain': 'acme.localhost:8080',
      'shop-id': world.organization.numberId,
      'merchant-id': world.organization.merchantId,
      'api-version': 'v20240601',
      'webhook-id': expect.stringMatching(/^[0-9a-f]{24}$/),
    })
    expect(Object.keys(created!.body).join()).toBe(KEYS)
    expect(Object.keys(created!.body)).toHaveLength(32)
    expect(created!.body).toMatchObject({
      id: customer.numberId,
      email: 'ada@example.com',
      gender: 'female',
      state: '3',
      social_customer: null,
      total_spent: '0.00',
    })

    await write((writer) => writer.update('customer', customer.key, { note: 'Likes tea' }))
    const [noted] = await heard()
    expect([noted!.topic, noted!.body.state, noted!.body.note]).toEqual(['customers/update', 3, 'Likes tea'])
    await write((writer) =>
      writer.create('address', [
        { customerKey: customer.key, isDefault: true, city: 'Rome', provinceCode: 'RM' },
      ]),
    )
    const [moved] = await heard()
    const keys =
      'id,customer_id,first_name,last_name,company,address1,address2,city,province,province_code,country,country_code,zip,phone,default'
    expect(Object.keys((moved!.body.addresses as object[])[0]!).join()).toBe(keys)
    expect(Object.keys(moved!.body.default_address as object).join()).toBe(keys)
    await write(async (writer) => {
      const [tag] = await writer.create('tag', [{ name: 'vip' }])
      await writer.create('customerTag', [{ customerKey: customer.key, tagKey: tag!.key }])
      await writer.update('customer', customer.key, { extras: { shopline: { asid: '7' } } })
    })
    expect((await heard()).map(({ topic, body }) => [topic, body.tags, body.asid])).toEqual([
      ['customers/update', 'vip', '7'],
    ])
  })

  test('what a customer does not show, an import and another store tell nothing', async () => {
    await subscribe('customers/create', 'customers/update')
    const { key } = await newCustomer()
    const [address] = await write((writer) => writer.create('address', [{ customerKey: key, city: 'Rome' }]))
    await heard()
    await write((writer) => writer.update('address', address!.key, { metadata: { floor: 2 } }))
    await write((writer) =>
      writer.update('customer', key, { metadata: { shoe: 42 }, extras: { toy: { x: 1 } } }),
    )
    await write((writer) =>
      writer.create('order', [{ customerKey: key, status: 'completed', currency: 'USD', amount: 100 }]),
    )
    const other = await world.addOrganization({ slug: `other-${engine}` })
    await world.store.records.write(other.key, { kind: 'test' }, (writer) => writer.create('customer', [{}]))
    await world.store.records.write(
      world.organization.key,
      { kind: 'test' },
      (writer) => writer.create('customer', [{}]),
      { silent: true },
    )
    expect(await topics()).toEqual([])
    await write((writer) => writer.update('address', address!.key, { city: 'Pisa' }))
    expect(await topics()).toEqual(['customers/update'])
  })

  test('the blacklist disables and enables; consent says what was done', async () => {
    await subscribe('customers/enable', 'customers/disable', 'customers_marketing_consent/update')
    const { key } = await newCustomer({ email: `consent-${engine}@example.com` })
    const change = (values: object) => write((writer) => writer.update('customer', key, values))
    await change({ blacklisted: true })
    await change({ blacklisted: false })
    expect((await heard()).map(({ topic, body }) => [topic, body.state])).toEqual([
      ['customers/disable', '0'],
      ['customers/enable', '1'],
    ])
    await change({ emailConsentState: 'subscribed', emailConsentAt: new Date(START) })
    await change({ smsConsentState: 'subscribed' })
    await change({ emailConsentState: 'unsubscribed', smsConsentState: 'unsubscribed' })
    await change({ emailConsentState: 'awaiting_confirmation' })
    const told = await heard()
    expect(told.map(({ topic, body }) => [topic, body.subscribeActionType, body.state])).toEqual(
      [1, 2, 3, 4].map((action) => ['customers_marketing_consent/update', action, '1']),
    )
    expect(Object.keys(told[0]!.body).join()).toBe(`${KEYS},subscribeActionType`)
    expect(told[0]!.body).toMatchObject({ accepts_marketing: true, email_subscribe_flag: 1 })
  })

  test('who goes is told in few words, and nothing else of them', async () => {
    await subscribe('customers/update', 'customers/delete')
    const customer = await newCustomer({
      email: `gone-${engine}@example.com`,
      phone: '+85253657436',
      firstName: 'Al',
      lastName: 'Gone',
    })
    await write((writer) => writer.create('address', [{ customerKey: customer.key }]))
    await heard()
    at(0)
    await write((writer) => writer.remove('customer', [customer.key]))
    const [gone, ...rest] = await heard()
    expect(rest).toEqual([])
    expect(gone!.body).toEqual({
      id: customer.numberId,
      email: `gone-${engine}@example.com`,
      phone: '0085253657436',
      first_name: 'Al',
      last_name: 'Gone',
      nick_name: 'Al Gone',
      updated_at: '2026-03-01T00:00:00+00:00',
    })
    expect(Object.keys(gone!.body)).toEqual([
      'id',
      'email',
      'phone',
      'first_name',
      'last_name',
      'nick_name',
      'updated_at',
    ])
  })

  test('an erasure asks to redact, names the orders, and says nothing that it erased', async () => {
    await subscribe('customers/redact', 'customers/update', 'customers_marketing_consent/update')
    const customer = await newCustomer({
      email: `redact-${engine}@example.com`,
      phone: '+1 467 326483',
      emailConsentState: 'subscribed',
    })
    await write((writer) =>
      writer.create('order', [
        { customerKey: customer.key, number: '72348', status: 'completed', currency: 'USD', amount: 100 },
        { customerKey: customer.key, number: null, status: 'created', currency: 'USD', amount: 1 },
      ]),
    )
    await heard()
    at(0)
    await write((writer) => writer.erase(customer.key))
    await deliverAll(world)
    expect(receiver.got.map(({ body }) => body).join()).not.toMatch(/redact-|467 ?326483/)
    const [redact, ...rest] = await heard()
    expect(rest).toEqual([])
    expect(redact!.topic).toBe('customers/redact')
    expect(redact!.body).toEqual({
      customer: { id: customer.numberId, email: expect.stringContaining('@anonymized.invalid'), phone: null },
      orders_to_redact: ['#72348'],
      shop_domain: 'acme.localhost:8080',
      shop_id: world.organization.numberId,
      update_time: '2026-03-01T00:00:00+00:00',
    })
  })

  test('groups come, change and go', async () => {
    await subscribe('customer_groups/create', 'customer_groups/update', 'customer_groups/delete')
    at(0)
    const [group] = await write((writer) =>
      writer.create('group', [{ name: 'Fans', query: 'orders_count:>1' }]),
    )
    await write((writer) => writer.update('group', group!.key, { name: 'Big fans' }))
    await write((writer) => writer.remove('group', [group!.key]))
    const time = '2026-03-01T00:00:00+00:00'
    const shown = { id: group!.numberId, query: 'orders_count:>1', created_at: time, updated_at: time }
    expect((await heard()).map(({ topic, body }) => [topic, body])).toEqual([
      ['customer_groups/create', { ...shown, name: 'Fans' }],
      [
        'customer_groups/delete',
        { id: group!.numberId, store_id: world.organization.numberId, deleted_at: time },
      ],
      ['customer_groups/update', { ...shown, name: 'Big fans' }],
    ])
  })

  test('only 200 is heard; nineteen retries on the ladder, then the subscription is over', async () => {
    at(0)
    await subscribe('customers/create', 'customers/delete')
    await newCustomer()
    const waits = [0, 5, 10, 30, 45, 60, 120, 300, 720, 2280, 3600, 7200, ...Array(7).fill(14_400)]
    expect(waits).toHaveLength(19)
    receiver.answer = 201
    await deliverAll(world)
    // The first retry comes at once.
    expect(receiver.got).toHaveLength(2)
    let now = 0
    for (const [index, wait] of waits.slice(1).entries()) {
      at(now + wait - 1)
      await deliverAll(world)
      expect(receiver.got).toHaveLength(index + 2)
      expect(await subscriptions()).toHaveLength(2)
      now += wait
      at(now)
      await deliverAll(world)
      expect(receiver.got).toHaveLength(index + 3)
    }
    expect(receiver.got).toHaveLength(20)
    expect(new Set(receiver.got.map(({ headers }) => headers['x-shopline-webhook-id'])).size).toBe(1)
    expect(new Set(receiver.got.map(({ body }) => body)).size).toBe(1)
    expect((await subscriptions()).map((one) => (one as unknown as { topic: string }).topic)).toEqual([
      'customers/delete',
    ])
    expect(await call('GET', '/webhooks/count.json')).toEqual({ count: 1 })
    receiver.answer = 200
    await newCustomer()
    await deliverAll(world)
    expect(receiver.got).toHaveLength(20)
  })

  test('a success of another delivery meanwhile keeps the subscription', async () => {
    at(0)
    await subscribe('customers/create')
    await newCustomer()
    receiver.answer = 500
    await deliverAll(world)
    at(1)
    receiver.answer = 200
    await newCustomer()
    await deliverAll(world)
    receiver.answer = 500
    for (const seconds of [5, 15, 45, 90, 150, 270, 570, 1290, 3570, 7170, 14_370]) {
      at(seconds)
      await deliverAll(world)
    }
    for (let n = 1; n <= 7; n++) {
      at(14_370 + n * 14_400)
      await deliverAll(world)
    }
    expect(receiver.got.length).toBeGreaterThanOrEqual(21)
    expect(await subscriptions()).toHaveLength(1)
  })

  test('the signature can be base64, and an app that is gone hears nothing', async () => {
    const apps = appOf(world)
    const doomed = await apps.make()
    const kept = [token, app] as const
    token = await apps.install(doomed)
    await subscribe('customers/create')
    token = kept[0]
    await newCustomer()
    const other = assuming(dialects, ['shopline.webhookSignature=base64'])
    const deliver = () =>
      deliverDue(
        { outbox: world.store.outbox, services: world.services, dialects: other, reach: everywhere },
        new AbortController().signal,
      )
    await deliver()
    const { headers, body } = receiver.got[0]!
    expect(headers['x-shopline-hmac-sha256']).toBe(
      createHmac('sha256', doomed.secret).update(body).digest('base64'),
    )
    await world.services.credentials.revoke(doomed.id)
    await newCustomer()
    await deliver()
    expect(receiver.got).toHaveLength(1)
    // Given up at once: it will not come back, and nor will its subscription.
    const dead = await world.store.records.list(world.organization.key, {
      type: 'delivery',
      where: { op: 'eq', field: 'state', value: 'dead' },
      sort: [{ field: 'key', descending: true }],
      limit: 1,
    })
    expect(dead).toMatchObject([{ attempts: 1 }])
    const webhook = await world.store.records.find(
      world.organization.key,
      'webhook',
      'key',
      dead[0]!.webhookKey,
    )
    expect(webhook?.disabledAt).not.toBeNull()
  })
})
