import { expect, test } from 'vitest'
import { addPeriods } from './recurrence.ts'

test.each([
  ['2026-01-31T10:00:00Z', 'month', 1, 1, '2026-02-28T10:00:00Z'],
  ['2026-01-31T10:00:00Z', 'month', 3, 4, '2027-01-31T10:00:00Z'],
  ['2024-02-29T00:00:00Z', 'year', 1, 1, '2025-02-28T00:00:00Z'],
  ['2026-01-01T00:00:00Z', 'week', 2, 1, '2026-01-15T00:00:00Z'],
  ['2026-01-01T00:00:00Z', 'day', 1, 0, '2026-01-01T00:00:00Z'],
])('%s and %s × %i × %i', (at, interval, intervalCount, count, then) => {
  expect(addPeriods(new Date(at), { interval, intervalCount }, count)).toEqual(new Date(then))
})
