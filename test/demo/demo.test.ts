import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  ACCOUNT_STATES,
  ANONYMIZATION_STATUSES,
  CONSENT_LEVELS,
  CONSENT_STATES,
  GENDERS,
} from '../../src/core/customer.ts'
import { ORDER_STATUSES, SUBSCRIPTION_STATUSES, totalsOf } from '../../src/core/ledger.ts'
import type { Organization } from '../../src/core/ports.ts'
import { fields, type JsonObject, type RecordOf, type RecordType } from '../../src/core/schema.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createDemo } from '../../src/jobs/demo/create-demo.ts'
import { createSeededRandom } from '../../src/lib/seeded-random.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { ENGINES, type EngineName, emptyStore } from '../support/engines.ts'

const NOW = new Date('2026-06-01T00:00:00Z')
const TYPES = Object.keys(fields) as RecordType[]
/** Plenty for every record type of the demo under test. */
const ALL = 100_000

interface Demo {
  store: Store
  organization: Organization
  all<T extends RecordType>(type: T): Promise<RecordOf<T>[]>
  dump(): Promise<string>
  close(): Promise<void>
}

async function makeDemo(engine: EngineName, settings: { seed: number; customers: number }): Promise<Demo> {
  const { location, drop } = await emptyStore(engine)
  let shown = NOW
  const identities = createIdentities(dialects, createSeededRandom(settings.seed).fork('public ids').bytes)
  const store = await openStore({
    ...location,
    clock: () => shown,
    mintIds: identities.mintIds,
    durable: false,
  })
  const setTime = (at: Date) => {
    shown = at
  }
  const organization = await createDemo({ ...settings, now: NOW }, { store, identities, setTime })
  const all: Demo['all'] = (type) => {
    const key = type === 'customerTotal' ? 'customerKey' : 'key'
    const sort = [{ field: key }, ...(type === 'customerTotal' ? [{ field: 'currency' }] : [])]
    return store.records.list(organization.key, { type, sort, limit: ALL }) as never
  }
  return {
    store,
    organization,
    all,
    async dump() {
      const parts: unknown[] = [organization]
      for (const type of TYPES) parts.push([type, await all(type)])
      return JSON.stringify(parts)
    },
    async close() {
      await store.close()
      await drop()
    },
  }
}

function groupBy<R>(records: readonly R[], keyOf: (record: R) => number | null): Map<number | null, R[]> {
  const groups = new Map<number | null, R[]>()
  for (const record of records) groups.set(keyOf(record), [...(groups.get(keyOf(record)) ?? []), record])
  return groups
}

async function dumpOf(engine: EngineName, seed: number): Promise<string> {
  const demo = await makeDemo(engine, { seed, customers: 60 })
  try {
    return await demo.dump()
  } finally {
    await demo.close()
  }
}

test('the same seed gives the same records, public ids and history on every engine; another seed does not', async () => {
  const [first, ...others] = await Promise.all([
    dumpOf('embedded', 7),
    ...ENGINES.map((engine) => dumpOf(engine, 7)),
  ])
  for (const other of others) expect(other === first).toBe(true)
  expect((await dumpOf('embedded', 8)) === first).toBe(false)
})

