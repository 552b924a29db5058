/** The list equals a plain evaluation of the specification's filters over random stores. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EasycartItem, easycartClient } from '../support/easycart-client.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { type OrderInput, type PersonInput, writePerson } from '../support/write-person.ts'

const PRODUCTS = ['1', '2', '3'].map((digit) => `${digit.repeat(8)}-1111-4111-8111-111111111111`)
const ORDER_STATUSES = [
  'created',
  'awaiting_payment',
  'processing',
  'completed',
  'canceled',
  'refunded',
  'unknown',
]
const SUBSCRIPTION_STATUSES = ['active', 'trialing', 'past_due', 'canceled', 'incomplete_expired']
const NAMES = ['Zofia Żółć', 'zofia', 'ZOFIA Ł', '100% Studio', 'a_b', 'Ab\\c', null]
const TERMS = ['zof', 'Ż', '%', '_', '\\', 'o', 'B', 'nobody']
const EMAIL = (index: number) => `Person${index}@Example.com`

const instant = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(0, 1, 43_200_000, 86_399_999))
  .map(([day, within]) => new Date(Date.UTC(2026, 0, 1 + day) + within).toISOString())
const order: fc.Arbitrary<OrderInput> = fc
  .record({
    at: instant,
    currency: fc.constantFrom('PLN', 'EUR'),
    amount: fc.integer({ min: 0, max: 500 }),
    status: fc.constantFrom(...ORDER_STATUSES),
    products: fc.uniqueArray(fc.constantFrom(...PRODUCTS), { maxLength: 2 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    renewals: fc.array(instant, { maxLength: 1 }),
  })
  .map(({ part, ...one }) => {
    const paid = ['completed', 'refunded'].includes(one.status) ? one.amount : 0
    return { ...one, paid, refunded: Math.floor(paid * part) }
  })
const people = fc.array(
  fc.record({
    fullName: fc.constantFrom(...NAMES),
    hasEmail: fc.boolean(),
    orders: fc.array(order, { maxLength: 4 }),
    statuses: fc.array(fc.constantFrom(...SUBSCRIPTION_STATUSES), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 8 },
)
const day = fc.integer({ min: 1, max: 10 }).map((date) => `2026-01-${String(date).padStart(2, '0')}`)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 })
const filter = fc.record({
  currency: fc.constantFrom('pln', 'eur'),
  created_from: maybe(day),
  created_to: maybe(day),
  product: maybe(fc.constantFrom(...PRODUCTS)),
  subscription_status: maybe(fc.constantFrom(...SUBSCRIPTION_STATUSES)),
  query: maybe(
    fc.oneof(
      fc.constantFrom(...TERMS),
      fc.nat(8).map((index) => EMAIL(index).toLowerCase()),
    ),
  ),
})
type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never
type Person = Drawn<typeof people>[number] & { id: string; index: number }
type Filter = Drawn<typeof filter>

/** What the specification says of one person: the item, or null when not listed. */
function evaluate(person: Person, wanted: Filter) {
  const ofCurrency = person.orders.filter((one) => one.currency === wanted.currency.toUpperCase())
  const placed = ofCurrency.filter((one) => one.status !== 'created')
  const { created_from: from, created_to: to, product, subscription_status: status, query } = wanted
  const inWindow = (at: string) => (!from || at.slice(0, 10) >= from) && (!to || at.slice(0, 10) <= to)
  const bought = ofCurrency.filter((one) => ['completed', 'refunded'].includes(one.status ?? ''))
  const matches =
    placed.length > 0 &&
    (!(from || to) || placed.some((one) => inWindow(one.at))) &&
    (!product || bought.some((one) => one.products?.includes(product))) &&
    (!status || person.statuses.includes(status)) &&
    (!query || (query.includes('@') ? hasEmail(person, query) : hasName(person, query)))
  if (!matches) return null
  const times = placed.map((one) => one.at).sort()
  const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0)
  return {
    id: person.id,
    first: times[0] ?? '',
    last: times.at(-1) ?? '',
    orders_count: ofCurrency.filter((one) => one.status === 'completed').length,
    subscriptions_count: person.statuses.filter((one) => !['canceled', 'incomplete_expired'].includes(one))
      .length,
    lifetime_value: sum(
      ofCurrency.map(
        (one) => (one.paid ?? 0) + one.amount * (one.renewals?.length ?? 0) - (one.refunded ?? 0),
      ),
    ),
  }
}
const hasEmail = (person: Person, query: string): boolean =>
  person.hasEmail && EMAIL(person.index).toLowerCase() === query.toLowerCase()
const hasName = (person: Person, query: string): boolean =>
  person.fullName?.toLowerCase().includes(query.toLowerCase()) ?? false

type Expected = NonNullable<ReturnType<typeof evaluate>>
const newestFirst = (a: Expected, b: Expected): number =>
  compare(b.last, a.last) || compare(b.first, a.first) || compare(a.id, b.id)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const second = (at: string): string => `${at.slice(0, 19)}+00:00`

describe.each(ENGINES)('random stores on %s', (engine) => {
  let world: World
  let made = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  test('list the members that pass every filter, in order, with their figures', async () => {
    await fc.assert(
      fc.asyncProperty(people, fc.array(filter, { minLength: 4, maxLength: 8 }), async (drawn, filters) => {
        const store = await world.addOrganization({ slug: `random-${++made}` })
        const client = await easycartClient(world, [store])
        const written: Person[] = []
        for (const [index, person] of drawn.entries()) {
          const input: PersonInput = {
            customer: { fullName: person.fullName, ...(person.hasEmail ? { email: EMAIL(index) } : {}) },
            orders: person.orders,
            subscriptions: person.statuses.map((status) => ({ status })),
          }
          written.push({ ...person, index, id: (await writePerson(world, input, store.key)).uuidId })
        }
        for (const wanted of filters) {
          const given = Object.entries(wanted).filter(
            (pair): pair is [string, string] => pair[1] !== undefined,
          )
          const { items, pagination } = await client.list(new URLSearchParams(given).toString())
          const expected = written.flatMap((person) => evaluate(person, wanted) ?? []).sort(newestFirst)
          expect(items.map(figures)).toEqual(
            expected.map(({ first, last, ...rest }) => ({
              ...rest,
              first_seen: second(first),
              last_order: second(last),
            })),
          )
          expect(pagination).toEqual({ current_page: 1, total_pages: 1 })
        }
      }),
      { numRuns: timesOn(engine, 20, 200) },
    )
  })
})

const figures = ({ name, email, avatar, currency, ...rest }: EasycartItem) => rest
