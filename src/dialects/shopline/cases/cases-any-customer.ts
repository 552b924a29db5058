/**
 * Conformance cases: what is true of every customer, whoever it is (section 4). Facts: `person`, who has an e-mail, and of
 * the store as much as there is; `currency`, the store's.
 */
import { type ConformanceCase, compareMembers, type Difference, type Facts } from '../../case.ts'
import { eachOf, reliesOn } from '../../write-cases.ts'
import { TIME } from './case-shapes.ts'

const SEED = 'seed: Get customers, response'

type Members = Record<string, unknown>
type Holds = (value: unknown, customer: Members, facts: Facts) => boolean

const isText = (value: unknown): value is string => typeof value === 'string'
const text: Holds = (value) => value === null || (isText(value) && value !== '')
const matching =
  (pattern: RegExp): Holds =>
  (value) =>
    isText(value) && pattern.test(value)
const orNull =
  (holds: Holds): Holds =>
  (value, customer, facts) =>
    value === null || holds(value, customer, facts)
const truth: Holds = (value) => typeof value === 'boolean'
const oneOf =
  (...values: unknown[]): Holds =>
  (value) =>
    values.includes(value)
const id = matching(/^[1-9]\d{0,25}$/)
const time = matching(TIME)

const ADDRESS_MEMBERS =
  'id,customer_id,first_name,last_name,company,address1,address2,city,province,province_code,province_code_v2,country,country_code,zip,phone,default'
const isAddress: Holds = (value, customer) => {
  const address = value as Members
  const texts = Object.entries(address).filter(([name]) => name !== 'default')
  return (
    Object.keys(address).join() === ADDRESS_MEMBERS &&
    (customer.id === undefined || address.customer_id === customer.id) &&
    typeof address.default === 'boolean' &&
    isText(address.province_code_v2) &&
    texts.every(([, member]) => member === null || isText(member))
  )
}
const consent: Holds = (value) => {
  const given = value as Members
  const wanted = 'state,opt_in_level,consent_updated_at,consent_collected_from'
  return (
    Object.keys(given).join() === wanted &&
    oneOf(0, 1, 2, 3)(given.state, {}, {}) &&
    oneOf(0, 1, 2)(given.opt_in_level, {}, {}) &&
    orNull(time)(given.consent_updated_at, {}, {}) &&
    text(given.consent_collected_from, {}, {})
  )
}

/** All 33 keys, in order: what each says and when that is so. */
const KEYS: Record<string, [says: string, holds: Holds]> = {
  id: ['digits', id],
  email: ['an e-mail or null', orNull(matching(/^[^@\s]+@[^@\s]+$/))],
  phone: ['a number in digits or null', orNull(matching(/^\+?\d+$/))],
  first_name: ['text or null', text],
  last_name: ['text or null', text],
  nick_name: ['text or null', text],
  gender: ['one of the texts 0 to 3', oneOf('0', '1', '2', '3')],
  birthday: ['yyyymmdd or null', orNull(matching(/^\d{8}$/))],
  language: ['text or null', text],
  currency: ['the store’s', (value, _customer, { currency }) => value === currency],
  state: ['one of 0 to 3', oneOf(0, 1, 2, 3)],
  verified_email: ['true or false', truth],
  note: ['text or null', (value) => value === null || isText(value)],
  tags: ['words joined by commas, or null', orNull(matching(/^[^,]+(,[^,]+)*$/))],
  orders_count: ['a whole number from 0 on', (value) => Number.isSafeInteger(value) && Number(value) >= 0],
  total_spent: ['an amount', matching(/^\d+(\.\d+)?$/)],
  last_order_id: ['digits or null', orNull(id)],
  last_order_name: ['text or null', text],
  created_at: ['a time in the store’s zone', time],
  updated_at: ['a time in the store’s zone', time],
  addresses: [
    'addresses with 16 keys each',
    (value, customer, facts) =>
      Array.isArray(value) && value.every((address) => isAddress(address, customer, facts)),
  ],
  default_address: ['an address with 16 keys, or null', orNull(isAddress)],
  email_marketing_consent: ['a consent with four keys, or null', orNull(consent)],
  sms_marketing_consent: ['a consent with four keys, or null', orNull(consent)],
  email_subscribe_flag: ['one of 0 to 3', oneOf(0, 1, 2, 3)],
  mobile_subscribe_flag: ['one of 0 to 3', oneOf(0, 1, 2, 3)],
  accepts_marketing: ['true or false', truth],
  accepts_marketing_updated_at: ['a time or null', orNull(time)],
  accepts_mobile_marketing: ['true or false', truth],
  accepts_mobile_marketing_updated_at: ['a time or null', orNull(time)],
  asid: ['text or null', text],
  social_customer: ['a list or null', orNull(Array.isArray)],
  multipass_identifier: ['text or null', text],
}

