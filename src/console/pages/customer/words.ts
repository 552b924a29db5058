/** What the console calls things, so that no page shows a name of the store. */
import type { WhoShown } from '../../../server/admin/customer/shapes.ts'
import { dialectTitle, type Tone } from '../../ui/badge.tsx'
import { money } from '../../ui/values.tsx'

/** `first_name` → `First name`. */
export const spoken = (name: string): string => {
  const text = name.replace(/_/g, ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const FIELDS: Readonly<Record<string, string>> = {
  email: 'E-mail',
  nick_name: 'Nickname',
  verified_email: 'E-mail verified',
  blacklisted: 'Blocked',
  account_state: 'Account',
  email_consent: 'E-mail marketing',
  email_consent_state: 'E-mail marketing',
  email_consent_level: 'E-mail marketing: how',
  email_consent_at: 'E-mail marketing: when',
  email_consent_source: 'E-mail marketing: from',
  sms_consent: 'SMS marketing',
  sms_consent_state: 'SMS marketing',
  sms_consent_level: 'SMS marketing: how',
  sms_consent_at: 'SMS marketing: when',
  sms_consent_source: 'SMS marketing: from',
  line1: 'Street',
  line_1: 'Street',
  line2: 'Further line',
  line_2: 'Further line',
  zip: 'Postal code',
  country_code: 'Country',
  province: 'State or province',
  province_code: 'State or province code',
  business: 'Business address',
  is_default: 'Default address',
  billing_info: 'Tax number',
  extras: 'What single platforms keep',
  metadata: 'Further data',
  uuid_id: 'Id',
}
export const fieldName = (field: string): string => FIELDS[field] ?? spoken(field)

const RECORDS: Readonly<Record<string, string>> = {
  customer_tag: 'Tag',
  product_access: 'Access',
  payment_source: 'Way to pay',
}
export const recordName = (type: string): string => RECORDS[type] ?? spoken(type.replace(/s$/, ''))

const WORDS: Readonly<Record<string, string>> = {
  prospect: 'No order yet',
  acquired: 'One order',
  repeat: 'Repeat customer',
  subscribed: 'Subscribed',
  unsubscribed: 'Unsubscribed',
  not_subscribed: 'Not subscribed',
  awaiting_confirmation: 'Awaiting confirmation',
  single_opt_in: 'Single opt-in',
  confirmed_opt_in: 'Confirmed opt-in',
  unknown: 'Not known',
  not_invited: 'Not invited',
  invited: 'Invited',
  registered: 'Registered',
  secret: 'Not disclosed',
  partially_refunded: 'Partly refunded',
  partially_paid: 'Partly paid',
  past_due: 'Past due',
  recorded: 'Confirmed',
}
/** The words for a value from a list: `awaiting_payment` → `Awaiting payment`. */
export const word = (value: string): string => WORDS[value] ?? spoken(value)

const GOOD = new Set([
  'completed',
  'paid',
  'active',
  'trialing',
  'subscribed',
  'registered',
  'repeat',
  'recorded',
])
const WARN = new Set([
  'awaiting_payment',
  'processing',
  'past_due',
  'unpaid',
  'partially_paid',
  'awaiting_confirmation',
  'submitted',
  'incomplete',
  'invited',
])
const BAD = new Set([
  'canceled',
  'refunded',
  'partially_refunded',
  'unsubscribed',
  'incomplete_expired',
  'voided',
])
export const toneOf = (value: string): Tone =>
  GOOD.has(value) ? 'good' : WARN.has(value) ? 'warn' : BAD.has(value) ? 'bad' : 'plain'

const DOERS: Readonly<Record<string, string>> = {
  console: 'Somebody in the console',
  'admin-api': 'The admin API',
  application: 'A client',
  customer: 'The customer',
  import: 'An import',
  demo: 'The demo’s data',
  links: 'Linking of sources',
  anonymization: 'An erasure that was asked for',
  'person erase': 'An erasure from the command line',
  'ledger verify': 'A check of the books',
  server: 'The server',
}
/** `Shop app (SHOPLINE)`, `Sync from main`, `Somebody in the console`. */
export function whoName({ kind, name, dialect }: WhoShown): string {
  if (kind === 'sync') return name ? `Sync from ${name}` : 'A sync'
  const doer = name && kind !== 'customer' ? name : (DOERS[kind] ?? spoken(kind))
  const where = kind === 'admin-api' && name ? 'admin API' : kind === 'console' && name ? 'console' : ''
  const through = dialect ? dialectTitle(dialect) : where
  return through ? `${doer} (${through})` : doer
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/
const moment = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })
const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' })

export const dayName = (text: string): string => day.format(new Date(`${text}T00:00:00Z`))
export const momentName = (text: string): string => moment.format(new Date(text))

const AMOUNT = /(^|_)amount$/
const CODED = /(status|state|level|gender|kind|interval|provider)$/

/** A value of the history or of a source; null where there is none. `currency` is that of amounts beside it. */
export function valueText(field: string, value: unknown, currency: string | null = null): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number')
    return currency && AMOUNT.test(field) ? money(value, currency) : String(value)
  if (typeof value === 'string') {
    if (field === 'birthday') return dayName(value)
    return INSTANT.test(value) ? momentName(value) : CODED.test(field) ? word(value) : value
  }
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(String).join(', ')
  return Object.keys(value).length === 0 ? null : JSON.stringify(value)
}
