/** Refunds that are asked for through the API and confirmed by the job that plays the payment provider. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import { confirmRefunds } from '../../src/jobs/confirm-refunds.ts'
import { openSource } from '../../src/jobs/sync/sources.ts'
import { easycartClient } from '../support/easycart-client.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { ledgerDifferences } from '../support/ledger-differences.ts'
import { createWorld, type World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'

const DELAY = 2000
const ASKED = '2026-03-01T12:00:00.000Z'
const AFTER = '2026-03-01T12:00:02.000Z'

describe.each(ENGINES)('refunds on %s', (engine) => {
  let world: World
  let count = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  const confirm = (since?: string) =>
    confirmRefunds({
      records: world.store.records,
      due: world.store.due,
      clock: world.services.clock,
      delay: DELAY,
      ...(since ? { since: new Date(since) } : {}),
    })

  /** A store where one customer paid so much, each amount an order of its own. */
  async function paid(...amounts: number[]) {
    world.setTime(ASKED)
    const organization: Organization = await world.addOrganization({ slug: `refunds-${++count}` })
    const { key } = organization
    const customer = await writePerson(
      world,
      { orders: amounts.map((amount) => ({ at: '2026-01-10T09:00Z', currency: 'PLN', amount })) },
      key,
    )
    const { records } = world.store
    const client = await easycartClient(world, [organization])
    const payments = await records.list(key, { type: 'payment', sort: [{ field: 'key' }], limit: 99 })
    const refund = (amount?: number, place = 0) =>
      client.write('POST', `/transactions/${payments[place]?.uuidId}/refunds`, { amount })
    return {
      key,
      client,
      payments,
      refund,
      one: () => client.get(customer.uuidId, 'currency=pln&include=ltv,orders'),
      transaction: async (place = 0) =>
        (await client.send(`/transactions/${payments[place]?.uuidId}?include=refunds,order`)).json(),
      refunds: () => records.list(key, { type: 'refund', sort: [{ field: 'key' }], limit: 999 }),
    }
  }

  test('who saw the payment before a refund of it was submitted or confirmed has not seen it as it is', async () => {
    const { payments, client } = await paid(5000)
    const path = `/transactions/${payments[0]?.uuidId}`
    const tag = async () => (await client.send(path)).headers.ETag ?? ''
    const refund = async (seen: string) =>
      (await client.write('POST', `${path}/refunds`, { amount: 1000 }, { 'if-match': seen })).status
    const seen = await tag()
    expect(await refund(seen)).toBe(202)
    expect(await refund(seen)).toBe(412)
    const submitted = await tag()
    world.setTime(AFTER)
    expect(await confirm()).toBe(1)
    expect(await refund(submitted)).toBe(412)
    expect(await refund(await tag())).toBe(202)
    world.setTime('2026-03-01T12:00:04.000Z')
    expect(await confirm()).toBe(1)
  })

  test('E4, then E3: a refund counts once the provider has confirmed it', async () => {
    const { refund, one, transaction } = await paid(11800)
    expect((await refund(3900)).status).toBe(202)
    world.setTime('2026-03-01T12:00:01.999Z')
    expect(await confirm()).toBe(0)
    expect(await one()).toMatchObject({ orders_count: 1, lifetime_value: 11800 })
    expect(await transaction()).toMatchObject({
      refund_state: 'none',
      refunded_amount: 0,
      remaining_refundable: 11800,
      refunds: [],
    })
    world.setTime(AFTER)
    expect(await confirm()).toBe(1)
    expect(await one()).toMatchObject({
      orders_count: 1,
      lifetime_value: 7900,
      ltv: { payments_total: 11800, refunds_total: 3900, net: 7900, currency: 'pln' },
      orders: [{ status: 'completed' }],
    })
    expect(await transaction()).toMatchObject({
      refund_state: 'partial',
      refunded_amount: 3900,
      remaining_refundable: 7900,
      refunds: [{ amount: 3900, currency: 'pln' }],
      order: { status: 'completed' },
    })
    expect(await confirm()).toBe(0)
  })

  test('E2: paid back in full, in two parts, the order is a refunded one', async () => {
    const { refund, one, transaction } = await paid(4900)
    expect((await refund(1000)).json).toMatchObject({ amount: 1000 })
    expect((await refund()).json).toMatchObject({ amount: 3900, currency: 'pln' })
    expect(await refund(1)).toMatchObject({ status: 422 })
    world.setTime(AFTER)
    expect(await confirm()).toBe(2)
    const day = '2026-01-10T09:00:00+00:00'
    expect(await one()).toMatchObject({
      first_seen: day,
      last_order: day,
      orders_count: 0,
      lifetime_value: 0,
      orders: [{ status: 'refunded' }],
    })
    expect(await transaction()).toMatchObject({ refund_state: 'full', refundable: false })
  })

  test('what was submitted before `since` stays as it is', async () => {
    const { refund, refunds } = await paid(4900)
    await refund(1000)
    world.setTime('2026-03-01T12:00:10.000Z')
    await refund(500)
    world.setTime('2026-03-01T12:01:00.000Z')
    expect(await confirm('2026-03-01T12:00:05.000Z')).toBe(1)
    expect((await refunds()).map(({ state }) => state)).toEqual(['submitted', 'recorded'])
    expect(await confirm()).toBe(1)
  })

  test('an Idempotency-Key refunds once', async () => {
    const { client, payments, refunds } = await paid(4900)
    const path = `/transactions/${payments[0]?.uuidId}/refunds`
    const headers = { 'idempotency-key': 'once' }
    const answers = [
      await client.write('POST', path, { amount: 100 }, headers),
      await client.write('POST', path, { amount: 100 }, headers),
    ]
    expect(answers[1]).toEqual(answers[0])
    expect(await refunds()).toHaveLength(1)
  })

  test('requests at once never pay back more than was paid, and servers at once confirm each refund once', async () => {
    const { key, refund, refunds, one } = await paid(1000)
    const answers = await Promise.all(Array.from({ length: 8 }, () => refund(300)))
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 422, 422, 422, 422, 422])
    await refund()
    world.setTime(AFTER)
    await Promise.all([confirm(), confirm(), confirm()])
    expect(await refunds()).toHaveLength(4)
    expect(await one()).toMatchObject({ lifetime_value: 0, orders: [{ status: 'refunded' }] })
    const events = await world.store.records.list(key, {
      type: 'event',
      where: { op: 'eq', field: 'recordType', value: 'refund' },
      sort: [],
      limit: 99,
    })
    expect(events.filter(({ action }) => action === 'update')).toHaveLength(4)
  })

  test('one that was synced is left to the platform that it came from', async () => {
    const { key, refund, refunds } = await paid(100, 200)
    for (const place of [0, 1]) await refund(undefined, place)
    const [theirs] = await refunds()
    const { records } = world.store
    const input = { name: 'shop', dialect: 'shopline', baseUrl: 'https://shop.example.com' }
    const { key: sourceKey } = await openSource(records, key, input)
    await records.write(key, { kind: 'test' }, (writer) =>
      writer.create('sourceRecord', [
        {
          sourceKey,
          recordType: 'refund',
          remoteId: theirs!.numberId,
          recordKey: theirs!.key,
          customerKey: theirs!.customerKey,
          linkedBy: 'created',
          seenRun: 1,
        },
      ]),
    )
    world.setTime(AFTER)
    expect(await confirm()).toBe(1)
    expect((await refunds()).map(({ state }) => state)).toEqual(['submitted', 'recorded'])
  })

  test('one that fails is told by its key, waits for the next time, and disturbs no other', async () => {
    const { key, refund, refunds } = await paid(100, 200, 300)
    for (const place of [0, 1, 2]) await refund(undefined, place)
    world.setTime(AFTER)
    const [, second] = await refunds()
    const { records, due } = world.store
    const logged: unknown[] = []
    const failing = {
      ...records,
      write: ((organization, actor, work, options) =>
        records.write(
          organization,
          actor,
          (writer) =>
            work({
              ...writer,
              lock: (type, one) =>
                one === second?.key ? Promise.reject(new Error('secret')) : writer.lock(type, one),
            }),
          options,
        )) as typeof records.write,
    }
    const clock = world.services.clock
    const log = (...line: unknown[]) => logged.push(line)
    expect(await confirmRefunds({ records: failing, due, clock, delay: DELAY, log })).toBe(2)
    expect((await refunds()).map(({ state }) => state)).toEqual(['recorded', 'submitted', 'recorded'])
    const facts = { job: 'confirm-refunds', organization: key, key: second?.key, reason: 'Error' }
    expect(logged).toEqual([['error', 'something due could not be done', facts]])
    expect(await confirm()).toBe(1)
  })

  const step = fc.oneof(
    fc.record({
      place: fc.nat(2),
      amount: fc.option(fc.integer({ min: 1, max: 700 }), { nil: undefined }),
      /** So many requests of it at once. */
      atOnce: fc.constantFrom(1, 1, 3),
    }),
    fc.constant('confirm' as const),
  )

  test('any sequence of refunds and confirmations keeps the books, and pays nothing back twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        const amounts = [1000, 400, 0]
        const { key, refund, refunds, payments, one } = await paid(...amounts)
        const left = [...amounts]
        let asked = Date.parse(ASKED)
        for (const each of steps) {
          if (each === 'confirm') {
            asked += DELAY
            world.setTime(new Date(asked).toISOString())
            await confirm()
            continue
          }
          const { place, amount, atOnce } = each
          if (!payments[place]) continue
          const has = left[place] ?? 0
          const wanted = amount ?? has
          const fitting = Math.min(
            amount === undefined ? 1 : atOnce,
            wanted > 0 ? Math.floor(has / wanted) : 0,
          )
          const answers = await Promise.all(Array.from({ length: atOnce }, () => refund(amount, place)))
          expect(answers.filter(({ status }) => status === 202)).toHaveLength(fitting)
          expect(answers.filter(({ status }) => status === 422)).toHaveLength(atOnce - fitting)
          left[place] = has - fitting * wanted
        }
        expect(await ledgerDifferences(world.store.records, key)).toEqual([])
        const made = await refunds()
        const sum = (some: typeof made) => some.reduce((total, refunded) => total + refunded.amount, 0)
        for (const [place, payment] of payments.entries())
          expect(sum(made.filter(({ paymentKey }) => paymentKey === payment.key))).toBe(
            payment.amount - (left[place] ?? 0),
          )
        const recorded = sum(made.filter(({ state }) => state === 'recorded'))
        expect(await one()).toMatchObject({ lifetime_value: 1400 - recorded })
      }),
      { numRuns: timesOn(engine, 10, 200) },
    )
  })
})
