/** The columns of `customers-csv` and `orders-csv` in the order they are written, and what else they are called. */

export type Columns = Readonly<Record<string, readonly string[]>>

export const CUSTOMER_COLUMNS: Columns = {
  reference: ['id', 'customer_id', 'customer_reference', 'external_id', 'customer'],
  reference_origin: ['origin', 'source'],
  email: ['e-mail', 'email_address', 'mail', 'customer_email'],
  phone: ['phone_number', 'mobile', 'mobile_phone', 'telephone'],
  first_name: ['given_name', 'forename'],
  last_name: ['surname', 'family_name'],
  full_name: ['name', 'customer_name'],
  nick_name: ['nickname'],
  language: ['language_code', 'locale', 'lang'],
  gender: ['sex'],
  birthday: ['birth_date', 'date_of_birth', 'birthdate', 'dob'],
  note: ['notes', 'comment'],
  avatar_url: ['avatar', 'image_url'],
  verified_email: ['email_verified'],
  account_state: ['state'],
  blacklisted: ['blocked'],
  email_consent_state: ['email_consent', 'accepts_marketing', 'accepts_email_marketing', 'newsletter'],
  email_consent_level: [],
  email_consent_at: [],
  email_consent_source: [],
  sms_consent_state: ['sms_consent', 'accepts_sms_marketing', 'accepts_mobile_marketing'],
  sms_consent_level: [],
  sms_consent_at: [],
  sms_consent_source: [],
  tags: ['tag', 'labels'],
  metadata: [],
  created_at: ['created', 'registered_at', 'signup_date', 'created_on'],
  updated_at: ['updated', 'modified_at'],
  short_id: [],
  number_id: [],
  uuid_id: [],
}

export const ORDER_COLUMNS: Columns = {
  order_reference: ['reference', 'order', 'order_id', 'id', 'external_id'],
  reference_origin: ['origin', 'source'],
  number: ['order_number', 'name', 'order_name'],
  customer_reference: ['customer', 'customer_id', 'customer_external_id'],
  customer_email: ['email', 'e-mail', 'email_address'],
  date: ['created_at', 'ordered_at', 'order_date', 'placed_at', 'created'],
  status: ['order_status', 'state'],
  currency: ['currency_code'],
  amount: ['total', 'total_amount', 'value', 'total_price', 'price'],
  amount_minor: ['amount_cents', 'total_cents', 'total_minor', 'total_amount_cents'],
  paid: ['paid_amount', 'captured'],
  quantity: ['items', 'units', 'items_count'],
  canceled_at: ['cancelled_at'],
  metadata: [],
  short_id: [],
  number_id: [],
  uuid_id: [],
  customer_uuid: [],
}

/** What a cell of a column of its own goes into: `metadata.colour`. */
export const METADATA = 'metadata.'

/** `First Name`, `first_name` and `firstName` are one name. */
export const plainName = (column: string): string => column.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** The column that a word means, by its name or another one it goes by; a member of the metadata; or undefined. */
export function columnNamed(columns: Columns, word: string): string | undefined {
  if (word.startsWith(METADATA) && word.length > METADATA.length) return word
  const plain = plainName(word)
  if (plain === '') return undefined
  for (const [column, names] of Object.entries(columns))
    if ([column, ...names].some((name) => plainName(name) === plain)) return column
  return undefined
}
