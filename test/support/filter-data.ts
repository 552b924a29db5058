/** Generated customers with all that hangs on them, written to a world and, apart from it, as the wire shows them. */
import fc from 'fast-check'
import {
  ORDER_STATUSES as CORE_STATUSES,
  SUBSCRIPTION_STATUSES as CORE_SUBSCRIPTION_STATUSES,
  paymentStatusOf,
} from '../../src/core/ledger.ts'
import type { JsonObject, Order, RecordType } from '../../src/core/schema.ts'
import {
  FULFILLMENT_STATUSES,
  ORDER_STATUSES,
} from '../../src/dialects/commerce-layer/values/order-statuses.ts'
import { SUBSCRIPTION_STATUSES } from '../../src/dialects/commerce-layer/values/subscription-values.ts'
import type { Shown, Value } from './filter-oracle.ts'
import type { World } from './world.ts'
import { writeBooks } from './write-books.ts'

/** Wildcards, escapes, letters with and without case, and characters of more than one byte or unit. */
export const WORDS = [
  'a',
  'A',
  'ab',
  'B%',
  'a_b',
  '\\',
  'é',
  'É',
  'e\u0301',
  'x y',
  '100%',
  '日本',
  '😀b',
  '%',
  "o'",
]
export const DAYS = [
  '2025-01-01T00:00:00.000Z',
  '2025-01-02T00:00:00.000Z',
  '2025-01-02T12:30:00.500Z',
  '2025-01-04T23:59:59.999Z',
]
export const METADATA: JsonObject[] = [
  {},
  { a: 1 },
  { a: '1' },
  { a: null },
  { a: { b: [1, 2] }, c: 'é' },
  { a: { b: [1] } },
]
export const TAGS = ['a', 'b%', 'é']
const EMAILS = ['ann', 'bob', 'É', 'a_b']

const word = fc.constantFrom(...WORDS, '')
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { freq: 2 })
const day = fc.constantFrom(...DAYS).map((text) => new Date(text))
const small = fc.integer({ min: 0, max: 3 })
const common = {
  createdAt: day,
  reference: maybe(word),
  referenceOrigin: maybe(word),
  metadata: fc.constantFrom(...METADATA),
}
const order = fc.record({
  ...common,
  number: maybe(word),
  status: fc.constantFrom(...CORE_STATUSES),
  currency: fc.constantFrom('USD', 'EUR'),
  amount: small,
  paid: small,
  refunded: small,
  lines: fc.array(small, { maxLength: 2 }),
  customerEmail: maybe(fc.constantFrom('Guest@x.com', 'bob0@x.com')),
  canceledAt: maybe(day),
})
const subscription = fc.record({
  ...common,
  status: fc.constantFrom(...CORE_SUBSCRIPTION_STATUSES),
  interval: fc.constantFrom('day', 'month', 'year'),
  intervalCount: fc.constantFrom(1, 2, 5),
  activeCycles: maybe(small),
  cancelAt: maybe(day),
  periodEnd: maybe(day),
  fromOrder: fc.boolean(),
})
const address = fc.record({
  ...common,
  entryReference: maybe(word),
  entryReferenceOrigin: maybe(word),
  entryMetadata: fc.constantFrom(...METADATA),
  business: fc.boolean(),
  firstName: maybe(word),
  line1: maybe(word),
  city: maybe(word),
  provinceCode: maybe(word),
  countryCode: maybe(fc.constantFrom('GB', 'PL')),
  latitude: maybe(fc.constantFrom(-1.5, 0, 0.1, 51)),
})
const person = fc.record({
  ...common,
  email: maybe(fc.constantFrom(...EMAILS)),
  anonymizationStatus: maybe(fc.constantFrom('requested', 'failed')),
  hasPassword: fc.boolean(),
  group: maybe(fc.nat(1)),
  tags: fc.subarray([0, 1, 2]),
  addresses: fc.array(address, { maxLength: 2 }),
  orders: fc.array(order, { maxLength: 2 }),
  subscriptions: fc.array(subscription, { maxLength: 2 }),
})
const group = fc.record({ ...common, name: word, code: maybe(word) })

export const dataSet = fc.record({
  people: fc.array(person, { minLength: 4, maxLength: 8 }),
  guests: fc.array(order, { maxLength: 2 }),
  groups: fc.tuple(group, group),
})
type Generated<T> = T extends fc.Arbitrary<infer U> ? U : never
type OrderSpec = Generated<typeof order>

