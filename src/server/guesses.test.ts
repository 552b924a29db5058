import { expect, test } from 'vitest'
import { createGuesses } from './guesses.ts'
import { createMemoryCounters } from './memory-counters.ts'

function world() {
  let time = 1_800_000_000_000
  const waits: number[] = []
  const guesses = createGuesses({
    now: () => time,
    counters: createMemoryCounters(),
    wait: async (milliseconds) => void waits.push(milliseconds),
  })
  const sign = (address: string, right = false, account = '1 ada@example.com') =>
    guesses.password({ account, address }, async () => (right ? 'Ada' : null))
  const passed = (answer: Awaited<ReturnType<typeof sign>>) => 'found' in answer
  return { guesses, sign, passed, waits, pass: (seconds: number) => (time += seconds * 1000) }
}

test('ten wrong passwords from one address, then none is tried for a while, the right one neither', async () => {
  const { sign, passed, pass } = world()
  for (let n = 0; n < 10; n++) expect(passed(await sign('10.0.0.1'))).toBe(true)
  expect(await sign('10.0.0.1', true)).toEqual({ retryAfterSeconds: 90 })
  // Elsewhere, and other accounts, go on.
  expect(await sign('10.0.0.2', true)).toEqual({ found: 'Ada' })
  expect(passed(await sign('10.0.0.1', false, '1 bob@example.com'))).toBe(true)
  pass(90)
  expect(await sign('10.0.0.1', true)).toEqual({ found: 'Ada' })
  // Whoever knows it is counted from the beginning again.
  for (let n = 0; n < 10; n++) expect(passed(await sign('10.0.0.1'))).toBe(true)
})

test('guesses at once count each', async () => {
  const { sign, passed } = world()
  const answers = await Promise.all(Array.from({ length: 50 }, () => sign('10.0.0.1')))
  expect(answers.filter(passed)).toHaveLength(10)
})

test('from many addresses a hundred an hour; whoever signed in from an address is not locked out there', async () => {
  const { sign, passed, pass } = world()
  await sign('192.0.2.1', true)
  let tried = 0
  for (let n = 0; n < 400; n++) if (passed(await sign(`10.0.${n}.1`))) tried++
  expect(tried).toBe(100)
  expect(passed(await sign('10.9.9.9', true))).toBe(false)
  expect(await sign('192.0.2.1', true)).toEqual({ found: 'Ada' })
  // Also while they go on.
  pass(3600)
  for (let n = 0; n < 400; n++) await sign(`10.1.${n}.1`)
  expect(await sign('192.0.2.1', true)).toEqual({ found: 'Ada' })
})

test('other wrong things are answered later after a hundred of them', async () => {
  const { guesses, waits } = world()
  for (let n = 0; n < 100; n++) await guesses.wrong('10.0.0.1')
  expect(waits).toEqual([])
  await guesses.wrong('10.0.0.1')
  await guesses.wrong('10.0.0.2')
  expect(waits).toEqual([1000])
})
