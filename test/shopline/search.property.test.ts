/** SHOPLINE's search against a naive evaluation of what it is asked, over generated customers. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fold } from '../../src/lib/fold.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const SEARCH = '/admin/openapi/v20260301/customers/v2/search.json'
/** Its clocks jump on 8 March 2026. */
const ZONE = 'America/New_York'
const EPOCH = Date.parse('2026-03-07T00:00:00Z')
const at = (hour: number): Date => new Date(EPOCH + hour * 3_600_000)
const hours = fc.nat(96)

const word = fc.constantFrom('Ada', 'Łącka', 'ÉCLAIR', 'Bob', 'Νίκος', 'bo', '100%', "O'Neil", 'a_b')
const person = fc.record({
  firstName: fc.option(word),
  lastName: fc.option(word),
  mailbox: fc.option(word.map((text) => fold(text).replace(/[^a-z0-9]/g, 'x'))),
  phone: fc.option(fc.constantFrom('+852 5365-7436', '0085253657436', '001467326483', '+1 467 326 4830')),
  accountState: fc.constantFrom('not_invited', 'invited', 'registered'),
  blacklisted: fc.boolean(),
  emailConsentState: fc.option(
    fc.constantFrom('unsubscribed', 'subscribed', 'not_subscribed', 'awaiting_confirmation'),
  ),
  verifiedEmail: fc.boolean(),
  created: hours,
  updated: hours,
  tags: fc.uniqueArray(fc.constantFrom('vip', 'loyal', 'VIP'), { maxLength: 2 }),
  lines: fc.array(word, { maxLength: 2 }),
  orders: fc.array(
    fc.record({
      at: hours,
      status: fc.constantFrom('created', 'completed', 'canceled', 'processing'),
      currency: fc.constantFrom('USD', 'USD', 'EUR'),
      amount: fc.constantFrom(0, 1, 100, 150, 1000),
    }),
    { maxLength: 3 },
  ),
})
type Person = typeof person extends fc.Arbitrary<infer P> ? P & { id: number } : never

const placed = ({ orders }: Person) => orders.filter(({ status }) => status !== 'created')
const lastPlaced = (one: Person) => Math.max(-1, ...placed(one).map((order) => order.at))
const spent = (one: Person): number =>
  placed(one)
    .filter(({ status, currency }) => status !== 'canceled' && currency === 'USD')
    .reduce((sum, { amount }) => sum + amount, 0)

const dayFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE })
const dayOf = (hour: number) => dayFormat.format(at(hour))
const days = fc.nat(5).map((day) => `2026-03-${String(6 + day).padStart(2, '0')}`)

const PREFIXES = ['', '>', '<', '>=', '<='] as const
type Prefix = (typeof PREFIXES)[number]
const holds = (prefix: Prefix, a: number | string, b: number | string): boolean =>
  ({ '': a === b, '>': a > b, '<': a < b, '>=': a >= b, '<=': a <= b })[prefix]

interface Asked {
  text: string
  matches(one: Person): boolean
}
const compared = <V extends string | number>(
  field: string,
  values: fc.Arbitrary<V>,
  of: (one: Person) => V | null,
  shown = (value: V): string => String(value),
): fc.Arbitrary<Asked> =>
  fc.tuple(fc.constantFrom(...PREFIXES), values).map(([prefix, value]) => ({
    text: `${field}:${prefix}${shown(value)}`,
    matches: (one) => {
      const own = of(one)
      return own !== null && holds(prefix, own, value)
    },
  }))
const exact = <V>(field: string, values: fc.Arbitrary<V>, matches: (one: Person, value: V) => boolean) =>
  values.map((value): Asked => ({ text: `${field}:${value}`, matches: (one) => matches(one, value) }))

const flagOf = ({ emailConsentState: state }: Person) =>
  state === 'unsubscribed' ? 0 : state === 'subscribed' ? 1 : 2
const stateOf = ({ blacklisted, accountState }: Person) =>
  blacklisted ? 0 : { not_invited: 1, invited: 2, registered: 3 }[accountState]
const FIRST_ID = 1000

const asked: fc.Arbitrary<Asked> = fc.oneof(
  exact('accepts_marketing', fc.boolean(), (one, value) => (flagOf(one) === 1) === value),
  exact('verified_email', fc.boolean(), (one, value) => one.verifiedEmail === value),
  exact('customer_first_name', word, (one, value) => one.firstName === value),
  exact('tags', fc.constantFrom('vip', 'loyal', 'VIP', 'x'), ({ tags }, value) =>
    tags.includes(value as never),
  ),
  compared('email_subscribe_flag', fc.nat(3), flagOf),
  compared('state', fc.nat(4), stateOf),
  compared(
    'customer_id',
    fc.nat(30).map((place) => FIRST_ID + place),
    ({ id }) => id,
  ),
  compared('orders_count', fc.nat(3), (one) => placed(one).length),
  // In thousandths of a dollar, so that some amounts lie between two cents.
  compared(
    'total_spent',
    fc.constantFrom(0, 10, 1000, 1500, 1505, 2500, 10_000),
    (one) => spent(one) * 10,
    (value) => (value / 1000).toFixed(value % 10 === 0 ? 2 : 3),
  ),
  compared('customer_date', days, (one) => dayOf(one.created)),
  compared('updated_at', days, (one) => dayOf(one.updated)),
  compared('order_date', days, (one) => (lastPlaced(one) < 0 ? null : dayOf(lastPlaced(one)))),
  compared(
    'customer_date',
    hours,
    (one) => one.created,
    (hour) => at(hour).toISOString().replace('.000Z', 'Z'),
  ),
)

