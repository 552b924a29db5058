/**
 * What `presentCustomer` and `presentMember` show, as the store writes it: times, which are the zone's, consents and
 * what is rare are left to write-customer.ts. The presenters say what is shown and why; a property test holds the two
 * against each other.
 */
import { CONSENT_LEVELS, CONSENT_STATES } from '../../../core/customer.ts'
import { exponent } from '../../../core/money.ts'
import { where } from '../../../core/query.ts'
import type { Column, Part, TextOf, Writing } from '../../../core/writing.ts'
import { createRecent } from '../../../lib/recent.ts'
import { GENDER_CODES, GENDER_WORDS, type PresentingRules, STATES } from '../present.ts'
import { ADDED_FIRST, LATEST_FIRST, ORDER_DELETED, PLACED } from './load-customers.ts'

type Rules = Pick<PresentingRules, 'currency' | 'settings'>

/** The columns of a customer of a list, with all its keys; the same object for the same rules. */
export const customerWriting = (rules: Rules): Writing => kept('customer', rules, ofCustomer)
/** The columns of a member of a group. */
export const memberWriting = (rules: Rules): Writing => kept('member', rules, ofMember)

/** Each asks another statement, of which the store keeps some hundred. */
const writings = createRecent<Writing>(200)

function kept(shape: string, { currency, settings }: Rules, make: (rules: Rules) => Writing): Writing {
  const { genderFormat, lastOrderDeletedLiteral } = settings
  const key = JSON.stringify([shape, currency, genderFormat, lastOrderDeletedLiteral])
  return writings.of(key, () => make({ currency, settings }))
}

const ofCustomer = (rules: Rules): Writing => [
  {
    parts: [
      ...['{', ...members(NAMES)],
      ...[',', ...members(person(rules)), ',', ...members(standing(rules))],
      ...[',', lastOrder(rules)],
    ],
  },
  ...[{ seconds: 'createdAt' }, { seconds: 'updatedAt' }, ADDRESSES],
  ...CONSENTS,
  { field: 'extras' },
]

const ofMember = (rules: Rules): Writing => [
  { parts: ['{', ...members(NAMES), ',', ...members(standing(rules)), ',', lastOrder(rules)] },
  ...[{ seconds: 'lastPlacedAt' }, { seconds: 'createdAt' }, { seconds: 'updatedAt' }, ADDRESSES],
  ...CONSENTS,
]

/** A member's name and its value. */
type Member = readonly [name: string, ...value: Part[]]

/** `"a":1,"b":2` */
const members = (of: readonly Member[]): Part[] =>
  of.flatMap(([name, ...value], at) => [`${at === 0 ? '' : ','}"${name}":`, ...value])

const texts = (of: Readonly<Record<string, TextOf>>): Member[] =>
  Object.entries(of).map(([name, value]) => [name, { json: value }])

const PHONE: TextOf = {
  when: where('customer').like('phone', '+%'),
  yes: { digitsOf: 'phone', after: '00' },
  no: 'phone',
}
const NAMES: Member[] = [
  ['id', '"', { bare: 'numberId' }, '"'],
  ...texts({ email: 'email', phone: PHONE, first_name: 'firstName', last_name: 'lastName' }),
  ...texts({ nick_name: { firstOf: ['nickName', { joined: ['firstName', 'lastName'], by: ' ' }] } }),
]

const person = ({ settings }: Rules): Member[] => [
  ['gender', '"', { bare: gender(settings.genderFormat) }, '"'],
  ...texts({ birthday: { without: '-', of: 'birthday' }, language: 'language' }),
]

const gender = (format: Rules['settings']['genderFormat']): TextOf =>
  format === 'code'
    ? { words: 'gender', of: GENDER_CODES, otherwise: '0' }
    : { words: 'gender', of: GENDER_WORDS, otherwise: 'others' }

const STATE: TextOf = {
  when: where('customer').eq('blacklisted', true),
  yes: { text: '0' },
  no: { words: 'accountState', of: STATES, otherwise: '1' },
}

const standing = ({ currency }: Rules): Member[] => [
  ['currency', { value: JSON.stringify(currency) }],
  ['state', { bare: STATE }],
  ['verified_email', { bare: 'verifiedEmail' }],
  ...texts({ note: 'note', tags: { listed: 'tags', sort: [{ field: 'name' }], of: 'name', by: ',' } }),
  ['orders_count', { bare: 'placedOrdersCount' }],
  ['total_spent', '"', spent(currency), '"'],
]

const spent = (currency: string): Part => ({
  first: 'totals',
  where: where('customerTotal').eq('currency', currency),
  parts: [{ twoDecimals: 'spentAmount', digits: exponent(currency) }],
  none: ['0.00'],
})

const lastOrder = ({ settings }: Rules): Part => ({
  first: 'orders',
  where: PLACED,
  sort: LATEST_FIRST,
  parts: ['"last_order_id":', { json: 'numberId' }, ',"last_order_name":', { json: 'number' }],
  none: noOrder(settings.lastOrderDeletedLiteral),
})

const without = (value: string) =>
  ['"last_order_id":', { value }, ',"last_order_name":', { value }] satisfies Part[]

/** Whether there were orders once is looked up only where a setting wants to tell. */
const noOrder = (deletedLiteral: string | null): Part[] =>
  deletedLiteral === null
    ? without('null')
    : [
        {
          first: 'events',
          where: ORDER_DELETED,
          parts: without(JSON.stringify(deletedLiteral)),
          none: without('null'),
        },
      ]

/** As `subdivisionCode` has it. */
const SUBDIVISION: TextOf = {
  when: where('address').isNull('provinceCode'),
  yes: { when: where('address').ne('province', ''), yes: null, no: { text: '' } },
  no: 'provinceCode',
}
const PROVINCE: TextOf = { json: 'extras', path: ['shopline', 'province_code'], as: 'text' }

const ADDRESSES: Column = {
  each: 'addresses',
  sort: ADDED_FIRST,
  parts: [
    '{',
    ...members([
      ...texts({ id: 'numberId', customer_id: { owner: 'numberId' } }),
      ...texts({ first_name: 'firstName', last_name: 'lastName', company: 'company' }),
      ...texts({ address1: 'line1', address2: 'line2', city: 'city', province: 'province' }),
      ...texts({ province_code: PROVINCE, province_code_v2: SUBDIVISION, country: 'country' }),
      ...texts({ country_code: 'countryCode', zip: 'zip', phone: 'phone' }),
      ['default', { bare: 'isDefault' }],
    ]),
    '}',
  ],
}

const codes = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(names.map((name, code) => [name, code]))

/** State and level as the platform's numbers, when, and whence; the state is empty where there was no consent. */
const consent = (channel: 'email' | 'sms'): Column[] => [
  { parts: [{ bare: { words: `${channel}ConsentState`, of: codes(CONSENT_STATES), otherwise: '' } }] },
  { parts: [{ bare: { words: `${channel}ConsentLevel`, of: codes(CONSENT_LEVELS), otherwise: '0' } }] },
  { seconds: `${channel}ConsentAt` },
  { field: `${channel}ConsentSource` },
]
const CONSENTS: Column[] = [...consent('email'), ...consent('sms')]
