/** The lists beside customers equal a plain evaluation of their filters over random stores. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Writer } from '../../src/core/ports.ts'
import { easycartClient } from '../support/easycart-client.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const uuid = (digit: number) => `${String(digit).repeat(8)}-1111-4111-8111-111111111111`
const PRODUCTS = [1, 2].map(uuid)
const NOW = '2026-01-05T12:00:00.000Z'

const instant = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(0, 1, 43_200_000, 86_399_999))
  .map(([day, within]) => new Date(Date.UTC(2026, 0, day) + within).toISOString())
const day = fc.integer({ min: 1, max: 9 }).map((date) => `2026-01-0${date}`)
const product = fc.constantFrom(...PRODUCTS)
const person = fc.nat(1)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 })
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const some = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 1, maxLength: 8 })

const order = fc.record({
  at: instant,
  status: fc.constantFrom('created', 'completed', 'refunded', 'unknown'),
  person: orNull(person),
  lines: fc.array(fc.record({ product: orNull(product), isBump: fc.boolean() }), { maxLength: 3 }),
})
const payment = fc.record({
  at: instant,
  person,
  amount: fc.nat(4),
  provider: fc.constantFrom('stripe', 'tpay', 'manual'),
  renewal: fc.boolean(),
  /** Of the amount, in this order, as long as there is any. */
  refunds: fc.array(fc.record({ amount: fc.integer({ min: 1, max: 4 }), recorded: fc.boolean() }), {
    maxLength: 2,
  }),
})
const subscription = fc.record({
  at: instant,
  status: fc.constantFrom('active', 'past_due', 'canceled'),
  person,
  product: orNull(product),
  variant: orNull(product),
  canceled: orNull(instant),
  end: orNull(instant),
})
const code = fc.record({
  at: instant,
  code: fc.constantFrom('ABC', 'ab%', 'ŻÓŁĆ', 'x_y'),
  name: orNull(fc.constantFrom('żółw', 'Abc', '100%')),
  amountOff: fc.boolean(),
  product: orNull(product),
  active: fc.boolean(),
  expires: orNull(instant),
  archived: fc.boolean(),
})

type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never
const within = (at: string | null, from?: string, to?: string) =>
  (!from && !to) || (at !== null && (!from || at.slice(0, 10) >= from) && (!to || at.slice(0, 10) <= to))

