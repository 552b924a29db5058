import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exported, imported } from '../support/data.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const text = fc.string({ unit: 'binary', maxLength: 12 }).map((value) => value.replaceAll('\0', ''))
/** Notes and metadata are in no index, which bounds how long a text may be. */
const longText = fc.oneof(
  text,
  fc.constantFrom('', '"a",\n\r\n;', 'é e\u0301 👩‍🚀', `${'長'.repeat(30_000)} `),
)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const time = fc.integer({ min: 0, max: 2_000_000_000_000 }).map((at) => new Date(at))
const currency = fc.constantFrom('USD', 'EUR', 'JPY', 'KWD')
const json = fc.dictionary(
  fc.string({ maxLength: 6 }).map((name) => name.replaceAll('\0', '')),
  fc.oneof(longText, fc.integer(), fc.boolean(), fc.constant(null)),
  { maxKeys: 3 },
)
const named = {
  reference: maybe(fc.constantFrom('r1', 'r2')),
  referenceOrigin: maybe(fc.constant('o')),
  metadata: json,
}
const pick = fc.nat(5)

const stores = fc.record({
  groups: fc.array(fc.record({ ...named, name: text, query: maybe(fc.constant('orders_count:>1')) }), {
    maxLength: 2,
  }),
  products: fc.array(fc.record({ ...named, name: text, description: maybe(text), extras: json }), {
    maxLength: 2,
  }),
  variants: fc.array(
    fc.record({
      ...named,
      of: pick,
      name: maybe(text),
      recurs: fc.boolean(),
      amount: fc.nat(9999),
      extras: json,
    }),
    { maxLength: 4 },
  ),
  codes: fc.array(
    fc.record({
      createdAt: time,
      updatedAt: time,
      ...named,
      code: fc.stringMatching(/^[A-ZŻ]{1,4}$/),
      name: maybe(text),
      discountType: fc.constantFrom('amount_off', 'percent_off'),
      amountOff: maybe(fc.nat(99)),
      percentOff: maybe(fc.double({ min: 0.5, max: 100, noNaN: true })),
      currency: maybe(currency),
      duration: fc.constantFrom('once', 'repeating', 'forever'),
      durationInMonths: maybe(fc.integer({ min: 1, max: 12 })),
      maxRedemptions: maybe(fc.nat(9)),
      timesRedeemed: fc.nat(9),
      expiresAt: maybe(time),
      firstTimeTransaction: fc.boolean(),
      minimumAmount: maybe(fc.nat(99)),
      minimumAmountCurrency: maybe(currency),
      active: fc.boolean(),
      archivedAt: maybe(time),
      extras: json,
    }),
    { maxLength: 3 },
  ),
  tags: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}$/), { maxLength: 3 }),
  customers: fc.array(
    fc.record({
      createdAt: time,
      updatedAt: time,
      ...named,
      firstName: maybe(text),
      birthday: maybe(fc.constant('1999-12-31')),
      note: maybe(longText),
      blacklisted: fc.boolean(),
      gender: maybe(fc.constant('secret')),
      anonymizationInfo: maybe(json),
      passwordHash: maybe(text),
      extras: json,
      group: pick,
      withEmail: fc.boolean(),
      tagged: fc.array(pick, { maxLength: 3 }),
    }),
    { maxLength: 5 },
  ),
  addresses: fc.array(
    fc.record({
      of: pick,
      city: maybe(text),
      latitude: maybe(fc.double({ noNaN: true, noDefaultInfinity: true })),
      entryReference: maybe(text),
      entryMetadata: json,
    }),
    { maxLength: 4 },
  ),
  sources: fc.array(fc.record({ ...named, of: pick, name: maybe(text), sourceToken: maybe(text) }), {
    maxLength: 3,
  }),
  records: fc.array(
    fc.record({ ...named, of: pick, kind: fc.constantFrom('sku_list', 'market'), attributes: json }),
    { maxLength: 4 },
  ),
  links: fc.array(
    fc.record({
      name: fc.constantFrom('billing_address', 'markets', 'order'),
      from: fc.nat(20),
      to: fc.nat(20),
    }),
    { maxLength: 8 },
  ),
  orders: fc.array(
    fc.record({
      of: pick,
      createdAt: time,
      status: fc.constantFrom('created', 'completed', 'canceled'),
      currency,
      amount: fc.nat(9999),
      lines: fc.nat(2),
      paid: fc.boolean(),
      refunded: fc.boolean(),
      access: fc.boolean(),
    }),
    { maxLength: 6 },
  ),
})

const EXPORTED = [
  ['group', 'group'],
  ['tag', 'tag'],
  ['product', 'product'],
  ['product_variant', 'productVariant'],
  ['promotion_code', 'promotionCode'],
  ['customer', 'customer'],
  ['address', 'address'],
  ['payment_source', 'paymentSource'],
  ['record', 'record'],
  ['order', 'order'],
  ['subscription', 'subscription'],
  ['payment', 'payment'],
  ['refund', 'refund'],
  ['product_access', 'productAccess'],
  ['link', 'link'],
] as const

