/** Rows of raw column text as records whose fields are made of it when they are asked for. */
import pg from 'pg'
import { type RowOf, WRITE_JSON, WRITE_PARTS } from '../core/row.ts'
import { type FieldType, fieldOf, type RecordOf, type RecordType } from '../core/schema.ts'
import type { ByteText } from '../lib/byte-text.ts'
import { fieldNames } from './tables.ts'
import type { LyingRow, Place } from './written-rows.ts'

/** One row's columns as the database writes them. */
export type Columns = readonly (string | null)[]

interface Reading {
  value(text: string): unknown
  /** Puts the value there as `JSON.stringify` writes it. */
  write(out: ByteText, text: string): void
  /** The same of its bytes; absent: it has to be a text first. */
  put?(out: ByteText, bytes: Buffer, from: number, to: number): void
}

/** Whole numbers beyond 2^53 would lose digits: refuse instead. */
export function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`Integer out of range: ${text}`)
  return value
}

const readTime = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => Date
/** `2026-01-02 03:04:05.6+00`: the year of four digits, in UTC. */
const UTC_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/

/** `2026-01-02 03:04:05.6+00` is `2026-01-02T03:04:05.600Z`; microseconds are cut off, as `Date` has none. */
function isoTime(text: string): string {
  if (!UTC_TIME.test(text)) return readTime(text).toISOString()
  const fraction = text.length === 22 ? '000' : `${text.slice(20, -3)}00`.slice(0, 3)
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`
}

/** The same in quotes, put there piece by piece. */
function writeTime(out: ByteText, text: string): void {
  if (!UTC_TIME.test(text)) {
    out.text(`"${isoTime(text)}"`)
    return
  }
  out.text('"')
  out.part(text, 0, DATE)
  out.text('T')
  out.part(text, DATE + 1, SECONDS)
  out.text('.')
  // Behind the point, of at most six digits; none is written where they are all zero.
  const digits = Math.max(0, text.length - SECONDS - 1 - ZONE)
  out.part(text, SECONDS + 1, SECONDS + 1 + Math.min(3, digits))
  out.text(ZEROES[digits] ?? '')
  out.text('Z"')
}
/** Where each part of such a time ends, and how long its zone is. */
const [DATE, SECONDS, ZONE] = [10, 19, 3]
const ZEROES = ['000', '00', '0']

/** The same of its bytes. */
function putTime(out: ByteText, bytes: Buffer, from: number, to: number): void {
  if (!isUtcTime(bytes, from, to)) {
    writeTime(out, bytes.toString('latin1', from, to))
    return
  }
  const start = out.reserve(ISO_TIME)
  const target = out.memory()
  const first = start + 1
  target[start] = QUOTE
  for (let index = 0; index < SECONDS; index++) target[first + index] = bytes[from + index] as number
  target[first + DATE] = T
  target[first + SECONDS] = POINT
  // Behind the point stand six digits at most; none where they are all zero.
  const end = to - ZONE
  for (let index = SECONDS + 1; index < MILLISECONDS; index++)
    target[first + index] = from + index < end ? (bytes[from + index] as number) : ZERO
  target[first + MILLISECONDS] = Z
  target[first + MILLISECONDS + 1] = QUOTE
}
/** Where the third digit behind the point ends, and how long `"2026-01-02T03:04:05.600Z"` is. */
const [MILLISECONDS, ISO_TIME] = [23, 26]

/** `UTC_TIME` of what the database writes, which is always a time: it tells those of other years and zones apart. */
const isUtcTime = (bytes: Buffer, from: number, to: number): boolean =>
  bytes[from + 4] === MINUS &&
  (bytes[from + SECONDS] === PLUS || bytes[from + SECONDS] === POINT) &&
  bytes[to - 3] === PLUS &&
  bytes[to - 2] === ZERO &&
  bytes[to - 1] === ZERO
const [QUOTE, PLUS, MINUS, POINT, ZERO, T, Z] = [0x22, 0x2b, 0x2d, 0x2e, 0x30, 0x54, 0x5a]

const asText: Reading = {
  value: (text) => text,
  write: (out, text) => out.json(text),
  put: (out, bytes, from, to) => out.jsonOfBytes(bytes, from, to),
}
/** Nothing in it would be escaped. */
const asPlain: Reading = {
  value: (text) => text,
  write(out, text) {
    out.text('"')
    out.text(text)
    out.text('"')
  },
  put(out, bytes, from, to) {
    const length = to - from
    const start = out.reserve(length + 2)
    const target = out.memory()
    target[start] = QUOTE
    for (let index = 0; index < length; index++) target[start + 1 + index] = bytes[from + index] as number
    target[start + 1 + length] = QUOTE
  },
}
const READINGS: Record<FieldType, Reading> = {
  text: asText,
  digits: asPlain,
  uuid: asPlain,
  date: asPlain,
  integer: {
    value: safeInteger,
    write: (out, text) => out.text(text.length < 16 ? text : String(safeInteger(text))),
    put(out, bytes, from, to) {
      if (to - from < 16) out.bytesPart(bytes, from, to)
      else out.text(String(safeInteger(bytes.toString('latin1', from, to))))
    },
  },
  float: {
    value: Number.parseFloat,
    write: (out, text) => out.text(JSON.stringify(Number.parseFloat(text))),
  },
  boolean: {
    value: (text) => text === 't',
    write: (out, text) => out.text(text === 't' ? 'true' : 'false'),
  },
  time: { value: (text) => new Date(isoTime(text)), write: writeTime, put: putTime },
  json: {
    value: (text) => JSON.parse(text),
    // PostgreSQL writes blanks between members, and numbers in digits of its own.
    write: (out, text) => out.text(text === '{}' ? text : JSON.stringify(JSON.parse(text))),
  },
}

export interface RowShape<T extends RecordType = RecordType> {
  fields: readonly string[]
  row(columns: Columns): RowOf<T>
  /** The same of a row where it lies: it is the next one's as soon as that is read. */
  lying(row: LyingRow): RowOf<T>
  record(columns: Columns): RecordOf<T>
}

const HELD = Symbol('what it is read from')
const PARSED = Symbol('parsed JSON')
const NO_MEMBERS = Object.freeze({})
interface Held<From> {
  [HELD]: From
  /** So that three members of one JSON field cost one reading. */
  [PARSED]?: unknown[]
}

/** How a column is got from what a row is read from. */
interface Access<From> {
  text(from: From, at: number): string | null
  write(from: From, at: number, reading: Reading, out: ByteText, missing: string): void
  parts(from: From, at: number, out: ByteText, parts: Parts): void
}
type Parts = Parameters<RowOf<RecordType>[typeof WRITE_PARTS]>[2]

const OF_TEXTS: Access<Columns> = {
  text: (columns, at) => columns[at] ?? null,
  write(columns, at, reading, out, missing) {
    const text = columns[at] ?? null
    if (text === null) out.text(missing)
    else reading.write(out, text)
  },
  parts(columns, at, out, parts) {
    for (const [from, to] of parts) out.part(columns[at] ?? '', from, to)
  },
}
const OF_BYTES: Access<LyingRow> = {
  text: (row, at) => (isEmpty(row.place, at) ? '{}' : row.text(at)),
  write({ place: { message, starts, ends } }, at, reading, out, missing) {
    const start = starts[at] as number
    const end = ends[at] as number
    if (end < 0) out.text(missing)
    else if (reading.put) reading.put(out, message, start, end)
    else reading.write(out, message.toString('utf8', start, end))
  },
  parts({ place: { message, starts, ends } }, at, out, parts) {
    const start = starts[at] as number
    for (let index = 0; index < parts.length; index++) {
      const [from, to] = parts[index] as Parts[number]
      // What lies behind it would be put there.
      if (start + to > (ends[at] as number)) throw new Error('The text is shorter')
      out.bytesPart(message, start + from, start + to)
    }
  },
}

/** `{}`, which most objects are that are kept beside a record. */
const isEmpty = ({ message, starts, ends }: Place, at: number): boolean => {
  const start = starts[at] as number
  return ends[at] === start + 2 && message[start] === OPENING && message[start + 1] === CLOSING
}
const [OPENING, CLOSING] = [0x7b, 0x7d]

/** How rows of these fields of the type are read, in that order of columns; by default all fields. */
export function rowShape<T extends RecordType>(
  type: T,
  fields: readonly string[] = fieldNames(type),
): RowShape<T> {
  const readings = fields.map((name) => READINGS[fieldOf(type, name)?.type ?? unknownField(type, name)])
  const ofTexts = prototypeOf(type, fields, readings, OF_TEXTS)
  const ofBytes = prototypeOf(type, fields, readings, OF_BYTES)
  return {
    fields,
    row: (columns) => held(ofTexts, columns) as unknown as RowOf<T>,
    lying: (row) => held(ofBytes, row) as unknown as RowOf<T>,
    record(columns) {
      const record: Record<string, unknown> = {}
      for (let at = 0; at < fields.length; at++) {
        const text = columns[at] ?? null
        record[fields[at] as string] = text === null ? null : readings[at]?.value(text)
      }
      return record as RecordOf<T>
    },
  }
}

function held<From>(prototype: object, from: From): Held<From> {
  const row = Object.create(prototype) as Held<From>
  row[HELD] = from
  return row
}

function prototypeOf<From>(
  type: RecordType,
  fields: readonly string[],
  readings: readonly Reading[],
  { text, write, parts }: Access<From>,
): object {
  const places = new Map(fields.map((name, at) => [name, at]))
  const prototype = {
    [WRITE_JSON](this: Held<From>, out: ByteText, name: string, missing = 'null') {
      const at = places.get(name) ?? unread(type, name)
      write(this[HELD], at, readings[at] as Reading, out, missing)
    },
    [WRITE_PARTS](this: Held<From>, out: ByteText, name: string, wanted: Parts) {
      parts(this[HELD], places.get(name) ?? unread(type, name), out, wanted)
    },
  }
  for (const name of fieldNames(type)) {
    const at = places.get(name)
    const isJson = fieldOf(type, name)?.type === 'json'
    const get =
      at === undefined
        ? () => unread(type, name)
        : isJson
          ? parsedGetter(at, text)
          : plainGetter(at, (readings[at] as Reading).value, text)
    Object.defineProperty(prototype, name, { get, enumerable: true })
  }
  return prototype
}

const plainGetter = <From>(at: number, value: Reading['value'], textAt: Access<From>['text']) =>
  function (this: Held<From>) {
    const text = textAt(this[HELD], at)
    return text === null ? null : value(text)
  }

const parsedGetter = <From>(at: number, textAt: Access<From>['text']) =>
  function (this: Held<From>) {
    const known = this[PARSED]?.[at]
    if (known !== undefined) return known
    const text = textAt(this[HELD], at)
    if (text === null) return null
    if (text === '{}') return NO_MEMBERS
    this[PARSED] ??= []
    this[PARSED][at] = JSON.parse(text)
    return this[PARSED][at]
  }

function unread(type: RecordType, name: string): never {
  throw new Error(`${name} of the ${type} was not read`)
}

function unknownField(type: RecordType, name: string): never {
  throw new Error(`${type} has no field ${name}`)
}
