/** Takes out of what is shown whatever says something about a person; structure, ids, numbers, times and words stay. */
import { type JsonToken, looksLikeJson, rewriteJson, stringIn } from '../../lib/json-text.ts'
import { formDecode } from '../../lib/query-string.ts'
import { percentDecode } from '../../lib/route.ts'
import { EXPLANATIONS, HARMLESS, PERSONAL, plainName } from './masked-names.ts'
import { NOT_KEPT } from './secrets.ts'

export const MASK = '•••'

/** One start in a run of characters: it is looked for in texts of any length that anybody may send. */
const EMAIL = /(?<![^\s"'<>()[\]:,;=/&?])[^\s"'<>()[\]:,;=/&?]+(?:@|%40)[^\s"'<>()[\]:,;=/&?]+/gi
/** A number that is called: with a plus, or with the gaps that people write. */
const PHONE =
  /(?:\+|%2b|\b00)\d(?:[\d\s().-]|%20){5,}\d|\b\d{2,4}(?:[ .-]\d{2,4}){2,}\b|\(\d{2,4}\)\s?\d[\d -]{4,}/gi
const TIME = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i
/** `12`, `-3.50`, `$1,234.50`, `12,50 zł`: too short for a phone number, or with a decimal point. */
const AMOUNT = /^[\s\p{Sc}A-Z]{0,5}-?\d{1,3}(?:[,. ]?\d{3})*[.,]\d{1,3}[\s\p{Sc}A-Zł]{0,5}$|^-?\d{1,6}$/u
const WORD = /^(true|false|null|yes|no)$/i
/** Of any platform; an address or a name has other signs in it. */
const ID = /^[\w.:|-]{1,80}$/
/** One word or a few as programs write them: `first_name,-created_at`. */
const WORDS = /^[\w.,:*\s+-]{1,200}$/
const URL_FORM = /^(https?:\/\/[^/?#]*)?(\/[^?#\s]*)?(?:\?([^#\s]*))?(#\S*)?$/

const hasAt = (text: string): boolean => text.includes('@') || text.includes('%40')
const hasPerson = (text: string): boolean =>
  (hasAt(text) && text.search(EMAIL) >= 0) || text.search(PHONE) >= 0
const isId = (name: string): boolean => /ids?$|uuids?$|^self$|^guid$/.test(name)

/** E-mail addresses and phone numbers in a text, and what it quotes: error texts repeat what was sent. */
export const scrub = (text: string): string =>
  (hasAt(text) ? text.replace(EMAIL, MASK) : text).replace(PHONE, MASK)
const scrubQuoted = (text: string): string =>
  scrub(text)
    .replace(/"[^"]+"|“[^“”]+”|`[^`]+`/g, `“${MASK}”`)
    .replace(/(^|[\s([])'[^']+'/g, `$1'${MASK}'`)

/** Parts of the path stay unless they look like a person's. */
export const maskPath = (path: string): string =>
  path
    .split('/')
    .map((part) => (hasPerson(percentDecode(part)) ? MASK : part))
    .join('/')

/** The value as it may be shown; `name` as on the wire. */
export function maskText(name: string, value: string): string {
  const known = plainName(name)
  if (value === '' || value === NOT_KEPT || WORD.test(value)) return value
  if (PERSONAL.has(known)) return MASK
  if (TIME.test(value) || UUID.test(value) || AMOUNT.test(value)) return value
  if (isId(known) && ID.test(value) && !/^\+/.test(value)) return value
  if (EXPLANATIONS.has(known)) return scrubQuoted(value)
  if (hasPerson(value)) return isUrl(value) ? maskUrl(value) : MASK
  if (HARMLESS.has(known) && WORDS.test(value)) return value
  return isUrl(value) ? maskUrl(value) : MASK
}

const isUrl = (value: string): boolean => /^https?:\/\/|^\//.test(value) && URL_FORM.test(value)

export function maskUrl(url: string): string {
  const [, origin = '', path = '', query, hash] = URL_FORM.exec(url) ?? []
  const shown = `${origin}${maskPath(path)}${query === undefined ? '' : `?${maskPairs(query)}`}`
  return shown + (hash === undefined ? '' : `#${MASK}`)
}

/** `filter[q][email_eq]` is about `email`, `page[size]` about `size`. */
const PREDICATE =
  /_(?:not_)?(?:eq|in|matches|matches_any|start|end|cont|lt|lteq|gt|gteq|present|blank|null|true|min|max|from|to)$/
const parameterName = (name: string): string =>
  ((/\[([^[\]]*)\]$/.exec(name)?.[1] || name.split('[')[0]) ?? name).replace(PREDICATE, '')

/** A query string or a form. */
export const maskPairs = (text: string): string =>
  text
    .split('&')
    .map((pair) => {
      const [name = '', value] = pair.split(/=(.*)/s)
      if (value === undefined) return scrub(name)
      const decoded = formDecode(name)
      // The names of fields that are asked for are no values of theirs.
      const asked = /^(fields|include|sort|page)\b/.test(decoded) ? 'fields' : parameterName(decoded)
      const given = formDecode(value)
      const shown = maskText(asked, given)
      return `${scrub(name)}=${shown === given ? value : shown}`
    })
    .join('&')

function maskToken({ path, isBelow: isDeep, kind, text }: JsonToken): string | null {
  if (kind === 'name') return maskName(path, text)
  // Where JSON has no place for it, it may be anything.
  if (kind === 'word') return WORD.test(text) ? null : JSON.stringify(MASK)
  // An item of a list goes by the list's name; what is below a personal member is personal.
  const names = path.filter((name) => !/^\d+$/.test(name))
  const own = names.at(-1) ?? ''
  const isBelow = names.slice(0, -1).some((name) => OPAQUE.has(plainName(name)))
  if (isDeep || isBelow) return JSON.stringify(MASK)
  if (kind === 'number')
    return PERSONAL.has(plainName(own)) && !MAYBE.has(plainName(own)) ? JSON.stringify(MASK) : null
  const value = kind === 'string' ? stringIn(text) : text
  // JSON:API's errors have a title, as people have.
  const shown = maskText(own === 'title' && names[0] === 'errors' ? 'message' : own, value)
  return shown === value ? null : JSON.stringify(shown)
}

/** Names are members that platforms have; those of one's own may be texts about somebody. */
function maskName(path: readonly string[], text: string): string | null {
  const isOwn = path.slice(0, -1).some((name) => OPAQUE.has(plainName(name)))
  if (!text.startsWith('"')) return JSON.stringify(MASK)
  return isOwn && !/^"[\w.-]{0,40}"$/.test(text) ? JSON.stringify(MASK) : null
}

/** Whatever is in them is the shop's or the customer's own. */
const OPAQUE: ReadonlySet<string> = new Set([
  ...['metadata', 'extras', 'customfields', 'anonymizationinfo', 'entrymetadata', 'billinginfo', 'changes'],
])
/** As numbers they are figures, not texts. */
const MAYBE: ReadonlySet<string> = new Set(['value', 'name', 'title', 'description'])

/** Pages and other texts are not shown at all. */
export function maskBody(text: string, contentType: string): string {
  if (text === '' || text === NOT_KEPT) return text
  if (looksLikeJson(text)) return rewriteJson(text, maskToken, true)
  if (/form-urlencoded/i.test(contentType)) return maskPairs(text)
  return MASK
}

/** Headers that say nothing about a person. */
const PLAIN_HEADERS =
  /^(accept(-\w+)*|allow|authorization|cache-control|clientele-fault|connection|content-(encoding|language|length|type)|cookie|date|etag|host|if-(none-)?match|if-(un)?modified-since|idempotency-key|idempotent-replayed|keep-alive|origin|prefer|retry-after|server|sec-fetch-\w+|transfer-encoding|user-agent|vary|www-authenticate|access-control-[\w-]+|x-easycart-store|x-(rate-?limit|shopline|requested)[\w-]*|[\w-]*(trace|request)-?id)$/i
const URL_HEADERS = /^(location|referer)$/i

export const maskHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, maskHeader(name, value)]))

function maskHeader(name: string, value: string): string {
  if (URL_HEADERS.test(name)) return maskUrl(value)
  if (/^link$/i.test(name)) return value.replace(/<([^>]*)>/g, (_all, url: string) => `<${maskUrl(url)}>`)
  if (PLAIN_HEADERS.test(name)) return name.toLowerCase() === 'content-length' ? value : scrub(value)
  return maskText(name, value)
}
