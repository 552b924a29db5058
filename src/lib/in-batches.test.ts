import { expect, test } from 'vitest'
import { inBatches } from './in-batches.ts'

test('what comes during a batch goes together as the next', async () => {
  const batches: string[][] = []
  const upper = inBatches(async (items: readonly string[]) => {
    batches.push([...items])
    await null
    return items.map((item) => item.toUpperCase())
  })
  expect(await Promise.all(['a', 'b', 'c'].map(upper))).toEqual(['A', 'B', 'C'])
  expect(await upper('d')).toBe('D')
  expect(batches).toEqual([['a'], ['b', 'c'], ['d']])
})

test('a failure fails its own batch and no other', async () => {
  const check = inBatches(async (items: readonly number[]) => {
    await null
    if (items.includes(0)) throw new Error('zero')
    return items
  })
  const settled = await Promise.allSettled([1, 0, 2].map(check))
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
  expect(await check(3)).toBe(3)
})
