/** Walking SHOPLINE's list to the end and back, over random stores and filters, also while they change. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewRecord } from '../../src/core/ports.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { openShop as openEmptyShop, walk } from '../support/shopline-walk.ts'
import { createWorld, type World } from '../support/world.ts'

const BASE = '/admin/openapi/v20260301/v2/customers.json'
const EPOCH = Date.parse('2026-01-01T00:00:00Z')
const at = (tenths: number): Date => new Date(EPOCH + tenths * 100)
const iso = (second: number): string =>
  new Date(EPOCH + second * 1000).toISOString().replace('.000Z', '+00:00')

interface Person {
  id: bigint
  /** Tenths of a second. */
  created: number
  updated: number
}
interface Filter {
  since: bigint | null
  ids: number[] | null
  createdMin: number | null
  createdMax: number | null
  updatedMin: number | null
  updatedMax: number | null
}

const idOf = fc.oneof(fc.bigInt(1n, 60n), fc.bigInt(1n, 10n ** 26n - 1n))
const person: fc.Arbitrary<Person> = fc.record({
  id: idOf,
  created: fc.nat(80),
  updated: fc.nat(80),
})
const people = fc.uniqueArray(person, { selector: ({ id }) => id, maxLength: 25 })
const option = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 2 })
const filter: fc.Arbitrary<Filter> = fc.record({
  since: option(fc.bigInt(0n, 70n)),
  ids: fc.option(fc.array(fc.nat(24), { minLength: 1, maxLength: 20 }), { freq: 4 }),
  createdMin: fc.option(fc.nat(4), { freq: 3 }),
  createdMax: fc.option(fc.integer({ min: 3, max: 8 }), { freq: 3 }),
  updatedMin: fc.option(fc.nat(4), { freq: 3 }),
  updatedMax: fc.option(fc.integer({ min: 3, max: 8 }), { freq: 3 }),
})
const limit = fc.integer({ min: 1, max: 7 })

/** The filter's ids are places in the store, so that they mostly exist. */
const wantedIds = (filter: Filter, store: readonly Person[]): bigint[] | null =>
  filter.ids?.map((place) => store[place]?.id ?? BigInt(place)) ?? null

/** The definition, in plain code. */
function matches(one: Person, filter: Filter, ids: readonly bigint[] | null): boolean {
  const [created, updated] = [Math.floor(one.created / 10), Math.floor(one.updated / 10)]
  return (
    (filter.since === null || one.id > filter.since) &&
    (ids === null || ids.includes(one.id)) &&
    (filter.createdMin === null || created >= filter.createdMin) &&
    (filter.createdMax === null || created <= filter.createdMax) &&
    (filter.updatedMin === null || updated >= filter.updatedMin) &&
    (filter.updatedMax === null || updated <= filter.updatedMax)
  )
}

function urlOf(filter: Filter, ids: readonly bigint[] | null, limit: number): string {
  const parameters = {
    since_id: filter.since,
    ids: ids?.join(','),
    created_at_min: filter.createdMin === null ? null : iso(filter.createdMin),
    created_at_max: filter.createdMax === null ? null : iso(filter.createdMax),
    updated_at_min: filter.updatedMin === null ? null : iso(filter.updatedMin),
    updated_at_max: filter.updatedMax === null ? null : iso(filter.updatedMax),
    limit,
  }
  const sent = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined)
  return `${BASE}?${sent.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`
}

const descending = (ids: readonly bigint[]): bigint[] => [...ids].sort((a, b) => (a < b ? 1 : -1))
const record = ({ id, created, updated }: Person): NewRecord<'customer'> => ({
  numberId: String(id),
  createdAt: at(created),
  updatedAt: at(updated),
})

