import { expect, test } from 'vitest'
import type { LimitRule } from '../dialects/dialect.ts'
import { createLimiter } from './limiter.ts'
import { createMemoryCounters } from './memory-counters.ts'

function withClock({ enabled = true, mostKeys }: { enabled?: boolean; mostKeys?: number } = {}) {
  let time = 10_000_000
  const limiter = createLimiter({ enabled, now: () => time, counters: createMemoryCounters(mostKeys) })
  const take = async (...rules: LimitRule[]) => await limiter.take(rules)
  const pass = (ms: number) => {
    time += ms
  }
  return { take, pass }
}

const window: LimitRule = { key: 'a', kind: 'window', capacity: 3, seconds: 10 }
const bucket: LimitRule = { key: 'b', kind: 'bucket', capacity: 4, seconds: 2 }

test('while limits are off nothing is counted, and as much remains as the limit allows', async () => {
  const { take } = withClock({ enabled: false })
  for (let n = 0; n < 10; n++)
    expect(await take(window)).toEqual([{ allowed: true, remaining: 3, retryAfterSeconds: 0 }])
})

test('a limit of the credential itself counts although limits are off', async () => {
  const { take } = withClock({ enabled: false })
  const own = { ...window, capacity: 1, enforced: true }
  expect((await take(own))[0]?.allowed).toBe(true)
  expect((await take(own))[0]?.allowed).toBe(false)
})

test('a window lets its capacity pass in any stretch of its length, to the millisecond', async () => {
  const { take, pass } = withClock()
  expect((await take(window))[0]).toMatchObject({ allowed: true, remaining: 2 })
  pass(4000)
  await take(window)
  await take(window)
  expect(await take(window)).toEqual([{ allowed: false, remaining: 0, retryAfterSeconds: 6 }])
  pass(5999)
  expect((await take(window))[0]?.allowed).toBe(false)
  pass(1)
  expect((await take(window))[0]).toMatchObject({ allowed: true, remaining: 0 })
  expect((await take(window))[0]).toMatchObject({ allowed: false, retryAfterSeconds: 4 })
})

test('a bucket takes its capacity at once and leaks evenly', async () => {
  const { take, pass } = withClock()
  for (const remaining of [3, 2, 1, 0])
    expect((await take(bucket))[0]).toMatchObject({ allowed: true, remaining })
  expect((await take(bucket))[0]).toMatchObject({ allowed: false, remaining: 0, retryAfterSeconds: 1 })
  pass(500)
  expect((await take(bucket))[0]?.allowed).toBe(true)
  expect((await take(bucket))[0]?.allowed).toBe(false)
  pass(2000)
  expect((await take(bucket))[0]).toMatchObject({ allowed: true, remaining: 3 })
})

test('what one rule refuses is counted by none', async () => {
  const { take } = withClock()
  const narrow: LimitRule = { key: 'c', kind: 'window', capacity: 1, seconds: 10 }
  await take(window, narrow)
  expect((await take(window, narrow)).map(({ allowed }) => allowed)).toEqual([true, false])
  expect((await take(window))[0]).toMatchObject({ allowed: true, remaining: 1 })
})

test('a clock that is set back locks nobody out', async () => {
  for (const rule of [window, bucket]) {
    const { take, pass } = withClock()
    for (let n = 0; n < rule.capacity; n++) await take(rule)
    pass(-3_600_000)
    expect((await take(rule))[0]?.allowed).toBe(true)
  }
})

test('clocks that differ a little between servers let nothing more pass', async () => {
  for (const rule of [window, bucket]) {
    const { take, pass } = withClock()
    const allowed = []
    for (let n = 0; n < 2 * rule.capacity; n++) {
      pass(n % 2 === 0 ? -400 : 400)
      allowed.push((await take(rule))[0]?.allowed)
    }
    expect(allowed.filter(Boolean)).toHaveLength(rule.capacity)
  }
})

test('what was refused leaves nothing behind', async () => {
  const { take } = withClock({ mostKeys: 2 })
  const full = { ...window, capacity: 1 }
  const other = { ...window, key: 'other' }
  await take(full)
  await take(other)
  for (let n = 0; n < 5; n++) await take(full, { ...window, key: `new ${n}` })
  expect((await take(other))[0]?.remaining).toBe(1)
})

test('memory is bounded: the counter that was longest unused goes first', async () => {
  const { take } = withClock({ mostKeys: 2 })
  const one = (key: string) => take({ ...window, key, capacity: 1 })
  await one('x')
  await one('y')
  expect((await one('x'))[0]?.allowed).toBe(false)
  await one('z')
  expect((await one('x'))[0]?.allowed).toBe(false)
  expect((await one('y'))[0]?.allowed).toBe(true)
})
