/** What is refused because of the values, or of what is kept (sections 5.2 to 5.8). */
import type { ConformanceCase, Shape } from '../../case.ts'
import { ANSWERED, NOT_FOUND } from './case-checks.ts'
import {
  CREATE,
  changed,
  ERRORS,
  type Invalid,
  invalid,
  made,
  many,
  one,
  refused,
  sends,
  UPDATE,
} from './case-writes.ts'

const BLANK = "can't be blank"
const blank = (field: string): Invalid => [field, BLANK, { error: 'blank' }]
const badEmail = (value: string): Invalid => ['email', 'is invalid', { error: 'invalid', value }]
const short = (field: string, value: Shape, count: number): Invalid => [
  field,
  `is too short (minimum is ${count} characters)`,
  { error: 'too_short', value, count },
]
const long = (field: string, value: Shape, count: number): Invalid => [
  field,
  `is too long (maximum is ${count} characters)`,
  { error: 'too_long', value, count },
]
const REFERENCE = 'r'.repeat(129)
const TAG = 't'.repeat(26)
const elevenTags = Array.from({ length: 11 }, (_, index) => `{tag_${'abcdefghijk'[index]}}`)

const ADDRESS = {
  first_name: 'Ada',
  last_name: 'Byron',
  line_1: '1 High St',
  city: 'London',
  zip_code: 'N1',
  country_code: 'GB',
  phone: '+44 1',
}
const { phone: _phone, zip_code: _zip, ...HALF } = ADDRESS

const posts: readonly ConformanceCase[] = (
  [
    ['no e-mail', made('customers', {}), [blank('email')]],
    ['a blank e-mail', made('customers', { email: ' ' }), [blank('email')]],
    ['a null e-mail', made('customers', { email: null }), [blank('email')]],
    ['an e-mail without @', made('customers', { email: 'ada' }), [badEmail('ada')]],
    [
      'an e-mail that is an object',
      made('customers', { email: {} }),
      [['email', 'is invalid', { error: 'invalid', value: {} }]],
    ],
    [
      'a taken e-mail, in other letters',
      made('customers', { email: '{other_email_capitals}' }),
      [['email', 'has already been taken', { error: 'taken', value: '{other_email_capitals}' }]],
    ],
    [
      'a shopper reference of two characters',
      made('customers', { email: 'r1-{unique}@example.com', shopper_reference: 'ab' }),
      [short('shopper_reference', 'ab', 3)],
    ],
    [
      'a shopper reference of 129 characters',
      made('customers', { email: 'r2-{unique}@example.com', shopper_reference: REFERENCE }),
      [long('shopper_reference', REFERENCE, 128)],
    ],
    [
      'everything that is wrong, together,',
      made('customers', { email: 'ada', shopper_reference: 'ab' }),
      [badEmail('ada'), short('shopper_reference', 'ab', 3)],
    ],
    [
      'metadata that is no object',
      made('customers', { email: 'r3-{unique}@example.com', metadata: [1] }),
      [['metadata', 'is invalid', { error: 'invalid', value: [1] }]],
    ],
    [
      'eleven tags',
      made('customers', { email: 'r4-{unique}@example.com' }, { tags: many('tags', ...elevenTags) }),
      [
        [
          'relationships/tags',
          'must be less than or equal to 10',
          { error: 'less_than_or_equal_to', value: 11, count: 10 },
        ],
      ],
    ],
    ['a group without a name', made('customer_groups', { code: 'x' }), [blank('name')]],
    ['a tag without a name', made('tags', {}), [blank('name')]],
    ['a tag of 26 characters', made('tags', { name: TAG }), [long('name', TAG, 25)]],
    [
      'a tag with a space in it',
      made('tags', { name: 'a b' }),
      [['name', 'is invalid', { error: 'invalid', value: 'a b' }]],
    ],
    [
      'a tag that is there',
      made('tags', { name: '{tag_name_capitals}' }),
      [['name', 'has already been taken', { error: 'taken', value: '{tag_name_capitals}' }]],
    ],
    ['an address without what it needs', made('addresses', HALF), [blank('phone'), blank('zip_code')]],
    [
      'a business address without a company',
      made('addresses', { ...ADDRESS, business: true }),
      [blank('company')],
    ],
    [
      'a country that is none',
      made('addresses', { ...ADDRESS, country_code: 'XX' }),
      [['country_code', 'is not included in the list', { error: 'inclusion', value: 'XX' }]],
    ],
    [
      'a customer address without a customer',
      made('customer_addresses', {}, { address: one('addresses', '{free_address}') }),
      [blank('customer_email')],
    ],
    [
      'a customer address without an address',
      made('customer_addresses', { customer_email: '{other_email}' }),
      [blank('relationships/address')],
    ],
    [
      'a payment source without a customer',
      made('customer_payment_sources', { customer_token: 'a' }),
      [blank('relationships/customer')],
    ],
    [
      'a subscription without a reference',
      made('customer_subscriptions', { customer_email: '{other_email}' }),
      [blank('reference')],
    ],
  ] as const
).map(([name, data, found]) =>
  sends(`${name} is invalid`, ERRORS, `POST /${data.type}`, data, invalid(...(found as readonly Invalid[]))),
)

