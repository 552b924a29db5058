import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { NewRecord, Writer } from '../../src/core/ports.ts'
import type { RecordType } from '../../src/core/schema.ts'
import { setProductWebhook } from '../../src/dialects/easycart/webhooks/product-webhook.ts'
import { hasStoreWebhook, setStoreWebhook } from '../../src/jobs/webhooks/set-store-webhook.ts'
import { ENGINES } from '../support/engines.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { deliverAll } from '../support/webhooks.ts'
import { createWorld, type World } from '../support/world.ts'

const KEY = 'a signing key'
const AT = '2026-03-01T12:00:00.500Z'

describe.each(ENGINES)('Easycart’s webhooks on %s', (engine) => {
  let world: World
  let receiver: Receiver
  let own: Receiver
  beforeAll(async () => {
    world = await createWorld(engine)
    world.setTime(AT)
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    receiver = await startReceiver()
    own = await startReceiver()
    await set(receiver.url)
  })
  afterEach(async () => {
    await receiver.close()
    await own.close()
  })

  const organization = () => world.organization.key
  const set = (url: string | null, sealedSecret: string | null = world.services.secrets.seal(KEY)) =>
    setStoreWebhook(world.store.records, organization(), {
      dialect: 'easycart',
      url,
      sealedSecret,
      now: world.services.clock(),
    })
  const write = <T>(work: (writer: Writer) => Promise<T>) =>
    world.store.records.write(organization(), { kind: 'test' }, work)
  const create = <T extends RecordType>(writer: Writer, type: T, record: NewRecord<T>) =>
    writer.create(type, [record]).then(([one]) => one!)
  let emails = 0
  const newCustomer = (record: NewRecord<'customer'> = {}) =>
    write((writer) =>
      create(writer, 'customer', {
        email: `buyer-${emails++}@example.pl`,
        firstName: 'Zofia',
        lastName: 'Żółć',
        language: 'pl',
        ...record,
      }),
    )
  const told = async (from: Receiver = receiver) => {
    await deliverAll(world)
    const events = from.got.map(({ body }) => JSON.parse(body))
    from.got.length = 0
    return events
  }
  const product = '11111111-1111-4111-8111-111111111111'

  /** A bought course: order with its line, payment, access. */
  const purchase = (customerKey: number, productUuid = product) =>
    write(async (writer) => {
      const order = await create(writer, 'order', {
        customerKey,
        status: 'completed',
        currency: 'PLN',
        amount: 1050,
      })
      await create(writer, 'orderLine', {
        orderKey: order.key,
        position: 1,
        productUuid,
        productName: 'Course',
        variantName: 'Full',
        quantity: 1,
        unitAmount: 1050,
        amount: 1050,
      })
      await create(writer, 'payment', {
        customerKey,
        orderKey: order.key,
        currency: 'PLN',
        amount: 1050,
        paidAt: new Date(AT),
      })
      const access = await create(writer, 'productAccess', {
        customerKey,
        orderKey: order.key,
        productUuid,
        productName: 'Course',
        variantName: 'Full',
      })
      return { order, access }
    })

  const subscribe = (customerKey: number, record: NewRecord<'subscription'> = {}) =>
    write((writer) =>
      create(writer, 'subscription', {
        customerKey,
        productName: 'Club',
        variantName: 'Monthly',
        status: 'active',
        currency: 'JPY',
        recurringAmount: 1200,
        interval: 'month',
        periodEnd: new Date('2026-04-01T12:00:00Z'),
        ...record,
      }),
    )
  const change = (key: number, changes: NewRecord<'subscription'>) =>
    write((writer) => writer.update('subscription', key, changes))

  test('a purchase tells of two events, with keys in the vendor’s order, numeric ids and major units', async () => {
    const customer = await newCustomer({ email: 'zofia@example.pl' })
    const { order } = await purchase(customer.key)
    const [bought, assigned, ...rest] = await told()
    expect(rest).toEqual([])
    expect(assigned.event).toBe('product_assigned')
    expect(Object.entries(bought).slice(0, 37)).toEqual([
      ['event', 'single_product_bought'],
      ['timestamp', 1772366400],
      ['success', true],
      ['is_subscription', false],
      ['is_renew', false],
      ['is_new', true],
      ['last_chance', false],
      ['error_message', null],
      ['trial_ends_at', null],
      ['subscription_renews_at', null],
      ['subscription_canceled', false],
      ['subscription_expired', false],
      ['subscription_new_plan_name', null],
      ['amount_paid', 10.5],
      ['next_payment_attempt', null],
      ['invoice_stripe_id', null],
      ['lang', 'pl'],
      ['customer_name', 'Zofia Żółć'],
      ['customer_first_name', 'Zofia'],
      ['customer_last_name', 'Żółć'],
      ['customer_email', 'zofia@example.pl'],
      ['customer_id', customer.key],
      ['customer_stripe_id', null],
      ['order_id', order.key],
      ['order_uuid', order.uuidId],
      ['order_delegated', false],
      ['order_assign_url', null],
      ['order_amount', 10.5],
      ['order_has_invoice', false],
      ['recovered_checkout_session', null],
      ['currency', 'pln'],
      ['quantity', 1],
      ['qr_code_image', null],
      ['qr_code_info', null],
      ['invoice_data', null],
      ['product_id', null],
      ['product_name', 'Course'],
    ])
    expect(assigned).toMatchObject({ order_uuid: order.uuidId, price_name: 'Full', amount_paid: 10.5 })
  })

  test('the signature holds for the bytes, and for the JSON written again as receivers do', async () => {
    await purchase((await newCustomer({ firstName: 'Łukasz/„x“' })).key)
    await deliverAll(world)
    for (const { headers, body } of receiver.got) {
      const signed = createHmac('sha256', KEY).update(body).digest('hex')
      expect(headers['x-webhook-signature']).toBe(signed)
      expect(JSON.stringify(JSON.parse(body))).toBe(body)
      expect(body).not.toMatch(/\{\}|\\\/|\\u0|\d\.0[,}]/)
      expect(body).toContain('Łukasz/')
    }
    expect(receiver.got).toHaveLength(2)
  })

  test('without a key nothing is signed; without an address nobody is told', async () => {
    await set(receiver.url, null)
    await purchase((await newCustomer()).key)
    await deliverAll(world)
    expect(receiver.got.map(({ headers }) => headers['x-webhook-signature'])).toEqual([undefined, undefined])
    await set(null)
    receiver.got.length = 0
    await purchase((await newCustomer()).key)
    await deliverAll(world)
    expect(receiver.got).toEqual([])
  })

  test('what becomes of a subscription', async () => {
    const customer = await newCustomer()
    const { key } = await subscribe(customer.key)
    const events: string[] = []
    const note = async () => events.push(...(await told()).map((one) => one.event), '|')
    await note()
    await change(key, { cancelAt: new Date('2026-04-01T12:00:00Z'), canceledAt: new Date(AT) })
    await note()
    await change(key, { cancelAt: null, canceledAt: null })
    await note()
    await change(key, { variantName: 'Yearly' })
    await note()
    await write((writer) =>
      create(writer, 'payment', {
        customerKey: customer.key,
        subscriptionKey: key,
        currency: 'JPY',
        amount: 1300,
        isRenewal: true,
        paidAt: new Date(AT),
      }),
    )
    const [renewed] = await told()
    expect(renewed).toMatchObject({
      event: 'subscription_renewed',
      is_renew: true,
      amount_paid: 1300,
      subscription_plan_price: 1200,
      subscription_renews_at: '2026-04-01T12:00:00+00:00',
    })
    await change(key, { renewalToldFor: new Date('2026-04-01T12:00:00Z') })
    await note()
    await change(key, { renewalToldFor: null })
    expect(await told()).toEqual([])
    await change(key, { status: 'past_due' })
    await note()
    await change(key, { status: 'canceled' })
    await note()
    await write((writer) => writer.remove('subscription', [key]))
    await note()
    expect(events.join(' ')).toBe(
      'subscription_created product_assigned | subscription_canceled | subscription_resumed | ' +
        'subscription_plan_changed | subscription_renewal_upcoming | subscription_renewal_failed | ' +
        'subscription_expired | subscription_deleted |',
    )
  })

  test('when a subscription renews: not once it is over, and an instalment plan until its last period', async () => {
    const customer = await newCustomer()
    const periodEnd = new Date('2026-04-01T12:00:00Z')
    const renews = async (record: NewRecord<'subscription'>) => {
      await subscribe(customer.key, { periodEnd, ...record })
      return (await told()).map((one) => one.subscription_renews_at)
    }
    const later = new Date('2026-08-01T12:00:00Z')
    const next = '2026-04-01T12:00:00+00:00'
    expect(await renews({ activeCycles: 6, activeUntil: later, cancelAt: later })).toEqual([next, next])
    expect(await renews({ activeCycles: 1, activeUntil: periodEnd, cancelAt: periodEnd })).toEqual([
      null,
      null,
    ])
    const { key } = await subscribe(customer.key, { periodEnd })
    await told()
    await change(key, { status: 'canceled', canceledAt: new Date(AT) })
    expect(await told()).toMatchObject([{ event: 'subscription_expired', subscription_renews_at: null }])
  })

  test('what PHP and JavaScript write in two ways is not in the body', async () => {
    const customer = await newCustomer({ firstName: 'Zo\u2028fia\u2029' })
    await purchase(customer.key)
    await deliverAll(world)
    expect(receiver.got.map(({ body }) => /[\u2028\u2029]/.test(body))).toEqual([false, false])
    expect(JSON.parse(receiver.got[0]?.body ?? '')).toMatchObject({ customer_first_name: 'Zo\nfia\n' })
  })

  test('an access that ends, or is about to', async () => {
    const { access } = await purchase((await newCustomer()).key)
    await told()
    const set = (changes: NewRecord<'productAccess'>) =>
      write((writer) => writer.update('productAccess', access.key, changes))
    await set({ warnedAt: new Date(AT) })
    await set({ endedAt: new Date(AT), activeUntil: new Date(AT) })
    const [expiring, expired] = await told()
    expect(expiring).toMatchObject({ event: 'product_access_expiring', is_new: false })
    expect(expired).toMatchObject({
      event: 'product_access_expired',
      access_active_until: '2026-03-01T12:00:00+00:00',
    })
  })

  test('a customer’s new data are nested, beside the old; nothing is told of other fields', async () => {
    const customer = await newCustomer({ email: 'before@example.pl' })
    await write((writer) => writer.update('customer', customer.key, { note: 'tea' }))
    await write((writer) =>
      writer.update('customer', customer.key, { email: 'after@example.pl', lastName: 'Nowak' }),
    )
    expect(await told()).toEqual([
      {
        event: 'customer_data_changed',
        previous: { customer_name: 'Zofia Żółć', customer_email: 'before@example.pl' },
        current: { customer_name: 'Zofia Nowak', customer_email: 'after@example.pl' },
      },
    ])
    await write((writer) => writer.remove('customer', [customer.key]))
    expect(await told()).toMatchObject([{ event: 'customer_deleted', customer_email: 'after@example.pl' }])
  })

  test('a product’s own address takes the store’s place, signed with the same key, until it is taken away', async () => {
    const other = '22222222-2222-4222-8222-222222222222'
    const setOwn = (url: string | null) =>
      write((writer) =>
        setProductWebhook(writer, organization(), { uuidId: product }, url, world.services.clock()),
      )
    await setOwn(own.url)
    const customer = await newCustomer()
    await purchase(customer.key)
    await purchase(customer.key, other)
    await deliverAll(world)
    expect(receiver.got.map(({ body }) => JSON.parse(body).event)).toEqual([
      'single_product_bought',
      'product_assigned',
    ])
    expect(own.got).toHaveLength(2)
    for (const { headers, body } of own.got)
      expect(headers['x-webhook-signature']).toBe(createHmac('sha256', KEY).update(body).digest('hex'))
    const { key } = await subscribe(customer.key, { productUuid: product })
    await deliverAll(world)
    own.got.length = 0
    await write(async (writer) => {
      await writer.update('subscription', key, { periodEnd: new Date('2026-05-01T12:00:00Z') })
      const renewal = { currency: 'JPY', amount: 1200, isRenewal: true, paidAt: new Date(AT) }
      await create(writer, 'payment', { ...renewal, customerKey: customer.key, subscriptionKey: key })
    })
    await deliverAll(world)
    expect(own.got.map(({ body }) => JSON.parse(body).event)).toEqual(['subscription_renewed'])
    await setOwn(null)
    receiver.got.length = 0
    await purchase(customer.key)
    await deliverAll(world)
    expect([receiver.got.length, own.got.length]).toEqual([2, 1])
  })

  test('a product’s own address is not yet the store’s, whose first one gets a key', async () => {
    const { key } = await world.addOrganization({ slug: `first-address-${engine}` })
    const { records } = world.store
    const has = () => hasStoreWebhook(records, key, 'easycart')
    await records.write(key, { kind: 'test' }, (writer) =>
      setProductWebhook(writer, key, { uuidId: product }, own.url, world.services.clock()),
    )
    expect(await has()).toBe(false)
    await setStoreWebhook(records, key, {
      dialect: 'easycart',
      url: receiver.url,
      sealedSecret: world.services.secrets.seal(KEY),
      now: world.services.clock(),
    })
    expect(await has()).toBe(true)
    const webhooks = await records.list(key, { type: 'webhook', sort: [], limit: 9 })
    expect(webhooks.map(({ sealedSecret }) => sealedSecret !== null)).toEqual([true, true])
  })

  test('refunds are told of by nobody, and a failing receiver is tried five times', async () => {
    const customer = await newCustomer()
    const { order } = await purchase(customer.key)
    await told()
    await write(async (writer) => {
      const [payment] = await writer.list(organization(), {
        type: 'payment',
        where: { op: 'eq', field: 'orderKey', value: order.key },
        sort: [],
        limit: 1,
      })
      await create(writer, 'refund', {
        paymentKey: payment!.key,
        customerKey: customer.key,
        currency: 'PLN',
        amount: 50,
        state: 'recorded',
      })
    })
    expect(await told()).toEqual([])
    receiver.answer = 500
    await write((writer) => writer.update('customer', customer.key, { firstName: 'Ola' }))
    let minutes = 0
    for (let attempt = 0; attempt < 8; attempt++) {
      await deliverAll(world)
      minutes += 15
      world.setTime(new Date(Date.parse(AT) + minutes * 60_000).toISOString())
    }
    expect(receiver.got).toHaveLength(5)
    world.setTime(AT)
  })
})
