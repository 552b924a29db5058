/**
 * Customers of a list and members of a group as JSON text, of the columns that the store wrote of them
 * (customers/writings.ts): lists of hundreds of customers spend most of their time here.
 */
import { CONSENT_STATES } from '../../core/customer.ts'
import type { JsonObject } from '../../core/schema.ts'
import { BETWEEN, type Written } from '../../core/writing.ts'
import type { ByteText } from '../../lib/byte-text.ts'
import { quote } from '../../lib/json-text.ts'
import { NOT_SUBSCRIBED } from './customers/consent.ts'
import { utc } from './groups/present-group.ts'
import { CONFIRMING } from './groups/present-member.ts'
import { platformExtra, platformList } from './platform-extra.ts'
import { type OffsetAt, presentInstant } from './time.ts'

/** A customer of a list, with all its keys. */
export function writeCustomer(out: ByteText, written: Written, offsetAt: OffsetAt): void {
  const email = writeConsent(written, 4, offsetAt)
  const sms = writeConsent(written, 8, offsetAt)
  const book = readBook(written.bytes(3))
  put(out, written.bytes(0))
  out.text(
    `,"created_at":${time(written.whole(1), offsetAt)},"updated_at":${time(written.whole(2), offsetAt)},"addresses":[`,
  )
  put(out, book.all)
  out.text('],"default_address":')
  put(out, book.chosen)
  out.text(
    `,"email_marketing_consent":${email.text},"sms_marketing_consent":${sms.text}` +
      `,"email_subscribe_flag":${email.flag},"mobile_subscribe_flag":${sms.flag}` +
      `,"accepts_marketing":${email.accepts},"accepts_marketing_updated_at":${email.at}` +
      `,"accepts_mobile_marketing":${sms.accepts},"accepts_mobile_marketing_updated_at":${sms.at}` +
      writeExtras(written.text(12)),
  )
}

/** A member of a group, with all its keys. */
export function writeMember(out: ByteText, written: Written): void {
  const email = writeConsent(written, 5, utc)
  const sms = writeConsent(written, 9, utc)
  const flag = written.whole(9) === AWAITING ? CONFIRMING : sms.flag
  put(out, written.bytes(0))
  out.text(
    `,"last_order_time":${time(written.whole(1), utc)},"created_at":${time(written.whole(2), utc)}` +
      `,"updated_at":${time(written.whole(3), utc)},"addresses":[`,
  )
  put(out, readBook(written.bytes(4)).all)
  out.text(
    `],"email_subscribe_flag":${email.flag},"mobile_subscribe_flag":"${flag}"` +
      `,"accepts_marketing":${email.accepts},"accepts_marketing_updated_at":${email.at}}`,
  )
}

function put(out: ByteText, piece: Buffer | string | null): void {
  if (typeof piece === 'string') out.text(piece)
  else if (piece) out.bytes(piece)
}

/** All addresses, and again the default among them. */
interface Book {
  all: Buffer | string
  chosen: Buffer | string
}
const NO_BOOK: Book = { all: '', chosen: 'null' }

const SEPARATOR = BETWEEN.charCodeAt(0)
const IS_DEFAULT = 'true}'
const IS_NOT = 'false}'
/** Where the two differ, counted from the end. */
const DIFFERENCE = 3

function readBook(bytes: Buffer | null): Book {
  if (bytes === null) return NO_BOOK
  const isMarked = bytes[bytes.length - DIFFERENCE] === IS_DEFAULT.charCodeAt(IS_DEFAULT.length - DIFFERENCE)
  return isMarked && !bytes.includes(SEPARATOR) ? { all: bytes, chosen: bytes } : readLongBook(String(bytes))
}

/** As `defaultOf` has it: where none is marked, the first is the default. */
function readLongBook(text: string): Book {
  const [first = '', ...others] = text.split(BETWEEN)
  const marked = [first, ...others].find((address) => address.endsWith(IS_DEFAULT))
  if (marked) return { all: text.replaceAll(BETWEEN, ','), chosen: marked }
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
const AWAITING = CONSENT_STATES.indexOf('awaiting_confirmation')

/** Its state, level, time and source are the columns from that one on. */
function writeConsent(written: Written, column: number, offsetAt: OffsetAt): WrittenConsent {
  const code = written.whole(column)
  if (code === null) return NO_CONSENT
  const updated = time(written.whole(column + 2), offsetAt)
  return {
    text:
      `{"state":${code},"opt_in_level":${written.whole(column + 1)},"consent_updated_at":${updated}` +
      `,"consent_collected_from":${text(written.text(column + 3))}}`,
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
const time = (seconds: number | null, offsetAt: OffsetAt): string =>
  seconds === null ? 'null' : `"${presentInstant(seconds * 1000, offsetAt)}"`
