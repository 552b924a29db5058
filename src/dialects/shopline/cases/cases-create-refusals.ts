/** Conformance cases: what a new customer is refused for (section 6.4). */
import type { Json } from '../../../core/schema.ts'
import type { ConformanceCase } from '../../case.ts'
import { ASSUMED, RECORDED, refused } from './case-writes.ts'

const PAGE = 'Create a customer'
const POST = 'POST /customers.json'

const long = (length: number) => 'x'.repeat(length)
const bad = (name: string, customer: Record<string, Json>, status: number, text: string, source = ASSUMED) =>
  refused(
    `create: ${name} is ${status}`,
    source,
    POST,
    { customer: { email: 'bad.{run}@example.com', ...customer } },
    status,
    text,
  )

export const createRefusalCases: readonly ConformanceCase[] = [
  refused('create: no customer is 400', ASSUMED, POST, {}, 400, 'customer: is required'),
  refused(
    'create: null for a customer is 400',
    ASSUMED,
    POST,
    { customer: null },
    400,
    'customer: is required',
  ),
  refused(
    'create: an array for a customer is 400',
    ASSUMED,
    POST,
    { customer: [] },
    400,
    'customer: must be an object',
  ),
  refused(
    'create: malformed JSON is 400',
    'HTTP status codes: 400',
    POST,
    undefined,
    400,
    'body: must be JSON',
    {
      headers: { 'Content-Type': 'application/json' },
      body: '{"customer":',
    },
  ),
  refused('create: another media type is 400', 'HTTP status codes: 400', POST, {}, 400, /Content-Type/, {
    headers: { 'Content-Type': 'text/plain' },
  }),
  refused(
    'create: neither e-mail nor phone is 422',
    ASSUMED,
    POST,
    { customer: { first_name: 'X' } },
    422,
    'email: an email or a phone is required',
  ),
  bad('a taken e-mail', { email: 'Bob.{run}@Example.com' }, 422, 'email: has already been taken', RECORDED),
  bad('a taken phone', { phone: '{taken_phone_spelled}' }, 422, 'phone: has already been taken'),
  bad('a number as e-mail', { email: 1 }, 400, 'email: must be a string'),
  bad('a malformed e-mail', { email: 'bad' }, 422, 'email: invalid'),
  bad('a long e-mail', { email: `${long(40)}@example.com` }, 422, 'email: must be at most 50 characters'),
  bad('a malformed phone', { phone: 'call me' }, 422, 'phone: invalid'),
  bad('a long phone', { phone: '0'.repeat(21) }, 422, 'phone: must be at most 20 characters'),
  bad('a long first name', { first_name: long(129) }, 422, 'first_name: must be at most 128 characters'),
  bad('a long last name', { last_name: long(129) }, 422, 'last_name: must be at most 128 characters'),
  bad('a gender that there is not', { gender: 4 }, 422, 'gender: must be between 0 and 3'),
  bad('a fraction as gender', { gender: 1.5 }, 400, 'gender: must be an integer'),
  bad('an object as gender', { gender: {} }, 400, 'gender: must be an integer'),
  bad('a day that there is not', { birthday: '19970230' }, 422, 'birthday: invalid'),
  bad('a long note', { note: long(1001) }, 422, 'note: must be at most 1000 characters'),
  bad('a list as tags', { tags: ['vip'] }, 400, 'tags: must be a string'),
  bad('a long tag', { tags: long(129) }, 422, 'tags: a tag must be at most 128 characters'),
  bad(
    '101 tags',
    { tags: Array.from({ length: 101 }, (_, at) => at).join() },
    422,
    'tags: at most 100 tags are allowed',
  ),
  bad(
    'tags of 1001 characters',
    { tags: `${long(500)},${long(500)}` },
    422,
    'tags: must be at most 1000 characters',
  ),
  bad('a text as flag', { verified_email: 'true' }, 400, 'verified_email: must be true or false'),
  bad(
    'a short password',
    { password: 'short', password_confirmation: 'short' },
    422,
    'password: must be between 6 and 18 characters',
  ),
  bad(
    'a long password',
    { password: long(19), password_confirmation: long(19) },
    422,
    'password: must be between 6 and 18 characters',
  ),
  bad(
    'a password that is not confirmed',
    { password: 'secret1', password_confirmation: 'secret2' },
    422,
    'password_confirmation: must match password',
  ),
  bad(
    'a long multipass identifier',
    { multipass_identifier: long(101) },
    422,
    'multipass_identifier: must be at most 100 characters',
  ),
  bad(
    'a text as consent',
    { email_marketing_consent: 'yes' },
    400,
    'email_marketing_consent: must be an object',
  ),
  bad(
    'a consent state that there is not',
    { sms_marketing_consent: { state: 4 } },
    422,
    'sms_marketing_consent.state: must be between 0 and 3',
  ),
  bad(
    'a text as consent state',
    { sms_marketing_consent: { state: '1' } },
    400,
    'sms_marketing_consent.state: must be an integer',
  ),
  bad(
    'an opt-in level that there is not',
    { email_marketing_consent: { state: 1, opt_in_level: 3 } },
    422,
    'email_marketing_consent.opt_in_level: must be between 0 and 2',
  ),
  bad(
    'a consent time that is none',
    { email_marketing_consent: { state: 1, consent_updated_at: 'now' } },
    422,
    'email_marketing_consent.consent_updated_at: must be an ISO 8601 date-time',
  ),
  bad(
    'a long consent source',
    { email_marketing_consent: { state: 1, consent_collected_from: long(51) } },
    422,
    'email_marketing_consent.consent_collected_from: must be at most 50 characters',
  ),
  refused(
    'create: accepts_marketing without an e-mail is 422',
    PAGE,
    POST,
    { customer: { phone: '{phones}19', accepts_marketing: true } },
    422,
    'accepts_marketing: needs an email',
  ),
  bad('an object as addresses', { addresses: {} }, 400, 'addresses: must be an array'),
  bad('a text as address', { addresses: ['x'] }, 400, 'addresses[0]: must be an object'),
  bad(
    '51 addresses',
    { addresses: Array.from({ length: 51 }, () => ({})) },
    422,
    'addresses: must have at most 50 items',
    PAGE,
  ),
  bad(
    'a long address line',
    { addresses: [{}, { address1: long(256) }] },
    422,
    'addresses[1].address1: must be at most 255 characters',
  ),
  bad(
    'a long postal code',
    { addresses: [{ zip: long(65) }] },
    422,
    'addresses[0].zip: must be at most 64 characters',
  ),
  bad(
    'a country code of three letters',
    { addresses: [{ country_code: 'USA' }] },
    422,
    'addresses[0].country_code: invalid',
  ),
  bad(
    'a script tag',
    { note: 'Hi <script>alert(1)</script>' },
    412,
    'High-risk content',
    'HTTP status codes: 412',
  ),
  refused('create: no token is 401', 'HTTP status codes: 401', POST, { customer: {} }, 401, /\S/, {
    credential: 'none',
  }),
]
