/** Filter values as text to values of the attribute's type; undefined when the text is none. */
import type { Scalar } from '../../../core/query.ts'
import type { Json } from '../../../core/schema.ts'
import { isDeeper } from '../../../lib/json-depth.ts'
import type { AttributeType } from '../resource.ts'
import { MAX_BODY_DEPTH } from '../settings.ts'

const TRUE = new Set(['true', '1', 't', 'T', 'TRUE'])
const FALSE = new Set(['false', '0', 'f', 'F', 'FALSE'])

export const readBoolean = (text: string): boolean | undefined =>
  TRUE.has(text) ? true : FALSE.has(text) ? false : undefined

export function readValue(type: AttributeType, text: string): Scalar | undefined {
  switch (type) {
    case 'string':
      return isStorable(text) ? text : undefined
    case 'integer':
      return readNumber(text, Math.trunc)
    case 'float':
      return readNumber(text, (number) => number)
    case 'boolean':
      return readBoolean(text)
    case 'datetime':
      return readTime(text)
    case 'object':
    case 'array':
      return undefined
  }
}

/** PostgreSQL keeps no NUL in text; nothing stored could match. */
const isStorable = (text: string): boolean => !text.includes('\0')

/** Plain decimal; a fraction is cut off where whole numbers are kept, as Rails casts it. */
function readNumber(text: string, cast: (number: number) => number): number | undefined {
  const number = /^[+-]?\d+(\.\d+)?$/.test(text) ? cast(Number(text)) : Number.NaN
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : undefined
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|z| ?[+-]\d\d:?\d\d)?)?$/

/** ISO 8601; without an offset it is UTC, a bare date is its midnight. A `+` that was read as a space is one. */
export function readTime(text: string): Date | undefined {
  const found = TIME.exec(
    text.replace(/ (\d\d:\d\d)$/, (whole, offset, at) => (at > 11 ? `+${offset}` : whole)),
  )
  if (!found) return undefined
  const [
    ,
    year = '',
    month = '',
    day = '',
    hour = '00',
    minute = '00',
    second = '00',
    fraction = '',
    zone = 'Z',
  ] = found
  const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`)
  if (Number(year) < 1 || midnight.getUTCDate() !== Number(day)) return undefined
  const offset = zone
    .trim()
    .toUpperCase()
    .replace(/(\d\d)(\d\d)$/, '$1:$2')
  const time = new Date(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`,
  )
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() < 1 || time.getUTCFullYear() > 9999
    ? undefined
    : time
}

/** A JSON object that PostgreSQL can hold: no NUL and no half of a surrogate pair in it. */
export function readObject(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json
    const isObject = typeof value === 'object' && value !== null
    return isObject && !isDeeper(value, MAX_BODY_DEPTH) && !/\\u0000|\\ud[89a-f]/.test(JSON.stringify(value))
      ? value
      : undefined
  } catch {
    return undefined
  }
}
