/** Conformance cases: updating and deleting a customer (sections 6.5 and 6.6). */
import type { ConformanceCase, Shape } from '../../case.ts'
import { reliesOn } from '../../write-cases.ts'
import { TIME } from './case-shapes.ts'
import { ASSUMED, RECORDED, refused, write } from './case-writes.ts'

const PAGE = 'Update a customer'
const put = (fact: string) => `PUT /customers/{${fact}}.json`
const remove = (fact: string) => `DELETE /customers/{${fact}}.json`

/** Recorded: 29 keys. */
const updated = {
  id: /^[1-9]\d*$/,
  email: null,
  phone: null,
  first_name: null,
  last_name: null,
  gender: 'others',
  currency: '{currency}',
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
  accepts_phone_marketing: false,
  accepts_mobile_marketing_updated_at: null,
  asid: null,
  multipass_identifier: null,
} satisfies Record<string, Shape>

/** Whom the update names, created when it was. */
const updatedOf = (fact: string) => ({ ...updated, id: `{${fact}}`, created_at: `{${fact}_made}` })

const address = (id: Shape, line: string, city: Shape, zip: Shape, isDefault: boolean): Shape => ({
  id,
  customer_id: '{mergeable}',
  first_name: null,
  last_name: null,
  company: null,
  address1: line,
  address2: null,
  city,
  province: null,
  province_code: null,
  province_code_v2: '',
  country: null,
  country_code: null,
  zip,
  phone: null,
  default: isDefault,
})

