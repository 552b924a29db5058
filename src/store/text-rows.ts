/** Rows of raw column text as records whose fields are made of it when they are asked for. */
import pg from 'pg'
import { type RowOf, WRITE_JSON } from '../core/row.ts'
import { type FieldType, fieldOf, type RecordOf, type RecordType } from '../core/schema.ts'
import type { ByteText } from '../lib/byte-text.ts'
import { fieldNames } from './tables.ts'

/** One row's columns as the database writes them. */
export type Columns = readonly (string | null)[]

interface Reading {
  value(text: string): unknown
  /** Puts the value there as `JSON.stringify` writes it. */
  write(out: ByteText, text: string): void
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

const asText: Reading = { value: (text) => text, write: (out, text) => out.json(text) }
/** Nothing in it would be escaped. */
const asPlain: Reading = {
  value: (text) => text,
  write(out, text) {
    out.text('"')
    out.text(text)
    out.text('"')
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
  },
  float: {
    value: Number.parseFloat,
    write: (out, text) => out.text(JSON.stringify(Number.parseFloat(text))),
  },
  boolean: {
    value: (text) => text === 't',
    write: (out, text) => out.text(text === 't' ? 'true' : 'false'),
  },
  time: { value: (text) => new Date(isoTime(text)), write: writeTime },
  json: {
    value: (text) => JSON.parse(text),
    // PostgreSQL writes blanks between members, and numbers in digits of its own.
    write: (out, text) => out.text(text === '{}' ? text : JSON.stringify(JSON.parse(text))),
  },
}

export interface RowShape<T extends RecordType = RecordType> {
  fields: readonly string[]
  row(columns: Columns): RowOf<T>
  record(columns: Columns): RecordOf<T>
}

const COLUMNS = Symbol('columns')
const PARSED = Symbol('parsed JSON')
interface Held {
  [COLUMNS]: Columns
  /** So that three members of one JSON field cost one reading. */
  [PARSED]?: unknown[]
}

/** How rows of these fields of the type are read, in that order of columns; by default all fields. */
export function rowShape<T extends RecordType>(
  type: T,
  fields: readonly string[] = fieldNames(type),
): RowShape<T> {
  const readings = fields.map((name) => READINGS[fieldOf(type, name)?.type ?? unknownField(type, name)])
  const prototype = prototypeOf(type, fields, readings)
  return {
    fields,
    row(columns) {
      const row = Object.create(prototype) as Held
      row[COLUMNS] = columns
      return row as unknown as RowOf<T>
    },
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

function prototypeOf(type: RecordType, fields: readonly string[], readings: readonly Reading[]): object {
  const places = new Map(fields.map((name, at) => [name, at]))
  const prototype = {
    [WRITE_JSON](this: Held, out: ByteText, name: string) {
      const at = places.get(name) ?? unread(type, name)
      const text = this[COLUMNS][at] ?? null
      if (text === null) out.text('null')
      else (readings[at] as Reading).write(out, text)
    },
  }
  for (const name of fieldNames(type)) {
    const at = places.get(name)
    const isJson = fieldOf(type, name)?.type === 'json'
    const get =
      at === undefined
        ? () => unread(type, name)
        : isJson
          ? parsedGetter(at)
          : plainGetter(at, (readings[at] as Reading).value)
    Object.defineProperty(prototype, name, { get, enumerable: true })
  }
  return prototype
}

const plainGetter = (at: number, value: Reading['value']) =>
  function (this: Held) {
    const text = this[COLUMNS][at] ?? null
    return text === null ? null : value(text)
  }

const parsedGetter = (at: number) =>
  function (this: Held) {
    const text = this[COLUMNS][at] ?? null
    if (text === null) return null
    this[PARSED] ??= []
    const parsed = this[PARSED]
    parsed[at] ??= text === '{}' ? {} : JSON.parse(text)
    return parsed[at]
  }

function unread(type: RecordType, name: string): never {
  throw new Error(`${name} of the ${type} was not read`)
}

function unknownField(type: RecordType, name: string): never {
  throw new Error(`${type} has no field ${name}`)
}
