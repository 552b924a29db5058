/**
 * What of a request and its answer is never kept: whatever signs in. Found by the names of members, parameters and
 * headers, and by how it looks. The names are the words of OAuth (RFC 6749), of HTTP and of the platforms alike.
 *
 * It is done while others wait, for texts that anybody may send: every expression here has one start in a run of
 * characters, or a bound.
 */
import { looksLikeJson, rewriteJson, stringIn } from '../../lib/json-text.ts'
import { formDecode } from '../../lib/query-string.ts'
import { percentDecode } from '../../lib/route.ts'

export const NOT_KEPT = '(not kept)'

const NAMES =
  /token|secret|passw|passphrase|pwd|signature|hmac|credential|assertion|authorization|^xauth|cookie|jwt|(?:api|access|signing|private|shared|encryption|third|rsa)key|verifier|^sign$|^otp$|^pin$/
/** SHOPLINE's is public, in URLs and headers; whoever has one in a body may mean another. */
const IN_BODIES = /appkey/
/** They only say what kind it is, or how long it lasts. */
const HARMLESS = /tokentype|tokentypehint|tokenexpires|^www/
/** In these words, before anything is looked at closely: most bodies have none of them. */
const WORTH_A_LOOK =
  /token|secret|passw|passphrase|pwd|\bpin\b|sign|hmac|credential|assertion|authorization|cookie|jwt|key|verifier|otp|code|\\u|eyJ|bearer|basic|v1\./i
/** A member of such a name that says more than yes or no: only then is JSON gone through. Names may be spelt with `\\u`. */
const NAMED =
  /(?:token|secret|passw|passphrase|pwd|\bpin|signature|hmac|credential|assertion|authorization|xauth|x.auth|cookie|jwt|key|verifier|sign|otp)[^"\\:,{}]{0,200}\\*['"]?\s{0,100}:\s*(?!(?:true|false|null)(?:[\s,}\]]|$))\S|\\u/i
/** Paths whose `code` signs in. */
const SIGNS_IN = /oauth|authorize|activate|token|login|sign-?in/i

