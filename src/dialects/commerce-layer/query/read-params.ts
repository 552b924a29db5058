/** The query string as Rails reads it: `filter[q][email_eq]=a` is the path `filter, q, email_eq`. */
import { parsePairs } from '../../../lib/query-string.ts'

export interface Param {
  /** As sent, decoded: `filter[q][email_eq]`. */
  name: string
  path: readonly string[]
  value: string
}

/** Every parameter once, the last one winning; a name that ends in `[]` collects its values, joined by commas. */
export function readParams(query: string): Param[] {
  const params = new Map<string, Param>()
  for (const [name, value] of parsePairs(query)) {
    const list = name.endsWith('[]')
    const before = list ? params.get(name) : undefined
    const path = pathOf(list ? name.slice(0, -2) : name)
    params.set(name, { name, path, value: before ? `${before.value},${value}` : value })
  }
  return [...params.values()]
}

function pathOf(name: string): string[] {
  const found = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name)
  if (!found) return [name]
  const [, root = '', rest = ''] = found
  return [root, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map((segment) => segment[1] ?? '')]
}

/** Stays readable inside a value; everything else that is reserved is percent-encoded. */
const READABLE: Readonly<Record<string, string>> = { '%2C': ',', '%3A': ':', '%40': '@', '%2F': '/' }
/** Nothing in it would be encoded, in a value and in a name. */
const [PLAIN_VALUE, PLAIN_NAME] = [/^[\w\-.!~*'(),:@/]*$/, /^[\w\-.!~*'(),:@/[\]]*$/]

/** `encodeValue('a b,c@d&e') === 'a%20b,c@d%26e'` */
export const encodeValue = (value: string): string =>
  PLAIN_VALUE.test(value)
    ? value
    : encodeURIComponent(value.toWellFormed()).replace(/%2C|%3A|%40|%2F/g, (code) => READABLE[code] ?? code)

/** Brackets of a name are literal in links (List all customers). */
const encodeName = (name: string): string =>
  PLAIN_NAME.test(name) ? name : encodeValue(name).replaceAll('%5B', '[').replaceAll('%5D', ']')

const byName = (a: { name: string }, b: { name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0

/** A query string for a link: parameters in the order of their names. */
export const writeParams = (params: readonly { name: string; value: string }[]): string =>
  [...params]
    .sort(byName)
    .map(({ name, value }) => `${encodeName(name)}=${encodeValue(value)}`)
    .join('&')
