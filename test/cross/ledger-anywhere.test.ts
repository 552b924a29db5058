/**
 * One ledger written through every platform's own API: orders placed, approved, paid, refunded and canceled, refunds
 * issued and confirmed, accesses given, subscriptions ended and resumed. After each step every platform shows what its
 * own definition makes of the ledger as it then is.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decimal } from '../../src/core/money.ts'
import { confirmRefunds } from '../../src/jobs/confirm-refunds.ts'
import { type Client, commerceLayerClient } from '../support/commerce-layer-client.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { writeOrder } from '../support/write-order.ts'

const SHOPLINE = '/admin/openapi/v20260301'
const TRIGGERS = ['_place', '_approve', '_capture', '_approve_and_capture', '_cancel', '_refund'] as const

const step = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('order'), amount: fc.integer({ min: 0, max: 9999 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('trigger'),
      name: fc.constantFrom(...TRIGGERS),
      place: fc.nat(5),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('refund'),
      place: fc.nat(5),
      amount: fc.integer({ min: 1, max: 6000 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('confirm') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('access') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('subscription'),
      action: fc.constantFrom('cancel', 'resume'),
      place: fc.nat(2),
      immediately: fc.boolean(),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const sum = (records: readonly { amount: number }[]) =>
  records.reduce((total, { amount }) => total + amount, 0)
const seconds = (at: Date | undefined) => (at ? `${at.toISOString().slice(0, 19)}+00:00` : null)

describe.each(ENGINES)('a ledger on %s', (engine) => {
  let world: World
  let commerceLayer: Client
  let people = 0
  let clock = Date.UTC(2026, 0, 1)
  const variants = { one_time: '', recurring: '' }
  const headers: Record<string, Record<string, string>> = {}
  beforeAll(async () => {
    world = await createWorld(engine)
    commerceLayer = await commerceLayerClient(world)
    const scopes = ['read_customers', 'write_customers']
    const shopline = await world.credential('shopline', { scopes })
    const easycart = await world.credential('easycart')
    headers.shopline = { authorization: `Bearer ${shopline.access_token}` }
    headers.easycart = { authorization: `Bearer ${easycart.token}`, 'content-type': 'application/json' }
    await write(async (writer) => {
      const [product] = await writer.create('product', [
        { name: 'Tea', slug: 'tea', status: 'published', currency: 'USD' },
      ])
      for (const kind of ['one_time', 'recurring'] as const) {
        const period = kind === 'recurring' ? { interval: 'month', intervalCount: 1 } : {}
        const [made] = await writer.create('productVariant', [
          { productKey: product?.key ?? 0, kind, amount: 500, ...period },
        ])
        variants[kind] = made?.uuidId ?? ''
      }
    })
  })
  afterAll(() => world.close())
  const write = (work: Parameters<World['store']['records']['write']>[2]) =>
    world.store.records.write(world.organization.key, { kind: 'test' }, work)
  const ask = (platform: string, method: string, url: string, body?: unknown) =>
    world.send({ method, url, headers: headers[platform] ?? {}, body: body ? JSON.stringify(body) : '' })
  const read = async (platform: string, url: string) => {
    const answer = await ask(platform, 'GET', url)
    expect(answer.status, answer.body).toBe(200)
    return answer.json() as Record<string, unknown>
  }
  const later = () => {
    clock += 60_000
    world.setTime(new Date(clock).toISOString())
  }

  async function ledgerOf(key: number) {
    const hanging = <T extends 'order' | 'payment' | 'refund' | 'subscription' | 'productAccess'>(type: T) =>
      world.store.records.list(world.organization.key, {
        type,
        where: { op: 'eq', field: 'customerKey', value: key },
        sort: [{ field: 'key' }],
        limit: 1000,
      })
    return {
      orders: await hanging('order'),
      payments: await hanging('payment'),
      refunds: await hanging('refund'),
      subscriptions: await hanging('subscription'),
      accesses: await hanging('productAccess'),
    }
  }
  type Ledger = Awaited<ReturnType<typeof ledgerOf>>

  /** Does it through its platform; gives what must then be true of the ledger, or that nothing may have changed. */
  async function take(given: Step, customer: { key: number; email: string }, before: Ledger) {
    const pick = <T>(list: readonly T[], place: number) => list[place % Math.max(1, list.length)]
    if (given.do === 'order') {
      const owner = { customerKey: customer.key, customerEmail: customer.email }
      await writeOrder(world, { ...owner, currency: 'USD', amount: given.amount, status: 'created' })
      return (now: Ledger) => expect(now.orders).toHaveLength(before.orders.length + 1)
    }
    if (given.do === 'trigger') {
      const order = pick(before.orders, given.place)
      if (!order) return null
      const { status } = await commerceLayer.update('orders', order.shortId, { [given.name]: true })
      expect([200, 422]).toContain(status)
      if (status === 422) return null
      return (now: Ledger) => {
        const books = now.orders.find(({ key }) => key === order.key)
        if (given.name === '_cancel') expect(books?.status).toBe('canceled')
        if (/capture/.test(given.name)) expect(books?.paidAmount).toBe(order.amount)
        if (given.name === '_refund') expect(sum(refundsOf(order.key, now))).toBe(books?.paidAmount)
      }
    }
    if (given.do === 'refund') {
      const payment = pick(before.payments, given.place)
      if (!payment) return null
      const url = `/api/v1/transactions/${payment.uuidId}/refunds`
      const { status, body } = await ask('easycart', 'POST', url, { amount: given.amount })
      const left = payment.amount - sum(before.refunds.filter(({ paymentKey }) => paymentKey === payment.key))
      // What was captured by hand no provider pays back.
      const takes = payment.provider !== 'manual' && given.amount <= left
      expect(status, body).toBe(takes ? 202 : 422)
      if (status === 422) return null
      return (now: Ledger) =>
        expect(now.refunds.at(-1)).toMatchObject({
          amount: given.amount,
          state: 'submitted',
          currency: 'USD',
        })
    }
    if (given.do === 'confirm') {
      const { records, due } = world.store
      await confirmRefunds({ records, due, clock: world.services.clock, delay: 0 })
      return (now: Ledger) => expect(now.refunds.every(({ state }) => state === 'recorded')).toBe(true)
    }
    if (given.do === 'access') {
      const { status, body } = await ask('easycart', 'POST', '/api/v1/product-access', {
        variant_id: variants.one_time,
        full_name: 'Ada Byron',
        email: customer.email,
        lang: 'pl',
      })
      expect(status, body).toBe(201)
      return (now: Ledger) => expect(now.accesses).toHaveLength(before.accesses.length + 1)
    }
    const subscription = pick(before.subscriptions, given.place)
    if (!subscription) return null
    const url = `/api/v1/subscriptions/${subscription.uuidId}/${given.action}`
    const body = given.action === 'cancel' ? { immediately: given.immediately } : undefined
    const { status } = await ask('easycart', 'POST', url, body)
    expect([200, 422]).toContain(status)
    if (status === 422) return null
    return (now: Ledger) => {
      const after = now.subscriptions.find(({ key }) => key === subscription.key)
      if (given.action === 'resume') expect(after).toMatchObject({ status: 'active', cancelAt: null })
      else if (given.immediately) expect(after?.status).toBe('canceled')
      else expect(after?.canceledAt).not.toBeNull()
    }
  }
  const refundsOf = (order: number, { payments, refunds }: Ledger) =>
    refunds.filter(({ paymentKey }) =>
      payments.some(({ key, orderKey }) => key === paymentKey && orderKey === order),
    )

  /** Each platform's definitions over the ledger, in plain code. */
  async function everywhere(
    customer: { shortId: string; numberId: string; uuidId: string },
    { orders, payments, refunds, subscriptions }: Ledger,
  ) {
    const placed = orders.filter(({ status }) => status !== 'created')
    const dates = placed.map(({ createdAt }) => createdAt).sort((a, b) => Number(a) - Number(b))
    const recorded = refunds.filter(({ state }) => state === 'recorded')

    expect(await commerceLayer.attributes(`/api/customers/${customer.shortId}`)).toMatchObject({
      total_orders_count: placed.length,
      status: ['prospect', 'acquired'][placed.length] ?? 'repeat',
    })
    const shown = await commerceLayer.list(`/api/customers/${customer.shortId}/orders?page[size]=25`)
    expect(new Map(shown.map(({ id, attributes }) => [id, attributes.total_amount_cents]))).toEqual(
      new Map(orders.map(({ shortId, amount }) => [shortId, amount])),
    )

    const { customer: there } = await read('shopline', `${SHOPLINE}/customers/v2/${customer.numberId}.json`)
    expect(there).toMatchObject({
      orders_count: placed.length,
      total_spent: decimal(sum(placed.filter(({ status }) => status !== 'canceled')), 2),
    })
    const history = await read(
      'shopline',
      `${SHOPLINE}/customers/${customer.numberId}/orders.json?status=any`,
    )
    expect((history.list as { id: string }[]).map(({ id }) => id).sort()).toEqual(
      placed.map(({ numberId }) => numberId).sort(),
    )

    const url = `/api/v1/customers/${customer.uuidId}?currency=usd&include=ltv`
    expect(await read('easycart', url)).toMatchObject({
      first_seen: seconds(dates[0]),
      last_order: seconds(dates.at(-1)),
      orders_count: orders.filter(({ status }) => status === 'completed').length,
      subscriptions_count: subscriptions.filter(({ status }) => status !== 'canceled').length,
      lifetime_value: placed.length + payments.length === 0 ? null : sum(payments) - sum(recorded),
    })
    for (const order of placed.slice(-2)) {
      const paid = await read('easycart', `/api/v1/orders/${order.uuidId}`)
      expect(paid.amount).toBe(order.amount)
    }
  }

  test('after every step each platform shows its own definition of it', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        later()
        const email = `ledger-${people++}@example.com`
        await ask('easycart', 'POST', '/api/v1/product-access', {
          variant_id: variants.recurring,
          full_name: 'Ada Byron',
          email,
          lang: 'pl',
        })
        const customer = await world.store.records.find(world.organization.key, 'customer', 'email', email)
        if (!customer) throw new Error('No customer was made')
        for (const one of steps) {
          later()
          const before = await ledgerOf(customer.key)
          const proof = await take(one, { key: customer.key, email }, before)
          const now = await ledgerOf(customer.key)
          if (proof) proof(now)
          else expect(now).toEqual(before)
          await everywhere(customer, now)
        }
      }),
      { numRuns: timesOn(engine, 6, 60) },
    )
  })
})