describe.each(ENGINES)('the demo on %s', (engine) => {
  let demo: Demo
  beforeAll(async () => {
    demo = await makeDemo(engine, { seed: 42, customers: 400 })
  })
  afterAll(() => demo.close())

  const values = async <T extends RecordType>(type: T, field: keyof RecordOf<T>) =>
    new Set((await demo.all(type)).map((record) => record[field]))

  test('every status, state, level and currency occurs', async () => {
    const expected: [RecordType, string, readonly unknown[]][] = [
      ['order', 'status', ORDER_STATUSES],
      ['order', 'currency', ['EUR', 'PLN', 'USD', 'GBP', 'JPY']],
      ['order', 'customerKey', [null]],
      ['order', 'amount', [0]],
      ['refund', 'state', ['recorded', 'submitted']],
      ['payment', 'isRenewal', [true, false]],
      ['payment', 'provider', ['stripe', 'tpay', 'paypo']],
      ['subscription', 'status', SUBSCRIPTION_STATUSES],
      ['subscription', 'interval', ['day', 'week', 'month', 'year']],
      ['product', 'status', ['published', 'draft']],
      ['productVariant', 'kind', ['one_time', 'recurring']],
      ['productVariant', 'interval', ['day', 'week', 'month', 'year', null]],
      ['promotionCode', 'discountType', ['amount_off', 'percent_off']],
      ['promotionCode', 'duration', ['once', 'repeating', 'forever']],
      ['promotionCode', 'active', [true, false]],
      ['group', 'query', [null, 'tags:vip']],
      ['orderLine', 'isBump', [true, false]],
      ['productAccess', 'activeUntil', [null]],
      ['address', 'business', [true, false]],
      ['customer', 'accountState', ACCOUNT_STATES],
      ['customer', 'gender', [...GENDERS, null]],
      ['customer', 'emailConsentState', [...CONSENT_STATES, null]],
      ['customer', 'emailConsentLevel', CONSENT_LEVELS],
      ['customer', 'smsConsentState', [...CONSENT_STATES, null]],
      ['customer', 'smsConsentLevel', CONSENT_LEVELS],
      ['customer', 'anonymizationStatus', ['requested', 'completed', 'cancelled', null]],
      ['customer', 'blacklisted', [true, false]],
      ['customer', 'status', ['prospect', 'acquired', 'repeat']],
      ['customer', 'email', [null]],
      ['customer', 'language', ['pl', 'de', 'fr', 'es', 'it', 'ja', 'zh-TW', 'ko', 'ar', 'el', 'en']],
    ]
    for (const [type, field, wanted] of expected) {
      const found = await values(type, field as never)
      for (const value of wanted) expect(found, `${type}.${field}`).toContain(value)
    }
    expect([...(await values('customer', 'anonymizationStatus'))].filter(Boolean)).toSatisfy(
      (found: string[]) => found.every((status) => ANONYMIZATION_STATUSES.includes(status as never)),
    )
  })

  test('some subscriptions are to be canceled later and some accesses have run out', async () => {
    const subscriptions = await demo.all('subscription')
    expect(
      subscriptions.some(
        ({ status, canceledAt, cancelAt }) => status === 'active' && canceledAt && cancelAt && cancelAt > NOW,
      ),
    ).toBe(true)
    const ended = subscriptions.filter(({ status, cancelAt }) => status === 'canceled' && cancelAt)
    expect(ended.filter(({ cancelAt }) => cancelAt! > NOW)).toEqual([])
    // An instalment plan ends by itself, whether or not anybody calls it off.
    const instalments = subscriptions.filter(
      ({ status, activeCycles, canceledAt }) => status === 'active' && activeCycles !== null && !canceledAt,
    )
    expect(instalments).not.toEqual([])
    for (const { cancelAt, activeUntil } of instalments) expect(cancelAt).toEqual(activeUntil)
    const accesses = await demo.all('productAccess')
    expect(accesses.some(({ activeUntil }) => activeUntil && activeUntil < NOW)).toBe(true)
    expect(accesses.some(({ activeUntil }) => activeUntil && activeUntil > NOW)).toBe(true)
  })

  test('whatever was sold is a variant of its product, at its price unless it was for nothing', async () => {
    const variants = new Map((await demo.all('productVariant')).map((variant) => [variant.uuidId, variant]))
    const products = new Map((await demo.all('product')).map((product) => [product.key, product.uuidId]))
    const sold = [
      ...(await demo.all('orderLine')).map((line) => ({ ...line, price: line.unitAmount })),
      ...(await demo.all('subscription')).map((one) => ({ ...one, price: one.recurringAmount })),
      ...(await demo.all('productAccess')).map((one) => ({ ...one, price: null })),
    ]
    for (const { productUuid, variantUuid, productName, price } of sold) {
      expect(variantUuid).not.toBeNull()
      const variant = variants.get(variantUuid ?? '')
      // A product that was deleted took its variants along.
      expect(variant === undefined, productName).toBe(productName === 'Advent calendar')
      if (!variant) continue
      expect(products.get(variant.productKey)).toBe(productUuid)
      if (price) expect(price).toBe(variant.amount)
    }
    for (const { interval, kind } of variants.values()) expect(interval !== null).toBe(kind === 'recurring')
  })

  test('promotion codes of every status, for everything and for one product', async () => {
    const codes = await demo.all('promotionCode')
    const statuses = codes.map(({ archivedAt, expiresAt, active }) =>
      archivedAt ? 'archived' : expiresAt && expiresAt <= NOW ? 'expired' : active ? 'active' : 'inactive',
    )
    expect(new Set(statuses)).toEqual(new Set(['active', 'inactive', 'expired', 'archived']))
    const uuids = (await demo.all('product')).map(({ uuidId }) => uuidId)
    const scopes = codes.flatMap(
      ({ extras }) => (extras.easycart as JsonObject | undefined)?.product_id ?? [],
    )
    expect(scopes.length).toBeGreaterThan(0)
    expect(scopes.filter((uuid) => !uuids.includes(uuid as string))).toEqual([])
  })

  test('some payments and orders have invoices; renewals are paid; groups by query have no members of their own', async () => {
    for (const [type, kind] of [
      ['payment', 'vat'],
      ['order', 'proforma'],
    ] as const) {
      const invoices = (await demo.all(type)).flatMap(
        ({ extras }) => ((extras.easycart as JsonObject | undefined)?.invoices ?? []) as JsonObject[],
      )
      expect(invoices.length).toBeGreaterThan(0)
      for (const invoice of invoices)
        expect(invoice).toEqual({
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          number: expect.stringMatching(/^[A-Z]+\/\d{4}\/\d\d\/\d{4}$/),
          issued_at: expect.stringMatching(/Z$/),
          type: kind,
        })
    }
    const renewals = (await demo.all('payment')).filter(({ isRenewal }) => isRenewal)
    expect(renewals.every(({ subscriptionKey }) => subscriptionKey !== null)).toBe(true)
    const byQuery = (await demo.all('group')).filter(({ query }) => query !== null).map(({ key }) => key)
    expect(byQuery.length).toBeGreaterThan(1)
    const members = (await demo.all('customer')).filter(({ groupKey }) => byQuery.includes(groupKey ?? 0))
    expect(members).toEqual([])
  })

  test('an access that ended, or soon ends, was told of', async () => {
    for (const { activeUntil, endedAt, warnedAt } of await demo.all('productAccess')) {
      expect(endedAt).toEqual(activeUntil && activeUntil <= NOW ? activeUntil : null)
      if (warnedAt) expect(warnedAt <= NOW).toBe(true)
      if (activeUntil && activeUntil > NOW && activeUntil.getTime() - NOW.getTime() < 7 * 86_400_000)
        expect(warnedAt).not.toBeNull()
    }
  })

  test('one customer has every field of every platform', async () => {
    const { records } = demo.store
    const key = demo.organization.key
    const customer = await records.find(key, 'customer', 'email', 'zofia.zolc@example.com')
    const empty = Object.entries(customer ?? { missing: null }).filter(
      ([, value]) => value === null || value === '',
    )
    // Whoever has all of this was not erased.
    expect(empty).toEqual([['erasedAt', null]])
    expect(Object.keys(customer?.extras ?? {}).sort()).toEqual(dialects.map(({ name }) => name).sort())
    const [address] =
      (await records.related(key, 'customer', 'addresses', [customer!.key])).get(customer!.key) ?? []
    expect(Object.entries(address ?? { missing: null }).filter(([, value]) => value === null)).toEqual([])
    for (const relation of [
      'orders',
      'payments',
      'refunds',
      'subscriptions',
      'productAccess',
      'tags',
      'totals',
      'paymentSources',
      'records',
      'backlinks',
    ] as const) {
      const found = await records.related(key, 'customer', relation, [customer!.key])
      expect(found.get(customer!.key)?.length, relation).toBeGreaterThan(0)
    }
  })

  test('the books add up', async () => {
    const [orders, lines, payments, refunds] = await Promise.all([
      demo.all('order'),
      demo.all('orderLine'),
      demo.all('payment'),
      demo.all('refund'),
    ])
    const sum = (records: readonly { amount: number }[]) =>
      records.reduce((total, { amount }) => total + amount, 0)
    const linesOf = groupBy(lines, (line) => line.orderKey)
    const paymentsOf = groupBy(payments, (payment) => payment.orderKey)
    const refundsOf = groupBy(refunds, (refund) => refund.paymentKey)
    for (const payment of payments) {
      expect(sum(refundsOf.get(payment.key) ?? [])).toBeLessThanOrEqual(payment.amount)
      expect(payment.taxAmount).toBeLessThan(payment.amount)
    }
    for (const order of orders) {
      if (order.customerKey !== null) expect(sum(linesOf.get(order.key) ?? [])).toBe(order.amount)
      const paid = paymentsOf.get(order.key) ?? []
      const recorded = paid
        .flatMap(({ key }) => refundsOf.get(key) ?? [])
        .filter(({ state }) => state === 'recorded')
      const full = sum(paid) > 0 && sum(recorded) === sum(paid)
      expect(order.status === 'refunded', `${order.number}`).toBe(full)
      if (['created', 'awaiting_payment', 'processing', 'canceled'].includes(order.status))
        expect(paid).toEqual([])
      if (order.status === 'completed') expect(sum(paid)).toBe(order.amount)
      expect(order.createdAt <= NOW && order.updatedAt <= NOW).toBe(true)
    }
  })

  test('the kept totals say what the ledger says', async () => {
    const [orders, payments, refunds, totals] = await Promise.all([
      demo.all('order'),
      demo.all('payment'),
      demo.all('refund'),
      demo.all('customerTotal'),
    ])
    const by = <R extends { customerKey: number | null }>(records: readonly R[], customer: number) =>
      records.filter((record) => record.customerKey === customer)
    expect(totals.length).toBeGreaterThan(200)
    for (const { customerKey, customerUuid, currency, ...kept } of totals)
      expect(kept, customerUuid).toEqual(
        totalsOf(currency, {
          orders: by(orders, customerKey),
          payments: by(payments, customerKey),
          refunds: by(refunds, customerKey),
        }),
      )
  })

  test('a few customers spend most of the money', async () => {
    const spent = (await demo.all('customerTotal'))
      .filter(({ currency }) => currency === 'EUR')
      .map(({ paidAmount }) => paidAmount)
      .sort((a, b) => b - a)
    const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
    expect(sum(spent.slice(0, Math.ceil(spent.length / 5)))).toBeGreaterThan(sum(spent) / 2)
  })

  test('no address leads to a real mailbox, and an erased person left nothing', async () => {
    for (const customer of await demo.all('customer')) {
      if (customer.email !== null)
        expect(customer.email).toMatch(/^[a-z0-9.-]+@(example\.(com|org|net)|anonymized\.invalid)$/)
      if (customer.anonymizationStatus !== 'completed') continue
      const { firstName, lastName, fullName, nickName, phone, birthday, note } = customer
      expect([firstName, lastName, fullName, nickName, phone, birthday, note].filter(Boolean)).toEqual([])
    }
  })

  test('a deleted product stays in what was sold', async () => {
    const products = new Set((await demo.all('product')).map(({ uuidId }) => uuidId))
    const gone = (await demo.all('orderLine')).filter(
      ({ productUuid }) => productUuid && !products.has(productUuid),
    )
    expect(gone.length).toBeGreaterThan(0)
    expect(gone.every(({ productName }) => productName === 'Advent calendar')).toBe(true)
  })
})
