import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Writer } from '../../src/core/ports.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { ledgerDifferences } from '../support/ledger-differences.ts'
import { createWorld, type World } from '../support/world.ts'

const CURRENCIES = ['USD', 'EUR', 'JPY'] as const
const STATUSES = ['created', 'completed', 'canceled', 'processing', 'unknown', 'refunded'] as const
const pick = fc.nat(9)
const step = fc.record({
  do: fc.constantFrom(
    'customer',
    'order',
    'order',
    'order',
    'move',
    'status',
    'time',
    'pay',
    'refund',
    'confirm',
    'repay',
    'line',
    'moveLine',
    'movePayment',
    'moveRefund',
    'removeLine',
    'removeOrder',
    'removePayment',
    'removeRefund',
    'removeCustomer',
  ),
  a: pick,
  b: pick,
  amount: fc.integer({ min: 1, max: 9999 }),
  currency: fc.constantFrom(...CURRENCIES),
  status: fc.constantFrom(...STATUSES),
  at: fc.integer({ min: 0, max: 1000 }).map((days) => new Date(Date.UTC(2020, 0, 1 + days))),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

describe.each(ENGINES)('the kept figures on %s', (engine) => {
  let world: World
  let next = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  const differences = (organization: number, repair = false) =>
    ledgerDifferences(world.store.records, organization, repair)

  test('equal a plain recomputation after any sequence of ledger writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 12 }),
        async (transactions) => {
          const organization = (await world.addOrganization({ slug: `l${next++}` })).key
          for (const steps of transactions)
            await world.store.records
              .write(organization, { kind: 'test' }, async (writer) => {
                for (const each of steps) await run(writer, organization, each)
              })
              .catch((error) => {
                if (error.code !== 'invalid-value') throw error
              })
          expect(await differences(organization)).toEqual([])
        },
      ),
      { numRuns: timesOn(engine, 25, 200) },
    )
  })

  test('a write that changes a figure sets when the customer was updated', async () => {
    const organization = (await world.addOrganization({ slug: `l${next++}` })).key
    const { records } = world.store
    const at = new Date('2020-01-01T00:00:00Z')
    const [a, b] = await records.write(organization, {}, (writer) =>
      writer.create('customer', [
        { email: 'a@example.com', updatedAt: at },
        { email: 'b@example.com', updatedAt: at },
      ]),
    )
    const [order] = await records.write(organization, {}, (writer) =>
      writer.create('order', [{ customerKey: a!.key, status: 'completed', currency: 'USD', amount: 5 }]),
    )
    const updated = async (key: number) =>
      (await records.find(organization, 'customer', 'key', key))?.updatedAt.getTime() ?? 0
    expect(await updated(a!.key)).toBeGreaterThan(at.getTime())
    expect(await updated(b!.key)).toBe(at.getTime())
    await records.write(organization, {}, (writer) =>
      writer.update('order', order!.key, { customerKey: b!.key }),
    )
    expect(await updated(b!.key)).toBeGreaterThan(at.getTime())
  })

  test('verify finds what was tampered with, and repair mends it', async () => {
    const organization = (await world.addOrganization({ slug: `l${next++}` })).key
    const { records, database } = world.store
    await records.write(organization, {}, async (writer) => {
      const [customer] = await writer.create('customer', [{ email: 'a@example.com' }])
      const [order] = await writer.create('order', [
        { customerKey: customer!.key, status: 'completed', currency: 'USD', amount: 500 },
        { customerKey: null, status: 'completed', currency: 'EUR', amount: 0 },
      ])
      await writer.create('payment', [
        {
          customerKey: customer!.key,
          orderKey: order!.key,
          currency: 'USD',
          amount: 500,
          paidAt: new Date(),
        },
      ])
    })
    await sql`update orders set paid_amount = 7, refunded_amount = 7, lines_amount = 0
      where organization_id = ${organization} and amount > 0`.execute(database)
    await sql`update orders set lines_amount = 3
      where organization_id = ${organization} and amount = 0`.execute(database)
    await sql`update customer_totals set spent_amount = 7 where organization_id = ${organization}`.execute(
      database,
    )
    await sql`update customers set placed_orders_count = 3, last_placed_at = '2001-01-01T00:00:00Z' where organization_id = ${organization}`.execute(
      database,
    )
    await sql`update counters set value = 9 where organization_id = ${organization} and name in ('order', 'members:USD')`.execute(
      database,
    )
    const found = await differences(organization, true)
    expect(found.map(({ figure, kept, ledger }) => [figure, kept, ledger])).toEqual([
      ['spent_amount', 7, 500],
      ['placed_orders_count', 3, 1],
      ['last_placed_at', '2001-01-01T00:00:00.000Z', expect.any(String)],
      ['paid_amount', 7, 500],
      ['refunded_amount', 7, 0],
      ['lines_amount', 0, null],
      ['payment_status', 'refunded', 'paid'],
      ['lines_amount', 3, null],
      ['order', 9, 2],
      ['members:USD', 9, 1],
    ])
    expect(await differences(organization)).toEqual([])
  })

  test('payments of several customers for one order, written at once, are all counted', async () => {
    const organization = (await world.addOrganization({ slug: `l${next++}` })).key
    const { records } = world.store
    const { order, customers } = await records.write(organization, {}, async (writer) => {
      const [created] = await writer.create('order', [{ status: 'processing', currency: 'USD', amount: 12 }])
      return { order: created!, customers: await writer.create('customer', Array(4).fill({})) }
    })
    for (let round = 0; round < 3; round++) {
      let waiting = customers.length
      let open = () => {}
      const gate = new Promise<void>((resolve) => {
        open = resolve
      })
      const meet = () => {
        if (--waiting === 0) open()
        // The embedded engine lets one transaction through at a time.
        return Promise.race([gate, new Promise((resolve) => setTimeout(resolve, 100))])
      }
      await Promise.all(
        customers.map(({ key }) =>
          records.write(organization, {}, async (writer) => {
            await writer.create('payment', [
              { customerKey: key, orderKey: order.key, currency: 'USD', amount: 1, paidAt: new Date() },
            ])
            await meet()
          }),
        ),
      )
    }
    expect(await records.find(organization, 'order', 'key', order.key)).toMatchObject({
      paidAmount: 12,
      paymentStatus: 'paid',
    })
    expect(await differences(organization)).toEqual([])
  })

  test('what is written while a repair counts is no difference, and is not repaired', async () => {
    const organization = (await world.addOrganization({ slug: `l${next++}` })).key
    const { records } = world.store
    const writeOne = () =>
      records.write(organization, {}, (writer) => writer.create('customer', [{ firstName: 'Meanwhile' }]))
    await writeOne()
    const meanwhile: Promise<unknown>[] = []
    const disturbed: typeof records = {
      ...records,
      write: (key, actor, work, options) =>
        records.write(
          key,
          actor,
          (writer) =>
            work({
              ...writer,
              async count(...args) {
                const counted = await writer.count(...args)
                if (args[1] === 'customer' && meanwhile.length === 0) {
                  meanwhile.push(writeOne())
                  // The embedded engine makes it wait for us.
                  await Promise.race([meanwhile[0], new Promise((resolve) => setTimeout(resolve, 300))])
                }
                return counted
              },
            }),
          options,
        ),
    }
    const found = await ledgerDifferences(disturbed, organization, true)
    await Promise.all(meanwhile)
    expect(found).toEqual([])
    expect(await records.counter(organization, 'customer')).toBe(2)
  })

  test('a removed customer leaves the order and a history; one with payments stays', async () => {
    const organization = (await world.addOrganization({ slug: `l${next++}` })).key
    const { records } = world.store
    const [customer] = await records.write(organization, {}, (writer) =>
      writer.create('customer', [{ email: 'a@example.com' }]),
    )
    const [order] = await records.write(organization, {}, async (writer) => {
      const [tag] = await writer.create('tag', [{ name: 'vip' }])
      await writer.create('customerTag', [{ customerKey: customer!.key, tagKey: tag!.key }])
      return writer.create('order', [
        { customerKey: customer!.key, status: 'created', currency: 'USD', amount: 5 },
      ])
    })
    const remove = () =>
      records.write(organization, {}, (writer) => writer.remove('customer', [customer!.key]))
    const [payment] = await records.write(organization, {}, (writer) =>
      writer.create('payment', [
        { customerKey: customer!.key, orderKey: order!.key, currency: 'USD', amount: 5, paidAt: new Date() },
      ]),
    )
    await expect(remove()).rejects.toMatchObject({ code: 'invalid-value' })
    await records.write(organization, {}, (writer) => writer.remove('payment', [payment!.key]))
    await remove()
    expect(await records.find(organization, 'order', 'key', order!.key)).toMatchObject({ customerKey: null })
    const events = await records.list(organization, {
      type: 'event',
      where: { op: 'gt', field: 'key', value: payment!.key },
      sort: [{ field: 'key' }],
      limit: 20,
    })
    expect(events.map(({ recordType, action }) => `${recordType} ${action}`)).toEqual([
      'payment create',
      'payment destroy',
      'order update',
      'customerTag destroy',
      'customer destroy',
    ])
    expect(await differences(organization)).toEqual([])
  })

  test('new ids step over those that were imported', async () => {
    const organization = (await world.addOrganization({ slug: `l${next++}` })).key
    const { records } = world.store
    const [first] = await records.write(organization, {}, (writer) => writer.create('customer', [{}]))
    const ahead = Array.from({ length: 40 }, (_, place) => ({
      numberId: String(Number(first!.numberId) + place + 2),
    }))
    await records.write(organization, {}, (writer) => writer.create('customer', ahead))
    for (let count = 0; count < 5; count++)
      await records.write(organization, {}, (writer) => writer.create('customer', [{}, {}]))
    expect(await records.count(organization, 'customer')).toBe(51)
  })
})

