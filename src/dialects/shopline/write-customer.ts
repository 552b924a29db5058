/**
 * What `presentCustomer` and `presentMember` show, as JSON text in one pass: lists of hundreds of customers spend most
 * of their time here. The presenters say what is shown and why; a property test holds the two against each other.
 */
import { defaultOf } from '../../core/address-book.ts'
import { CONSENT_LEVELS, CONSENT_STATES } from '../../core/customer.ts'
import type { Address, Tag } from '../../core/schema.ts'
import { quote } from '../../lib/json-text.ts'
import { subdivisionCode } from './addresses/present-address.ts'
import { emailConsentOf, NOT_SUBSCRIBED, type StoredConsent, smsConsentOf } from './customers/consent.ts'
import { utc } from './groups/present-group.ts'
import { CONFIRMING } from './groups/present-member.ts'
import { platformExtra, platformList } from './platform-extra.ts'
import {
  lastOrder,
  nickName,
  type PresentingRules,
  presentGender,
  presentPhone,
  presentState,
  type ShownCustomer,
  twoDecimals,
} from './present.ts'
import { type OffsetAt, presentTime } from './time.ts'

type Rules = Omit<PresentingRules, 'endpoint'>

/** A customer of a list, with all its keys. */
export function writeCustomer(shown: ShownCustomer, rules: Rules): string {
  const { customer } = shown
  const { offsetAt, settings } = rules
  const id = plain(customer.numberId)
  const email = writeConsent(emailConsentOf(customer), offsetAt)
  const sms = writeConsent(smsConsentOf(customer), offsetAt)
  const book = writeBook(shown.addresses, id)
  return (
    `{"id":${id},${names(shown)},"gender":${plain(presentGender(customer.gender, settings.genderFormat))}` +
    `,"birthday":${day(customer.birthday)},"language":${text(customer.language)},${standing(shown, rules)}` +
    `,"created_at":${time(customer.createdAt, offsetAt)},"updated_at":${time(customer.updatedAt, offsetAt)}` +
    `,"addresses":[${book.all}],"default_address":${book.chosen}` +
    `,"email_marketing_consent":${email.text},"sms_marketing_consent":${sms.text}` +
    `,"email_subscribe_flag":${email.flag},"mobile_subscribe_flag":${sms.flag}` +
    `,"accepts_marketing":${email.accepts},"accepts_marketing_updated_at":${email.at}` +
    `,"accepts_mobile_marketing":${sms.accepts},"accepts_mobile_marketing_updated_at":${sms.at}` +
    `,"asid":${text(platformExtra(customer, 'asid'))}` +
    `,"social_customer":${JSON.stringify(platformList(customer, 'social_customer'))}` +
    `,"multipass_identifier":${text(platformExtra(customer, 'multipass_identifier'))}}`
  )
}

/** A member of a group, with all its keys. */
export function writeMember(shown: ShownCustomer, rules: Omit<Rules, 'offsetAt'>): string {
  const { customer } = shown
  const id = plain(customer.numberId)
  const email = writeConsent(emailConsentOf(customer), utc)
  const sms = writeConsent(smsConsentOf(customer), utc)
  const flag = customer.smsConsentState === 'awaiting_confirmation' ? CONFIRMING : sms.flag
  return (
    `{"id":${id},${names(shown)},${standing(shown, rules)},"last_order_time":${time(customer.lastPlacedAt, utc)}` +
    `,"created_at":${time(customer.createdAt, utc)},"updated_at":${time(customer.updatedAt, utc)}` +
    `,"addresses":[${writeBook(shown.addresses, id).all}]` +
    `,"email_subscribe_flag":${email.flag},"mobile_subscribe_flag":"${flag}"` +
    `,"accepts_marketing":${email.accepts},"accepts_marketing_updated_at":${email.at}}`
  )
}

const names = ({ customer }: ShownCustomer): string =>
  `"email":${text(customer.email)},"phone":${text(presentPhone(customer.phone))}` +
  `,"first_name":${text(customer.firstName)},"last_name":${text(customer.lastName)}` +
  `,"nick_name":${text(nickName(customer))}`

function standing(shown: ShownCustomer, { currency, settings }: Omit<Rules, 'offsetAt'>): string {
  const { customer, tags } = shown
  const last = lastOrder(shown, settings.lastOrderDeletedLiteral)
  return (
    `"currency":${text(currency)},"state":${presentState(customer)},"verified_email":${customer.verifiedEmail}` +
    `,"note":${text(customer.note)},"tags":${tagText(tags)},"orders_count":${customer.placedOrdersCount}` +
    `,"total_spent":${plain(twoDecimals(shown.spentAmount, currency))}` +
    `,"last_order_id":${text(last.last_order_id)},"last_order_name":${text(last.last_order_name)}`
  )
}

const tagText = (tags: readonly Tag[]): string =>
  tags.length === 0
    ? 'null'
    : quote(tags.length === 1 && tags[0] ? tags[0].name : tags.map(({ name }) => name).join())

/** The addresses, and again the default among them. */
function writeBook(addresses: readonly Address[], customerId: string): { all: string; chosen: string } {
  const chosen = defaultOf(addresses)
  let all = ''
  let ofChosen = 'null'
  for (const address of addresses) {
    const written = writeAddress(address, customerId, address === chosen)
    if (address === chosen) ofChosen = written
    all += all === '' ? written : `,${written}`
  }
  return { all, chosen: ofChosen }
}

const writeAddress = (address: Address, customerId: string, isDefault: boolean): string =>
  `{"id":${text(address.numberId)},"customer_id":${customerId},"first_name":${text(address.firstName)}` +
  `,"last_name":${text(address.lastName)},"company":${text(address.company)},"address1":${text(address.line1)}` +
  `,"address2":${text(address.line2)},"city":${text(address.city)},"province":${text(address.province)}` +
  `,"province_code":${text(platformExtra(address, 'province_code'))}` +
  `,"province_code_v2":${text(subdivisionCode(address))},"country":${text(address.country)}` +
  `,"country_code":${text(address.countryCode)},"zip":${text(address.zip)},"phone":${text(address.phone)}` +
  `,"default":${isDefault}}`

interface WrittenConsent {
  text: string
  flag: number
  accepts: boolean
  at: string
}
const NO_CONSENT: WrittenConsent = { text: 'null', flag: NOT_SUBSCRIBED, accepts: false, at: 'null' }

function writeConsent({ state, level, at, source }: StoredConsent, offsetAt: OffsetAt): WrittenConsent {
  const code = state === null ? -1 : (CONSENT_STATES as readonly string[]).indexOf(state)
  if (code < 0) return NO_CONSENT
  const opted = level === null ? 0 : Math.max(0, (CONSENT_LEVELS as readonly string[]).indexOf(level))
  const updated = time(at, offsetAt)
  return {
    text:
      `{"state":${code},"opt_in_level":${opted},"consent_updated_at":${updated}` +
      `,"consent_collected_from":${text(source)}}`,
    flag: code <= 1 ? code : NOT_SUBSCRIBED,
    accepts: code === 1,
    at: updated,
  }
}

const text = (value: string | null): string => (value === null ? 'null' : quote(value))
/** Digits and the like: nothing in it needs an escape. */
const plain = (value: string): string => `"${value}"`
const time = (at: Date | null, offsetAt: OffsetAt): string => (at ? plain(presentTime(at, offsetAt)) : 'null')
/** `2001-02-03` is `20010203`. */
const day = (date: string | null): string => (date === null ? 'null' : quote(date.replaceAll('-', '')))
