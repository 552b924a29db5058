import { expect, test } from 'vitest'
import { createRestarts } from './restarts.ts'

test('one that lived for a while is started at once, one that dies at once later and later, in the end not at all', () => {
  const restarts = createRestarts()
  expect(restarts.next(60_000)).toBe(0)
  expect(Array.from({ length: 9 }, () => restarts.next(50))).toEqual([
    ...[200, 400, 800, 1600, 3200, 6400, 12_800, 25_600],
    null,
  ])
})

test('a good start makes up for those before', () => {
  const restarts = createRestarts()
  for (let index = 0; index < 20; index++) {
    expect(restarts.next(50)).toBe(200)
    expect(restarts.next(10_000)).toBe(0)
  }
})
