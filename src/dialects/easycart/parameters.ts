/** Query parameters as the vendor's framework reads them. */
import { parsePairs } from '../../lib/query-string.ts'

/** A value, `undefined` when absent, `ARRAY` when it was sent as `name[]` or `name[x]`. */
export type Parameter = string | undefined | typeof ARRAY
const ARRAY = Symbol('array')

/** PHP's rule [assumed]: a repeated parameter's last value counts, and `a[]=1` makes `a` an array. */
export function readParameters(query: string): (name: string) => Parameter {
  const values = new Map<string, string | typeof ARRAY>()
  for (const [name, value] of parsePairs(query)) {
    const bracket = name.indexOf('[')
    if (bracket > 0) values.set(name.slice(0, bracket), ARRAY)
    else values.set(name, value)
  }
  return (name) => values.get(name)
}

/** Optional filters are trimmed; empty or only white space is as if absent (Get Customers; Get Orders). */
export function optional(value: Parameter): Parameter {
  const text = typeof value === 'string' ? value.trim() : value
  return text === '' ? undefined : text
}

/** Free text and page numbers: an array is ignored [assumed]. */
export const textOf = (value: Parameter): string | undefined =>
  typeof value === 'string' ? value : undefined
