import { expect, test } from 'vitest'
import { atMost } from './at-most.ts'

test('never more than the bound at once, in order, and a failure frees its place', async () => {
  const run = atMost(2)
  let running = 0
  let most = 0
  const begun: number[] = []
  const work = (n: number) => async () => {
    begun.push(n)
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setTimeout(resolve, 2))
    running -= 1
    if (n === 1) throw new Error('one')
    return n
  }
  const results = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6].map((n) => run(work(n))))
  expect(most).toBe(2)
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(results.map((result) => result.status === 'fulfilled' && result.value)).toEqual([
    0,
    false,
    2,
    3,
    4,
    5,
    6,
  ])
  expect(await run(async () => 'after')).toBe('after')
})
