import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('the books of orders on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  test('the migration that brings the books of orders fills them', async () => {
    const organization = world.organization.key
    const { records, database } = world.store
    const order = { currency: 'USD', amount: 10 }
    await records.write(organization, {}, async (writer) => {
      const [customer] = await writer.create('customer', [{}])
      const [paid, half, back, foreign, lined] = await writer.create('order', [
        { ...order, status: 'completed' },
        { ...order, status: 'canceled' },
        { ...order, status: 'processing' },
        { ...order, status: 'processing' },
        { ...order, status: 'canceled' },
      ])
      const pay = (of: typeof paid, amount: number, currency = 'USD') => ({
        customerKey: customer!.key,
        orderKey: of!.key,
        currency,
        amount,
        paidAt: new Date(),
      })
      const payments = await writer.create('payment', [
        pay(paid, 4),
        pay(paid, 6),
        pay(half, 4),
        pay(back, 10),
        pay(foreign, 10, 'EUR'),
      ])
      const refund = (index: number, state: string) => ({
        paymentKey: payments[index]!.key,
        customerKey: customer!.key,
        currency: 'USD',
        amount: 5,
        state,
      })
      await writer.create('refund', [refund(1, 'submitted'), refund(3, 'recorded'), refund(3, 'recorded')])
      const line = { productName: 'X', quantity: 1, unitAmount: 5, amount: 5, orderKey: lined!.key }
      await writer.create('orderLine', [
        { ...line, position: 0 },
        { ...line, position: 1 },
      ])
    })
    const kept = async () =>
      (await records.list(organization, { type: 'order', sort: [{ field: 'key' }], limit: 10 })).map(
        ({ paymentStatus, paidAmount, refundedAmount, linesAmount }) => [
          paymentStatus,
          paidAmount,
          refundedAmount,
          linesAmount,
        ],
      )
    const expected = [
      ['paid', 10, 0, null],
      ['partially_paid', 4, 0, null],
      ['refunded', 10, 10, null],
      ['unpaid', 0, 0, null],
      ['voided', 0, 0, 10],
    ]
    expect(await kept()).toEqual(expected)
    await sql`alter table orders drop column payment_status, drop column paid_amount,
      drop column refunded_amount, drop column lines_amount`.execute(database)
    const file = new URL('../../migrations/0007-order-payments.sql', import.meta.url)
    await sql.raw(await readFile(file, 'utf8')).execute(database)
    expect(await kept()).toEqual(expected)
  })
})
