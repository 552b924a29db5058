import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../core/schema.ts'
import { provinceCode } from '../../../lib/country-parts.ts'
import type { ShoplineCall } from '../call.ts'
import { readConsent } from './consent.ts'
import { marketingConsent, readCustomer } from './customer-input.ts'
import { readBirthday, readGender } from './read-person.ts'
import { readTags } from './tags.ts'

const NOW = new Date('2026-03-01T12:00:00.789Z')
const call = {
  version: 'v20260301',
  offsetAt: () => 480,
  services: { clock: () => NOW },
} as unknown as ShoplineCall
const read = (given: JsonObject) => readCustomer(given, call)

test('nothing sent is nothing read', () => {
  expect(read({})).toEqual({
    fields: {},
    own: {},
    password: null,
    acceptsMarketing: undefined,
    tags: undefined,
    addresses: [],
  })
})

test.each<[Json, string | null]>([
  [0, null],
  [1, 'male'],
  [2, 'female'],
  [3, 'secret'],
  ['0', null],
  ['3', 'secret'],
  ['female', 'female'],
  ['others', null],
  ['unknown', null],
  ['', null],
  [null, null],
])('gender %j is kept as %j', (sent, kept) => {
  expect(readGender(sent, 'gender')).toBe(kept)
})

test.each<[Json]>([[-1], [4], [1.5], ['4'], ['Male'], ['01'], [true], [[1]]])(
  'gender %j is refused',
  (sent) => {
    expect(() => readGender(sent, 'gender')).toThrow(/^gender: /)
  },
)

test.each<[Json, string | null]>([
  ['19970102', '1997-01-02'],
  ['20000229', '2000-02-29'],
  ['', null],
  [null, null],
])('birthday %j is kept as %j', (sent, kept) => {
  expect(readBirthday(sent, 'birthday')).toBe(kept)
})

test.each<[Json]>([
  ['1997-1-2'],
  ['19970230'],
  ['19000229'],
  ['00000101'],
  ['1997010'],
  ['abcdefgh'],
  [19970102],
])('birthday %j is refused', (sent) => {
  expect(() => readBirthday(sent, 'birthday')).toThrow(/^birthday: /)
})

test('tags are names between commas, each once', () => {
  expect(readTags(' vip, loyal,,vip,VIP ', 'tags')).toEqual(['vip', 'loyal', 'VIP'])
  expect([readTags('', 'tags'), readTags(null, 'tags')]).toEqual([[], []])
})

test.each<[JsonObject, string | null]>([
  [{ password: 'secret1', password_confirmation: 'secret1' }, 'secret1'],
  [{ password: '𝒳𝒳𝒳𝒳𝒳𝒳', password_confirmation: '𝒳𝒳𝒳𝒳𝒳𝒳' }, '𝒳𝒳𝒳𝒳𝒳𝒳'],
  [{ password: '', password_confirmation: null }, null],
])('the password of %j is %j', (sent, password) => {
  expect(read(sent).password).toBe(password)
})

test.each<[JsonObject, RegExp]>([
  [{ password: 'secret1' }, /^password_confirmation: must match/],
  [{ password_confirmation: 'secret1' }, /^password: must be between/],
  [{ password: '𝒳𝒳𝒳', password_confirmation: '𝒳𝒳𝒳' }, /^password: must be between/],
  [{ password: 123456, password_confirmation: 123456 }, /^password: must be a string/],
])('the password of %j is refused', (sent, text) => {
  expect(() => read(sent)).toThrow(text)
})

describe('consent', () => {
  const consent = (value: Json) => readConsent(value, 'c', () => 480, NOW)

  test('is from now, in whole seconds, and of no known level unless it says so', () => {
    const at = new Date('2026-03-01T12:00:00Z')
    expect(consent({ state: 3 })).toEqual({
      state: 'awaiting_confirmation',
      level: 'unknown',
      at,
      source: null,
    })
    expect(
      consent({
        state: 0,
        opt_in_level: 2,
        consent_updated_at: '2022-05-31T15:32:46',
        consent_collected_from: 'Pop',
      }),
    ).toEqual({
      state: 'unsubscribed',
      level: 'confirmed_opt_in',
      // Without an offset it is the store's own time.
      at: new Date('2022-05-31T07:32:46Z'),
      source: 'Pop',
    })
  })

  test('without a state is none', () => {
    expect([{}, { opt_in_level: 1 }, { state: null }, null].map(consent)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('is given or withdrawn by accepts_marketing, where no consent object or null speaks', () => {
    expect(read({ accepts_marketing: true }).acceptsMarketing).toBe(true)
    expect(read({ accepts_marketing: true, email_marketing_consent: {} }).acceptsMarketing).toBe(true)
    for (const spoken of [null, { state: 0 }])
      expect(
        read({ accepts_marketing: true, email_marketing_consent: spoken }).acceptsMarketing,
      ).toBeUndefined()
    const given = { email: 'a@b.co', emailConsentState: 'subscribed' }
    expect(marketingConsent(true, given, NOW)).toEqual({})
    expect(marketingConsent(false, given, NOW)).toMatchObject({ emailConsentState: 'unsubscribed' })
    expect(marketingConsent(false, { ...given, email: null }, NOW)).toEqual({})
    expect(() => marketingConsent(true, { ...given, email: null }, NOW)).toThrow(
      'accepts_marketing: needs an email',
    )
  })
})

test('parts of a country by name', () => {
  expect(provinceCode('US', 'california')).toBe('CA')
  expect(provinceCode('AU', 'Australian Capital Territory')).toBe('ACT')
  expect([
    provinceCode('FR', 'Bretagne'),
    provinceCode(null, 'California'),
    provinceCode('US', 'Narnia'),
  ]).toEqual([null, null, null])
})
