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
import { type OffsetAt, writeInstant } from './time.ts'

/** What stands between the values, each time the same. */
const bytes = <N extends string>(names: Readonly<Record<N, string>>): Readonly<Record<N, Buffer>> =>
  Object.fromEntries(Object.entries<string>(names).map(([name, text]) => [name, Buffer.from(text)])) as never

const HERE = bytes({
  createdAt: ',"created_at":',
  updatedAt: ',"updated_at":',
  lastOrderTime: ',"last_order_time":',
  addresses: ',"addresses":[',
  chosenAddress: '],"default_address":',
  addressesEnd: ']',
  email: ',"email_marketing_consent":',
  sms: ',"sms_marketing_consent":',
  emailFlag: ',"email_subscribe_flag":',
  mobileFlag: ',"mobile_subscribe_flag":',
  mobileFlagText: ',"mobile_subscribe_flag":"',
  accepts: ',"accepts_marketing":',
  acceptsAt: ',"accepts_marketing_updated_at":',
  acceptsMobile: ',"accepts_mobile_marketing":',
  acceptsMobileAt: ',"accepts_mobile_marketing_updated_at":',
  state: '{"state":',
  level: ',"opt_in_level":',
  consentAt: ',"consent_updated_at":',
  source: ',"consent_collected_from":',
  noExtras: ',"asid":null,"social_customer":null,"multipass_identifier":null}',
})

/** A customer of a list, with all its keys. */
export function writeCustomer(out: ByteText, written: Written, offsetAt: OffsetAt): void {
  const [email, sms] = [readConsent(written, 4), readConsent(written, 8)]
  put(out, written.bytes(0))
  out.bytes(HERE.createdAt)
  writeTime(out, written.whole(1), offsetAt)
  out.bytes(HERE.updatedAt)
  writeTime(out, written.whole(2), offsetAt)
  const book = written.bytes(3)
  const chosen = chosenOf(book)
  out.bytes(HERE.addresses)
  writeBook(out, book, chosen)
  out.bytes(HERE.chosenAddress)
  if (book && chosen) writeAddress(out, book, chosen)
  else out.text('null')
  out.bytes(HERE.email)
  writeConsent(out, email, offsetAt)
  out.bytes(HERE.sms)
  writeConsent(out, sms, offsetAt)
  out.bytes(HERE.emailFlag)
  out.text(String(flagOf(email)))
  out.bytes(HERE.mobileFlag)
  out.text(String(flagOf(sms)))
  out.bytes(HERE.accepts)
  out.text(acceptsOf(email))
  out.bytes(HERE.acceptsAt)
  writeTime(out, email.at, offsetAt)
  out.bytes(HERE.acceptsMobile)
  out.text(acceptsOf(sms))
  out.bytes(HERE.acceptsMobileAt)
  writeTime(out, sms.at, offsetAt)
  const extras = written.text(12)
  if (extras === null) out.bytes(HERE.noExtras)
  else out.text(extrasText(extras))
}

/** A member of a group, with all its keys. */
export function writeMember(out: ByteText, written: Written): void {
  const [email, sms] = [readConsent(written, 5), readConsent(written, 9)]
  put(out, written.bytes(0))
  out.bytes(HERE.lastOrderTime)
  writeTime(out, written.whole(1), utc)
  out.bytes(HERE.createdAt)
  writeTime(out, written.whole(2), utc)
  out.bytes(HERE.updatedAt)
  writeTime(out, written.whole(3), utc)
  const book = written.bytes(4)
  out.bytes(HERE.addresses)
  writeBook(out, book, chosenOf(book))
  out.bytes(HERE.addressesEnd)
  out.bytes(HERE.emailFlag)
  out.text(String(flagOf(email)))
  out.bytes(HERE.mobileFlagText)
  out.text(sms.code === AWAITING ? CONFIRMING : String(flagOf(sms)))
  out.text('"')
  out.bytes(HERE.accepts)
  out.text(acceptsOf(email))
  out.bytes(HERE.acceptsAt)
  writeTime(out, email.at, utc)
  out.text('}')
}

function put(out: ByteText, piece: Buffer | null): void {
  if (piece) out.bytes(piece)
}

