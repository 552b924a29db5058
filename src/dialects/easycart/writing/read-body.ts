/** The body of a write, as the vendor's framework hands it to a page's rules. */
import type { Json, JsonObject } from '../../../core/schema.ts'
import { isDeeper } from '../../../lib/json-depth.ts'
import { parsePairs } from '../../../lib/query-string.ts'
import type { WireRequest } from '../../dialect.ts'
import { badRequest, EasycartRefusal, invalidData } from '../errors.ts'
import { isObject } from '../own-extras.ts'
import { type Rules, type Values, validate } from './validate.ts'

/**
 * The values that were sent, each as its rule reads it; throws 422 with every field that breaks a rule. `kept` are
 * the values that the record has by now, for rules that look at two fields of which one was sent.
 */
export function readBody<R extends Rules>(request: WireRequest, rules: R, kept: JsonObject = {}): Values<R> {
  const sent = parseBody(request)
  // Where nothing is required, nothing would be missing: a refund whose amount cannot be read is not one of everything.
  if (sent === null && !Object.values(rules).some(({ required }) => required === 'always'))
    throw new EasycartRefusal(badRequest('The request body could not be read.'))
  const read = validate(sent ?? {}, rules, kept)
  if ('errors' in read) throw new EasycartRefusal(invalidData(read.errors))
  return read.values
}

/**
 * A JSON object, or the plain fields of a form, which the framework reads as well (and which `curl -d amount=500` sends);
 * null for anything else that is not empty. PHP writes an empty object as `[]`. Text is trimmed, and empty text is
 * null (Laravel's TrimStrings and ConvertEmptyStringsToNull) [assumed].
 */
function parseBody({ body, headers }: WireRequest): JsonObject | null {
  const parsed = parseJson(body)
  if (isObject(parsed)) return trimmed(parsed) as JsonObject
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')
  const fields = isForm && parsed === undefined ? parsePairs(body) : []
  // Other names are fields of lists, or of no form: curl says that of all it sends.
  if (fields.length > 0 && fields.every(([name]) => /^\w+$/.test(name)))
    return trimmed(Object.fromEntries(fields)) as JsonObject
  const isEmpty = body.trim() === '' || parsed === null || (Array.isArray(parsed) && parsed.length === 0)
  return isEmpty ? {} : null
}

/** PHP's `json_decode` reads no more levels than these by default. */
const MAX_DEPTH = 512

/** Undefined for what is no JSON. */
function parseJson(body: string): Json | undefined {
  try {
    const value: Json = JSON.parse(body)
    return isDeeper(value, MAX_DEPTH) ? undefined : value
  } catch {
    return undefined
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
