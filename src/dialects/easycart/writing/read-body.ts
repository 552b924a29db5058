/** The body of a write, as the vendor's framework hands it to a page's rules. */
import type { Json, JsonObject } from '../../../core/schema.ts'
import type { WireRequest } from '../../dialect.ts'
import { EasycartRefusal, invalidData } from '../errors.ts'
import { isObject } from '../own-extras.ts'
import { type Rules, type Values, validate } from './validate.ts'

/**
 * The values that were sent, each as its rule reads it; throws 422 with every field that breaks a rule. `kept` are
 * the values that the record has by now, for rules that look at two fields of which one was sent.
 */
export function readBody<R extends Rules>(request: WireRequest, rules: R, kept: JsonObject = {}): Values<R> {
  const read = validate(parseBody(request.body), rules, kept)
  if ('errors' in read) throw new EasycartRefusal(invalidData(read.errors))
  return read.values
}

/**
 * A body that is no JSON object is as if empty (Laravel's `Request::json`): what is required is then missing. Text
 * is trimmed, and empty text is null (Laravel's TrimStrings and ConvertEmptyStringsToNull) [assumed].
 */
function parseBody(body: string): JsonObject {
  try {
    const parsed = trimmed(JSON.parse(body))
    return isObject(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

/** PostgreSQL keeps neither NUL nor half a surrogate pair. */
const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed().trim()

function trimmed(value: Json): Json {
  if (typeof value === 'string') return storable(value) || null
  if (Array.isArray(value)) return value.map(trimmed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, trimmed(inner)]))
}
