/**
 * Customers of a list and members of a group as JSON text, of the columns that the store wrote of them
 * (customers/writings.ts): lists of hundreds of customers spend most of their time here.
 */
import { CONSENT_LEVELS, CONSENT_STATES } from '../../core/customer.ts'
import type { JsonObject } from '../../core/schema.ts'
import { BETWEEN, type Written } from '../../core/writing.ts'
import { quote } from '../../lib/json-text.ts'
import { NOT_SUBSCRIBED } from './customers/consent.ts'
import { utc } from './groups/present-group.ts'
import { CONFIRMING } from './groups/present-member.ts'
import { platformExtra, platformList } from './platform-extra.ts'
import { type OffsetAt, presentInstant } from './time.ts'

/** A customer of a list, with all its keys. */
export function writeCustomer(written: Written, offsetAt: OffsetAt): string {
  const [head, createdAt = null, updatedAt = null, addresses = null] = written
  const email = writeConsent(written, 4, offsetAt)
  const sms = writeConsent(written, 8, offsetAt)
  const book = addresses === null ? NO_BOOK : writeBook(addresses)
  return (
    `${head},"created_at":${time(createdAt, offsetAt)},"updated_at":${time(updatedAt, offsetAt)}` +
    `,"addresses":[${book.all}],"default_address":${book.chosen}` +
    `,"email_marketing_consent":${email.text},"sms_marketing_consent":${sms.text}` +
    `,"email_subscribe_flag":${email.flag},"mobile_subscribe_flag":${sms.flag}` +
    `,"accepts_marketing":${email.accepts},"accepts_marketing_updated_at":${email.at}` +
    `,"accepts_mobile_marketing":${sms.accepts},"accepts_mobile_marketing_updated_at":${sms.at}` +
    writeExtras(written[12] ?? null)
  )
}

/** A member of a group, with all its keys. */
export function writeMember(written: Written): string {
  const [head, lastPlacedAt = null, createdAt = null, updatedAt = null, addresses = null] = written
  const email = writeConsent(written, 5, utc)
  const sms = writeConsent(written, 9, utc)
  const flag = written[9] === 'awaiting_confirmation' ? CONFIRMING : sms.flag
  const book = addresses === null ? NO_BOOK : writeBook(addresses)
  return (
    `${head},"last_order_time":${time(lastPlacedAt, utc)}` +
    `,"created_at":${time(createdAt, utc)},"updated_at":${time(updatedAt, utc)},"addresses":[${book.all}]` +
    `,"email_subscribe_flag":${email.flag},"mobile_subscribe_flag":"${flag}"` +
    `,"accepts_marketing":${email.accepts},"accepts_marketing_updated_at":${email.at}}`
  )
}

/** All addresses, and again the default among them. */
interface Book {
  all: string
  chosen: string
}
const NO_BOOK: Book = { all: '', chosen: 'null' }

const IS_DEFAULT = 'true}'
const IS_NOT = 'false}'

/** As `defaultOf` has it: where none is marked, the first is the default. */
function writeBook(text: string): Book {
  if (text.endsWith(IS_DEFAULT) && !text.includes(BETWEEN)) return { all: text, chosen: text }
  const [first = '', ...others] = text.split(BETWEEN)
  const each = [first, ...others]
  const marked = each.find((address) => address.endsWith(IS_DEFAULT))
  if (marked) return { all: each.join(), chosen: marked }
  const chosen = `${first.slice(0, -IS_NOT.length)}${IS_DEFAULT}`
  return { all: [chosen, ...others].join(), chosen }
}

interface WrittenConsent {
  text: string
  flag: number
  accepts: boolean
  at: string
}
const NO_CONSENT: WrittenConsent = { text: 'null', flag: NOT_SUBSCRIBED, accepts: false, at: 'null' }

/** Its state, level, time and source are the columns from that place on. */
function writeConsent(written: Written, place: number, offsetAt: OffsetAt): WrittenConsent {
  const state = written[place] ?? null
  if (state === null) return NO_CONSENT
  const code = (CONSENT_STATES as readonly string[]).indexOf(state)
  if (code < 0) return NO_CONSENT
  const level = written[place + 1] ?? null
  const opted = level === null ? 0 : Math.max(0, (CONSENT_LEVELS as readonly string[]).indexOf(level))
  const updated = time(written[place + 2] ?? null, offsetAt)
  return {
    text:
      `{"state":${code},"opt_in_level":${opted},"consent_updated_at":${updated}` +
      `,"consent_collected_from":${text(written[place + 3] ?? null)}}`,
    flag: code <= 1 ? code : NOT_SUBSCRIBED,
    accepts: code === 1,
    at: updated,
  }
}

function writeExtras(kept: string | null): string {
  if (kept === null) return ',"asid":null,"social_customer":null,"multipass_identifier":null}'
  const customer = { extras: JSON.parse(kept) as JsonObject }
  return (
    `,"asid":${text(platformExtra(customer, 'asid'))}` +
    `,"social_customer":${JSON.stringify(platformList(customer, 'social_customer'))}` +
    `,"multipass_identifier":${text(platformExtra(customer, 'multipass_identifier'))}}`
  )
}

const text = (value: string | null): string => (value === null ? 'null' : quote(value))
const time = (seconds: string | null, offsetAt: OffsetAt): string =>
  seconds === null ? 'null' : `"${presentInstant(Number(seconds) * 1000, offsetAt)}"`
