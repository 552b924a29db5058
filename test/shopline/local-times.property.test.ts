/** Times in any zone are those of the formatter, though offsets and dates are remembered. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTimeZones, presentTime, writeInstant } from '../../src/dialects/shopline/time.ts'
import { bytesOf } from '../../src/lib/byte-text.ts'
import { times } from '../support/long.ts'

/** With clocks that jump by half an hour, that jumped over a day, and around a day that was jumped over twice. */
const ZONES = [
  ...['UTC', 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca'],
  ...['Africa/Monrovia', 'America/Caracas', 'Asia/Pyongyang', 'Antarctica/Troll', 'Asia/Kathmandu'],
]
const zones = createTimeZones()

const FORMATS = new Map(ZONES.map((zone) => [zone, formatOf(zone)]))

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'longOffset' },
  } as Intl.DateTimeFormatOptions)
}

/** The zone's wall clock by the formatter alone. */
function asFormatted(time: Date, zone: string): string {
  const parts = FORMATS.get(zone)?.formatToParts(time) ?? []
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  const offset = of('timeZoneName').replace('GMT', '') || '+00:00'
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}:${of('second')}${offset}`
}

/** As a value, and as it is put into a list. */
const shownOf = (time: Date, zone: string): string[] => [
  presentTime(time, zones(zone)),
  String(bytesOf((out) => writeInstant(out, time.getTime(), zones(zone)))),
]

test('whatever the zone and the time since clocks move by whole minutes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: Date.parse('1972-06-01T00:00:00Z'), max: Date.parse('2037-12-31T23:59:59Z') }),
      (zone, at) => {
        // A day around: where clocks move, they do within one of these hours.
        for (let hour = 0; hour < 24; hour++) {
          const time = new Date(at + hour * 3_600_000)
          expect(shownOf(time, zone)).toEqual(Array(2).fill(asFormatted(time, zone)))
        }
      },
    ),
    { numRuns: times(30, 3000) },
  )
})

test('around every jump of a year', () => {
  for (const zone of ['America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Antarctica/Troll'])
    for (
      let at = Date.parse('2025-01-01T00:15:00Z');
      at < Date.parse('2026-01-01T00:00:00Z');
      at += 6 * 3_600_000
    )
      expect(shownOf(new Date(at), zone)).toEqual(Array(2).fill(asFormatted(new Date(at), zone)))
})
