/** What may be written into a customer (sections 6.4 and 6.5): one table for both, since an update is a partial create. */
import { CONSENT_STATES, foldPhone } from '../../../core/customer.ts'
import type { Customer, Json, JsonObject } from '../../../core/schema.ts'
import { type AddressInput, EMBEDDED_ADDRESS, MAX_ADDRESSES, readAddress } from '../addresses/address-book.ts'
import type { ShoplineCall } from '../call.ts'
import { unprocessable } from '../errors.ts'
import {
  flag,
  type InputTable,
  readArray,
  readInput,
  readObject,
  readText,
  text,
} from '../input/read-input.ts'
import { emailConsentFields, readConsent, smsConsentFields, wholeSecond } from './consent.ts'
import { readPassword } from './password.ts'
import { readBirthday, readGender } from './read-person.ts'
import { readTags } from './tags.ts'

/** What passes for an e-mail address [assumed: the usual check]. */
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/
const PHONE = /^[+\d\s().-]+$/

/** The plain ones; consents, passwords, tags and addresses are read below. */
export const CUSTOMER: InputTable = {
  email: {
    read: text(50, { form: (given) => (EMAIL.test(given.trim()) ? given.trim() : null) }),
    to: 'email',
  },
  phone: {
    read: text(20, { form: (given) => (PHONE.test(given) && foldPhone(given) ? given : null) }),
    to: 'phone',
  },
  first_name: { read: text(128), to: 'firstName' },
  last_name: { read: text(128), to: 'lastName' },
  gender: { read: readGender, to: 'gender' },
  birthday: { read: readBirthday, to: 'birthday' },
  // Recorded: a note that was emptied is "", not null.
  note: { read: text(1000, { keepsEmpty: true }), to: 'note' },
  verified_email: { read: flag, to: 'verifiedEmail' },
  multipass_identifier: { read: text(100), to: { own: 'multipass_identifier' }, since: 'v20260301' },
}

export interface CustomerInput {
  fields: Partial<Customer>
  /** Members that only SHOPLINE has. */
  own: JsonObject
  password: string | null
  /**
   * The deprecated switch, where nothing else speaks for e-mail: a consent object does, and so does null for one, which
   * is what a customer without consent is read with.
   */
  acceptsMarketing: boolean | undefined
  /** The names of all tags; undefined where nothing was said of them. */
  tags: string[] | undefined
  addresses: SentAddress[]
}

export interface SentAddress {
  /** Of an address that is there already, in an update. */
  id: string | null
  /** For refusals: `addresses[0]`. */
  path: string
  input: AddressInput
}

/** The object under `customer`. Throws 400 and 422. */
export function readCustomer(
  given: JsonObject,
  { version, offsetAt, services }: Pick<ShoplineCall, 'version' | 'offsetAt' | 'services'>,
): CustomerInput {
  const { fields, own } = readInput(given, CUSTOMER, version)
  const consent = (name: string) => readConsent(given[name], name, offsetAt, services.clock())
  const email = consent('email_marketing_consent')
  const sms = consent('sms_marketing_consent')
  const accepts = flag(given.accepts_marketing ?? null, 'accepts_marketing') as boolean | undefined
  return {
    fields: {
      ...(fields as Partial<Customer>),
      ...(email && emailConsentFields(email)),
      ...(sms && smsConsentFields(sms)),
    },
    own,
    password: readPassword(given),
    acceptsMarketing: email || given.email_marketing_consent === null ? undefined : accepts,
    tags: given.tags === undefined ? undefined : readTags(given.tags, 'tags'),
    addresses: readAddresses(given.addresses ?? null, version),
  }
}

function readAddresses(value: Json, version: string): SentAddress[] {
  if (value === null) return []
  return readArray(value, 'addresses', MAX_ADDRESSES).map((item, place) => {
    const path = `addresses[${place}]`
    const given = readObject(item, path)
    return {
      id: readId(given.id ?? null, `${path}.id`),
      path,
      input: readAddress(given, EMBEDDED_ADDRESS, version, `${path}.`),
    }
  })
}

function readId(value: Json, name: string): string | null {
  const id = value === null ? '' : readText(value, name)
  if (id.length > 64) throw unprocessable(name, 'must be at most 64 characters')
  return id === '' ? null : id
}

/**
 * The deprecated `accepts_marketing`: true acts as consent, false as its withdrawal [assumed]. It "needs an email":
 * without one true is refused and false says nothing.
 */
export function marketingConsent(
  accepts: boolean | undefined,
  customer: Pick<Customer, 'email' | 'emailConsentState'>,
  now: Date,
): Partial<Customer> {
  if (accepts === undefined) return {}
  if (!customer.email) {
    if (accepts) throw unprocessable('accepts_marketing', 'needs an email')
    return {}
  }
  const state = CONSENT_STATES[accepts ? 1 : 0] ?? null
  if (state === customer.emailConsentState) return {}
  return emailConsentFields({ state, level: 'unknown', at: wholeSecond(now), source: null })
}
