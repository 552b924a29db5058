/**
 * Walking what SHOPLINE sorts by more than the id, to the end and back, while it changes: the four orders of a
 * search, the two of a group's members, a customer's orders.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Writer } from '../../src/core/ports.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { openShop, walk } from '../support/shopline-walk.ts'
import { createWorld, type World } from '../support/world.ts'

const BASE = '/admin/openapi/v20260301'
const at = (day: number): Date => new Date(Date.UTC(2026, 0, 1 + day))

/** A customer and when each of its orders was placed; or an order, by the first of them. */
interface Row {
  id: bigint
  days: number[]
}
const row: fc.Arbitrary<Row> = fc.record({
  // Orders' ids are compared as text, so all have one length.
  id: fc.bigInt(1n, 40n).map((low) => 10n ** 25n + low),
  days: fc.array(fc.nat(3), { maxLength: 3 }),
})
const rows = fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 16 })

const lastDay = ({ days }: Row) => Math.max(-1, ...days)
const firstDay = ({ days }: Row) => days[0] ?? 0
const count = ({ days }: Row) => days.length

async function makeCustomers(writer: Writer, made: readonly Row[], groupKey: number | null): Promise<void> {
  const customers = await writer.create(
    'customer',
    made.map(({ id }) => ({ numberId: String(id), groupKey })),
  )
  await writer.create(
    'order',
    made.flatMap(({ days }, place) => days.map((day) => orderOf(customers[place]?.key ?? 0, day))),
  )
}
const orderOf = (customerKey: number, day: number) => ({
  ...{ customerKey, createdAt: at(day), status: 'completed', currency: day % 2 ? 'USD' : 'EUR', amount: 1 },
})

interface Walked {
  name: string
  /** What is sorted by before the id. */
  rank(row: Row): number
  type: 'customer' | 'order'
  /** Writes the rows that come first and gives the URL to start at. */
  start(writer: Writer, made: readonly Row[]): Promise<string>
  insert(writer: Writer, made: Row): Promise<void>
}

const search = (order: number, rank: Walked['rank']): Walked => ({
  name: `search in order ${order}`,
  rank,
  type: 'customer',
  start: async (writer, made) => {
    await makeCustomers(writer, made, null)
    return `${BASE}/customers/v2/search.json?order=${order}&query=orders_count:%3E=0`
  },
  insert: (writer, made) => makeCustomers(writer, [made], null),
})
const members = (order: number, rank: Walked['rank'], query: string | null): Walked => ({
  name: `members in order ${order}`,
  rank,
  type: 'customer',
  async start(writer, made) {
    const [group] = await writer.create('group', [{ name: 'All', query }])
    await makeCustomers(writer, made, group?.key ?? 0)
    return `${BASE}/customer_saved_searches/${group?.numberId}/customers.json?order=${order}`
  },
  async insert(writer, made) {
    const [group] = await writer.list(0, { type: 'group', sort: [], limit: 1 })
    await makeCustomers(writer, [made], group?.key ?? 0)
  },
})
const insertOrders = async (writer: Writer, made: readonly Row[], customerKey: number) => {
  await writer.create(
    'order',
    made.map((one) => ({ ...orderOf(customerKey, firstDay(one)), numberId: String(one.id) })),
  )
}
const LISTS: readonly Walked[] = [
  search(0, () => 0),
  search(1, lastDay),
  search(2, count),
  search(3, () => 0),
  members(1, lastDay, 'verified_email:false'),
  members(2, count, null),
  {
    name: 'orders of a customer',
    rank: firstDay,
    type: 'order',
    async start(writer, made) {
      const [customer] = await writer.create('customer', [{}])
      await insertOrders(writer, made, customer?.key ?? 0)
      return `${BASE}/customers/${customer?.numberId}/orders.json?status=any`
    },
    async insert(writer, made) {
      const [customer] = await writer.list(0, { type: 'customer', sort: [], limit: 1 })
      await insertOrders(writer, [made], customer?.key ?? 0)
    },
  },
]

const change = fc.record({
  kind: fc.constantFrom('insert', 'note', 'move', 'remove', 'moveBoundary', 'removeBoundary'),
  row,
  place: fc.nat(1000),
})

describe.each(ENGINES)('walking ordered lists of SHOPLINE on %s', (engine) => {
  let world: World
  let shops = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world?.close())

  test.each(LISTS.map((list) => [list.name, list] as const))(
    '%s: what stays where it was is shown once each way, in order, while others come, change and go',
    async (_name, list) => {
      const limit = fc.integer({ min: 1, max: 5 })
      await fc.assert(
        fc.asyncProperty(rows, limit, fc.array(change, { maxLength: 8 }), async (made, limit, changes) => {
          const shop = await openShop(world, `walk-${shops++}`)
          const { key: organization } = shop.organization
          const scoped = (writer: Writer): Writer => ({
            ...writer,
            list: (_, query) => writer.list(organization, query),
          })
          const url = await shop.write((writer) => list.start(writer, made))
          const disturbed = new Set<bigint>()
          const living = new Set(made.map(({ id }) => id))
          const known = new Set(living)
          const calm = () =>
            made
              .filter(({ id }) => !disturbed.has(id))
              .sort((a, b) => list.rank(b) - list.rank(a) || (a.id < b.id ? 1 : -1))
              .map(({ id }) => id)
          let todo = [...changes]
          let boundary: bigint | undefined
          let back = false
          const disturb = async () => {
            const next = todo.shift()
            if (!next) return
            const { kind, place, row: fresh } = next
            if (kind === 'insert') {
              if (known.has(fresh.id)) return
              await shop.write((writer) => list.insert(scoped(writer), fresh))
              for (const set of [known, living, disturbed]) set.add(fresh.id)
              return
            }
            const some = [...living][place % Math.max(1, living.size)]
            const victim = kind.endsWith('Boundary') ? boundary : some
            if (victim === undefined || !living.has(victim)) return
            const found = await world.store.records.find(organization, list.type, 'numberId', String(victim))
            const key = found?.key ?? 0
            await shop.write(async (writer) => {
              if (kind === 'note') {
                await writer.update(list.type, key, { metadata: { note: place } })
                return
              }
              disturbed.add(victim)
              if (kind.startsWith('move')) {
                if (list.type === 'order')
                  await writer.update('order', key, { createdAt: at(fresh.days[0] ?? 9) })
                else await writer.create('order', [orderOf(key, 1 + (fresh.days[0] ?? 9))])
              } else {
                await writer.remove(list.type, [key])
                living.delete(victim)
              }
            })
          }
          const page = async (asked: string) => {
            const shown = await shop.page(asked)
            boundary = back ? shown.ids[0] : shown.ids.at(-1)
            return shown
          }
          const undisturbed = (seen: readonly bigint[]) => seen.filter((id) => !disturbed.has(id))
          const there = await walk(await page(`${url}&limit=${limit}`), 'next', page, disturb)
          expect(undisturbed(there.flatMap(({ ids }) => ids))).toEqual(calm())
          todo = changes.map((one) => ({ ...one, place: one.place + 1 }))
          back = true
          const last = there.at(-1)
          boundary = last?.ids[0]
          const again = last ? await walk(last, 'previous', page, disturb) : []
          expect(undisturbed(again.reverse().flatMap(({ ids }) => ids))).toEqual(calm())
        }),
        { numRuns: timesOn(engine, 4, 60) },
      )
    },
  )
})