describe.each(ENGINES)('walking the list of SHOPLINE on %s', (engine) => {
  let world: World
  let stores = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world?.close())

  async function openShop(store: readonly Person[]) {
    const shop = await openEmptyShop(world, `shop-${stores++}`)
    await shop.write((writer) => writer.create('customer', store.map(record)))
    return shop
  }

  test('next to the end, then previous to the start, shows each matching customer once, newest id first', async () => {
    await fc.assert(
      fc.asyncProperty(people, filter, limit, async (store, filter, limit) => {
        const { page } = await openShop(store)
        const ids = wantedIds(filter, store)
        const wanted = descending(store.filter((one) => matches(one, filter, ids)).map(({ id }) => id))
        const there = await walk(await page(urlOf(filter, ids, limit)), 'next', page)
        expect(there.flatMap((one) => one.ids)).toEqual(wanted)
        const last = there.at(-1)
        const back = last ? await walk(last, 'previous', page) : []
        expect(back.reverse().flatMap((one) => one.ids)).toEqual(wanted)
        expect(there.every((one, place) => (one.previous !== undefined) === place > 0)).toBe(true)
      }),
      { numRuns: timesOn(engine, 12, 100) },
    )
  })

  const change = fc.record({
    kind: fc.constantFrom('insert', 'update', 'remove', 'removeBoundary'),
    person,
    place: fc.nat(1000),
  })

  test('what stays put is shown exactly once each way while others come, change and go', async () => {
    await fc.assert(
      fc.asyncProperty(
        people,
        filter,
        limit,
        fc.array(change, { minLength: 1, maxLength: 12 }),
        async (store, filter, limit, changes) => {
          const { organization, write, page } = await openShop(store)
          const ids = wantedIds(filter, store)
          const everWritten = new Set(store.map(({ id }) => id))
          const disturbed = new Set<bigint>()
          const living = new Set(everWritten)
          const todo = [...changes]
          let boundary: bigint | undefined
          let goingBack = false
          const keyOf = async (id: bigint) =>
            (await world.store.records.find(organization.key, 'customer', 'numberId', String(id)))?.key ?? 0
          const disturb = async () => {
            const next = todo.shift()
            if (!next) return
            const some = [...living][next.place % Math.max(1, living.size)]
            const victim = next.kind === 'removeBoundary' ? boundary : some
            if (next.kind === 'insert') {
              if (everWritten.has(next.person.id)) return
              await write((writer) => writer.create('customer', [record(next.person)]))
              everWritten.add(next.person.id)
              living.add(next.person.id)
              disturbed.add(next.person.id)
            } else if (victim !== undefined && living.has(victim)) {
              disturbed.add(victim)
              const key = await keyOf(victim)
              if (next.kind === 'update') {
                const { created, updated } = next.person
                await write((writer) =>
                  writer.update('customer', key, {
                    note: `changed ${todo.length}`,
                    createdAt: at(created),
                    updatedAt: at(updated),
                  }),
                )
              } else {
                await write((writer) => writer.remove('customer', [key]))
                living.delete(victim)
              }
            }
          }
          const watched: typeof page = async (url) => {
            const answer = await page(url)
            boundary = goingBack ? answer.ids[0] : answer.ids.at(-1)
            return answer
          }
          const calm = () =>
            descending(
              store.filter((one) => matches(one, filter, ids) && !disturbed.has(one.id)).map(({ id }) => id),
            )
          const check = (seen: readonly bigint[]) => {
            expect(seen).toEqual(descending(seen))
            expect(new Set(seen).size).toBe(seen.length)
            expect(seen.filter((id) => !disturbed.has(id))).toEqual(calm())
          }
          const there = await walk(await watched(urlOf(filter, ids, limit)), 'next', watched, disturb)
          check(there.flatMap((one) => one.ids))
          todo.push(...changes.map((one) => ({ ...one, place: one.place + 1 })))
          const last = there.at(-1)
          goingBack = true
          boundary = last?.ids[0]
          const back = last ? await walk(last, 'previous', watched, disturb) : []
          check(back.reverse().flatMap((one) => one.ids))
        },
      ),
      { numRuns: timesOn(engine, 12, 100) },
    )
  })

  test('a cursor whose own row is removed before each page skips and repeats nothing, either way', async () => {
    const people = Array.from({ length: 12 }, (_, place) => ({
      id: BigInt(place + 1),
      created: 0,
      updated: 0,
    }))
    const { organization, write, page } = await openShop(people)
    const gone: bigint[] = []
    const removing = (cursorRow: (ids: readonly bigint[]) => bigint | undefined): typeof page => {
      let own: bigint | undefined
      return async (url) => {
        const found = await world.store.records.find(
          organization.key,
          'customer',
          'numberId',
          String(own ?? 0),
        )
        if (found) await write((writer) => writer.remove('customer', [found.key]))
        if (found && own !== undefined) gone.push(own)
        const answer = await page(url)
        own = cursorRow(answer.ids)
        return answer
      }
    }
    const forward = removing((ids) => ids.at(-1))
    const there = await walk(await forward(`${BASE}?limit=3`), 'next', forward)
    expect(there.map((one) => one.ids)).toEqual([
      [12n, 11n, 10n],
      [9n, 8n, 7n],
      [6n, 5n, 4n],
      [3n, 2n, 1n],
    ])
    expect(gone).toEqual([10n, 7n, 4n])
    const backward = removing((ids) => ids[0])
    const back = await walk(await backward(there.at(-2)?.next ?? ''), 'previous', backward)
    expect(back.map((one) => one.ids)).toEqual([
      [3n, 2n, 1n],
      [8n, 6n, 5n],
      [12n, 11n, 9n],
    ])
    expect(gone.slice(3)).toEqual([3n, 8n])
  })

  test('a page that emptied leads back to the row it was reached from, either way', async () => {
    const people = [3n, 2n, 1n].map((id) => ({ id, created: 0, updated: 0 }))
    for (const [gone, rel, back] of [
      [[2n, 1n], 'next', 'previous'],
      [[3n], 'previous', 'next'],
    ] as const) {
      const { organization, write, page } = await openShop(people)
      const top = await page(`${BASE}?limit=1`)
      const from = rel === 'next' ? top : await page(top.next ?? '')
      for (const id of gone) {
        const found = await world.store.records.find(organization.key, 'customer', 'numberId', String(id))
        await write((writer) => writer.remove('customer', [found?.key ?? 0]))
      }
      const empty = await page(from[rel] ?? '')
      expect([empty.ids, empty[rel]]).toEqual([[], undefined])
      expect((await page(empty[back] ?? '')).ids).toEqual(from.ids)
    }
  })
})
