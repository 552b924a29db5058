/**
 * One ledger, three readings: a customer written once is read through every platform, and each figure is
 * its own platform's definition over the one ledger, recomputed here in plain code.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ORDER_STATUSES, SUBSCRIPTION_STATUSES } from '../../src/core/ledger.ts'
import { decimal } from '../../src/core/money.ts'
import { dialects } from '../../src/dialects/index.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { type Speaker, speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'

const CURRENCIES = ['USD', 'PLN', 'JPY']
const day = fc
  .integer({ min: 0, max: 800 })
  .map((days) => new Date(Date.UTC(2024, 0, 1, 12) + days * 86_400_000))

const order = fc.record({
  status: fc.constantFrom(...ORDER_STATUSES),
  currency: fc.constantFrom(...CURRENCIES),
  amount: fc.integer({ min: 0, max: 5_000_000 }),
  createdAt: day,
  paid: fc.double({ min: 0, max: 1, noNaN: true }),
  refunded: fc.double({ min: 0, max: 1, noNaN: true }),
  state: fc.constantFrom('recorded', 'submitted'),
})
const person = fc.record({
  orders: fc.array(order, { maxLength: 6 }),
  subscriptions: fc.array(fc.constantFrom(...SUBSCRIPTION_STATUSES), { maxLength: 4 }),
})
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never

let emails = 0

describe.each(ENGINES)('one truth on %s', (engine) => {
  let world: World
  const speakers: Record<string, Speaker> = {}
  beforeAll(async () => {
    world = await createWorld(engine)
    for (const dialect of dialects)
      speakers[dialect.name] = await speakAs(world, dialect, await world.credential(dialect.name))
  })
  afterAll(() => world.close())

  const read = async (dialect: string, url: string) => {
    const answer = await speakers[dialect]?.get(url)
    expect(answer?.status, String(answer?.body)).toBe(200)
    return JSON.parse(String(answer?.body ?? ''))
  }

  test('every figure follows its platform’s definition', async () => {
    await fc.assert(
      fc.asyncProperty(person, async (given) => {
        const customer = await write(world, given)
        const placed = given.orders.filter(({ status }) => status !== 'created')

        const { data } = await read('commerce-layer', `/api/customers/${customer.shortId}`)
        expect(data.attributes.total_orders_count).toBe(placed.length)
        expect(data.attributes.status).toBe(['prospect', 'acquired'][placed.length] ?? 'repeat')

        const shopline = await read(
          'shopline',
          `/admin/openapi/v20260301/customers/v2/${customer.numberId}.json`,
        )
        const spent = placed.filter(({ status, currency }) => status !== 'canceled' && currency === 'USD')
        expect(shopline.customer.orders_count).toBe(placed.length)
        expect(shopline.customer.total_spent).toBe(decimal(sum(spent.map(({ amount }) => amount)), 2))
        expect(shopline.customer.last_order_id === null).toBe(placed.length === 0)

        for (const currency of CURRENCIES) {
          const url = `/api/v1/customers/${customer.uuidId}?currency=${currency.toLowerCase()}`
          expect(await read('easycart', url)).toMatchObject(easycartFigures(given, currency))
        }
      }),
      { numRuns: timesOn(engine, 25, 300) },
    )
  })
})

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0)
const paidOf = ({ amount, paid }: Person['orders'][number]) => Math.floor(amount * paid)
const refundOf = (given: Person['orders'][number]) => Math.floor(paidOf(given) * given.refunded)

/** easycart's definitions: placed orders for the dates, completed for the count, payments less recorded refunds. */
function easycartFigures(given: Person, currency: string) {
  const orders = given.orders.filter((one) => one.currency === currency)
  const placed = orders.filter(({ status }) => status !== 'created')
  const dates = placed.map(({ createdAt }) => createdAt.getTime()).sort((a, b) => a - b)
  const shown = (time: number | undefined) =>
    time === undefined ? null : `${new Date(time).toISOString().slice(0, 19)}+00:00`
  const payments = orders.filter((one) => paidOf(one) > 0)
  const recorded = payments.filter(({ state }) => state === 'recorded')
  return {
    first_seen: shown(dates[0]),
    last_order: shown(dates.at(-1)),
    orders_count: orders.filter(({ status }) => status === 'completed').length,
    subscriptions_count: given.subscriptions.filter(
      (one) => !['canceled', 'incomplete_expired'].includes(one),
    ).length,
    lifetime_value:
      placed.length + payments.length === 0 ? null : sum(payments.map(paidOf)) - sum(recorded.map(refundOf)),
    currency: currency.toLowerCase(),
  }
}

async function write(world: World, given: Person) {
  return world.store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
    const [customer] = await writer.create('customer', [{ email: `person-${emails++}@example.com` }])
    if (!customer) throw new Error('no customer')
    const customerKey = customer.key
    for (const one of given.orders) {
      const { status, currency, amount, createdAt } = one
      const [written] = await writer.create('order', [{ customerKey, status, currency, amount, createdAt }])
      if (!written || paidOf(one) === 0) continue
      const [payment] = await writer.create('payment', [
        { customerKey, orderKey: written.key, currency, amount: paidOf(one), paidAt: createdAt },
      ])
      if (payment && refundOf(one) > 0)
        await writer.create('refund', [
          { customerKey, paymentKey: payment.key, currency, amount: refundOf(one), state: one.state },
        ])
    }
    await writer.create(
      'subscription',
      given.subscriptions.map((status) => ({
        customerKey,
        status,
        productName: 'Course',
        currency: 'USD',
        recurringAmount: 100,
        interval: 'month',
      })),
    )
    return customer
  })
}