export interface Row {
  key: number
  shown: Shown
}
/** What each list shows, by the type of its resources. */
export type Lists = Record<
  'customers' | 'customer_addresses' | 'addresses' | 'orders' | 'order_subscriptions',
  Row[]
>

const FREQUENCIES: Record<string, string> = {
  '1 day': 'daily',
  '1 month': 'monthly',
  '2 month': 'two-month',
  '1 year': 'yearly',
}
const INSTANT = (time: Date | null): Value => time?.getTime() ?? null

interface Kept {
  key: number
  shortId: string
  createdAt: Date
  updatedAt: Date
  reference: string | null
  referenceOrigin: string | null
  metadata: JsonObject
}
const shownOf = (
  kept: Kept,
  values: Record<string, Value>,
  related: Record<string, Shown[]> = {},
): Shown => ({
  values: {
    id: kept.shortId,
    created_at: INSTANT(kept.createdAt),
    updated_at: INSTANT(kept.updatedAt),
    reference: kept.reference,
    reference_origin: kept.referenceOrigin,
    metadata: kept.metadata,
    ...values,
  },
  related,
})

export async function writeData(
  world: World,
  organization: number,
  data: Generated<typeof dataSet>,
): Promise<Lists> {
  const { records } = world.store
  const owners = data.people.flatMap((one, index) => one.orders.map((spec) => ({ spec, index })))
  const specs = [...owners, ...data.guests.map((spec) => ({ spec, index: null }))]
  const written = await records.write(organization, { kind: 'test' }, async (writer) => {
    const groups = await writer.create('group', data.groups)
    const tags = await writer.create(
      'tag',
      TAGS.map((name) => ({ name, createdAt: new Date(DAYS[1] ?? 0) })),
    )
    const people = await writer.create(
      'customer',
      data.people.map(
        (
          { email, hasPassword, group: of, tags: _t, addresses: _a, orders: _o, subscriptions: _s, ...rest },
          index,
        ) => ({
          ...rest,
          email: email === null ? null : `${email}${index}@X.com`,
          passwordHash: hasPassword ? 'x' : null,
          groupKey: of === null ? null : (groups[of]?.key ?? null),
        }),
      ),
    )
    const keyOf = (index: number | null) => (index === null ? null : (people[index]?.key ?? null))
    await writer.create(
      'customerTag',
      data.people.flatMap((one, index) =>
        one.tags.map((tag) => ({ customerKey: keyOf(index) ?? 0, tagKey: tags[tag]?.key ?? 0 })),
      ),
    )
    const addresses = await writer.create(
      'address',
      data.people.flatMap((one, index) =>
        one.addresses.map((spec) => ({ ...spec, customerKey: keyOf(index) ?? 0 })),
      ),
    )
    const orders = await writer.create(
      'order',
      specs.map(({ spec: { paid: _p, refunded: _r, lines: _l, ...rest }, index }) => ({
        ...rest,
        customerKey: keyOf(index),
      })),
    )
    await writeBooks(
      writer,
      orders,
      specs.map(({ spec }) => spec),
    )
    const firstOrder = (index: number) => orders[specs.findIndex((one) => one.index === index)]?.key ?? null
    const subscriptions = await writer.create(
      'subscription',
      data.people.flatMap((one, index) =>
        one.subscriptions.map(({ fromOrder, ...rest }) => ({
          ...rest,
          customerKey: keyOf(index) ?? 0,
          orderKey: fromOrder ? firstOrder(index) : null,
          productName: 'Club',
          currency: 'USD',
          recurringAmount: 1,
        })),
      ),
    )
    return { groups, tags, people, addresses, orders, subscriptions }
  })
  // A customer is updated by what is written about it later.
  const again = await records.list(organization, { type: 'customer', sort: [{ field: 'key' }], limit: 100 })
  const updatedAt = new Map(again.map((one) => [one.key, one.updatedAt]))

  const groups = written.groups.map((one) => shownOf(one, { name: one.name, code: one.code }))
  const tags = written.tags.map((one) => shownOf(one, { name: one.name }))
  const groupOf = (key: number | null) => groups.filter((_, index) => written.groups[index]?.key === key)
  const customers = written.people.map((one, index) => {
    const spec = data.people[index]
    const placed = spec?.orders.filter(({ status }) => status !== 'created').length ?? 0
    return shownOf(
      { ...one, updatedAt: updatedAt.get(one.key) ?? one.updatedAt },
      {
        email: spec?.email ? `${spec.email}${index}@X.com`.toLowerCase() : null,
        status: placed === 0 ? 'prospect' : placed === 1 ? 'acquired' : 'repeat',
        total_orders_count: placed,
        anonymization_status: one.anonymizationStatus,
        password: one.passwordHash,
      },
      { customer_group: groupOf(one.groupKey), tags: tags.filter((_, tag) => spec?.tags.includes(tag)) },
    )
  })
  const ownerOf = (key: number | null) => customers.filter((_, index) => written.people[index]?.key === key)
  const addresses = written.addresses.map((one) =>
    shownOf(one, {
      business: one.business,
      first_name: one.firstName,
      line_1: one.line1,
      city: one.city,
      state_code: one.provinceCode,
      country_code: one.countryCode,
      lat: one.latitude,
    }),
  )
  const customerAddresses = written.addresses.map((one, index) =>
    shownOf(
      one,
      {
        id: one.entryShortId,
        reference: one.entryReference,
        reference_origin: one.entryReferenceOrigin,
        metadata: one.entryMetadata,
      },
      { customer: ownerOf(one.customerKey), address: addresses.slice(index, index + 1) },
    ),
  )
  const orders = written.orders.map((one, index) => {
    const owner = ownerOf(one.customerKey)
    return shownOf(one, orderValues(one, specs[index]?.spec, owner[0]), { customer: owner })
  })
  const subscriptions = written.subscriptions.map((one) => {
    const owner = ownerOf(one.customerKey)
    return shownOf(
      one,
      {
        status: SUBSCRIPTION_STATUSES[one.status as keyof typeof SUBSCRIPTION_STATUSES],
        frequency: FREQUENCIES[`${one.intervalCount} ${one.interval}`] ?? null,
        customer_email: owner[0]?.values.email ?? null,
        starts_at: INSTANT(one.createdAt),
        expires_at: INSTANT(one.cancelAt),
        next_run_at: INSTANT(one.periodEnd),
        occurrencies: one.activeCycles,
      },
      {
        customer: owner,
        source_order: orders.filter((_, index) => written.orders[index]?.key === one.orderKey),
      },
    )
  })
  for (const [index, shown] of orders.entries())
    shown.related.order_subscriptions = subscriptions.filter(
      (_, at) => written.subscriptions[at]?.orderKey === written.orders[index]?.key,
    )
  for (const [index, shown] of customers.entries()) {
    const own = ({ customerKey }: { customerKey: number | null }) =>
      customerKey === written.people[index]?.key
    shown.related.customer_addresses = customerAddresses.filter((_, at) =>
      written.addresses.filter(own).includes(written.addresses[at] as never),
    )
    shown.related.order_subscriptions = subscriptions.filter((_, at) =>
      written.subscriptions.filter(own).includes(written.subscriptions[at] as never),
    )
  }
  const list = (kept: readonly { key: number }[], shown: readonly Shown[]): Row[] =>
    kept.map(({ key }, index) => ({ key, shown: shown[index] as Shown }))
  return {
    customers: list(written.people, customers),
    customer_addresses: list(written.addresses, customerAddresses),
    addresses: list(written.addresses, addresses),
    orders: list(written.orders, orders),
    order_subscriptions: list(written.subscriptions, subscriptions),
  }
}