/** One random write; on nothing when there is no such record. */
async function run(writer: Writer, organization: number, given: Step): Promise<void> {
  const nth = async (type: 'customer' | 'order' | 'orderLine' | 'payment' | 'refund', place: number) => {
    const all = await writer.list(organization, { type, sort: [{ field: 'key' }], limit: 10 })
    return all.length > 0 ? all[place % all.length]!.key : undefined
  }
  const { amount, currency, status, at } = given
  const customer = await nth('customer', given.a)
  const order = await nth('order', given.b)
  const payment = await nth('payment', given.b)
  const refund = await nth('refund', given.b)
  const line = await nth('orderLine', given.b)
  switch (given.do) {
    case 'customer':
      await writer.create('customer', [{ firstName: 'X' }])
      return
    case 'order':
      await writer.create('order', [
        { customerKey: customer ?? null, status, currency, amount, createdAt: at },
        { customerKey: customer ?? null, status: 'completed', currency, amount: 0 },
      ])
      return
    case 'move':
      if (order) await writer.update('order', order, { customerKey: customer ?? null, currency })
      return
    case 'status':
      if (order) await writer.update('order', order, { status, amount })
      return
    case 'time':
      if (order) await writer.update('order', order, { createdAt: at })
      return
    case 'pay':
      if (customer)
        await writer.create('payment', [
          { customerKey: customer, orderKey: order ?? null, currency, amount, paidAt: at },
        ])
      return
    case 'refund':
      if (payment && customer)
        await writer.create('refund', [
          { paymentKey: payment, customerKey: customer, currency, amount, state: 'submitted' },
        ])
      return
    case 'confirm':
      if (refund) await writer.update('refund', refund, { state: 'recorded' })
      return
    case 'repay':
      if (payment && customer)
        await writer.update('payment', payment, { customerKey: customer, amount, currency })
      return
    case 'line':
      if (order)
        await writer.create('orderLine', [
          { orderKey: order, position: given.a, productName: 'X', quantity: 1, unitAmount: amount, amount },
        ])
      return
    case 'moveLine':
      if (line && order) await writer.update('orderLine', line, { orderKey: order, amount })
      return
    case 'movePayment':
      if (payment) await writer.update('payment', payment, { orderKey: order ?? null })
      return
    case 'moveRefund':
      if (refund && payment) await writer.update('refund', refund, { paymentKey: payment, currency })
      return
    case 'removeLine':
      if (line) await writer.remove('orderLine', [line])
      return
    case 'removeOrder':
      if (order) await writer.remove('order', [order])
      return
    case 'removePayment':
      if (payment) await writer.remove('payment', [payment])
      return
    case 'removeRefund':
      if (refund) await writer.remove('refund', [refund])
      return
    case 'removeCustomer':
      if (customer) await writer.remove('customer', [customer])
  }
}