const shortPassword = {
  ...invalid(['password', 'is too short (minimum is 6 characters)', { error: 'too_short', count: 6 }]),
}

const plain = (attributes: object, relationships: object = {}) =>
  changed('customers', '{plain_customer}', attributes, relationships)
const patch = (name: string, data: object, expect: ConformanceCase['expect']) =>
  sends(name, UPDATE, 'PATCH /customers/{plain_customer}', data, expect)

export const writtenRefusals: readonly ConformanceCase[] = [
  ...posts,
  sends(
    'a password is not told back',
    CREATE,
    'POST /customers',
    made('customers', { email: 'p1-{unique}@example.com', password: 'abc' }),
    shortPassword,
  ),
  patch('an e-mail cannot be blanked', plain({ email: '' }), invalid(blank('email'))),
  patch(
    'an e-mail cannot become another customer’s',
    plain({ email: '{other_email}' }),
    invalid(['email', 'has already been taken', { error: 'taken', value: '{other_email}' }]),
  ),
  patch(
    'an update with eleven tags is invalid',
    plain({}, { tags: many('tags', ...elevenTags) }),
    invalid([
      'relationships/tags',
      'must be less than or equal to 10',
      { error: 'less_than_or_equal_to', value: 11, count: 10 },
    ]),
  ),
  patch(
    'a group that is not there',
    plain({}, { customer_group: one('customer_groups', 'XXXXXXXXXX') }),
    refused(NOT_FOUND),
  ),
  patch(
    'a tag that is not there',
    plain({}, { tags: many('tags', '{tag}', 'XXXXXXXXXX') }),
    refused(NOT_FOUND),
  ),
  patch('an anonymization that was not asked for is not cancelled', plain({ _cancel_anonymization: true }), {
    status: 422,
    headers: { 'Content-Type': ANSWERED },
    body: {
      errors: [
        {
          title: 'no anonymization request is open',
          detail: 'no anonymization request is open',
          code: 'VALIDATION_ERROR',
          source: { pointer: '/data' },
          status: '422',
          meta: (meta) => (typeof meta === 'object' && meta !== null && 'error' in meta) || 'meta.error',
        },
      ],
    },
  }),
  sends(
    'an entry cannot lose its address',
    UPDATE,
    'PATCH /customer_addresses/{customer_address}',
    changed('customer_addresses', '{customer_address}', {}, { address: { data: null } }),
    invalid(blank('relationships/address')),
  ),
  sends(
    'a customer that is not there is not changed',
    ERRORS,
    'PATCH /customers/XXXXXXXXXX',
    changed('customers', 'XXXXXXXXXX', {}),
    refused(NOT_FOUND),
  ),
  sends(
    'the record is looked up before values are checked',
    ERRORS,
    'PATCH /customers/XXXXXXXXXX',
    changed('customers', 'XXXXXXXXXX', { email: '' }),
    refused(NOT_FOUND),
  ),
  sends(
    'a customer that is not there is not deleted',
    ERRORS,
    'DELETE /customers/XXXXXXXXXX',
    undefined,
    refused(NOT_FOUND),
  ),
  sends(
    'a customer with placed orders is not deleted',
    ERRORS,
    'DELETE /customers/{held_customer}',
    undefined,
    {
      status: 423,
      headers: { 'Content-Type': ANSWERED },
      body: {
        errors: [
          {
            title: 'Locked resource',
            detail: /^Failed to destroy Customer with id=\w+$/,
            code: 'LOCKED',
            status: '423',
          },
        ],
      },
    },
  ),
]
