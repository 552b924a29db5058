import { expect, test } from 'vitest'
import { createPolite } from './politely.ts'

const answer = (status: number, headers: Record<string, string> = {}) => ({ status, headers, body: '' })

/** Time that passes only while somebody waits. */
function slowServer(answers: ReturnType<typeof answer>[]) {
  let time = Date.parse('2026-03-01T10:00:00Z')
  const waits: number[] = []
  const polite = createPolite({
    now: () => time,
    wait: async (milliseconds) => {
      waits.push(milliseconds)
      time += milliseconds
    },
  })
  const left = [...answers]
  return { polite, waits, send: () => polite.send(async () => left.shift() ?? answer(200)) }
}

test('waits as long as it is told, in seconds or until a date', async () => {
  const { waits, send, polite } = slowServer([
    answer(429, { 'Retry-After': '7' }),
    answer(429, { 'retry-after': 'Sun, 01 Mar 2026 10:00:12 GMT' }),
  ])
  expect((await send()).status).toBe(200)
  expect(waits).toEqual([7000, 5000])
  expect(polite.retries()).toBe(2)
})

test('without a word from the server it waits twice as long each time, and gives up at last', async () => {
  const { waits, send } = slowServer(Array.from({ length: 20 }, () => answer(429)))
  expect((await send()).status).toBe(429)
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000])
})

test('what is asked meanwhile waits too', async () => {
  const { waits, send } = slowServer([answer(429, { 'Retry-After': '3' })])
  const [first, second] = await Promise.all([send(), send()])
  expect([first.status, second.status]).toEqual([200, 200])
  expect(waits.every((wait) => wait === 3000)).toBe(true)
})

test('other answers are given back at once', async () => {
  const { waits, send } = slowServer([answer(503)])
  expect((await send()).status).toBe(503)
  expect(waits).toEqual([])
})
