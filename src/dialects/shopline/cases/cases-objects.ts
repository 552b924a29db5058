/** Conformance cases: the customer object, its addresses and consents (section 4). */
import type { ConformanceCase, Shape } from '../../case.ts'
import { TIME } from './case-shapes.ts'

const SEED = 'seed: Get customers, response'
const WIRE = 'recorded responses'

const sideAddress: Shape = {
  id: /^SL201UA\d{19}$/,
  customer_id: '{full}',
  first_name: 'Bob',
  last_name: 'Norman',
  company: null,
  address1: '1 Side Street',
  address2: null,
  city: 'Boston',
  province: null,
  province_code: null,
  province_code_v2: '',
  country: 'United States',
  country_code: null,
  zip: null,
  phone: null,
  default: false,
}
const defaultAddress: Shape = {
  id: /^SL201UA\d{19}$/,
  customer_id: '{full}',
  first_name: 'Bob',
  last_name: 'Norman',
  company: 'Norman & Co',
  address1: '7720 Cherokee Road',
  address2: 'Apartment 2',
  city: 'Hagerman',
  province: 'Kentucky',
  province_code: '4200018',
  province_code_v2: 'KY',
  country: 'United States',
  country_code: 'US',
  zip: '40202',
  phone: '001467326483',
  default: true,
}

const full = {
  id: '{full}',
  email: 'bob@example.com',
  phone: '001467326483',
  first_name: 'Bob',
  last_name: 'Norman',
  nick_name: 'Bob Norman',
  gender: '1',
  birthday: '19970102',
  language: 'en',
  currency: 'USD',
  state: 3,
  verified_email: true,
  note: 'Likes tea',
  tags: 'loyal,vip',
  // Canceled ones and other currencies count; an opened checkout does not.
  orders_count: 4,
  // The store's currency, without the canceled one.
  total_spent: '150.00',
  last_order_id: '21076844590622646016331632',
  last_order_name: '1029',
  created_at: '2022-05-31T15:32:46+08:00',
  updated_at: '2022-06-02T09:00:00+08:00',
  addresses: [sideAddress, defaultAddress],
  default_address: defaultAddress,
  email_marketing_consent: {
    state: 1,
    opt_in_level: 1,
    consent_updated_at: '2022-05-31T15:32:46+08:00',
    consent_collected_from: 'Pop',
  },
  sms_marketing_consent: {
    state: 0,
    opt_in_level: 2,
    consent_updated_at: '2022-06-01T08:00:00+08:00',
    consent_collected_from: null,
  },
  email_subscribe_flag: 1,
  mobile_subscribe_flag: 0,
  accepts_marketing: true,
  accepts_marketing_updated_at: '2022-05-31T15:32:46+08:00',
  accepts_mobile_marketing: false,
  accepts_mobile_marketing_updated_at: '2022-06-01T08:00:00+08:00',
  asid: '101',
  social_customer: ['facebook'],
  multipass_identifier: 'mp-1',
} satisfies Record<string, Shape>

const bare = {
  id: '{bare}',
  email: null,
  phone: null,
  first_name: null,
  last_name: null,
  nick_name: null,
  gender: '0',
  birthday: null,
  language: null,
  currency: 'USD',
  state: 1,
  verified_email: false,
  note: null,
  tags: null,
  orders_count: 0,
  total_spent: '0.00',
  last_order_id: null,
  last_order_name: null,
  created_at: TIME,
  updated_at: TIME,
  addresses: [],
  default_address: null,
  email_marketing_consent: null,
  sms_marketing_consent: null,
  email_subscribe_flag: 2,
  mobile_subscribe_flag: 2,
  accepts_marketing: false,
  accepts_marketing_updated_at: null,
  accepts_mobile_marketing: false,
  accepts_mobile_marketing_updated_at: null,
  asid: null,
  social_customer: null,
  multipass_identifier: null,
} satisfies Record<string, Shape>

/** One case a key of the full customer, so that a difference names its key. */
const SEED_KEYS = Object.entries(full).map(
  ([key, shape]): ConformanceCase => ({
    name: `${key} is as documented`,
    source: `${SEED}: ${key}`,
    path: `/v2/customers.json?ids={full}&fields=${key}`,
    expect: { status: 200, body: { customers: [{ [key]: shape }] } },
  }),
)

export const objectCases: readonly ConformanceCase[] = [
  ...SEED_KEYS,
  {
    name: 'a customer with everything shows all 33 keys',
    source: SEED,
    path: '/v2/customers.json?ids={full}',
    expect: { status: 200, body: { customers: [full] } },
  },
  {
    name: 'a customer with nothing shows all 33 keys in their empty forms',
    source: WIRE,
    path: '/v2/customers.json?ids={bare}',
    expect: { status: 200, body: { customers: [bare] } },
  },
  {
    name: 'a retrieved customer is the listed one',
    source: 'Get a customer',
    path: '/customers/v2/{full}.json',
    expect: { status: 200, body: { customer: full } },
  },
  {
    name: 'a retrieved customer without social logins shows an empty list',
    source: WIRE,
    path: '/customers/v2/{bare}.json',
    expect: { status: 200, body: { customer: { ...bare, social_customer: [] } } },
  },
]
