/** Reads one value of one field, from JSON or from text, or says in words what is wrong with it. */
import {
  ACCOUNT_STATES,
  ANONYMIZATION_STATUSES,
  CONSENT_LEVELS,
  CONSENT_STATES,
  GENDERS,
} from '../../core/customer.ts'
import { ORDER_STATUSES, SUBSCRIPTION_STATUSES } from '../../core/ledger.ts'
import { isCurrency } from '../../core/money.ts'
import { fieldOf, type Json, type RecordType } from '../../core/schema.ts'
import { isDeeper } from '../../lib/json-depth.ts'
import { readTime } from '../../lib/read-time.ts'
import { isStorable } from '../../lib/storable.ts'
import { isUuid } from '../../lib/uuid.ts'
import { memberOf } from './record-shapes.ts'

/** What is wrong with an input record; its message goes into the rejects file. */
export class Unacceptable extends Error {}

type Check = (value: unknown) => string | null

const oneOf =
  (allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value as string) ? null : `is not one of ${allowed.join(', ')}`
const matches =
  (pattern: RegExp, what: string): Check =>
  (value) =>
    pattern.test(value as string) ? null : `is not ${what}`
const atLeast =
  (least: number): Check =>
  (value) =>
    (value as number) >= least ? null : `is below ${least}`
const notEmpty: Check = (value) => ((value as string).trim() === '' ? 'is empty' : null)
const currency: Check = (value) =>
  isCurrency(value as string) ? null : 'is not an ISO 4217 currency code in capitals, such as USD'

const INTERVALS = ['day', 'week', 'month', 'year']

/** Rules beyond the field's type; `*` holds for every type. */
const CHECKS: Record<string, Check> = {
  '*.shortId': matches(/^[A-Za-z0-9]{10}$/, '10 letters or digits'),
  '*.numberId': matches(/^[A-Za-z0-9]{1,64}$/, 'letters and digits, at most 64'),
  'address.entryShortId': matches(/^[A-Za-z0-9]{10}$/, '10 letters or digits'),
  'record.kind': notEmpty,
  'link.name': notEmpty,
  'customer.numberId': matches(/^(0|[1-9]\d{0,25})$/, 'a number of at most 26 digits'),
  '*.currency': currency,
  'customer.gender': oneOf(GENDERS),
  'customer.accountState': oneOf(ACCOUNT_STATES),
  'customer.emailConsentState': oneOf(CONSENT_STATES),
  'customer.smsConsentState': oneOf(CONSENT_STATES),
  'customer.emailConsentLevel': oneOf(CONSENT_LEVELS),
  'customer.smsConsentLevel': oneOf(CONSENT_LEVELS),
  'customer.anonymizationStatus': oneOf(ANONYMIZATION_STATUSES),
  'tag.name': notEmpty,
  'product.slug': notEmpty,
  'group.query': notEmpty,
  'product.status': oneOf(['published', 'draft']),
  'productVariant.kind': oneOf(['one_time', 'recurring']),
  'productVariant.amount': atLeast(0),
  'productVariant.interval': oneOf(INTERVALS),
  'productVariant.intervalCount': atLeast(1),
  'promotionCode.code': notEmpty,
  'promotionCode.discountType': oneOf(['amount_off', 'percent_off']),
  'promotionCode.duration': oneOf(['once', 'repeating', 'forever']),
  'promotionCode.minimumAmountCurrency': currency,
  'order.status': oneOf(ORDER_STATUSES),
  'order.amount': atLeast(0),
  'subscription.status': oneOf(SUBSCRIPTION_STATUSES),
  'subscription.interval': oneOf(INTERVALS),
  'payment.amount': atLeast(0),
  'refund.amount': atLeast(1),
  'refund.state': oneOf(['submitted', 'recorded']),
}

/**
 * The core's value for a JSON value: `readValue('order', 'createdAt', '2026-01-02T03:04:05Z')` is a Date.
 * Throws `Unacceptable` with a reason that names the member.
 */
export function readValue(type: RecordType, name: string, given: unknown): unknown {
  const field = fieldOf(type, name)
  if (!field) throw new Unacceptable(`${memberOf(name)} is not a member of a ${type}`)
  if (given === null) {
    if (field.nullable) return null
    throw new Unacceptable(`${memberOf(name)} may not be null`)
  }
  const value = READERS[field.type](given)
  if (value === undefined) throw wrong(name, given, `is not ${WORDS[field.type]}`)
  const problem = (CHECKS[`${type}.${name}`] ?? CHECKS[`*.${name}`])?.(value)
  if (problem) throw wrong(name, given, problem)
  return value
}

/** More levels than any platform takes (Easycart's framework reads 512); a hundred thousand would be too many for the stack. */
const MOST_LEVELS = 600

/** JSON of a file; undefined for what is none. Throws `Unacceptable` where it has too many levels. */
export function readJson(text: string): Json | undefined {
  let value: Json
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (isDeeper(value, MOST_LEVELS)) throw new Unacceptable(`more than ${MOST_LEVELS} levels of JSON`)
  return value
}

export const wrong = (name: string, given: unknown, problem: string): Unacceptable =>
  new Unacceptable(`${memberOf(name)} ${shorten(JSON.stringify(given) ?? 'undefined')} ${problem}`)

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}…` : text)

const asText = (given: unknown) => (typeof given === 'string' && isStorable(given) ? given : undefined)

const READERS: Record<NonNullable<ReturnType<typeof fieldOf>>['type'], (given: unknown) => unknown> = {
  text: asText,
  digits: asText,
  uuid: (given) => (typeof given === 'string' && isUuid(given) ? given.toLowerCase() : undefined),
  integer: (given) => (Number.isSafeInteger(given) ? given : undefined),
  float: (given) => (typeof given === 'number' && Number.isFinite(given) ? given : undefined),
  boolean: (given) => (typeof given === 'boolean' ? given : undefined),
  time: (given) => (typeof given === 'string' ? readTime(given) : undefined),
  date: (given) =>
    typeof given === 'string' && /^\d{4}-\d\d-\d\d$/.test(given) && readTime(given) ? given : undefined,
  json: (given) =>
    typeof given === 'object' && !Array.isArray(given) && isStorableJson(given) ? given : undefined,
}

const WORDS: Record<keyof typeof READERS, string> = {
  text: 'text that can be stored',
  digits: 'a string of digits',
  uuid: 'a UUID',
  integer: 'a whole number',
  float: 'a number',
  boolean: 'true or false',
  time: 'an instant such as 2026-01-02T03:04:05Z',
  date: 'a date such as 2026-01-02',
  json: 'an object that can be stored',
}

function isStorableJson(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value)
  // `1e400` is one that JSON cannot say again.
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, inner]) => isStorable(name) && isStorableJson(inner))
}
