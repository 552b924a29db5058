import { expect, test } from 'vitest'
import { booksOf, paymentStatusOf } from '../../../core/ledger.ts'
import { refuseMediaType } from '../negotiate.ts'
import { MATCHER_NAMES, safePattern } from '../query/matchers.ts'
import { readValue } from '../query/read-value.ts'
import { resources } from '../resources/index.ts'
import { addressName } from './address-text.ts'
import { ownValue } from './customer-values.ts'
import { formatMoney } from './format-money.ts'

test.each([
  [1000, 'EUR', '€10,00'],
  [-123456, 'USD', '-$1,234.56'],
  [1234567, 'JPY', '¥1,234,567'],
  [1234567, 'KWD', 'KWD 1,234.567'],
  [123456, 'PLN', '1 234,56 zł'],
])('%i of %s is %s', (minor, currency, text) => expect(formatMoney(minor, currency)).toBe(text))

test.each([
  ['completed', 0, [], [], 'free'],
  ['completed', 100, [100], [], 'paid'],
  ['processing', 100, [40], [], 'partially_paid'],
  ['completed', 100, [100], [40], 'partially_refunded'],
  ['completed', 100, [100], [60, 40], 'refunded'],
  ['awaiting_payment', 100, [], [], 'unpaid'],
  ['canceled', 100, [], [], 'voided'],
])('an order %s of %i with payments %j and refunds %j is %s', (status, amount, paid, refunded, wanted) => {
  const usd = (one: number) => ({ amount: one, currency: 'USD', state: 'recorded' })
  const books = booksOf('USD', { lines: [], payments: paid.map(usd), refunds: refunded.map(usd) })
  expect(paymentStatusOf({ status, amount, ...books })).toBe(wanted)
})

test.each([
  ['2018-01-01', '2018-01-01T00:00:00.000Z'],
  ['2018-01-01T02:00:00+02:00', '2018-01-01T00:00:00.000Z'],
  ['2018-01-01T02:00:00 02:00', '2018-01-01T00:00:00.000Z'],
  ['2018-01-01 02:00', '2018-01-01T02:00:00.000Z'],
  ['2018-02-31', undefined],
  ['0000-01-01', undefined],
  ['soon', undefined],
])('the time %s', (text, wanted) => expect((readValue('datetime', text) as Date)?.toISOString()).toBe(wanted))

test('nothing that is sorted by is found in a related record', () => {
  const sortable = [...resources.values()].flatMap(({ attributes }) =>
    attributes.filter((one) => one.sortable),
  )
  expect(sortable.length).toBeGreaterThan(50)
  const apart = sortable.filter(({ source }) => 'relation' in source)
  expect(apart.map(({ name }) => name)).toEqual([])
})

test('the longest matcher comes first', () => {
  const lengths = MATCHER_NAMES.map((name) => name.length)
  expect(lengths).toEqual([...lengths].sort((a, b) => b - a))
  expect(MATCHER_NAMES.length).toBe(9 + 4 * 3 + 10 * 3 + 6 + 1)
})

test('a pattern never ends in a lone escape', () => {
  expect(['a\\', 'a\\\\', 'a'].map(safePattern)).toEqual(['a\\\\', 'a\\\\', 'a'])
})

test('generated references follow from the uuid and differ by name', () => {
  const customer = { extras: {}, uuidId: '00112233-4455-6677-8899-aabbccddeeff' }
  expect(ownValue(customer, 'profile_id')).toBe('aabbccddeeff88996677445500112233')
  expect(ownValue(customer, 'shopper_reference')).toBe('aabbccddeeff00112233445566778899')
  expect(ownValue(customer, 'tax_exemption_code')).toBe(null)
})

test('a write without the media type is refused before Accept is looked at', () => {
  const request = { method: 'POST', headers: { accept: 'text/html', 'content-type': 'application/json' } }
  expect(refuseMediaType(request as never)?.status).toBe(415)
  expect(refuseMediaType({ ...request, method: 'GET' } as never)?.status).toBe(406)
  const withCharset = { 'content-type': 'application/vnd.api+json; charset=utf-8', accept: '*/*;q=0.8' }
  expect(refuseMediaType({ method: 'POST', headers: withCharset } as never)).toBeNull()
})

test('the name of an address', () => {
  const address = {
    business: false,
    company: null,
    firstName: 'John',
    lastName: 'Smith',
    line1: '2883 Geraldine Lane',
    line2: 'Apt.23',
    zip: '10013',
    city: 'New York',
    provinceCode: 'NY',
    countryCode: 'US',
    phone: '(212) 646-338-1228',
  }
  expect(addressName(address as never)).toBe(
    'John Smith, 2883 Geraldine Lane Apt.23, 10013 New York NY (US) (212) 646-338-1228',
  )
})