describe.each(ENGINES)('exporting on %s', (engine) => {
  let world: World
  let next = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())
  const newOrganization = async () => (await world.addOrganization({ slug: `e-${next++}` })).key

  async function fill(organization: number, store: typeof stores extends fc.Arbitrary<infer S> ? S : never) {
    await world.store.records.write(organization, {}, async (writer) => {
      const groups = await writer.create('group', store.groups)
      const tags = await writer.create(
        'tag',
        store.tags.map((name) => ({ name })),
      )
      const products = await writer.create(
        'product',
        store.products.map((product, place) => ({
          ...product,
          slug: `p-${place}`,
          status: 'published',
          currency: 'USD',
        })),
      )
      const variants: string[] = []
      for (const { of, recurs, ...variant } of store.variants) {
        const productKey = products[of % products.length]?.key
        if (!productKey) continue
        const [made] = await writer.create('productVariant', [
          {
            ...variant,
            productKey,
            kind: recurs ? 'recurring' : 'one_time',
            interval: recurs ? 'week' : null,
            intervalCount: recurs ? 2 : null,
          },
        ])
        variants.push(made!.uuidId)
      }
      const sold = { variantUuid: variants.at(-1) ?? null }
      await writer.create('promotionCode', store.codes)
      const customers = await writer.create(
        'customer',
        store.customers.map(({ group, withEmail, tagged: _, ...customer }, place) => ({
          ...customer,
          email: withEmail ? ` Person.${place}@Example.com` : null,
          groupKey: groups[group]?.key ?? null,
        })),
      )
      for (const [place, { tagged }] of store.customers.entries())
        for (const tag of new Set(tagged))
          if (tags[tag])
            await writer.create('customerTag', [
              { customerKey: customers[place]!.key, tagKey: tags[tag].key },
            ])
      const ends: { type: 'address' | 'record' | 'paymentSource' | 'customer' | 'order'; key: number }[] =
        customers.map(({ key }) => ({ type: 'customer', key }))
      for (const { of, ...address } of store.addresses) {
        const [made] = await writer.create('address', [
          { ...address, customerKey: customers[of]?.key ?? null },
        ])
        ends.push({ type: 'address', key: made!.key })
      }
      for (const { of, ...source } of store.sources) {
        if (!customers[of]) continue
        const [made] = await writer.create('paymentSource', [{ ...source, customerKey: customers[of].key }])
        ends.push({ type: 'paymentSource', key: made!.key })
      }
      for (const { of, ...record } of store.records) {
        const [made] = await writer.create('record', [{ ...record, customerKey: customers[of]?.key ?? null }])
        ends.push({ type: 'record', key: made!.key })
      }
      for (const { of, lines, paid, refunded, access, ...given } of store.orders) {
        const customerKey = customers[of]?.key ?? null
        const [order] = await writer.create('order', [{ ...given, customerKey }])
        const orderKey = order!.key
        ends.push({ type: 'order', key: orderKey })
        for (let position = 1; position <= lines; position++)
          await writer.create('orderLine', [
            { orderKey, position, productName: 'P', quantity: 1, unitAmount: 5, amount: 5, ...sold },
          ])
        if (!customerKey) continue
        if (access)
          await writer.create('productAccess', [
            {
              customerKey,
              orderKey,
              productUuid: '11111111-2222-4333-8444-555555555555',
              productName: 'P',
              activeUntil: given.createdAt,
              warnedAt: refunded ? given.createdAt : null,
              endedAt: paid ? given.createdAt : null,
              ...sold,
            },
          ])
        if (access)
          await writer.create('subscription', [
            {
              customerKey,
              orderKey,
              productName: 'P',
              status: 'active',
              currency: given.currency,
              recurringAmount: 5,
              interval: 'month',
              renewalToldFor: paid ? given.createdAt : null,
              ...sold,
            },
          ])
        if (!paid) continue
        const { currency: money } = given
        const [payment] = await writer.create('payment', [
          { customerKey, orderKey, currency: money, amount: 50, paidAt: given.createdAt },
        ])
        if (refunded)
          await writer.create('refund', [
            { paymentKey: payment!.key, customerKey, currency: money, amount: 5, state: 'recorded' },
          ])
      }
      for (const { name, from, to } of store.links) {
        const [first, second] = [ends[from % ends.length], ends[to % ends.length]]
        if (first && second) await writer.setLinks(first.type, first.key, name, [second])
      }
    })
  }

  test('an import of an export is an equal store, to the byte, and imports again as unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(stores, fc.integer({ min: 1, max: 9 }), async (store, batchSize) => {
        const source = await newOrganization()
        await fill(source, store)
        const before = await exported(world, source)
        const lines = before.trim().split('\n').filter(Boolean)
        const names = lines.map((line): string => JSON.parse(line).type)
        for (const [name, type] of EXPORTED) {
          const kept = await world.store.records.list(source, { type, sort: [], limit: 99 })
          expect(names.filter((each) => each === name).length, name).toBe(kept.length)
        }
        const target = await newOrganization()
        const { counts, rejects } = await imported(world, 'ndjson', before, {
          organization: target,
          batchSize,
        })
        expect(rejects).toEqual([])
        expect(counts.created).toBe(counts.read)
        expect(counts.read).toBe(lines.length)
        expect(await exported(world, target)).toBe(before)
        const figures = async (organization: number) =>
          (
            await world.store.records.list(organization, {
              type: 'customerTotal',
              sort: [{ field: 'customerKey' }, { field: 'currency' }],
              limit: 99,
            })
          ).map(({ customerKey: _, ...total }) => total)
        expect(await figures(target)).toEqual(await figures(source))
        const again = await imported(world, 'ndjson', before, { organization: target, batchSize })
        expect(again.counts.unchanged).toBe(again.counts.read)
      }),
      { numRuns: timesOn(engine, 12, 100) },
    )
  })
})
