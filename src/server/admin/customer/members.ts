/** What may be written into a customer and its addresses. An empty text empties a field: null counts as left out. */
import { ACCOUNT_STATES, CONSENT_LEVELS, CONSENT_STATES, foldPhone, GENDERS } from '../../../core/customer.ts'
import { MAX_TAG_NAME, MAX_TAGS, tagName } from '../../../core/tags.ts'
import { countryName } from '../../../lib/countries.ts'
import { isStorable } from '../../../lib/storable.ts'
import { isUuid } from '../../../lib/uuid.ts'
import { flag, listOf, type Member, object, oneOf, required } from '../read-members.ts'

/** A text without the blanks around it; null where nothing is left. */
const line = (
  most: number,
  allowed = `a text of at most ${most} characters`,
  form: (text: string) => string | undefined = (text) => text,
): Member<string | null> => ({
  read(value) {
    if (typeof value !== 'string' || value.length > most || !isStorable(value)) return undefined
    const text = value.trim()
    return text === '' ? null : form(text)
  },
  allowed: `${allowed}, or empty`,
  schema: { type: 'string', maxLength: most, description: `${allowed}; an empty text empties it` },
})

const orNone = <T extends string>(member: Member<T>): Member<T | null> => ({
  read: (value) => (value === '' ? null : member.read(value)),
  allowed: `${member.allowed}, or empty`,
  schema: { anyOf: [member.schema, { const: '' }] },
})

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/
const PHONE = /^[+\d\s().-]+$/
/** RFC 5646 as far as its form goes: `en`, `pt-BR`, `zh-Hant-TW`. */
const LANGUAGE = /^[a-z]{2,3}([-_][a-z\d]{2,8})*$/i
/** RFC 5321, 4.5.3.1.3, without the brackets. */
const MAX_EMAIL = 254

/** A day of the calendar: `Date.parse` lets 30 February pass as 2 March. */
function dayOf(text: string): string | undefined {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  const exists = !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text
  return exists && text >= '0001-01-01' ? text : undefined
}

const matching = (pattern: RegExp) => (text: string) => (pattern.test(text) ? text : undefined)

const email = line(MAX_EMAIL, 'an e-mail address such as ada@example.com', matching(EMAIL))
const phone = line(40, 'a phone number such as +48 601 234 567', (text) =>
  PHONE.test(text) && foldPhone(text) ? text : undefined,
)
const name = line(128)
const uuid: Member<string> = {
  read: (value) => (typeof value === 'string' && isUuid(value) ? value.toLowerCase() : undefined),
  allowed: 'the id of a record, a UUID',
  schema: { type: 'string', format: 'uuid' },
}

const tag: Member<string> = {
  read: (value) =>
    typeof value === 'string' && isStorable(value) ? (tagName(value) ?? undefined) : undefined,
  allowed: `a text of at most ${MAX_TAG_NAME} characters without a comma`,
  schema: { type: 'string', minLength: 1, maxLength: MAX_TAG_NAME, pattern: '^[^,]*$' },
}

const consent = object({
  state: required(orNone(oneOf(...CONSENT_STATES))),
  level: oneOf(...CONSENT_LEVELS),
  source: line(50),
})

/** The version that the caller read: nothing is written where it is another one by now. Absent: whatever is there. */
export const VERSION: Member<string> = {
  read: (value) => (typeof value === 'string' && value.length <= 100 ? value : undefined),
  allowed: 'the version that was read',
  schema: { type: 'string', maxLength: 100 },
}

export const CUSTOMER_CHANGES = {
  version: VERSION,
  first_name: name,
  last_name: name,
  full_name: line(256),
  nick_name: name,
  email,
  verified_email: flag,
  phone,
  gender: orNone(oneOf(...GENDERS)),
  birthday: line(10, 'a day such as 1990-12-31', dayOf),
  language: line(35, 'a language such as en or pt-BR', matching(LANGUAGE)),
  note: line(1000),
  account_state: oneOf(...ACCOUNT_STATES),
  blacklisted: flag,
  group: orNone(uuid),
  tags: listOf(tag, MAX_TAGS),
  email_consent: consent,
  sms_consent: consent,
}

const country: Member<string> = {
  read(value) {
    const code = typeof value === 'string' ? value.toUpperCase() : ''
    return countryName(code) === null ? undefined : code
  },
  allowed: 'the code of a country such as PL',
  schema: { type: 'string', pattern: '^[A-Za-z]{2}$' },
}

export const ADDRESS_MEMBERS = {
  version: VERSION,
  is_default: flag,
  business: flag,
  first_name: name,
  last_name: name,
  company: line(255),
  line_1: line(255),
  line_2: line(255),
  district: line(64),
  town: line(64),
  city: line(64),
  province: line(64),
  province_code: line(50),
  country_code: orNone(country),
  zip: line(20, 'a postal code of at most 20 characters'),
  phone,
  email,
  notes: line(1000),
  billing_info: line(255),
}
