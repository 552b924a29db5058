import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Change } from '../../src/core/change.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { changing, raiseVersion } from '../../src/store/data-versions.ts'
import { createWriter } from '../../src/store/writer.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('writing on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  const write = <T>(work: Parameters<World['store']['records']['write']>[2]) =>
    world.store.records.write(world.organization.key, { kind: 'test' }, work) as Promise<T>

  test('a ledger write keeps the figures, the counters and the history in one transaction', async () => {
    const { records } = world.store
    const org = world.organization.key
    const at = new Date('2026-01-02T03:04:05.678Z')
    await write(async (writer) => {
      const [customer] = await writer.create('customer', [
        { email: ' Ada@Example.com ', firstName: 'Ada', createdAt: at },
      ])
      const [order] = await writer.create('order', [
        { customerKey: customer!.key, status: 'completed', currency: 'USD', amount: 4900, createdAt: at },
      ])
      const [payment] = await writer.create('payment', [
        { customerKey: customer!.key, orderKey: order!.key, currency: 'USD', amount: 4900, paidAt: at },
      ])
      await writer.create('refund', [
        {
          customerKey: customer!.key,
          paymentKey: payment!.key,
          currency: 'USD',
          amount: 900,
          state: 'recorded',
        },
      ])
    })
    const customer = await records.find(org, 'customer', 'emailFolded', 'ada@example.com')
    expect(customer).toMatchObject({ email: ' Ada@Example.com ', status: 'acquired', placedOrdersCount: 1 })
    expect(customer?.createdAt).toEqual(at)
    const totals = await records.related(org, 'customer', 'totals', [customer!.key])
    expect(totals.get(customer!.key)).toMatchObject([
      {
        currency: 'USD',
        placedCount: 1,
        completedCount: 1,
        paidAmount: 4900,
        refundedAmount: 900,
        lastPlacedAt: at,
      },
    ])
    expect(await records.count(org, 'customer')).toBe(1)
    expect(await records.counter(org, 'members:USD')).toBe(1)
    expect(await records.currencies(org)).toEqual(['USD'])
    const events = await records.related(org, 'customer', 'events', [customer!.key])
    expect(events.get(customer!.key)?.map((event) => event.recordType)).toEqual([
      'customer',
      'order',
      'payment',
      'refund',
    ])
  })

  test('removing the only order takes its customer out of the currency', async () => {
    const { records } = world.store
    const org = world.organization.key
    const customer = await records.find(org, 'customer', 'emailFolded', 'ada@example.com')
    const orders = await records.related(org, 'customer', 'orders', [customer!.key])
    await write(async (writer) => {
      await writer.remove(
        'order',
        orders.get(customer!.key)!.map((order) => order.key),
      )
    })
    expect(await records.counter(org, 'members:USD')).toBe(0)
    expect((await records.related(org, 'customer', 'totals', [customer!.key])).get(customer!.key)).toEqual([])
    expect(await records.find(org, 'customer', 'key', customer!.key)).toMatchObject({ status: 'prospect' })
  })

  test('two transactions that write one ledger at once lose nothing', async () => {
    const org = world.organization.key
    const [customer] = (await write(async (writer) =>
      writer.create('customer', [{ email: 'race@example.com' }]),
    )) as { key: number }[]
    const order = (amount: number) =>
      write(async (writer) =>
        writer.create('order', [
          { customerKey: customer!.key, status: 'completed', currency: 'EUR', amount },
        ]),
      )
    await Promise.all(Array.from({ length: 20 }, (_, index) => order(index + 1)))
    const totals = await world.store.records.related(org, 'customer', 'totals', [customer!.key])
    expect(totals.get(customer!.key)).toMatchObject([{ placedCount: 20, spentAmount: 210 }])
    expect(await world.store.records.counter(org, 'members:EUR')).toBe(1)
  })

  test('a change that meets another in a circle is made again', async () => {
    const { database, moments } = world.store
    const org = world.organization.key
    const numbered = async () =>
      (await moments.at(org)).version.split(' ').reduce((sum, slot) => sum + Number(slot.split(':')[1]), 0)
    const before = await numbered()
    let tries = 0
    const result = await changing(database, async (transaction) => {
      await raiseVersion(transaction, org)
      if (++tries === 1)
        await sql`do $$ begin raise exception 'a circle' using errcode = 'deadlock_detected'; end $$`.execute(
          transaction,
        )
      return { result: tries, of: [org] }
    })
    expect(result).toBe(2)
    expect(await numbered()).toBe(before + 2)
  })

  test('a customer that comes with an order changes its status, and that is told', async () => {
    const told: unknown[] = []
    const { database } = world.store
    const options = {
      organization: world.organization.key,
      actor: {},
      clock: () => new Date(),
      mintIds: createIdentities(dialects, (count) => randomBytes(count)).mintIds,
      topicsOf: (changes: readonly Change[]) => {
        for (const { type, changes: saying } of changes)
          if ('status' in saying) told.push([type, saying.status])
        return []
      },
    }
    await database.transaction().execute(async (transaction) => {
      const { writer, finish } = createWriter(transaction, options)
      const [customer] = await writer.create('customer', [{}])
      await writer.create('payment', [
        { customerKey: customer?.key ?? 0, currency: 'USD', amount: 1, paidAt: new Date() },
      ])
      await writer.create('order', [
        { customerKey: customer?.key ?? 0, status: 'created', currency: 'USD', amount: 1 },
        { customerKey: customer?.key ?? 0, status: 'completed', currency: 'USD', amount: 1 },
      ])
      await finish()
    })
    expect(told).toContainEqual(['customer', { from: 'prospect', to: 'acquired' }])
  })

  test('a taken e-mail is refused whatever its case', async () => {
    await expect(
      write(async (writer) => writer.create('customer', [{ email: 'RACE@example.com' }])),
    ).rejects.toMatchObject({
      code: 'not-unique',
    })
  })

  test('what one of many new records leaves out comes back as null, as it was kept', async () => {
    const created = (await write(async (writer) =>
      writer.create('customer', [{ firstName: 'Ada', note: 'first' }, {}, { lastName: 'Byron' }]),
    )) as Record<string, unknown>[]
    expect(created.map(({ firstName, lastName, note }) => ({ firstName, lastName, note }))).toEqual([
      { firstName: 'Ada', lastName: null, note: 'first' },
      { firstName: null, lastName: null, note: null },
      { firstName: null, lastName: 'Byron', note: null },
    ])
    const org = world.organization.key
    for (const record of created)
      expect(await world.store.records.find(org, 'customer', 'key', record.key as number)).toEqual(record)
  })

  test('any number of customers may have a blank e-mail', async () => {
    await write(async (writer) => {
      await writer.create('customer', [{ email: '' }, { email: '' }])
      await writer.create('customer', [{ email: ' ' }])
    })
  })
})