export const updateCases: readonly ConformanceCase[] = [
  write(
    'an update answers 29 keys, changes what is sent and keeps the rest',
    RECORDED,
    put('updatable'),
    {
      customer: {
        first_name: 'Ursula',
        gender: '2',
        tags: 'new',
        accepts_marketing: false,
        sms_marketing_consent: { state: 1, opt_in_level: 2, consent_collected_from: 'App' },
      },
    },
    200,
    {
      customer: {
        ...updatedOf('updatable'),
        email: 'una.{run}@example.com',
        phone: '{phones}00',
        first_name: 'Ursula',
        last_name: 'Old',
        gender: 'female',
        state: 2,
        note: 'Before',
        tags: 'new',
        email_marketing_consent: {
          state: 0,
          opt_in_level: 0,
          consent_updated_at: TIME,
          consent_collected_from: null,
        },
        sms_marketing_consent: {
          state: 1,
          opt_in_level: 2,
          consent_updated_at: TIME,
          consent_collected_from: 'App',
        },
        email_subscribe_flag: 0,
        mobile_subscribe_flag: 1,
        accepts_marketing_updated_at: TIME,
        accepts_phone_marketing: true,
        accepts_mobile_marketing_updated_at: TIME,
      },
    },
  ),
  write(
    'null and "" clear a text; a note stays ""',
    ASSUMED,
    put('clearable'),
    {
      customer: { phone: null, first_name: '', note: '', gender: null },
    },
    200,
    { customer: { ...updatedOf('clearable'), email: 'cleo.{run}@example.com', note: '' } },
  ),
  write('an update of nothing changes nothing', PAGE, put('unchanged'), { customer: {} }, 200, {
    customer: {
      ...updatedOf('unchanged'),
      email: 'uma.{run}@example.com',
      note: 'Stays',
      updated_at: '{unchanged_at}',
    },
  }),
  write(
    'addresses are merged by their ids, and one that wants to be the default is',
    ASSUMED,
    put('mergeable'),
    {
      customer: {
        addresses: [
          { id: '{address}', address1: '2 New Road' },
          { address1: '3 Next Road', default: true },
        ],
      },
    },
    200,
    {
      customer: {
        ...updatedOf('mergeable'),
        email: 'merle.{run}@example.com',
        addresses: [
          address('{address}', '2 New Road', 'Oldtown', '11111', false),
          address(/^SL201UA\d{19}$/, '3 Next Road', null, null, true),
        ],
        default_address: address(/^SL201UA\d{19}$/, '3 Next Road', null, null, true),
      },
    },
  ),
  refused(
    'update: an address of nobody is 422',
    ASSUMED,
    put('mergeable'),
    {
      customer: { addresses: [{ id: 'SL201UA1' }] },
    },
    422,
    'addresses[0].id: is no address of this customer',
  ),
  refused(
    'update: an unknown customer is 404',
    ASSUMED,
    'PUT /customers/99.json',
    { customer: {} },
    404,
    'The customer does not exist.',
  ),
  refused(
    'update: an id that is none is 404',
    ASSUMED,
    'PUT /customers/x.json',
    { customer: {} },
    404,
    'The customer does not exist.',
  ),
  refused('update: no customer is 400', ASSUMED, put('unchanged'), {}, 400, 'customer: is required'),
  refused(
    'update: a wrong type is 400',
    ASSUMED,
    put('unchanged'),
    { customer: { note: 1 } },
    400,
    'note: must be a string',
  ),
  refused(
    'update: somebody else’s e-mail is 422',
    ASSUMED,
    put('unchanged'),
    { customer: { email: 'BOB.{run}@example.com' } },
    422,
    'email: has already been taken',
  ),
  refused(
    'update: somebody else’s phone is 422',
    ASSUMED,
    put('unchanged'),
    { customer: { phone: '{taken_phone}' } },
    422,
    'phone: has already been taken',
  ),
  refused(
    'update: clearing the last of e-mail and phone is 422',
    ASSUMED,
    put('unchanged'),
    { customer: { email: '' } },
    422,
    'email: an email or a phone is required',
  ),
  refused(
    'update: high-risk content is 412',
    'HTTP status codes: 412',
    put('unchanged'),
    { customer: { first_name: '<script src=x>' } },
    412,
    'High-risk content',
  ),
  refused(
    'update: another version of the record is 412',
    'RFC 9110, 13.1.1',
    put('unchanged'),
    { customer: { note: 'x' } },
    412,
    'Precondition Failed',
    {
      headers: { 'Content-Type': 'application/json', 'If-Match': '"another"' },
    },
  ),
  refused(
    'update: no token is 401',
    'HTTP status codes: 401',
    put('unchanged'),
    { customer: {} },
    401,
    /\S/,
    { credential: 'none' },
  ),
  write(
    'a customer’s own e-mail and phone are not taken',
    ASSUMED,
    put('subscriber'),
    {
      customer: { email: 'Sue.{run}@example.com', phone: '{phones_plus}03' },
    },
    200,
    reliesOn(['run', 'phones'], (body, { run, phones }) => {
      const { email, phone } = (body as { customer: Record<string, unknown> }).customer
      return (email === `Sue.${run}@example.com` && phone === `${phones}03`) || 'the new spellings'
    }),
  ),
]

export const deleteCases: readonly ConformanceCase[] = [
  write(
    'a deleted customer is shown by four keys',
    'Delete customer information',
    remove('removable'),
    undefined,
    200,
    {
      customer: {
        email: 'rita.{run}@example.com',
        first_name: 'Rita',
        last_name: 'Gone',
        phone: '{phones}02',
      },
    },
  ),
  write('deleting a customer again is 200 and null', RECORDED, remove('removable'), undefined, 200, {
    customer: null,
  }),
  write('deleting an id that is none is 200 and null', ASSUMED, 'DELETE /customers/x.json', undefined, 200, {
    customer: null,
  }),
  refused(
    'delete: orders keep their customer',
    RECORDED,
    remove('full'),
    undefined,
    422,
    'customer: has orders, payments or subscriptions',
  ),
  refused(
    'delete: payments keep their customer',
    RECORDED,
    remove('owing'),
    undefined,
    422,
    'customer: has orders, payments or subscriptions',
  ),
  refused(
    'delete: another media type is 400',
    'HTTP status codes: 400',
    remove('unchanged'),
    undefined,
    400,
    /Content-Type/,
    {
      headers: { 'Content-Type': 'text/plain' },
    },
  ),
  refused('delete: no token is 401', 'HTTP status codes: 401', remove('unchanged'), undefined, 401, /\S/, {
    credential: 'none',
  }),
]