const DOTTED = /[\w.-]+/g
const BEARER = /\b(bearer|basic)(\s+)[\w+/=.~|-]{8,}/gi
/** Parameters of a URL that stands in a text; `&` may be written as JSON or HTML write it. */
const IN_URL = /(?:[?&;#]|u0026)([\w.[\]-]{1,100})=/g
const TO_THE_NEXT = /[^&\s"'<>\\;]+/y
/** JSON inside a text of JSON. */
const NESTED =
  /((?:token|secret|passw|passphrase|pwd|\bpin|signature|hmac|assertion)\w{0,64}\\+"\s*:\s*\\+")(?!\(not kept\))[^"\\]+/gi
/** What this server sealed. */
const SEALED = /\bv1\.[\w-]{16}\.[\w-]*\.[\w-]{22}/g
/** `password: correct horse` and `"password": "hunter2"` in a text that is neither JSON nor a form. */
const IN_TEXT = /([\w.-]{1,100})[\\"']{0,8}\s{0,8}[:=]\s{0,8}/g
const TO_THE_END = /[^\r\n]+/y
const PART = /[^\s"'<>&\\;=?#]+/g
const ENCODED = /%[\da-f]{2}/i
const FORM = /^[\w.[\]%-]{1,200}=/
/** Each layer of percent signs is taken off; nobody means more of them. */
const MOST_LAYERS = 3

/** `Client-Secret`, `clientSecret` and `client_secret` are one name. */
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

export function isSecretName(name: string, path = ''): boolean {
  const known = plain(name)
  if (HARMLESS.test(known)) return false
  return NAMES.test(known) || (known === 'code' && SIGNS_IN.test(path))
}

const isSecretMember = (name: string): boolean => isSecretName(name) || IN_BODIES.test(plain(name))
/** Wherever it stands: nobody knows what the URL in a text is for. */
const isSecretParameter = (name: string): boolean => isSecretName(name) || /(?:^|[.[\]-])code\]?$/i.test(name)

/** What follows a name that `isSecret` is not kept, as far as `value` goes. */
function hideAfter(
  text: string,
  opening: RegExp,
  value: RegExp,
  isSecret: (name: string) => boolean,
): string {
  const parts: string[] = []
  let at = 0
  for (const found of text.matchAll(opening)) {
    const from = found.index + found[0].length
    if (found.index < at || !isSecret(found[1] ?? '')) continue
    value.lastIndex = from
    const { length = 0 } = value.exec(text)?.[0] ?? ''
    if (length === 0) continue
    parts.push(text.slice(at, from), NOT_KEPT)
    at = from + length
  }
  return at === 0 ? text : parts.join('') + text.slice(at)
}

/** JSON Web Tokens: three parts between points, the first of them JSON. */
const hideTokens = (text: string): string =>
  text.includes('eyJ')
    ? text.replace(DOTTED, (run) => {
        const parts = run.split('.')
        const first = parts.findIndex((part, index) => parts[index + 1] && /\beyJ[\w-]/.test(part))
        if (first < 0) return run
        const before = parts[first]?.slice(0, parts[first]?.search(/\beyJ/)) ?? ''
        return [...parts.slice(0, first), before + NOT_KEPT, ...parts.slice(first + 3)].join('.')
      })
    : text

export interface Cleaner {
  /** A path, or a text of which nothing is known. */
  text(text: string): string
  /** A query string. */
  pairs(text: string): string
  body(text: string, contentType: string): string
  headers(headers: Readonly<Record<string, string>>): Record<string, string>
}

/** For one request to that path; `presented` are texts that it signed in with, hidden wherever they come up again. */
export function createCleaner(path: string, presented: readonly string[]): Cleaner {
  // Shorter ones would tear holes into every text.
  const known = presented.filter((text) => text.length >= 8).flatMap((text) => [text, escaped(text)])

  const text = (given: string, layer = 0): string => {
    let shown = given
    for (const secret of known) shown = shown.replaceAll(secret, NOT_KEPT)
    if (shown.includes('%')) shown = shown.replace(PART, (part) => encoded(part, layer))
    if (!WORTH_A_LOOK.test(shown)) return shown
    return hideAfter(
      hideTokens(shown).replace(SEALED, NOT_KEPT).replace(BEARER, `$1$2${NOT_KEPT}`),
      ...([IN_URL, TO_THE_NEXT, isSecretParameter] as const),
    ).replace(NESTED, `$1${NOT_KEPT}`)
  }

  /** A text with percent signs, whatever it holds. */
  const encoded = (given: string, layer: number): string => {
    if (!ENCODED.test(given)) return given
    const decoded = decodeAll(given)
    if (decoded === given) return given
    if (layer >= MOST_LAYERS) return NOT_KEPT
    const cleaned = inner(decoded, layer + 1)
    return cleaned === decoded ? given : escaped(cleaned)
  }

  const inner = (given: string, layer: number): string => {
    if (looksLikeJson(given)) return json(given, layer)
    return FORM.test(given) ? pairs(given, isSecretMember, layer) : text(given, layer)
  }

  const pairs = (given: string, isSecret: (name: string) => boolean, layer = 0): string =>
    given
      .split('&')
      .map((pair) => {
        const [name = '', value] = pair.split(/=(.*)/s)
        if (value === undefined || value === '') return text(pair, layer)
        const decoded = formDecode(name)
        if (isSecret(decoded) || isSecretName(decoded, path)) return `${name}=${NOT_KEPT}`
        if (looksLikeJson(value)) return `${name}=${json(value, layer)}`
        return `${name}=${ENCODED.test(value) ? encoded(value, layer) : text(value, layer)}`
      })
      .join('&')

  const json = (given: string, layer: number): string => {
    if (!NAMED.test(given) && !SIGNS_IN.test(path)) return text(given, layer)
    const isSecret = remembered(isSecretMember)
    const named = rewriteJson(given, ({ path: names, isBelow, kind, text: value }) => {
      if (kind === 'word' && /^(true|false|null)$/.test(value)) return null
      if (isBelow || names.some(isSecret)) return JSON.stringify(NOT_KEPT)
      // Where a sign-in is answered, `code` may also be the number of an error.
      const signsIn = isSecretName(names.at(-1) ?? '', path) && stringIn(value).length >= 16
      if (signsIn) return JSON.stringify(NOT_KEPT)
      return kind === 'string' && value.includes('\\') ? nested(value, layer) : null
    })
    return text(named, layer)
  }

  /** JSON in a string of JSON; null: nothing in it signs in. */
  const nested = (token: string, layer: number): string | null => {
    const said = stringIn(token)
    if (!looksLikeJson(said)) return null
    const cleaned = layer < MOST_LAYERS ? json(said, layer + 1) : NOT_KEPT
    return cleaned === said ? null : JSON.stringify(cleaned)
  }

  return {
    text: (given) => text(given),
    pairs: (given) => pairs(given, isSecretName),
    body(given, contentType) {
      if (given === '') return ''
      if (looksLikeJson(given)) return json(given, 0)
      if (/form-urlencoded/i.test(contentType) || /^[\w.[\]%-]+=\S*$/.test(given))
        return pairs(given, isSecretMember)
      // Pages that sign in have what signs in among their fields.
      if (SIGNS_IN.test(path) || hasOtherParts(given, contentType)) return NOT_KEPT
      return hideAfter(text(given), IN_TEXT, TO_THE_END, isSecretMember)
    },
    headers: (given) =>
      Object.fromEntries(
        Object.entries(given).map(([name, value]) => [name, isSecretName(name) ? NOT_KEPT : text(value)]),
      ),
  }
}

/** Half of a surrogate pair, which JSON may hold, has no escape. */
const escaped = (text: string): string => encodeURIComponent(text.toWellFormed())

/** Multipart and XML, which are not read: what their names say stands elsewhere than before a sign. */
const hasOtherParts = (text: string, contentType: string): boolean =>
  /multipart|xml/i.test(contentType) ||
  /^\s*<(?!!doctype html|html)/i.test(text) ||
  /^\s*--[^\r\n]{1,100}\r?\ncontent-/i.test(text)

/** What is encoded well is decoded, whatever stands beside it. */
const decodeAll = (text: string): string =>
  text.replaceAll('+', ' ').replace(/(?:%[\da-f]{2})+/gi, (run) => percentDecode(run))

function remembered(test: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const found = test(name)
    known.set(name, found)
    return found
  }
}
