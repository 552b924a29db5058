import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Writer } from '../../src/core/ports.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('the topics that fire on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  /** What the work made fire on this platform, in order: `topic short-id`. */
  async function fired(work: (writer: Writer) => Promise<unknown>): Promise<string[]> {
    const org = world.organization.key
    const list = () =>
      world.store.records.list(org, { type: 'notice', sort: [{ field: 'key' }], limit: 10_000 })
    const before = new Set((await list()).map(({ key }) => key))
    await world.store.records.write(org, { kind: 'test' }, work)
    return (await list())
      .filter(({ key, dialect }) => !before.has(key) && dialect === 'commerce-layer')
      .map(({ topic, recordIds }) => `${topic} ${recordIds.shortId}`)
  }
  const made = async <T>(work: (writer: Writer) => Promise<T[]>): Promise<T> => {
    const [one] = await world.store.records.write(world.organization.key, { kind: 'test' }, work)
    if (!one) throw new Error('Nothing was written')
    return one
  }
  const customer = (email: string) => made((writer) => writer.create('customer', [{ email }]))
  const order = (customerKey: number, status: string) =>
    ({ customerKey, status, currency: 'USD', amount: 100 }) as const

  test('customers: created, a first password, metadata, and what no topic tells of', async () => {
    const { key, shortId } = await customer('a@example.com')
    const update = (changes: object) => fired((writer) => writer.update('customer', key, changes))
    expect(
      await fired((writer) => writer.create('customer', [{ shortId: 'BornWithPw', passwordHash: 'x' }])),
    ).toEqual(['customers.create BornWithPw', 'customers.create_password BornWithPw'])
    expect(await update({ firstName: 'Ada' })).toEqual([])
    expect(await update({ passwordHash: 'hash' })).toEqual([`customers.create_password ${shortId}`])
    expect(await update({ passwordHash: 'another' })).toEqual([])
    expect(await update({ metadata: { vip: true } })).toEqual([`customers.metadata_update ${shortId}`])
    expect(await update({ metadata: { vip: true } })).toEqual([])
  })

  test('customers: acquired with the first placed order, repeat with the second, no way back', async () => {
    const { key, shortId } = await customer('buyer@example.com')
    const opened = await made((writer) => writer.create('order', [order(key, 'created')]))
    const place = () => fired((writer) => writer.update('order', opened.key, { status: 'processing' }))
    expect(await place()).toEqual([
      `orders.place ${opened.shortId}`,
      `orders.start_fulfilling ${opened.shortId}`,
      `customers.acquired ${shortId}`,
    ])
    expect(
      await fired((writer) =>
        writer.create('order', [{ ...order(key, 'awaiting_payment'), shortId: 'Second' }]),
      ),
    ).toEqual(['orders.create Second', 'orders.place Second', `customers.repeat ${shortId}`])
    expect(
      await fired((writer) => writer.create('order', [{ ...order(key, 'created'), shortId: 'Third' }])),
    ).toEqual(['orders.create Third'])
    expect(await fired((writer) => writer.remove('order', [opened.key]))).toEqual([
      `orders.destroy ${opened.shortId}`,
    ])
  })

  test('orders: paid by what is paid for them, refunded when all of it is back, void when none ever was', async () => {
    const { key } = await customer('payer@example.com')
    const [first, second] = await world.store.records.write(
      world.organization.key,
      { kind: 'test' },
      (writer) => writer.create('order', [order(key, 'awaiting_payment'), order(key, 'awaiting_payment')]),
    )
    const owed = { customerKey: key, currency: 'USD' }
    const pay = (amount: number) =>
      fired((writer) =>
        writer.create('payment', [{ ...owed, orderKey: first!.key, amount, paidAt: new Date() }]),
      )
    expect(await pay(40)).toEqual([])
    expect(await pay(60)).toEqual([`orders.pay ${first!.shortId}`])
    const payments = await world.store.records.related(world.organization.key, 'order', 'payments', [
      first!.key,
    ])
    const refund = (index: number, amount: number) =>
      fired((writer) =>
        writer.create('refund', [
          { ...owed, paymentKey: payments.get(first!.key)![index]!.key, amount, state: 'recorded' },
        ]),
      )
    expect(await refund(0, 40)).toEqual([])
    expect(await refund(1, 60)).toEqual([`orders.refund ${first!.shortId}`])
    expect(await fired((writer) => writer.update('order', second!.key, { status: 'canceled' }))).toEqual([
      `orders.cancel ${second!.shortId}`,
      `orders.void ${second!.shortId}`,
    ])
  })

  test('orders and addresses: tagged', async () => {
    const { key } = await customer('tagger@example.com')
    const [one] = await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.create('order', [order(key, 'created')]),
    )
    const address = await made((writer) => writer.create('address', [{ customerKey: key }]))
    const tag = await made((writer) => writer.create('tag', [{ name: 'linked' }]))
    const put = (type: 'order' | 'address', record: number) =>
      fired((writer) => writer.setLinks(type, record, 'tags', [{ type: 'tag', key: tag.key }]))
    expect(await put('order', one!.key)).toEqual([`orders.tagged ${one!.shortId}`])
    expect(await put('order', one!.key)).toEqual([])
    expect(await put('address', address.key)).toEqual([`addresses.tagged ${address.shortId}`])
  })

  test('customers: two first orders at once make a repeat customer', async () => {
    const { key, shortId } = await customer('twice@example.com')
    const topics = await fired((writer) =>
      writer.create('order', [order(key, 'completed'), order(key, 'completed')]),
    )
    expect(topics.filter((topic) => topic.startsWith('customers.'))).toEqual([`customers.repeat ${shortId}`])
  })

  test('customers: tagged once a transaction, with the customer as it is then; not when the tag itself goes', async () => {
    const { key, shortId } = await customer('tagged@example.com')
    const tags = await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.create('tag', [{ name: 'one' }, { name: 'two' }]),
    )
    const links = tags.map((tag) => ({ customerKey: key, tagKey: tag.key }))
    expect(await fired((writer) => writer.create('customerTag', links))).toEqual([
      `customers.tagged ${shortId}`,
    ])
    const kept = await world.store.records.list(world.organization.key, {
      type: 'customerTag',
      where: { op: 'eq', field: 'customerKey', value: key },
      sort: [{ field: 'key' }],
      limit: 10,
    })
    expect(await fired((writer) => writer.remove('customerTag', [kept[0]!.key]))).toEqual([
      `customers.tagged ${shortId}`,
    ])
    expect(await fired((writer) => writer.remove('tag', [tags[1]!.key]))).toEqual([])
  })

  test('customers: every step of an anonymization', async () => {
    const { key, shortId } = await customer('forgotten@example.com')
    const steps = []
    for (const anonymizationStatus of [
      'requested',
      'cancelled',
      'requested',
      'started',
      'failed',
      'completed',
    ])
      steps.push(...(await fired((writer) => writer.update('customer', key, { anonymizationStatus }))))
    expect(steps).toEqual(
      [
        'anonymization_request',
        'anonymization_cancel',
        'anonymization_request',
        'anonymization_started',
        'anonymization_failed',
        'anonymization_completed',
      ].map((event) => `customers.${event} ${shortId}`),
    )
  })

  test('customers: destroyed after what hung on them, and not tagged any more', async () => {
    const { key, shortId } = await customer('gone@example.com')
    const address = await made((writer) => writer.create('address', [{ customerKey: key }]))
    const tag = await made((writer) => writer.create('tag', [{ name: 'gone' }]))
    await made((writer) => writer.create('customerTag', [{ customerKey: key, tagKey: tag.key }]))
    expect(await fired((writer) => writer.remove('customer', [key]))).toEqual([
      `customer_addresses.destroy ${address.shortId}`,
      `customers.destroy ${shortId}`,
    ])
  })

  test('addresses: into and out of an address book', async () => {
    const { key } = await customer('moving@example.com')
    expect(await fired((writer) => writer.create('address', [{ shortId: 'Nobodys' }]))).toEqual([])
    const nobodys = await world.store.records.find(world.organization.key, 'address', 'shortId', 'Nobodys')
    const update = (changes: object) => fired((writer) => writer.update('address', nobodys!.key, changes))
    expect(await update({ customerKey: key })).toEqual(['customer_addresses.create Nobodys'])
    expect(await update({ city: 'Rome' })).toEqual([])
    expect(await update({ customerKey: null })).toEqual(['customer_addresses.destroy Nobodys'])
    expect(await fired((writer) => writer.remove('address', [nobodys!.key]))).toEqual([])
  })

  test('records of other kinds: by their kind', async () => {
    const { key } = await customer('long-tail@example.com')
    const record = (kind: string, shortId: string, attributes = {}) =>
      fired((writer) => writer.create('record', [{ kind, shortId, customerKey: key, attributes }]))
    expect(await record('customer_subscriptions', 'News')).toEqual(['customer_subscriptions.create News'])
    expect(await record('sku_lists', 'Wishes')).toEqual([])
    expect(await record('customer_password_resets', 'Reset')).toEqual([
      'customer_password_resets.create Reset',
    ])
    expect(await record('returns', 'Back', { status: 'draft' })).toEqual(['returns.create Back'])
    const found = async (shortId: string) =>
      (await world.store.records.find(world.organization.key, 'record', 'shortId', shortId))!.key
    const [reset, back, news] = await Promise.all(['Reset', 'Back', 'News'].map(found))
    const update = (record: number | undefined, attributes: object) =>
      fired((writer) => writer.update('record', record ?? 0, { attributes: attributes as never }))
    expect(await update(reset, { reset_password_at: '2026-01-01T00:00:00.000Z' })).toEqual([
      'customer_password_resets.reset_password Reset',
    ])
    expect(await update(back, { status: 'requested' })).toEqual(['returns.request Back'])
    expect(await fired((writer) => writer.remove('record', [reset ?? 0, news ?? 0]))).toEqual([
      'customer_subscriptions.destroy News',
      'customer_password_resets.destroy Reset',
    ])
  })

  test('order subscriptions: what becomes of them', async () => {
    const { key } = await customer('monthly@example.com')
    const made = await fired((writer) =>
      writer.create('subscription', [
        {
          shortId: 'Monthly',
          customerKey: key,
          productName: 'Box',
          status: 'active',
          currency: 'USD',
          recurringAmount: 100,
          interval: 'month',
          intervalCount: 1,
        },
      ]),
    )
    expect(made).toEqual(['order_subscriptions.create Monthly'])
    const one = await world.store.records.find(world.organization.key, 'subscription', 'shortId', 'Monthly')
    const becomes = (status: string) => fired((writer) => writer.update('subscription', one!.key, { status }))
    expect(await becomes('past_due')).toEqual([])
    expect(await becomes('unpaid')).toEqual(['order_subscriptions.deactivate Monthly'])
    expect(await becomes('active')).toEqual(['order_subscriptions.activate Monthly'])
    expect(await becomes('canceled')).toEqual(['order_subscriptions.cancel Monthly'])
  })

  test('a fixed number of statements, however many topics fire and whoever listens', async () => {
    const org = world.organization.key
    await world.store.records.write(org, { kind: 'test' }, (writer) =>
      writer.create('webhook', [
        { dialect: 'commerce-layer', topic: 'customers.create', callbackUrl: 'http://127.0.0.1:1/' },
      ]),
    )
    const statements = async (count: number) => {
      world.statements()
      await fired((writer) =>
        writer.create(
          'customer',
          Array.from({ length: count }, () => ({})),
        ),
      )
      return world.statements().length
    }
    expect(await statements(1)).toBe(await statements(200))
  })
})
