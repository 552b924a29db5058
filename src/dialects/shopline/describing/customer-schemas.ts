/** What present.ts and its neighbours show of a customer, member by member in the order of the wire (section 4). */
import {
  closed,
  exactly,
  flag,
  integer,
  listOf,
  named,
  nothing,
  oneOf,
  orNull,
  type Schema,
  sparse,
  text,
} from '../../../lib/json-schema.ts'
import type { presentAddress } from '../addresses/present-address.ts'
import type { presentCustomerAddress } from '../addresses/present-customer-address.ts'
import type { PresentedConsent } from '../customers/consent.ts'
import type { CustomerField } from '../customers/fields.ts'
import type { GroupField } from '../groups/present-group.ts'
import type { MemberField } from '../groups/present-member.ts'

export const TIME: Schema = {
  type: 'string',
  format: 'date-time',
  pattern: '^\\d{4,}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d$',
  description: 'To the second, with the offset of the store’s time zone.',
}
/** Ids are texts: they go beyond what a JSON number holds exactly. */
export const ID: Schema = { type: 'string', pattern: '^\\d{1,26}$' }
export const RECORD_ID: Schema = { type: 'string', pattern: '^[\\x21-\\x7e]{1,64}$' }
export const MONEY: Schema = { type: 'string', pattern: '^-?\\d+\\.\\d\\d$' }
export const CURRENCY: Schema = { type: 'string', pattern: '^[A-Z]{3}$' }
const code = (...codes: readonly number[]): Schema => ({ type: 'integer', enum: codes })

export const consent = closed({
  state: {
    ...code(0, 1, 2, 3),
    description: '0 unsubscribed, 1 subscribed, 2 not subscribed, 3 to be confirmed',
  },
  opt_in_level: { ...code(0, 1, 2), description: '0 unknown, 1 single opt-in, 2 confirmed opt-in' },
  consent_updated_at: orNull(TIME),
  consent_collected_from: orNull(text),
} satisfies Record<keyof NonNullable<PresentedConsent>, Schema>)

export const address = closed({
  id: RECORD_ID,
  customer_id: ID,
  first_name: orNull(text),
  last_name: orNull(text),
  company: orNull(text),
  address1: orNull(text),
  address2: orNull(text),
  city: orNull(text),
  province: orNull(text),
  province_code: orNull(text),
  province_code_v2: orNull(text),
  country: orNull(text),
  country_code: orNull(text),
  zip: orNull(text),
  phone: orNull(text),
  default: flag,
} satisfies Record<keyof ReturnType<typeof presentAddress>, Schema>)

const CUSTOMER_ADDRESS = {
  id: RECORD_ID,
  customer_id: ID,
  first_name: orNull(text),
  last_name: orNull(text),
  company: orNull(text),
  address1: orNull(text),
  address2: orNull(text),
  city: orNull(text),
  city_code: orNull(text),
  district: orNull(text),
  district_code: orNull(text),
  town: orNull(text),
  province: orNull(text),
  province_code: orNull(text),
  province_code_v2: orNull(text),
  country: orNull(text),
  country_code: orNull(text),
  zip: orNull(text),
  phone: orNull(text),
  def: flag,
  address_type: code(0),
} satisfies Record<keyof ReturnType<typeof presentCustomerAddress>, Schema>
export const customerAddress = closed(CUSTOMER_ADDRESS)
const { customer_id: _owner, ...OWNERLESS } = CUSTOMER_ADDRESS
export const ownerlessAddress = closed(OWNERLESS)