function orderValues(
  one: Order,
  spec: OrderSpec | undefined,
  owner: Shown | undefined,
): Record<string, Value> {
  const paid = owner ? (spec?.paid ?? 0) : 0
  const lines = spec?.lines ?? []
  const status = one.status as keyof typeof ORDER_STATUSES
  return {
    number: one.number,
    status: ORDER_STATUSES[status],
    payment_status: paymentStatusOf({
      ...one,
      paidAmount: paid,
      refundedAmount: paid > 0 ? (spec?.refunded ?? 0) : 0,
    }),
    fulfillment_status: FULFILLMENT_STATUSES[status],
    guest: one.customerKey === null,
    customer_email: owner?.values.email ?? one.customerEmail,
    currency_code: one.currency,
    total_amount_cents: one.amount,
    subtotal_amount_cents: lines.length > 0 ? lines.reduce((sum, amount) => sum + amount, 0) : null,
    placed_at: one.status === 'created' ? null : INSTANT(one.createdAt),
    cancelled_at: INSTANT(one.canceledAt),
    archived_at: null,
  }
}

export const RECORD_OF: Record<keyof Lists, RecordType> = {
  customers: 'customer',
  customer_addresses: 'address',
  addresses: 'address',
  orders: 'order',
  order_subscriptions: 'subscription',
}
