import { describe, expect, test } from 'vitest'
import { boundsOf, dayOf, readDateRange, startBefore } from './read-date-range.ts'

const TODAY = '2026-03-31'

describe('the date of a statistic', () => {
  test.each([
    ['today', TODAY, TODAY],
    ['monthToDate', '2026-03-01', TODAY],
    ['yearToDate', '2026-01-01', TODAY],
    ['last7days', '2026-03-25', TODAY],
    ['last30days', '2026-03-02', TODAY],
    ['last3months', '2026-01-01', TODAY],
    ['last12months', '2025-04-01', TODAY],
    ['all', null, TODAY],
    ['2026-02-01,2026-02-28', '2026-02-01', '2026-02-28'],
    ['2026-02-01,2026-02-01', '2026-02-01', '2026-02-01'],
  ])('%s is from %s to %s', (value, from, to) => {
    expect(readDateRange(value, TODAY)).toEqual({ from, to })
  })
  test.each([
    '',
    'Today',
    'yesterday',
    '2026-02-01',
    '2026-02-30,2026-03-01',
    '2026-02-02,2026-02-01',
    '2026-02-01,2026-02-02,2026-02-03',
    'constructor',
  ])('%j is none', (value) => {
    expect(readDateRange(value, TODAY)).toBeNull()
  })
  test('today is the day of the zone', () => {
    expect(dayOf(new Date('2026-04-30T22:30:00Z'), 'UTC')).toBe('2026-04-30')
    expect(dayOf(new Date('2026-04-30T22:30:00Z'), 'Europe/Warsaw')).toBe('2026-05-01')
  })
})

describe('the intervals of a range', () => {
  const texts = (from: string, to: string, zone = 'UTC') =>
    boundsOf(from, to, zone).map((bound) => bound.toISOString().slice(0, 13))

  test('are the hours of a day, of which one may be missing', () => {
    expect(texts('2026-05-01', '2026-05-01')).toHaveLength(25)
    expect(texts('2026-03-29', '2026-03-29', 'Europe/Warsaw')).toHaveLength(24)
  })
  test('are days, which begin at the zone’s midnights', () => {
    expect(texts('2026-05-01', '2026-05-02')).toEqual(['2026-05-01T00', '2026-05-02T00', '2026-05-03T00'])
    expect(texts('2026-03-28', '2026-03-29', 'Europe/Warsaw')).toEqual([
      '2026-03-27T23',
      '2026-03-28T23',
      '2026-03-29T22',
    ])
  })
  test('are months of a longer range, the first from its first day', () => {
    expect(texts('2026-01-15', '2026-04-20')).toEqual([
      '2026-01-15T00',
      '2026-02-01T00',
      '2026-03-01T00',
      '2026-04-01T00',
      '2026-04-21T00',
    ])
  })
  test('are years of all time', () => {
    const all = boundsOf('0001-01-01', '9999-12-31', 'UTC')
    expect(all).toHaveLength(10_000)
    expect(all.at(-1)?.toISOString()).toBe('9999-12-31T23:59:59.999Z')
    expect(boundsOf('9999-12-01', '9999-12-31', 'UTC')).toHaveLength(32)
  })
  test('are compared with as many days before', () => {
    expect(startBefore('2026-05-08', '2026-05-14', 'UTC')).toEqual(new Date('2026-05-01'))
    expect(startBefore('0001-01-02', '2026-05-14', 'UTC')).toEqual(new Date('0001-01-01'))
  })
})