/** Where the default stands in a book, which is shown again beside it; it may have to be made the default. */
interface Chosen {
  from: number
  to: number
  isMarked: boolean
}

const SEPARATOR = BETWEEN.charCodeAt(0)
const IS_DEFAULT = Buffer.from('true}')
const IS_NOT = Buffer.from('false}')
/** Where the two differ, counted from the end. */
const DIFFERENCE = 3
const MARK = IS_DEFAULT.at(-DIFFERENCE)

const endOf = (book: Buffer, from: number): number => {
  const end = book.indexOf(SEPARATOR, from)
  return end < 0 ? book.length : end
}

/** As `defaultOf` has it: where none is marked, the first is the default. Null: there are no addresses. */
function chosenOf(book: Buffer | null): Chosen | null {
  if (!book) return null
  for (let from = 0; from < book.length; ) {
    const to = endOf(book, from)
    if (book[to - DIFFERENCE] === MARK) return { from, to, isMarked: true }
    from = to + 1
  }
  return { from: 0, to: endOf(book, 0), isMarked: false }
}

/** Most books are of one address, of which no part has to be made. */
const partOf = (book: Buffer, from: number, to: number): Buffer =>
  from === 0 && to === book.length ? book : book.subarray(from, to)

function writeAddress(out: ByteText, book: Buffer, { from, to, isMarked }: Chosen): void {
  out.bytes(partOf(book, from, isMarked ? to : to - IS_NOT.length))
  if (!isMarked) out.bytes(IS_DEFAULT)
}

/** All addresses; one that is the only default by its place is shown as one here as well. */
function writeBook(out: ByteText, book: Buffer | null, chosen: Chosen | null): void {
  if (!book || !chosen) return
  let from = 0
  if (!chosen.isMarked) {
    writeAddress(out, book, chosen)
    from = chosen.to
  }
  for (let to = endOf(book, from); to < book.length; to = endOf(book, from)) {
    out.bytes(book.subarray(from, to))
    out.text(',')
    from = to + 1
  }
  out.bytes(partOf(book, from, book.length))
}

/** As the platform has it; a code of null: there was no consent. */
interface WrittenConsent {
  code: number | null
  level: number | null
  at: number | null
  source: string | null
}
const NO_CONSENT: WrittenConsent = { code: null, level: null, at: null, source: null }
const AWAITING = CONSENT_STATES.indexOf('awaiting_confirmation')

/** Its state, level, time and source are the columns from that one on. */
function readConsent(written: Written, column: number): WrittenConsent {
  const code = written.whole(column)
  if (code === null) return NO_CONSENT
  const [level, at] = [written.whole(column + 1), written.whole(column + 2)]
  return { code, level, at, source: written.text(column + 3) }
}

const flagOf = ({ code }: WrittenConsent): number => (code !== null && code <= 1 ? code : NOT_SUBSCRIBED)
const acceptsOf = ({ code }: WrittenConsent): string => (code === 1 ? 'true' : 'false')

function writeConsent(out: ByteText, { code, level, at, source }: WrittenConsent, offsetAt: OffsetAt): void {
  if (code === null) {
    out.text('null')
    return
  }
  out.bytes(HERE.state)
  out.text(String(code))
  out.bytes(HERE.level)
  out.text(String(level))
  out.bytes(HERE.consentAt)
  writeTime(out, at, offsetAt)
  out.bytes(HERE.source)
  if (source === null) out.text('null')
  else out.json(source)
  out.text('}')
}

function writeTime(out: ByteText, seconds: number | null, offsetAt: OffsetAt): void {
  if (seconds === null) {
    out.text('null')
    return
  }
  out.text('"')
  writeInstant(out, seconds * 1000, offsetAt)
  out.text('"')
}

function extrasText(kept: string): string {
  const customer = { extras: JSON.parse(kept) as JsonObject }
  return (
    `,"asid":${text(platformExtra(customer, 'asid'))}` +
    `,"social_customer":${JSON.stringify(platformList(customer, 'social_customer'))}` +
    `,"multipass_identifier":${text(platformExtra(customer, 'multipass_identifier'))}}`
  )
}

const text = (value: string | null): string => (value === null ? 'null' : quote(value))
