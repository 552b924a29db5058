/**
 * Reads the members of a JSON object by a table: what each must be, and where it goes. Wrong types are 400, values
 * that cannot be meant 422 [assumed A4]; members that the table does not name are ignored.
 */
import type { Json, JsonObject } from '../../../core/schema.ts'
import { orNull, type Schema } from '../../../lib/json-schema.ts'
import { ShoplineRefusal, unprocessable, wrongType } from '../errors.ts'

/** What a member was read as: null empties the field, undefined leaves it as it is. `name` is for the refusal. */
export interface ReadValue {
  (value: Json, name: string): string | boolean | null | undefined
  /** What it takes, for the documentation. */
  schema: Schema
}
type Read = (value: Json, name: string) => string | boolean | null | undefined
/** The reader with what it takes. */
export const taking = (schema: Schema, read: Read): ReadValue => Object.assign(read, { schema })

export interface InputRule {
  read: ReadValue
  /** The core's field, or a member of the record that only SHOPLINE has. */
  to: string | { own: string }
  /** The first version that knows it; older ones ignore it. */
  since?: string
}
export type InputTable = Readonly<Record<string, InputRule>>

export interface Input {
  /** Of the core. */
  fields: Record<string, string | boolean | null>
  /** Members that only SHOPLINE has. */
  own: JsonObject
}

/**
 * `readInput({ first_name: 'Ada', x: 1 }, { first_name: { read: text(128), to: 'firstName' } }, 'v20260301')` is
 * `{ fields: { firstName: 'Ada' }, own: {} }`. `path` stands before names in refusals: `addresses[0].`.
 */
export function readInput(given: JsonObject, table: InputTable, version: string, path = ''): Input {
  const input: Input = { fields: {}, own: {} }
  for (const [name, { read, to, since = '' }] of Object.entries(table)) {
    const sent = Object.hasOwn(given, name) ? given[name] : undefined
    if (sent === undefined || version < since) continue
    const value = read(sent, `${path}${name}`)
    if (value === undefined) continue
    if (typeof to === 'string') input.fields[to] = value
    else input.own[to.own] = value
  }
  return input
}

/** Text of at most so many characters; `""` empties like null [assumed], unless it is kept (a note). */
export const text = (
  max: number,
  { keepsEmpty = false, form = (given: string): string | null => given } = {},
): ReadValue =>
  taking(orNull({ type: 'string', maxLength: max }), (value, name) => {
    if (value === null) return null
    const given = readText(value, name)
    if ([...given].length > max) throw unprocessable(name, `must be at most ${max} characters`)
    if (given === '') return keepsEmpty ? '' : null
    const formed = form(given)
    if (formed === null) throw unprocessable(name, 'invalid')
    return formed
  })

/** A flag has no empty form: null leaves it as it is. */
export const flag: ReadValue = taking({ type: ['boolean', 'null'] }, (value, name) => {
  if (value === null) return undefined
  if (typeof value !== 'boolean') throw wrongType(name, 'must be true or false')
  return value
})

/** A text that can be kept: whole characters, and none of them NUL. */
export function readText(value: Json, name: string): string {
  if (typeof value !== 'string') throw wrongType(name, 'must be a string')
  if (value.includes('\0')) throw unprocessable(name, 'must not contain NUL')
  return value.toWellFormed()
}

/** Throws 400 where there is none [assumed: as where `customer` is missing]. */
export function readRequired(value: Json | undefined, name: string): string {
  if (value === undefined || value === null) throw new ShoplineRefusal(400, `${name}: is required`)
  return readText(value, name)
}

/** A whole number from 0 to `max`. */
export function readCode(value: Json, name: string, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(name, 'must be an integer')
  if (value < 0 || value > max) throw unprocessable(name, `must be between 0 and ${max}`)
  return value
}

export function readObject(value: Json | undefined, name: string): JsonObject {
  if (value === undefined || value === null) throw new ShoplineRefusal(400, `${name}: is required`)
  if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(name, 'must be an object')
  return value
}

export function readArray(value: Json, name: string, max: number): Json[] {
  if (!Array.isArray(value)) throw wrongType(name, 'must be an array')
  if (value.length > max) throw unprocessable(name, `must have at most ${max} items`)
  return value
}
