import { expect, test } from 'vitest'
import { countryCode, countryName } from './countries.ts'

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

test('the countries of ISO 3166-1, and Kosovo, have a name', () => {
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
  // ISO 3166-1 assigns 249 codes.
  expect(codes.filter((code) => countryName(code) !== null)).toHaveLength(250)
  expect(countryName('IT')).toBe('Italy')
  expect(countryName('XK')).toBe('Kosovo')
})

test.each(['ZZ', 'EU', 'UN', 'XA', 'UK', 'SU', 'it', 'ITA', ''])('%j is no country', (code) => {
  expect(countryName(code)).toBeNull()
})

test('a name leads back to its code, without regard to case', () => {
  expect(countryCode('united states')).toBe('US')
  expect(countryCode(' Côte d’Ivoire ')).toBe('CI')
  expect(countryCode('Atlantis')).toBeNull()
})