/** A part of what somebody may have, in another case. */
const part = fc
  .tuple(
    fc.oneof(word, fc.constantFrom('0085', '53657436', '085', '1467', '@EXAMPLE.com')),
    fc.nat(3),
    fc.boolean(),
  )
  .map(([text, from, upper]) => {
    const cut = [...text].slice(Math.min(from, text.length - 1)).join('')
    return upper ? cut.toUpperCase() : cut.toLowerCase()
  })
const shownPhone = (phone: string) => (phone.startsWith('+') ? `00${phone.replace(/\D/g, '')}` : phone)
const hasPart = (one: Person, text: string): boolean =>
  [one.firstName, one.lastName, mailOf(one), ...one.lines].some((own) =>
    fold(own ?? '').includes(fold(text)),
  ) ||
  (one.phone !== null && (shownPhone(one.phone).includes(text) || one.phone.includes(text)))
const mailOf = ({ mailbox, id }: Person) => (mailbox ? `${mailbox}.${id}@Example.com` : null)

const RANKS: Record<number, (one: Person) => number> = {
  0: () => 0,
  1: lastPlaced,
  2: (one) => placed(one).length,
  3: () => 0,
}

describe.each(ENGINES)('search of SHOPLINE on %s', (engine) => {
  let world: World
  let headers: Record<string, string>
  const people: Person[] = fc
    .sample(person, { numRuns: 60, seed: 7 })
    .map((one, place) => ({ ...one, id: FIRST_ID + place }))

  beforeAll(async () => {
    world = await createWorld(engine)
    const shop = await world.addOrganization({ slug: 'searched', timeZone: ZONE, currency: 'USD' })
    const { access_token: token } = await world.credential('shopline', { organizations: [shop] })
    headers = { authorization: `Bearer ${token}` }
    await world.store.records.write(shop.key, { kind: 'test' }, async (writer) => {
      const tags = await writer.create('tag', [{ name: 'vip' }, { name: 'loyal' }, { name: 'VIP' }])
      const made = await writer.create(
        'customer',
        people.map((one) => ({
          numberId: String(one.id),
          email: mailOf(one),
          ...{ firstName: one.firstName, lastName: one.lastName, phone: one.phone },
          ...{ accountState: one.accountState, blacklisted: one.blacklisted },
          ...{ emailConsentState: one.emailConsentState, verifiedEmail: one.verifiedEmail },
          ...{ createdAt: at(one.created), updatedAt: at(one.updated) },
        })),
      )
      writer.keepUpdatedAt(made.map(({ key }) => key))
      const hung = people.flatMap((one, place) => ({ one, customerKey: made[place]?.key ?? 0 }))
      await writer.create(
        'customerTag',
        hung.flatMap(({ one, customerKey }) =>
          one.tags.map((name) => ({ customerKey, tagKey: tags.find((tag) => tag.name === name)?.key ?? 0 })),
        ),
      )
      await writer.create(
        'address',
        hung.flatMap(({ one: { lines }, customerKey }) =>
          lines.map((line, side) => ({ customerKey, [side === 0 ? 'line1' : 'line2']: line })),
        ),
      )
      await writer.create(
        'order',
        hung.flatMap(({ one, customerKey }) =>
          one.orders.map(({ at: hour, ...order }) => ({ ...order, customerKey, createdAt: at(hour) })),
        ),
      )
    })
    // What hangs on a customer sets its time; the searched times are those generated.
    await world.store.records.write(shop.key, { kind: 'test' }, async (writer) => {
      for (const { id, updated } of people) {
        const found = await writer.find(shop.key, 'customer', 'numberId', String(id))
        await writer.update('customer', found?.key ?? 0, { updatedAt: at(updated) })
      }
    })
  })
  afterAll(() => world?.close())

  test('finds exactly those for whom all that is asked holds, in the order asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(asked, { maxLength: 3 }),
        fc.option(part, { freq: 2 }),
        fc.integer({ min: 0, max: 3 }),
        async (pairs, text, order) => {
          const query = pairs.map((pair) => pair.text).join(';')
          const parameters = { order, query, query_param: text ?? '', limit: 250, fields: 'id' }
          const sent = Object.entries(parameters).map(
            ([name, value]) => `${name}=${encodeURIComponent(value)}`,
          )
          const answer = await world.send({ url: `${SEARCH}?${sent.join('&')}`, headers })
          expect(answer.status, answer.body).toBe(200)
          const rank = RANKS[order] ?? (() => 0)
          const wanted = people
            .filter((one) => pairs.every((pair) => pair.matches(one)))
            .filter((one) => text === null || text.trim() === '' || hasPart(one, text.trim()))
            .sort((a, b) => rank(b) - rank(a) || b.id - a.id)
          const { customers } = answer.json() as { customers: { id: string }[] }
          expect(customers.map(({ id }) => Number(id))).toEqual(wanted.map(({ id }) => id))
        },
      ),
      { numRuns: timesOn(engine, 150, 3000) },
    )
  })
})
