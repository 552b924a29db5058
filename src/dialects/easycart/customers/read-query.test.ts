import { describe, expect, test } from 'vitest'
import { readPage } from '../paging.ts'
import { readParameters } from '../parameters.ts'
import { endOfDay, isCalendarDate, startOfDay } from '../read-window.ts'
import { defaultSettings } from '../settings.ts'
import { readCurrency } from './read-currency.ts'
import { readListQuery } from './read-query.ts'
import { isEmail, readSearch } from './read-search.ts'

const read = (query: string) => readListQuery(query, defaultSettings, 'Europe/Warsaw')

describe('the list query', () => {
  test('without filters every member is listed, whom the kept counter counts', () => {
    expect(read('currency=pln&page=3&query=+&product=')).toMatchObject({
      currency: 'pln',
      page: 3,
      filter: undefined,
    })
  })
  test('any filter asks for an exact count', () => {
    for (const filter of ['query=x', 'created_to=2026-01-01', 'subscription_status=active'])
      expect(read(`currency=pln&${filter}`)).toHaveProperty('filter.op')
  })
  test('one bound of a window is asked of the kept totals, both of them of one order as well', () => {
    const conditions = (query: string) => JSON.stringify(read(`currency=pln&${query}`))
    expect(conditions('created_from=2026-01-01')).not.toContain('orders')
    expect(conditions('created_from=2026-01-01&created_to=2026-01-31')).toContain('orders')
  })
  test('a refusal is an answer, not an exception', () => {
    expect(read('currency=pln&product=x')).toMatchObject({ refusal: { status: 400 } })
  })
})

test.each([
  ['1', 1],
  ['7', 7],
  [' 7 ', 7],
  ['+7', 7],
  ['07', 1],
  ['0', 1],
  ['-1', 1],
  ['1.5', 1],
  ['1e3', 1],
  ['abc', 1],
  ['', 1],
  ['9007199254740993', 1],
])('page %j is %i', (text, page) => {
  expect(readPage(text)).toBe(page)
})

test.each([
  ['pln', 'pln'],
  ['jpy', 'jpy'],
  ['PLN', null],
  ['xyz', null],
  ['pl', null],
  ['pln,eur', null],
  ['', null],
  [' pln', null],
  [undefined, null],
])('currency %j is %j', (text, currency) => {
  expect(readCurrency(text, { uppercaseCurrency: 'refuse' })).toBe(currency)
})

test('of repeated parameters the last counts, in whatever form', () => {
  const parameter = readParameters('a=1&a=2&b=1&b[]=2&c%5Bx%5D=1&c=3')
  expect([parameter('a'), typeof parameter('b'), parameter('c'), parameter('d')]).toEqual([
    '2',
    'symbol',
    '3',
    undefined,
  ])
})

test.each(['a@b.co', 'Jane.Doe+x@Example.COM', "o'neil@shop.example.pl", 'a`b@x.pl'])(
  '%s is an e-mail',
  (text) => {
    expect(isEmail(text)).toBe(true)
  },
)
test.each([
  'jane@',
  '@example.com',
  'jane@localhost',
  'a..b@x.pl',
  'jane doe@x.pl',
  'łukasz@example.pl',
  'a@-b.co',
  `${'a'.repeat(65)}@b.co`,
  'jane@example.com\n',
])('%j is a name', (text) => {
  expect(isEmail(text)).toBe(false)
})
test('wildcards of a name are ordinary characters, and no text can hold a NUL', () => {
  expect(readSearch('100%_\\', true)).toEqual({ op: 'like', field: 'nameFolded', pattern: '%100\\%\\_\\\\%' })
  expect(readSearch('a\0b', true)).toEqual({ op: 'any', of: [] })
})

test.each(['2026-01-31', '2024-02-29', '0001-01-01', '9999-12-31'])('%s is a day', (text) => {
  expect(isCalendarDate(text)).toBe(true)
})
test.each(['2026-2-3', '2026-02-30', '2025-02-29', '0000-01-01', '2026-05-01T00:00:00Z', 'yesterday', ''])(
  '%j is no day',
  (text) => {
    expect(isCalendarDate(text)).toBe(false)
  },
)
test('a day is bounded by its first and last millisecond', () => {
  expect(startOfDay('2026-05-01', 'UTC').toISOString()).toBe('2026-05-01T00:00:00.000Z')
  expect(endOfDay('2026-05-01', 'UTC').toISOString()).toBe('2026-05-01T23:59:59.999Z')
  expect(startOfDay('2026-05-01', 'Europe/Warsaw').toISOString()).toBe('2026-04-30T22:00:00.000Z')
  expect(startOfDay('0001-01-01', 'Asia/Tokyo').toISOString()).toBe('0001-01-01T00:00:00.000Z')
  expect(endOfDay('9999-12-31', 'America/New_York').toISOString()).toBe('9999-12-31T23:59:59.999Z')
})