/** A list: its filters, and which of the drawn records pass them. */
const LISTS = [
  list('orders', {
    data: some(order),
    filters: {
      status: fc.constantFrom('created', 'completed', 'refunded', 'canceled'),
      created_from: day,
      created_to: day,
      customer: person,
      product,
    },
    passes: (one, { status, created_from, created_to, customer, product: bought }) =>
      (!status || one.status === status) &&
      within(one.at, created_from, created_to) &&
      (customer === undefined || one.person === customer) &&
      (!bought || (one.lines.find((line) => !line.isBump) ?? one.lines[0])?.product === bought),
  }),
  list('transactions', {
    data: some(payment),
    filters: {
      status: fc.constantFrom('none', 'partial', 'full'),
      provider: fc.constantFrom('stripe', 'tpay', 'paypo'),
      paid_from: day,
      paid_to: day,
      amount_min: fc.nat(4),
      amount_max: fc.nat(4),
      is_subscription_followup: fc.boolean(),
    },
    passes: (one, wanted) => {
      const refunded = refundsOf(one).reduce((sum, { amount, recorded }) => sum + (recorded ? amount : 0), 0)
      const state = refunded === 0 ? 'none' : refunded < one.amount ? 'partial' : 'full'
      const { status, provider, paid_from, paid_to, amount_min, amount_max } = wanted
      return (
        (!status || state === status) &&
        (!provider || one.provider === provider) &&
        within(one.at, paid_from, paid_to) &&
        one.amount >= (amount_min ?? 0) &&
        one.amount <= (amount_max ?? 4) &&
        one.renewal === (wanted.is_subscription_followup ?? one.renewal)
      )
    },
  }),
  list('subscriptions', {
    data: some(subscription),
    filters: {
      status: fc.constantFrom('active', 'past_due', 'canceled', 'unpaid'),
      customer: person,
      product,
      variant: product,
      created_from: day,
      created_to: day,
      canceled_from: day,
      canceled_to: day,
      current_period_end_from: day,
      current_period_end_to: day,
    },
    passes: (one, wanted) =>
      (!wanted.status || one.status === wanted.status) &&
      (wanted.customer === undefined || one.person === wanted.customer) &&
      (!wanted.product || one.product === wanted.product) &&
      (!wanted.variant || one.variant === wanted.variant) &&
      within(one.at, wanted.created_from, wanted.created_to) &&
      within(one.canceled, wanted.canceled_from, wanted.canceled_to) &&
      within(one.end, wanted.current_period_end_from, wanted.current_period_end_to),
  }),
  list('promotion-codes', {
    data: some(code),
    filters: {
      status: fc.constantFrom('active', 'inactive', 'expired', 'archived'),
      discount_type: fc.constantFrom('amount_off', 'percent_off'),
      query: fc.constantFrom('b', 'ŻÓŁ', '%', '_', 'abc'),
      product_id: product,
      created_from: day,
      created_to: day,
    },
    passes: (one, wanted) => {
      const isOver = one.expires !== null && one.expires <= NOW
      const open = isOver ? 'expired' : one.active ? 'active' : 'inactive'
      const state = one.archived ? 'archived' : open
      const { status, discount_type, query, product_id, created_from, created_to } = wanted
      return (
        (status ? state === status : state !== 'archived') &&
        (!discount_type || one.amountOff === (discount_type === 'amount_off')) &&
        (!query || [one.code, one.name].some((text) => text?.toLowerCase().includes(query.toLowerCase()))) &&
        (!product_id || one.product === null || one.product === product_id) &&
        within(one.at, created_from, created_to)
      )
    },
  }),
]

function list<D extends { at: string }, F extends Record<string, fc.Arbitrary<unknown>>>(
  path: string,
  parts: {
    data: fc.Arbitrary<D[]>
    filters: F
    passes(one: D, wanted: { [N in keyof F]?: Drawn<F[N]> }): boolean
  },
) {
  const optional = Object.entries(parts.filters).map(([name, value]) => [name, maybe(value)])
  return {
    path,
    data: parts.data as fc.Arbitrary<{ at: string }[]>,
    filter: fc.record(Object.fromEntries(optional)) as fc.Arbitrary<Record<string, unknown>>,
    passes: parts.passes as unknown as (one: { at: string }, wanted: object) => boolean,
  }
}

function refundsOf({ amount, refunds }: Drawn<typeof payment>) {
  let left = amount
  return refunds.flatMap((refund) => {
    const part = Math.min(left, refund.amount)
    left -= part
    return part > 0 ? [{ ...refund, amount: part }] : []
  })
}

