import { describe, expect, test } from 'vitest'
import type { Json } from '../../../core/schema.ts'
import { ADDRESS, EMBEDDED_ADDRESS, readAddress } from '../addresses/address-book.ts'
import { ShoplineRefusal } from '../errors.ts'
import { flag, type InputTable, readArray, readCode, readInput, readObject, text } from './read-input.ts'

const table: InputTable = {
  name: { read: text(3), to: 'firstName' },
  note: { read: text(5, { keepsEmpty: true }), to: 'note' },
  sure: { read: flag, to: 'verifiedEmail' },
  code: { read: text(9, { form: (given) => (given === 'x' ? null : `<${given}>`) }), to: { own: 'code' } },
  late: { read: text(9), to: 'lastName', since: 'v20260301' },
}
const read = (given: { [member: string]: Json }, version = 'v20260301') => readInput(given, table, version)
const refusalOf = (work: () => unknown): [number, string] => {
  try {
    work()
  } catch (error) {
    if (error instanceof ShoplineRefusal) return [error.status, error.message]
    throw error
  }
  return [200, '']
}

describe('reading the members of an object by a table', () => {
  test('takes what the table names and ignores the rest', () => {
    expect(read({ name: 'Ada', code: 'k', sure: true, other: 1, toString: 'x' })).toEqual({
      fields: { firstName: 'Ada', verifiedEmail: true },
      own: { code: '<k>' },
    })
  })

  test('null and "" empty a text; a kept one stays ""; a flag has no empty form', () => {
    expect(read({ name: null, code: '', note: '', sure: null })).toEqual({
      fields: { firstName: null, note: '' },
      own: { code: null },
    })
  })

  test('counts characters, not code units', () => {
    expect(read({ name: '𝒳𝒳𝒳' }).fields).toEqual({ firstName: '𝒳𝒳𝒳' })
    expect(refusalOf(() => read({ name: '𝒳𝒳𝒳𝒳' }))).toEqual([422, 'name: must be at most 3 characters'])
  })

  test('mends half a surrogate pair and refuses NUL, which no database keeps', () => {
    expect(read({ name: 'a\ud800' }).fields).toEqual({ firstName: 'a\ufffd' })
    expect(refusalOf(() => read({ name: 'a\0' }))).toEqual([422, 'name: must not contain NUL'])
  })

  test.each<[string, Json, number, string]>([
    ['name', 1, 400, 'must be a string'],
    ['name', ['x'], 400, 'must be a string'],
    ['sure', 'true', 400, 'must be true or false'],
    ['sure', 1, 400, 'must be true or false'],
    ['code', 'x', 422, 'invalid'],
  ])('%s: %j is %i', (name, value, status, sentence) => {
    expect(refusalOf(() => read({ [name]: value }))).toEqual([status, `${name}: ${sentence}`])
  })

  test('a member that a version does not know is ignored there, whatever it is', () => {
    expect(read({ late: 'x' }).fields).toEqual({ lastName: 'x' })
    expect(read({ late: 5 }, 'v20251201').fields).toEqual({})
  })

  test('numbers, objects and arrays', () => {
    expect(readCode(3, 'n', 3)).toBe(3)
    expect(refusalOf(() => readCode(4, 'n', 3))).toEqual([422, 'n: must be between 0 and 3'])
    for (const value of [1.5, '1', null])
      expect(refusalOf(() => readCode(value, 'n', 3))).toEqual([400, 'n: must be an integer'])
    expect(refusalOf(() => readObject(null, 'n'))).toEqual([400, 'n: is required'])
    expect(refusalOf(() => readObject([], 'n'))).toEqual([400, 'n: must be an object'])
    expect(refusalOf(() => readArray({}, 'n', 1))).toEqual([400, 'n: must be an array'])
    expect(refusalOf(() => readArray([1, 2], 'n', 1))).toEqual([422, 'n: must have at most 1 items'])
  })
})

describe('reading an address', () => {
  const embedded = (given: { [member: string]: Json }) =>
    readAddress(given, EMBEDDED_ADDRESS, 'v20260301', 'addresses[0].')

  test('each place has its own limits and its own word for the default', () => {
    const zip = '1'.repeat(11)
    expect(embedded({ zip, default: true, def: false, town: 'x' }).fields).toEqual({ zip, isDefault: true })
    expect(refusalOf(() => readAddress({ zip }, ADDRESS, 'v20260301'))).toEqual([
      422,
      'zip: must be at most 10 characters',
    ])
    expect(readAddress({ default: false, def: true, town: 'x' }, ADDRESS, 'v20260301').fields).toEqual({
      isDefault: true,
      town: 'x',
    })
  })

  test('an ISO part is told to the other platforms too, the platform’s own number is not', () => {
    expect(embedded({ province_code: 'ky' })).toEqual({
      fields: { provinceCode: 'KY' },
      own: { province_code: 'ky' },
    })
    expect(embedded({ province_code: '4200018' })).toEqual({ fields: {}, own: { province_code: '4200018' } })
    expect(embedded({ province_code: '4200018', province_code_v2: 'KY' })).toEqual({
      fields: { provinceCode: 'KY' },
      own: { province_code: '4200018' },
    })
    expect(embedded({ province_code: '' })).toEqual({
      fields: { provinceCode: null },
      own: { province_code: null },
    })
  })

  test('a country code has two letters', () => {
    expect(embedded({ country_code: 'us' }).fields).toEqual({ countryCode: 'US' })
    expect(refusalOf(() => embedded({ country_code: 'USA' }))).toEqual([
      422,
      'addresses[0].country_code: invalid',
    ])
  })
})