const CUSTOMER = {
  id: ID,
  email: orNull(text),
  phone: orNull(text),
  first_name: orNull(text),
  last_name: orNull(text),
  nick_name: orNull(text),
  gender: { ...oneOf('0', '1', '2'), description: '0 unknown or kept secret, 1 male, 2 female' },
  birthday: orNull({ type: 'string', pattern: '^\\d{8}$' }),
  language: orNull(text),
  currency: CURRENCY,
  state: { ...code(0, 1, 2, 3), description: '0 blacklisted, 1 not invited, 2 invited, 3 registered' },
  verified_email: flag,
  note: orNull(text),
  tags: { ...orNull(text), description: 'Names, joined by commas.' },
  orders_count: integer,
  total_spent: MONEY,
  last_order_id: orNull(RECORD_ID),
  last_order_name: orNull(text),
  created_at: TIME,
  updated_at: TIME,
  addresses: listOf(named('Address')),
  default_address: orNull(named('Address')),
  email_marketing_consent: orNull(named('Consent')),
  sms_marketing_consent: orNull(named('Consent')),
  email_subscribe_flag: code(0, 1, 2),
  mobile_subscribe_flag: code(0, 1, 2),
  accepts_marketing: flag,
  accepts_marketing_updated_at: orNull(TIME),
  accepts_mobile_marketing: flag,
  accepts_mobile_marketing_updated_at: orNull(TIME),
  asid: orNull(text),
  social_customer: orNull(listOf(text)),
  multipass_identifier: orNull(text),
} satisfies Record<CustomerField, Schema>

/** A row of a list: 33 keys, or those that `fields` names. */
export const listedCustomer = sparse('fields', CUSTOMER)
/** Recorded: no social logins are an empty list here, and null in the list. */
export const retrievedCustomer = sparse('fields', { ...CUSTOMER, social_customer: listOf(text) })

const without = (members: Readonly<Record<string, Schema>>, ...names: readonly string[]) =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)))

/** Whatever writes a customer shows the gender as a word. */
const WRITTEN = { ...CUSTOMER, gender: oneOf('male', 'female', 'secret', 'others') }
/** 32 keys, and no figures yet. */
export const createdCustomer = closed(
  without({ ...WRITTEN, orders_count: nothing, total_spent: exactly('0') }, 'nick_name'),
)
/** 29 keys, one of them under a name of its own. */
export const updatedCustomer = closed(
  Object.fromEntries(
    Object.entries(without(WRITTEN, 'nick_name', 'birthday', 'language', 'social_customer')).map(
      ([name, schema]) => [name === 'accepts_mobile_marketing' ? 'accepts_phone_marketing' : name, schema],
    ),
  ),
)
/** 29 keys. */
export const lookedUpCustomer = closed(
  without(
    WRITTEN,
    'email_marketing_consent',
    'sms_marketing_consent',
    'multipass_identifier',
    'last_order_name',
  ),
)
export const deletedCustomer = closed({
  email: orNull(text),
  first_name: orNull(text),
  last_name: orNull(text),
  phone: orNull(text),
})

/** A row among the members of a group: 23 keys. */
export const member = sparse('fields', {
  id: CUSTOMER.id,
  email: CUSTOMER.email,
  phone: CUSTOMER.phone,
  first_name: CUSTOMER.first_name,
  last_name: CUSTOMER.last_name,
  nick_name: CUSTOMER.nick_name,
  currency: CUSTOMER.currency,
  state: CUSTOMER.state,
  verified_email: CUSTOMER.verified_email,
  note: CUSTOMER.note,
  tags: CUSTOMER.tags,
  orders_count: CUSTOMER.orders_count,
  total_spent: CUSTOMER.total_spent,
  last_order_id: CUSTOMER.last_order_id,
  last_order_name: CUSTOMER.last_order_name,
  last_order_time: orNull(TIME),
  created_at: CUSTOMER.created_at,
  updated_at: CUSTOMER.updated_at,
  addresses: CUSTOMER.addresses,
  email_subscribe_flag: CUSTOMER.email_subscribe_flag,
  mobile_subscribe_flag: oneOf('0', '1', '2', '3'),
  accepts_marketing: CUSTOMER.accepts_marketing,
  accepts_marketing_updated_at: CUSTOMER.accepts_marketing_updated_at,
} satisfies Record<MemberField, Schema>)

export const group = sparse('fields', {
  id: RECORD_ID,
  name: text,
  query: text,
  created_at: TIME,
  updated_at: TIME,
} satisfies Record<GroupField, Schema>)

export const subscription = closed({
  customer_id: ID,
  status: code(0, 1),
  subscribe_account: orNull(text),
  subscribe_account_type: { ...code(0, 1), description: '0 e-mail, 1 phone' },
  subscribe_channel: code(3),
  subscribe_time: orNull(TIME),
})
