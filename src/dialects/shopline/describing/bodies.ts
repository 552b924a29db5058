/** What may be written, from the tables that read it (sections 6.4, 6.5, 7 and 8). */
import { input, type Schema, text } from '../../../lib/json-schema.ts'
import { ADDRESS, EMBEDDED_ADDRESS, MAX_ADDRESSES } from '../addresses/address-book.ts'
import { CUSTOMER } from '../customers/customer-input.ts'
import { MAX_PASSWORD, MIN_PASSWORD } from '../customers/password.ts'
import type { InputTable } from '../input/read-input.ts'
import { CHANNELS, PLATFORMS } from '../social-login.ts'
import { TOPICS } from '../webhooks/topics.ts'

const membersOf = (table: InputTable) =>
  Object.fromEntries(Object.entries(table).map(([name, { read }]) => [name, read.schema]))

const TIME_OR_NULL: Schema = { type: ['string', 'null'], format: 'date-time' }
const consent: Schema = {
  ...input({
    state: { type: ['integer', 'null'], minimum: 0, maximum: 3 },
    opt_in_level: { type: ['integer', 'null'], minimum: 0, maximum: 2 },
    consent_updated_at: TIME_OR_NULL,
    consent_collected_from: { type: ['string', 'null'], maxLength: 50 },
  }),
  type: ['object', 'null'],
}
const password: Schema = { type: ['string', 'null'], minLength: MIN_PASSWORD, maxLength: MAX_PASSWORD }

const customerMembers = (address: Schema) => ({
  ...membersOf(CUSTOMER),
  email_marketing_consent: consent,
  sms_marketing_consent: consent,
  accepts_marketing: { type: ['boolean', 'null'], deprecated: true },
  password,
  password_confirmation: password,
  tags: { type: ['string', 'null'], maxLength: 1000, description: 'All of them, joined by commas.' },
  addresses: { type: ['array', 'null'], maxItems: MAX_ADDRESSES, items: address },
})

const wrapped = (name: string, schema: Schema): Schema => input({ [name]: schema }, [name])

export const newCustomer = wrapped('customer', input(customerMembers(input(membersOf(EMBEDDED_ADDRESS)))))
export const customerChanges = wrapped(
  'customer',
  input(
    customerMembers(
      input({
        id: { type: ['string', 'null'], description: 'Of the address to change; without it, a new one.' },
        ...membersOf(EMBEDDED_ADDRESS),
      }),
    ),
  ),
)
export const addressBody = wrapped('customer_address', input(membersOf(ADDRESS)))
export const addressesOf = input(
  {
    uids: { type: 'array', maxItems: 250, items: text },
    address_types: { type: ['array', 'null'], items: { type: 'integer' } },
  },
  ['uids'],
)
export const newGroup = wrapped(
  'customer_saved_search',
  input({ name: { type: 'string', maxLength: 255 }, query: { type: 'string', maxLength: 1000 } }, [
    'name',
    'query',
  ]),
)
export const groupChanges = wrapped(
  'customer_saved_search',
  input({ name: { type: 'string', maxLength: 255 } }, ['name']),
)
export const newWebhook = wrapped(
  'webhook',
  input(
    {
      address: { type: 'string', format: 'uri', maxLength: 255 },
      topic: { type: 'string', enum: TOPICS },
      api_version: { type: 'string', pattern: '^v\\d{8}$' },
    },
    ['address', 'topic', 'api_version'],
  ),
)
export const webhookChanges = wrapped(
  'webhook',
  input({ address: { type: 'string', format: 'uri', maxLength: 255 } }, ['address']),
)
const loginPlace = {
  login_channel: { type: 'string', enum: CHANNELS },
  login_platform_type: { type: 'string', enum: PLATFORMS },
}
export const loginKey = input(loginPlace, ['login_channel'])
export const newLogin = input(
  {
    ...loginPlace,
    third_app_id: { type: ['string', 'null'], maxLength: 255 },
    third_key: { type: ['string', 'null'], maxLength: 4096 },
    third_rsa_key: { type: ['string', 'null'], maxLength: 4096 },
  },
  ['login_channel'],
)
export const emailBody = input({ email: text }, ['email'])
export const customerIdBody = input({ customer_id: text }, ['customer_id'])
export const tagsBody = input({ user_id: text, tag_ids: { type: 'array', maxItems: 100, items: text } }, [
  'user_id',
  'tag_ids',
])
export const codeBody = input({ code: text }, ['code'])
