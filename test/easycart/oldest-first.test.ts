/** The walk of a sync over numbered pages while rows come and go. */
import { expect, test } from 'vitest'
import type { Get } from '../../src/dialects/client.ts'
import { oldestFirst, type Place } from '../../src/dialects/easycart/sync/oldest-first.ts'
import { createSeededRandom } from '../../src/lib/seeded-random.ts'
import { times } from '../support/long.ts'

const SIZE = 5

/** A list, newest first, that `between` may change before each answer. */
function serverOf(
  rows: string[],
  between: (asked: number) => void = () => {},
): { get: Get; asked(): number } {
  let asked = 0
  const get: Get = async (request) => {
    between(asked++)
    if (asked > 2000) throw new Error('The walk does not end')
    const page = Number(/page=(\d+)/.exec(String(request))?.[1])
    const items = rows.slice((page - 1) * SIZE, page * SIZE).map((id) => ({ id }))
    const total = Math.max(1, Math.ceil(rows.length / SIZE))
    const body = JSON.stringify({ items, pagination: { current_page: page, total_pages: total } })
    return { status: 200, headers: {}, body }
  }
  return { get, asked: () => asked }
}

async function walk(get: Get, options: { atOnce?: number; from?: Place | null } = {}): Promise<string[]> {
  const met: string[] = []
  for await (const { rows } of oldestFirst(get, '/list', options)) met.push(...rows.map(({ id }) => id))
  return met
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `row ${count - index}`)

test.each([0, 1, 5, 6, 23])('a list of %i rows that stands still comes once, oldest first', async (count) => {
  expect(await walk(serverOf(ids(count)).get)).toEqual(ids(count).reverse())
  expect(await walk(serverOf(ids(count)).get, { atOnce: 2 })).toEqual(ids(count).reverse())
})

test('one page is asked for once', async () => {
  const server = serverOf(ids(3))
  await walk(server.get)
  expect(server.asked()).toBe(1)
})

test('rows that come in front, one by one or many at once, push none past the walk', async () => {
  for (const many of [1, 4, 13]) {
    const rows = ids(23)
    const { get } = serverOf(rows, (asked) => {
      if (asked === 2 || asked === 7)
        rows.unshift(...Array.from({ length: many }, (_, n) => `new ${asked}.${n}`))
    })
    const met = await walk(get)
    expect(ids(23).filter((id) => !met.includes(id))).toEqual([])
  }
})

test('whatever comes, goes and moves to the front: what stays is met, wherever the walk is cut off', async () => {
  for (let seed = 0; seed < times(200, 5000); seed++) {
    const random = createSeededRandom(seed)
    const rows = ids(random.integer(0, 40))
    const kept = new Set(rows)
    const { get } = serverOf(rows, (asked) => {
      if (!random.chance(0.1)) return
      const place = random.integer(0, Math.max(0, rows.length - 1))
      if (random.chance(0.4)) rows.unshift(`new ${asked}`)
      else {
        const [gone] = rows.splice(place, 1)
        if (gone && random.chance(0.5)) rows.unshift(gone)
        else kept.delete(gone ?? '')
      }
    })
    const met = new Set<string>()
    let from: Place | null = null
    for (let done = false; !done; ) {
      let parts = random.integer(1, 3)
      done = true
      for await (const { rows: part, next } of oldestFirst(get, '/list', { from, atOnce: 3 })) {
        for (const { id } of part) met.add(id)
        from = next
        if (next !== null && --parts === 0) {
          done = false
          break
        }
      }
    }
    expect([...kept].filter((id) => !met.has(id), `seed ${seed}`)).toEqual([])
  }
})
