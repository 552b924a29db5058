import { expect, test } from 'vitest'
import { nextRun } from './next-run.ts'

test.each([
  ['hour', 1, '2026-01-31T10:20:00Z', '2026-01-31T23:30:00Z', '2026-02-01T00:20:00.000Z'],
  ['day', 1, '2026-01-31T10:00:00Z', '2026-02-01T10:00:00Z', '2026-02-02T10:00:00.000Z'],
  ['week', 2, '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-15T00:00:00.000Z'],
  ['month', 1, '2026-01-31T00:00:00Z', '2026-02-01T00:00:00Z', '2026-02-28T00:00:00.000Z'],
  // The end of February does not shorten the months after it.
  ['month', 1, '2026-01-31T00:00:00Z', '2026-03-01T00:00:00Z', '2026-03-31T00:00:00.000Z'],
  ['month', 3, '2025-11-30T00:00:00Z', '2025-12-01T00:00:00Z', '2026-02-28T00:00:00.000Z'],
  ['year', 1, '2024-02-29T00:00:00Z', '2024-03-01T00:00:00Z', '2025-02-28T00:00:00.000Z'],
  ['month', 1, '2026-05-01T00:00:00Z', '2026-03-01T00:00:00Z', '2026-05-01T00:00:00.000Z'],
])('every %s × %i from %s, after %s: %s', (interval, intervalCount, start, now, expected) => {
  expect(nextRun(new Date(start), { interval, intervalCount }, new Date(now))?.toISOString()).toBe(expected)
})

test('an interval that is none has no next run', () => {
  expect(nextRun(new Date(0), { interval: 'month', intervalCount: 0 }, new Date(1))).toBeNull()
  expect(nextRun(new Date(0), { interval: 'fortnight', intervalCount: 1 }, new Date(1))).toBeNull()
  expect(nextRun(new Date(0), { interval: 'constructor', intervalCount: 1 }, new Date(1))).toBeNull()
  // Past the last day that there is.
  for (const interval of ['hour', 'month'])
    expect(nextRun(new Date(0), { interval, intervalCount: 1e300 }, new Date(1))).toBeNull()
})

test('a start long ago takes no longer than one of yesterday', () => {
  const began = process.cpuUsage()
  for (const interval of ['hour', 'day', 'month'])
    expect(
      nextRun(
        new Date('0001-01-31T00:00:00Z'),
        { interval, intervalCount: 1 },
        new Date('2026-02-28T00:00:00Z'),
      ),
    ).toEqual(new Date({ hour: '2026-02-28T01:00Z', day: '2026-03-01', month: '2026-03-31' }[interval] ?? ''))
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(100)
})
