/** Pages of every list, and how many statements a request sends however much it shows. */
import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withoutCounter } from '../../src/core/counters.ts'
import type { Writer } from '../../src/core/ports.ts'
import { verifyLedger } from '../../src/jobs/verify-ledger.ts'
import { eachTime } from '../support/each-time.ts'
import { easycartClient } from '../support/easycart-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const COUNT = 51
/** Each list, the statements of a request, those of its single object, and of it with all sections. */
const LISTS = [
  { path: 'orders', list: 6, single: 6, sections: 'line_items,customer,transactions,invoices', all: 16 },
  { path: 'transactions', list: 8, single: 8, sections: 'order,customer,invoices,refunds', all: 12 },
  {
    path: 'subscriptions',
    list: 5,
    single: 5,
    sections: 'customer,variant,product,order,renewals,upcoming_invoice',
    all: 15,
  },
  { path: 'products', list: 4, single: 5, sections: '', all: 5 },
  { path: 'promotion-codes', list: 4, single: 4, sections: '', all: 4 },
]

describe.each(ENGINES)('lists on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
    await world.store.records.write(world.organization.key, { kind: 'test' }, writeMany)
  })
  afterAll(() => world.close())

  test.each(LISTS)('walking /$path gives each once, the newest first', async ({ path }) => {
    const client = await easycartClient(world)
    const seen: { id: string; at: string }[] = []
    for (const page of [1, 2, 3, 4]) {
      const { items, pagination } = (await client.send(`/${path}?page=${page}`)).json() as {
        items: { id: string; created_at?: string; date?: string }[]
        pagination: object
      }
      expect(items).toHaveLength([25, 25, 1, 0][page - 1] ?? 0)
      expect(pagination).toEqual({ current_page: page, total_pages: 3 })
      seen.push(...items.map(({ id, created_at, date }) => ({ id, at: created_at ?? date ?? '' })))
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(COUNT)
    expect(seen.map(({ at }) => at)).toEqual(
      seen
        .map(({ at }) => at)
        .sort()
        .reverse(),
    )
  })

  test.each(LISTS)('/$path sends as many statements for a full page as for one row', async (one) => {
    const client = await easycartClient(world)
    const statements = async (rest: string) => {
      world.statements()
      expect((await client.send(`/${one.path}${rest}`)).status).toBe(200)
      return eachTime(world.statements()).length
    }
    expect(await statements('?page=1')).toBe(one.list)
    expect(await statements('?page=3')).toBe(one.list)
    const { items } = (await client.send(`/${one.path}`)).json() as { items: { id: string }[] }
    expect(await statements(`/${items[0]?.id}`)).toBe(one.single)
    expect(await statements(`/${items[0]?.id}?include=${one.sections}`)).toBe(one.all)
  })

  test('what was written before payments and subscriptions were counted is counted by the migration', async () => {
    const { database } = world.store
    await sql`delete from counters where name in ('payment', 'subscription')`.execute(database)
    const file = new URL('../../migrations/0016-counted-payments.sql', import.meta.url)
    await sql.raw(await readFile(file, 'utf8')).execute(database)
    const { records } = world.store
    const counts = (['payment', 'subscription'] as const).map((type) =>
      records.count(world.organization.key, type),
    )
    expect(await Promise.all(counts)).toEqual([COUNT, COUNT])
  })

  test('what was written before products and promotion codes were counted is counted by the migration', async () => {
    const { database, records } = world.store
    const { key } = world.organization
    const kept = () => records.counter(key, withoutCounter('promotionCode'))
    expect([await records.count(key, 'product'), await kept()]).toEqual([COUNT, COUNT])
    const file = new URL('../../migrations/0017-renewals-and-counts.sql', import.meta.url)
    const [, counting = ''] = (await readFile(file, 'utf8')).split(/(?=^insert into counters)/m)
    await sql`delete from counters where name like 'product' or name like 'promotionCode%'`.execute(database)
    await sql.raw(counting).execute(database)
    expect([await records.count(key, 'product'), await kept()]).toEqual([COUNT, COUNT])
    await sql`update counters set value = value + 1
      where name = 'product' or name like 'promotionCode%'`.execute(database)
    const found: unknown[] = []
    await verifyLedger({
      records,
      organization: key,
      repair: true,
      onDifference: ({ figure, ledger }) => found.push([figure, ledger]),
    })
    expect(found).toEqual([
      ['product', COUNT],
      ['promotionCode without archivedAt', COUNT],
    ])
    expect([await records.count(key, 'product'), await kept()]).toEqual([COUNT, COUNT])
  })

  test('an archived code is counted no more, and one that is removed neither', async () => {
    const { records } = world.store
    const { key } = world.organization
    const [first, second] = await records.list(key, {
      type: 'promotionCode',
      sort: [{ field: 'key' }],
      limit: 2,
    })
    const pages = async () => records.counter(key, withoutCounter('promotionCode'))
    const write = (work: (writer: Writer) => Promise<unknown>) => records.write(key, { kind: 'test' }, work)
    const archive = (archivedAt: Date | null) => (writer: Writer) =>
      writer.update('promotionCode', first!.key, { archivedAt })
    await write(archive(new Date()))
    expect(await pages()).toBe(COUNT - 1)
    await write((writer) => writer.update('promotionCode', first!.key, { name: 'Gone' }))
    await write((writer) => writer.remove('promotionCode', [second!.key]))
    expect(await pages()).toBe(COUNT - 2)
    await write((writer) => writer.remove('promotionCode', [first!.key]))
    expect(await pages()).toBe(COUNT - 2)
    expect(await records.count(key, 'promotionCode', { op: 'null', field: 'archivedAt' })).toBe(COUNT - 2)
  })

  test('a statistic sends one statement for each kind of record', async () => {
    const client = await easycartClient(world)
    const statements = async (query: string) => {
      world.statements()
      expect((await client.send(`/statistics?currency=pln&${query}`)).status).toBe(200)
      return eachTime(world.statements()).length
    }
    const least = await statements('type=revenue&date=today')
    expect(await statements('type=revenue&date=last12months')).toBe(least)
    expect(await statements('type=net_revenue')).toBe(least + 1)
    expect(await statements('type=revenue&date=all')).toBe(least + 1)
  })
})

