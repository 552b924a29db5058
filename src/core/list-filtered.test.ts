import { describe, expect, test } from 'vitest'
import { listFiltered } from './list-filtered.ts'
import { all, type Query, where } from './query.ts'

const filter = where('customer').eq('firstName', 'Anna')
const among = where('customer').gt('placedOrdersCount', 0)
const page = { type: 'customer', where: filter, among, sort: [{ field: 'numberId' }], limit: 10 } as const

/** Asks for a page among `rows`, and tells what was read. */
async function ask(known: { matches: number; of: number }, answers: number[], offset = 0) {
  const asked: Query[] = []
  const read = async (query: Query<'customer'>) => {
    asked.push(query)
    return Array.from({ length: answers[asked.length - 1] ?? 0 }, (_, at) => at)
  }
  return { found: await listFiltered({ ...page, offset }, known, read), asked }
}

describe('a page of those that match', () => {
  test('is not read where there is none so far behind', async () => {
    expect((await ask({ matches: 0, of: 1000 }, [])).asked).toEqual([])
    expect((await ask({ matches: 20, of: 1000 }, [], 20)).asked).toEqual([])
  })

  test('is gathered where few match', async () => {
    const { asked } = await ask({ matches: 100, of: 1000 }, [10])
    expect(asked).toMatchObject([{ where: all(among, filter), few: true, limit: 10 }])
    expect(asked[0]).not.toHaveProperty('among')
  })

  test('is met on a walk where many match, within four times what that takes', async () => {
    const { asked } = await ask({ matches: 500, of: 1000 }, [10])
    expect(asked).toMatchObject([{ where: filter, among: { where: among, first: 80 } }])
    expect(asked[0]).not.toHaveProperty('few')
  })

  test('is gathered after all where they lie far behind', async () => {
    const { asked, found } = await ask({ matches: 500, of: 1000 }, [3, 10])
    expect(asked.map(({ few }) => few)).toEqual([undefined, true])
    expect(found).toHaveLength(10)
  })

  test('may be the last one, with fewer than the others', async () => {
    expect((await ask({ matches: 503, of: 504 }, [3], 500)).asked).toHaveLength(1)
  })
})
