import { expect, test } from 'vitest'
import { instantAt } from './time-zone.ts'

test.each([
  ['2026-05-01T00:00:00Z', 'UTC', '2026-05-01T00:00:00.000Z'],
  ['2026-05-01T00:00:00Z', 'Europe/Warsaw', '2026-04-30T22:00:00.000Z'],
  ['2026-01-01T00:00:00Z', 'America/New_York', '2026-01-01T05:00:00.000Z'],
  // The day the clocks change: midnight comes before the change.
  ['2026-03-29T00:00:00Z', 'Europe/Warsaw', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30T00:00:00Z', 'Europe/Warsaw', '2026-03-29T22:00:00.000Z'],
  ['2026-10-25T00:00:00Z', 'Europe/Warsaw', '2026-10-24T22:00:00.000Z'],
  ['2026-10-26T00:00:00Z', 'Europe/Warsaw', '2026-10-25T23:00:00.000Z'],
  // Midnight that the change skips: 2018-11-04 in São Paulo starts at 01:00.
  ['2018-11-04T00:00:00Z', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ['2026-01-01T00:00:00Z', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z'],
])('%s by the clocks of %s is %s', (wall, zone, instant) => {
  expect(new Date(instantAt(Date.parse(wall), zone)).toISOString()).toBe(instant)
})
