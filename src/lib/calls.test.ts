import { expect, test } from 'vitest'
import { type Calls, createCalls } from './calls.ts'

function pair() {
  let isBroken = false
  const post = (to: () => Calls) => (message: unknown) => {
    if (isBroken) throw new Error('broken')
    queueMicrotask(() => to().take(structuredClone(message)))
  }
  const left: Calls = createCalls(
    post(() => right),
    { name: () => 'left' },
  )
  const right: Calls = createCalls(
    post(() => left),
    {
      add: ({ a, b }: { a: number; b: number }) => a + b,
      fail: async () => {
        throw new Error('no luck')
      },
      ever: () => new Promise(() => {}),
      back: () => right.ask('name'),
    },
  )
  return {
    left,
    right,
    cut: () => {
      isBroken = true
    },
  }
}

test('each asks the other, and several questions may be open', async () => {
  const { left } = pair()
  const asked = [left.ask('add', { a: 1, b: 2 }), left.ask('back'), left.ask('add', { a: 5, b: 5 })]
  expect(await Promise.all(asked)).toEqual([3, 'left', 10])
})

test('what fails over there fails here, and so does what nobody knows', async () => {
  const { left } = pair()
  await expect(left.ask('fail')).rejects.toThrow('no luck')
  await expect(left.ask('toString')).rejects.toThrow('nobody answers toString')
})

test('nobody waits for a process that is gone', async () => {
  const { left, cut } = pair()
  const waits = left.ask('ever')
  left.end()
  await expect(waits).rejects.toThrow('gone')
  cut()
  await expect(left.ask('add', { a: 1, b: 1 })).rejects.toThrow('broken')
})

test('other messages of the channel are left alone', () => {
  const { left } = pair()
  for (const message of [null, 'x', {}, { answers: 99 }]) left.take(message)
})
