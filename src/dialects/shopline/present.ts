/** From core records to SHOPLINE's customer: 33 keys, always all of them (section 4). */
import { defaultOf } from '../../core/address-book.ts'
import { decimal, exponent } from '../../core/money.ts'
import type { Address, Customer, Order, Tag } from '../../core/schema.ts'
import { presentAddress } from './addresses/present-address.ts'
import {
  accepts,
  acceptsUpdatedAt,
  emailConsentOf,
  presentConsent,
  smsConsentOf,
  subscribeFlag,
} from './customers/consent.ts'
import { platformExtra, platformList } from './platform-extra.ts'
import type { ShoplineSettings } from './settings.ts'
import { type OffsetAt, presentTime } from './time.ts'

/** A customer and what hangs on it; what was not read, because nobody asked, is empty. */
export interface ShownCustomer {
  customer: Customer
  /** In the order they were added. */
  addresses: readonly Address[]
  tags: readonly Tag[]
  /** Minor units of the store's currency: orders placed and not canceled. */
  spentAmount: number
  /** The latest placed order. */
  lastOrder: Order | null
  /** Had orders, all of which were deleted. Looked up only where a setting wants to tell. */
  ordersDeleted: boolean
}

export interface PresentingRules {
  endpoint: 'list' | 'retrieve'
  currency: string
  offsetAt: OffsetAt
  settings: Pick<ShoplineSettings, 'genderFormat' | 'lastOrderDeletedLiteral'>
}

export function presentCustomer(shown: ShownCustomer, rules: PresentingRules) {
  const { customer, addresses, tags, spentAmount } = shown
  const { currency, offsetAt, settings, endpoint } = rules
  const id = customer.numberId
  const chosen = defaultOf(addresses)
  const email = presentConsent(emailConsentOf(customer), offsetAt)
  const sms = presentConsent(smsConsentOf(customer), offsetAt)
  return {
    id,
    email: customer.email,
    phone: presentPhone(customer.phone),
    first_name: customer.firstName,
    last_name: customer.lastName,
    nick_name: nickName(customer),
    gender: presentGender(customer.gender, settings.genderFormat),
    birthday: customer.birthday?.replaceAll('-', '') ?? null,
    language: customer.language,
    currency,
    state: presentState(customer),
    verified_email: customer.verifiedEmail,
    note: customer.note,
    tags: tags.length > 0 ? tags.map((tag) => tag.name).join(',') : null,
    orders_count: customer.placedOrdersCount,
    total_spent: twoDecimals(spentAmount, currency),
    ...lastOrder(shown, settings.lastOrderDeletedLiteral),
    created_at: presentTime(customer.createdAt, offsetAt),
    updated_at: presentTime(customer.updatedAt, offsetAt),
    addresses: addresses.map((address) => presentAddress(address, id, address === chosen)),
    default_address: chosen ? presentAddress(chosen, id, true) : null,
    email_marketing_consent: email,
    sms_marketing_consent: sms,
    email_subscribe_flag: subscribeFlag(email),
    mobile_subscribe_flag: subscribeFlag(sms),
    accepts_marketing: accepts(email),
    accepts_marketing_updated_at: acceptsUpdatedAt(email),
    accepts_mobile_marketing: accepts(sms),
    accepts_mobile_marketing_updated_at: acceptsUpdatedAt(sms),
    asid: platformExtra(customer, 'asid'),
    social_customer: platformList(customer, 'social_customer') ?? noSocialCustomer(endpoint),
    multipass_identifier: platformExtra(customer, 'multipass_identifier'),
  }
}

/** Recorded: null in the list, an empty list when one customer is retrieved. */
const noSocialCustomer = (endpoint: PresentingRules['endpoint']): string[] | null =>
  endpoint === 'list' ? null : []

/** `00`, calling code, number, no separators; a number kept as `+852 5365 7436` is shown that way. */
export const presentPhone = (phone: string | null): string | null =>
  phone?.startsWith('+') ? `00${phone.replace(/\D/g, '')}` : phone

/** The stored one, else first and last name joined (observed); null when both are empty [assumed]. */
export const nickName = ({ nickName: stored, firstName, lastName }: Customer): string | null =>
  stored || [firstName, lastName].filter(Boolean).join(' ') || null

export const GENDER_CODES: Record<string, string> = { male: '1', female: '2' }
export const GENDER_WORDS: Record<string, string> = { male: 'male', female: 'female', secret: 'secret' }

/** Always a string (section 4.3). The seed knows 0, 1 and 2, so who keeps it secret is 0 too [assumed A2]. */
export const presentGender = (gender: string | null, format: ShoplineSettings['genderFormat']): string =>
  format === 'code' ? (GENDER_CODES[gender ?? ''] ?? '0') : (GENDER_WORDS[gender ?? ''] ?? 'others')

export const STATES: Record<string, number> = { not_invited: 1, invited: 2, registered: 3 }

/** 0 blacklisted, whatever the account was before; 1 not invited, 2 invited, 3 registered. */
export const presentState = ({ blacklisted, accountState }: Customer): number =>
  blacklisted ? 0 : (STATES[accountState] ?? 1)

/** Two decimals in every currency: 300 JPY is `300.00`, 1.239 KWD is `1.24`. */
export function twoDecimals(minor: number, currency: string): string {
  const digits = exponent(currency)
  if (digits === 0) return `${decimal(minor, 0)}.00`
  return decimal(digits === 3 ? Math.round(minor / 10) : minor, 2)
}

export function lastOrder({ lastOrder: order, ordersDeleted }: ShownCustomer, deletedLiteral: string | null) {
  const none = ordersDeleted ? deletedLiteral : null
  return {
    last_order_id: order ? order.numberId : none,
    last_order_name: order ? order.number : none,
  }
}