/** So many of everything; the days repeat, so that only the order of creation tells some apart. */
async function writeMany(writer: Writer): Promise<void> {
  const each = <T>(make: (index: number, at: Date) => T): T[] =>
    Array.from({ length: COUNT }, (_, index) => make(index, new Date(Date.UTC(2026, 0, 1 + (index % 5)))))
  const product = '11111111-1111-4111-8111-111111111111'
  const money = { currency: 'PLN' }
  const customers = await writer.create(
    'customer',
    each((index) => ({ email: `p${index}@example.com` })),
  )
  const owner = (index: number) => ({ customerKey: customers[index]?.key ?? 0 })
  const orders = await writer.create(
    'order',
    each((index, createdAt) => ({ ...owner(index), ...money, createdAt, status: 'completed', amount: 9 })),
  )
  const orderOf = (index: number) => ({ orderKey: orders[index]?.key ?? 0 })
  await writer.create(
    'orderLine',
    each((index) => ({
      ...orderOf(index),
      position: 0,
      productUuid: product,
      productName: 'Tea',
      quantity: 1,
      unitAmount: 9,
      amount: 9,
    })),
  )
  const subscriptions = await writer.create(
    'subscription',
    each((index, createdAt) => ({
      ...owner(index),
      ...orderOf(index),
      ...money,
      createdAt,
      productUuid: product,
      variantUuid: product,
      productName: 'Tea',
      status: 'active',
      recurringAmount: 9,
      interval: 'month',
      periodEnd: createdAt,
    })),
  )
  const payments = await writer.create(
    'payment',
    each((index, paidAt) => ({
      ...owner(index),
      ...orderOf(index),
      ...money,
      subscriptionKey: subscriptions[index]?.key ?? 0,
      amount: 9,
      isRenewal: true,
      paidAt,
    })),
  )
  await writer.create(
    'refund',
    each((index) => ({
      ...owner(index),
      ...money,
      paymentKey: payments[index]?.key ?? 0,
      amount: 1,
      state: 'recorded',
    })),
  )
  await writer.create(
    'product',
    each((index, createdAt) => ({
      ...(index === 0 ? { uuidId: product } : {}),
      ...money,
      createdAt,
      name: 'Tea',
      slug: `tea-${index}`,
      status: 'published',
    })),
  )
  await writer.create(
    'promotionCode',
    each((index, createdAt) => ({
      createdAt,
      code: `CODE-${index}`,
      discountType: 'percent_off',
      percentOff: 5,
      duration: 'once',
    })),
  )
}
