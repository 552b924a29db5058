import { describe, expect, test } from 'vitest'
import { CONSENT_STATES } from '../../core/customer.ts'
import type { Address, Customer } from '../../core/schema.ts'
import { type PresentingRules, presentCustomer, presentGender, presentPhone, twoDecimals } from './present.ts'
import { createTimeZones } from './time.ts'

const rules: PresentingRules = {
  endpoint: 'list',
  currency: 'USD',
  offsetAt: createTimeZones()('UTC'),
  settings: { genderFormat: 'code', lastOrderDeletedLiteral: null },
}
const epoch = new Date(0)
const person = {
  numberId: '1',
  verifiedEmail: false,
  accountState: 'not_invited',
  blacklisted: false,
  emailConsentState: null,
  smsConsentState: null,
  placedOrdersCount: 0,
  createdAt: epoch,
  updatedAt: epoch,
  extras: {},
} as unknown as Customer
const home = { numberId: 'SL201UA1', isDefault: false, extras: {} } as unknown as Address
const show = (changes: Partial<Customer>, addresses: Address[] = []) =>
  presentCustomer(
    {
      customer: { ...person, ...changes },
      addresses,
      tags: [],
      spentAmount: 0,
      lastOrder: null,
      ordersDeleted: false,
    },
    rules,
  )

describe('a customer', () => {
  test.each([
    [{ firstName: 'Bob', lastName: 'Norman' }, 'Bob Norman'],
    [{ firstName: 'Bob', lastName: null }, 'Bob'],
    [{ firstName: '', lastName: 'Norman' }, 'Norman'],
    [{ firstName: '', lastName: '' }, null],
    [{ firstName: 'Bob', lastName: 'Norman', nickName: 'NormanBob' }, 'NormanBob'],
  ])('with the names %o has a nick name of %s', (names, nickName) => {
    expect(show(names).nick_name).toBe(nickName)
  })

  test.each([
    ['male', '1', 'male'],
    ['female', '2', 'female'],
    ['secret', '0', 'secret'],
    [null, '0', 'others'],
  ])('of gender %s shows %s, or the word %s', (gender, code, word) => {
    expect([presentGender(gender, 'code'), presentGender(gender, 'word')]).toEqual([code, word])
  })

  test.each([
    ['not_invited', 1],
    ['invited', 2],
    ['registered', 3],
  ])('whose account is %s has the state %i, blacklisted 0', (accountState, state) => {
    expect(show({ accountState }).state).toBe(state)
    expect(show({ accountState, blacklisted: true }).state).toBe(0)
  })

  test.each([
    ['unsubscribed', 0, 0, false],
    ['subscribed', 1, 1, true],
    ['not_subscribed', 2, 2, false],
    ['awaiting_confirmation', 3, 2, false],
  ])('whose consent is %s has the state %i, the flag %i and accepts: %s', (state, code, flag, accepted) => {
    const email = show({ emailConsentState: state, emailConsentAt: epoch })
    const time = '1970-01-01T00:00:00+00:00'
    expect(email.email_marketing_consent).toMatchObject({
      state: code,
      opt_in_level: 0,
      consent_updated_at: time,
    })
    expect([email.email_subscribe_flag, email.accepts_marketing, email.accepts_marketing_updated_at]).toEqual(
      [flag, accepted, time],
    )
    expect([email.mobile_subscribe_flag, email.accepts_mobile_marketing]).toEqual([2, false])
    const sms = show({ smsConsentState: state, smsConsentAt: epoch })
    expect([sms.mobile_subscribe_flag, sms.accepts_mobile_marketing]).toEqual([flag, accepted])
    expect([sms.email_subscribe_flag, sms.email_marketing_consent]).toEqual([2, null])
  })

  test('the core’s consent states are in the order of the platform’s numbers', () => {
    expect(CONSENT_STATES).toEqual(['unsubscribed', 'subscribed', 'not_subscribed', 'awaiting_confirmation'])
  })

  test('has the first address for its default where none is marked', () => {
    const work = { ...home, numberId: 'SL201UA2' }
    const shown = show({}, [home, work])
    expect(shown.addresses.map((address) => address.default)).toEqual([true, false])
    expect(shown.default_address).toEqual(shown.addresses[0])
    const marked = show({}, [home, { ...work, isDefault: true }])
    expect(marked.addresses.map((address) => address.default)).toEqual([false, true])
    expect(marked.default_address?.id).toBe('SL201UA2')
  })

  test.each([
    [{ province: null, provinceCode: null }, ''],
    [{ province: 'Kentucky', provinceCode: null }, null],
    [{ province: null, provinceCode: 'KY' }, 'KY'],
  ])('with the province %o shows the code %j', (province, code) => {
    expect(show({}, [{ ...home, ...province }]).addresses[0]?.province_code_v2).toBe(code)
  })

  test('keeps a note that was cleared as an empty text', () => {
    expect([show({ note: '' }).note, show({ note: null }).note]).toEqual(['', null])
  })
})

test.each([
  ['0085253657436', '0085253657436'],
  ['+852 5365-7436', '0085253657436'],
  ['5365 7436', '5365 7436'],
  [null, null],
])('the phone %s is shown as %s', (phone, shown) => {
  expect(presentPhone(phone)).toBe(shown)
})

test.each([
  [300002100, 'USD', '3000021.00'],
  [0, 'USD', '0.00'],
  [5, 'EUR', '0.05'],
  [300, 'JPY', '300.00'],
  [1239, 'KWD', '1.24'],
  [1234, 'KWD', '1.23'],
])('%i minor units of %s are %s', (minor, currency, shown) => {
  expect(twoDecimals(minor, currency)).toBe(shown)
})