const everyKey: readonly ConformanceCase[] = Object.entries(KEYS).map(([key, [says, holds]]) => ({
  name: `${key} is ${says}`,
  source: `${SEED}: ${key}`,
  needs: ['person'],
  path: `/v2/customers.json?limit=20&fields=${key}`,
  expect: {
    status: 200,
    body: {
      customers: reliesOn(['currency'], (value, facts) =>
        firstOdd(value, (customer) => {
          const members = compareMembers([key], Object.keys(customer))
          if (members) return { at: '', ...members }
          return holds(customer[key], customer, facts)
            ? null
            : { at: key, expected: says, got: shown(customer[key]) }
        }),
      ),
    },
  },
}))

const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing'

/** What is odd about the first customer that something is odd about; true where nothing is. */
function firstOdd(
  list: unknown,
  oddOf: (customer: Members) => Difference | null,
): true | string | Difference {
  if (!Array.isArray(list)) return 'a list'
  for (const [index, customer] of list.entries()) {
    const odd = oddOf(customer)
    if (odd) return { ...odd, at: odd.at === '' ? `${index}` : `${index}.${odd.at}` }
  }
  return true
}

/** The first member that is missing, out of order or of another kind; null where there is none. */
function oddMember(customer: Members, facts: Facts): Difference | null {
  const members = compareMembers(Object.keys(KEYS), Object.keys(customer))
  if (members) return { at: '', ...members }
  const odd = Object.entries(KEYS).find(([key, [, holds]]) => !holds(customer[key], customer, facts))
  if (!odd) return null
  const [key, [says]] = odd
  return { at: key, expected: says, got: shown(customer[key]) }
}

/** What a customer's members say about each other. */
const relation = (name: string, holds: (customer: Members) => boolean): ConformanceCase => ({
  name,
  source: SEED,
  needs: ['person'],
  path: '/v2/customers.json?limit=50',
  expect: { status: 200, body: eachOf('customers', name, holds) },
})
const addressesOf = ({ addresses }: Members): Members[] => addresses as Members[]
/** State 3, unconfirmed, is shown as not subscribed [assumed A16]. */
const flagOf = (consent: unknown): unknown => {
  const state = consent === null ? 2 : (consent as Members).state
  return state === 3 ? 2 : state
}

export const anyCustomerCases: readonly ConformanceCase[] = [
  ...everyKey,
  {
    name: 'every customer of a list has the 33 keys, in order and each of its type',
    source: SEED,
    needs: ['person'],
    path: '/v2/customers.json?limit=50',
    expect: {
      status: 200,
      body: {
        customers: reliesOn(['currency'], (value, facts) =>
          firstOdd(value, (customer) => oddMember(customer, facts)),
        ),
      },
    },
  },
  {
    name: 'a list is an object with customers alone',
    source: SEED,
    path: '/v2/customers.json?limit=1',
    expect: { status: 200, body: { customers: (value) => Array.isArray(value) || 'a list' } },
  },
  {
    name: 'whoever is retrieved has the 33 keys too, and is the one asked for',
    source: 'Get a customer',
    path: '/customers/v2/{person}.json',
    expect: {
      status: 200,
      body: {
        customer: reliesOn(['person', 'currency'], (value, facts) => {
          const odd = oddMember(value as Members, facts)
          return odd ?? ((value as Members).id === facts.person || `the customer ${facts.person}`)
        }),
      },
    },
  },
  {
    name: 'whoever is retrieved shows social logins as a list, which may be empty',
    source: 'recorded responses',
    path: '/customers/v2/{person}.json?fields=social_customer',
    expect: {
      status: 200,
      body: { customer: { social_customer: (value) => Array.isArray(value) || 'a list' } },
    },
  },
  {
    name: 'a list goes down by id, as a number',
    source: 'recorded responses',
    path: '/v2/customers.json?limit=250&fields=id',
    expect: {
      status: 200,
      body: eachOf(
        'customers',
        'an id below the one before',
        ({ id }, _facts, before) => before === undefined || BigInt(String(id)) < BigInt(String(before.id)),
      ),
    },
  },
  relation(
    'the default address is the one of the addresses that says so',
    (customer) =>
      JSON.stringify(addressesOf(customer).find((address) => address.default) ?? null) ===
      JSON.stringify(customer.default_address),
  ),
  relation(
    'at most one address is the default',
    (customer) => addressesOf(customer).filter((address) => address.default).length <= 1,
  ),
  relation(
    'the flag of e-mails follows from the consent',
    (customer) => customer.email_subscribe_flag === flagOf(customer.email_marketing_consent),
  ),
  relation(
    'the flag of messages follows from the consent',
    (customer) => customer.mobile_subscribe_flag === flagOf(customer.sms_marketing_consent),
  ),
  relation(
    'e-mails are accepted where the flag is 1',
    (customer) => customer.accepts_marketing === (customer.email_subscribe_flag === 1),
  ),
  relation(
    'messages are accepted where the flag is 1',
    (customer) => customer.accepts_mobile_marketing === (customer.mobile_subscribe_flag === 1),
  ),
  relation(
    'whoever has a last order has orders',
    (customer) => customer.last_order_id === null || Number(customer.orders_count) > 0,
  ),
  relation(
    'whoever spent has orders',
    (customer) => Number(customer.total_spent) === 0 || Number(customer.orders_count) > 0,
  ),
]