/** Writes what was drawn and returns the records' ids, in the same order. */
const WRITE: Record<string, (writer: Writer, people: number[], drawn: never[]) => Promise<string[]>> = {
  async orders(writer, people, drawn: Drawn<typeof order>[]) {
    const orders = await writer.create(
      'order',
      drawn.map(({ at, status, person: owner }) => ({
        customerKey: owner === null ? null : (people[owner] ?? null),
        status,
        currency: 'PLN',
        amount: 1,
        createdAt: new Date(at),
      })),
    )
    await writer.create(
      'orderLine',
      orders.flatMap(({ key: orderKey }, index) =>
        (drawn[index]?.lines ?? []).map(({ product: productUuid, isBump }, position) => ({
          orderKey,
          position,
          productUuid,
          isBump,
          productName: 'Tea',
          quantity: 1,
          unitAmount: 1,
          amount: 1,
        })),
      ),
    )
    return orders.map(({ uuidId }) => uuidId)
  },
  async transactions(writer, people, drawn: Drawn<typeof payment>[]) {
    const money = (one: Drawn<typeof payment>) => ({
      customerKey: people[one.person] ?? 0,
      currency: 'PLN',
    })
    const payments = await writer.create(
      'payment',
      drawn.map((one) => ({
        ...money(one),
        amount: one.amount,
        provider: one.provider,
        isRenewal: one.renewal,
        paidAt: new Date(one.at),
      })),
    )
    await writer.create(
      'refund',
      drawn.flatMap((one, index) =>
        refundsOf(one).map(({ amount, recorded }) => ({
          ...money(one),
          paymentKey: payments[index]?.key ?? 0,
          amount,
          state: recorded ? 'recorded' : 'submitted',
        })),
      ),
    )
    return payments.map(({ uuidId }) => uuidId)
  },
  async subscriptions(writer, people, drawn: Drawn<typeof subscription>[]) {
    const time = (text: string | null) => (text === null ? null : new Date(text))
    const made = await writer.create(
      'subscription',
      drawn.map((one) => ({
        customerKey: people[one.person] ?? 0,
        status: one.status,
        productUuid: one.product,
        variantUuid: one.variant,
        productName: 'Club',
        currency: 'PLN',
        recurringAmount: 1,
        interval: 'month',
        createdAt: new Date(one.at),
        canceledAt: time(one.canceled),
        periodEnd: time(one.end),
      })),
    )
    return made.map(({ uuidId }) => uuidId)
  },
  async 'promotion-codes'(writer, _people, drawn: Drawn<typeof code>[]) {
    const made = await writer.create(
      'promotionCode',
      drawn.map((one) => ({
        code: one.code,
        name: one.name,
        discountType: one.amountOff ? 'amount_off' : 'percent_off',
        ...(one.amountOff ? { amountOff: 1, currency: 'PLN' } : { percentOff: 1 }),
        duration: 'once',
        active: one.active,
        expiresAt: one.expires === null ? null : new Date(one.expires),
        archivedAt: one.archived ? new Date(NOW) : null,
        createdAt: new Date(one.at),
        extras: one.product === null ? {} : { easycart: { product_id: one.product } },
      })),
    )
    return made.map(({ uuidId }) => uuidId)
  },
}

describe.each(ENGINES)('random stores on %s', (engine) => {
  let world: World
  let made = 0
  beforeAll(async () => {
    world = await createWorld(engine)
    world.setTime(NOW)
  })
  afterAll(() => world.close())

  test.each(LISTS)('GET /$path lists what passes every filter, newest first', async (one) => {
    const filters = fc.array(one.filter, { minLength: 6, maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(one.data, filters, async (drawn, wanted) => {
        const store = await world.addOrganization({ slug: `random-${++made}` })
        const { ids, people } = await world.store.records.write(
          store.key,
          { kind: 'test' },
          async (writer) => {
            const customers = await writer.create('customer', [{}, {}])
            const keys = customers.map(({ key }) => key)
            const ids = (await WRITE[one.path]?.(writer, keys, drawn as never[])) ?? []
            return { ids, people: customers.map(({ uuidId }) => uuidId) }
          },
        )
        const client = await easycartClient(world, [store])
        for (const filter of wanted) {
          const given = Object.entries(filter)
            .filter(([, value]) => value !== undefined)
            .map(([name, value]) => [name, name === 'customer' ? people[Number(value)] : String(value)])
          const query = new URLSearchParams(given as [string, string][]).toString()
          const answer = await client.send(`/${one.path}?${query}`)
          const body = answer.json() as { items: { id: string }[]; pagination: object }
          const expected = drawn
            .map((record, index) => ({ record, index }))
            .filter(({ record }) => one.passes(record, filter))
            .sort((a, b) =>
              a.record.at === b.record.at ? b.index - a.index : a.record.at < b.record.at ? 1 : -1,
            )
          expect(
            body.items?.map(({ id }) => id),
            query,
          ).toEqual(expected.map(({ index }) => ids[index]))
          expect(body.pagination).toEqual({ current_page: 1, total_pages: 1 })
        }
      }),
      { numRuns: timesOn(engine, 5, 60) },
    )
  })
})
