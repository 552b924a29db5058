/**
 * What of a request and its answer is never kept: whatever signs in. Found by the names of members, parameters and
 * headers, and by how it looks. The names are the words of OAuth (RFC 6749), of HTTP and of the platforms alike.
 */
import { looksLikeJson, rewriteJson, stringIn } from '../../lib/json-text.ts'
import { formDecode } from '../../lib/query-string.ts'

export const NOT_KEPT = '(not kept)'

const NAMES =
  /token|secret|passw|passphrase|signature|hmac|credential|assertion|authorization|cookie|jwt|apikey|privatekey|verifier|^sign$|^otp$/
/** They only say what kind it is, or how long it lasts. */
const HARMLESS = /tokentype|tokentypehint|tokenexpires|^www/
/** In these words, before anything is looked at closely: most bodies have none of them. */
const WORTH_A_LOOK =
  /token|secret|passw|passphrase|sign|hmac|credential|assertion|authorization|cookie|jwt|key|verifier|otp|code|\\u|eyJ|bearer|basic|v1\./i
/** A member of such a name that says more than yes or no: only then is JSON gone through. Names may be spelt with `\\u`. */
const NAMED =
  /(?:token|secret|passw|passphrase|signature|hmac|credential|assertion|authorization|cookie|jwt|key|verifier|sign|otp)[^"\\:,{}]*"?\s*:\s*(?!true|false|null)\S|\\u/i
/** Paths whose `code` signs in. */
const SIGNS_IN = /oauth|authorize|activate|token|login|sign-?in/i

const JWT = /\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g
const BEARER = /\b(bearer|basic)(\s+)[\w+/=.~|-]{8,}/gi
/** Parameters of a URL that stands in a text; `&` may be written as JSON or HTML write it. */
const IN_URL =
  /((?:[?&;#]|u0026)[\w.[\]-]*(?:token|secret|passw\w*|signature|hmac|assertion|\bsign|\bcode)[\w\]]*=)[^&\s"'<>\\;]+/gi
/** JSON inside a text of JSON. */
const NESTED =
  /((?:token|secret|passw|passphrase|signature|hmac|assertion)\w*\\+"\s*:\s*\\+")(?!\(not kept\))[^"\\]+/gi
/** What this server sealed. */
const SEALED = /\bv1\.[\w-]{16}\.[\w-]*\.[\w-]{22}/g
/** `password: hunter2` and `"password": "hunter2"` in a text that is neither JSON nor a form. */
const IN_TEXT =
  /((?:token|secret|passw\w*|passphrase|signature|hmac|assertion)[\w-]*[\\"']*\s*[:=]\s*[\\"']*)(?!\s|\(not kept\))[^\s"'\\&,;<>}]+/gi

/** `Client-Secret`, `clientSecret` and `client_secret` are one name. */
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

export function isSecretName(name: string, path = ''): boolean {
  const known = plain(name)
  if (HARMLESS.test(known)) return false
  return NAMES.test(known) || (known === 'code' && SIGNS_IN.test(path))
}

export interface Cleaner {
  /** A path, or a text of which nothing is known. */
  text(text: string): string
  /** A query string or a form. */
  pairs(text: string): string
  body(text: string, contentType: string): string
  headers(headers: Readonly<Record<string, string>>): Record<string, string>
}

/** For one request to that path; `presented` are texts that it signed in with, hidden wherever they come up again. */
export function createCleaner(path: string, presented: readonly string[]): Cleaner {
  // Shorter ones would tear holes into every text.
  const known = presented
    .filter((text) => text.length >= 8)
    .flatMap((text) => [text, encodeURIComponent(text)])

  const text = (given: string): string => {
    let shown = given
    for (const secret of known) shown = shown.replaceAll(secret, NOT_KEPT)
    if (!WORTH_A_LOOK.test(shown)) return shown
    return shown
      .replace(JWT, NOT_KEPT)
      .replace(SEALED, NOT_KEPT)
      .replace(BEARER, `$1$2${NOT_KEPT}`)
      .replace(IN_URL, `$1${NOT_KEPT}`)
      .replace(NESTED, `$1${NOT_KEPT}`)
  }

  const pairs = (given: string): string =>
    given
      .split('&')
      .map((pair) => {
        const [name = '', value] = pair.split(/=(.*)/s)
        if (value === undefined || value === '') return text(pair)
        return isSecretName(formDecode(name), path) ? `${name}=${NOT_KEPT}` : `${name}=${text(value)}`
      })
      .join('&')

  const json = (given: string): string => {
    const named =
      NAMED.test(given) || SIGNS_IN.test(path)
        ? rewriteJson(given, ({ path: names, kind, text: value }) => {
            if (kind === 'word' && /^(true|false|null)$/.test(value)) return null
            if (names.some((name) => isSecretName(name))) return JSON.stringify(NOT_KEPT)
            // Where a sign-in is answered, `code` may also be the number of an error.
            const signsIn = isSecretName(names.at(-1) ?? '', path) && stringIn(value).length >= 16
            return signsIn ? JSON.stringify(NOT_KEPT) : null
          })
        : given
    return text(named)
  }

  return {
    text,
    pairs,
    body(given, contentType) {
      if (given === '') return ''
      if (looksLikeJson(given)) return json(given)
      if (/form-urlencoded/i.test(contentType) || /^[\w.[\]%-]+=\S*$/.test(given)) return pairs(given)
      // Pages that sign in have what signs in among their fields.
      return SIGNS_IN.test(path) ? NOT_KEPT : text(given).replace(IN_TEXT, `$1${NOT_KEPT}`)
    },
    headers: (given) =>
      Object.fromEntries(
        Object.entries(given).map(([name, value]) => [name, isSecretName(name) ? NOT_KEPT : text(value)]),
      ),
  }
}
