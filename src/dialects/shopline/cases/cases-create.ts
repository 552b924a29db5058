/** Conformance cases: creating a customer (section 6.4). */
import type { ConformanceCase, Shape } from '../../case.ts'
import { instant, TIME } from './case-shapes.ts'
import { ASSUMED, RECORDED, write } from './case-writes.ts'

const PAGE = 'Create a customer'
const POST = 'POST /customers.json'

/** Recorded: 32 keys; what was not sent in its empty form. */
const created = {
  id: /^[1-9]\d*$/,
  email: null,
  phone: null,
  first_name: null,
  last_name: null,
  gender: 'others',
  birthday: null,
  language: null,
  currency: '{currency}',
  state: 1,
  verified_email: false,
  note: null,
  tags: null,
  orders_count: null,
  total_spent: '0',
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

const sent = {
  first_name: 'Bob',
  last_name: 'Norman',
  company: 'Norman & Co',
  address1: '7720 Cherokee Road',
  address2: 'Apartment 2',
  city: 'Hagerman',
  province: 'Kentucky',
  country: 'United States',
  zip: '40202',
  phone: '001467326483',
}
const shown = (isDefault: boolean): Shape => ({
  id: /^SL201UA\d{19}$/,
  customer_id: /^\d+$/,
  first_name: 'Bob',
  last_name: 'Norman',
  company: 'Norman & Co',
  address1: '7720 Cherokee Road',
  address2: 'Apartment 2',
  city: 'Hagerman',
  province: 'Kentucky',
  province_code: null,
  province_code_v2: 'KY',
  country: 'United States',
  country_code: 'US',
  zip: '40202',
  phone: '001467326483',
  default: isDefault,
})

const GIVEN_AT = '2022-05-31T15:32:46+08:00'
const consent = {
  state: 1,
  opt_in_level: 1,
  consent_updated_at: GIVEN_AT,
  consent_collected_from: 'Pop',
}

export const createCases: readonly ConformanceCase[] = [
  write(
    'a create answers 200 with 32 keys in their empty forms',
    RECORDED,
    POST,
    { customer: { email: 'new1.{run}@example.com' } },
    200,
    {
      customer: { ...created, email: 'new1.{run}@example.com' },
    },
  ),
  write(
    'a create takes every member that is documented',
    PAGE,
    POST,
    {
      customer: {
        email: 'new2.{run}@example.com',
        phone: '{phones}10',
        first_name: 'Bob',
        last_name: 'Norman',
        gender: 1,
        birthday: '19970102',
        note: 'Likes tea',
        tags: 'vip,loyal',
        verified_email: true,
        password: 'secret1',
        password_confirmation: 'secret1',
        multipass_identifier: 'mp-{run}',
        email_marketing_consent: consent,
        sms_marketing_consent: { state: 0, consent_updated_at: GIVEN_AT },
        addresses: [sent, { ...sent, default: true }],
      },
    },
    200,
    {
      customer: {
        ...created,
        email: 'new2.{run}@example.com',
        phone: '{phones}10',
        first_name: 'Bob',
        last_name: 'Norman',
        gender: 'male',
        birthday: '19970102',
        state: 3,
        verified_email: true,
        note: 'Likes tea',
        tags: 'loyal,vip',
        addresses: [shown(false), shown(true)],
        default_address: shown(true),
        email_marketing_consent: { ...consent, consent_updated_at: instant(GIVEN_AT) },
        sms_marketing_consent: {
          state: 0,
          opt_in_level: 0,
          consent_updated_at: instant(GIVEN_AT),
          consent_collected_from: null,
        },
        email_subscribe_flag: 1,
        mobile_subscribe_flag: 0,
        accepts_marketing: true,
        accepts_marketing_updated_at: instant(GIVEN_AT),
        accepts_mobile_marketing_updated_at: instant(GIVEN_AT),
        multipass_identifier: 'mp-{run}',
      },
    },
  ),
  write('a customer may have a phone alone', PAGE, POST, { customer: { phone: '{phones}11' } }, 200, {
    customer: { ...created, phone: '{phones}11' },
  }),
  write(
    'the first address is the default whatever is said',
    RECORDED,
    POST,
    {
      customer: { email: 'new3.{run}@example.com', addresses: [{ ...sent, default: false }] },
    },
    200,
    {
      customer: {
        ...created,
        email: 'new3.{run}@example.com',
        addresses: [shown(true)],
        default_address: shown(true),
      },
    },
  ),
  write(
    'a consent without a state is none',
    'vendor SDK: empty nested objects are sent',
    POST,
    {
      customer: {
        email: 'new4.{run}@example.com',
        email_marketing_consent: {},
        sms_marketing_consent: {},
        addresses: [],
      },
    },
    200,
    { customer: { ...created, email: 'new4.{run}@example.com' } },
  ),
  write(
    'the deprecated accepts_marketing acts as consent',
    ASSUMED,
    POST,
    {
      customer: { email: 'new5.{run}@example.com', accepts_marketing: true },
    },
    200,
    {
      customer: {
        ...created,
        email: 'new5.{run}@example.com',
        email_marketing_consent: {
          state: 1,
          opt_in_level: 0,
          consent_updated_at: TIME,
          consent_collected_from: null,
        },
        email_subscribe_flag: 1,
        accepts_marketing: true,
        accepts_marketing_updated_at: TIME,
      },
    },
  ),
  write(
    'the deprecated members of an address are taken and ignored',
    PAGE,
    POST,
    {
      customer: {
        email: 'new6.{run}@example.com',
        addresses: [{ ...sent, country_name: 'Elsewhere', name: 'Bobby' }],
      },
    },
    200,
    {
      customer: {
        ...created,
        email: 'new6.{run}@example.com',
        addresses: [shown(true)],
        default_address: shown(true),
      },
    },
  ),
  write(
    'multipass_identifier is unknown before v20260301',
    'API versions',
    'POST //admin/openapi/v20251201/customers.json',
    {
      customer: { email: 'new7.{run}@example.com', multipass_identifier: 'mp-3' },
    },
    200,
    { customer: { ...created, email: 'new7.{run}@example.com' } },
  ),
  ...[
    [0, 'others'],
    ['2', 'female'],
    [3, 'secret'],
    ['male', 'male'],
  ].map(([gender = 0, word = ''], place) =>
    write(
      `gender ${JSON.stringify(gender)} is shown as ${word}`,
      PAGE,
      POST,
      {
        customer: { email: `gender${place}.{run}@example.com`, gender },
      },
      200,
      { customer: { ...created, email: `gender${place}.{run}@example.com`, gender: word } },
    ),
  ),
]
