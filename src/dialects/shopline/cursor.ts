/** `page_info`: base64 of compact JSON, opaque to clients (section 3.4). */
import { readBound } from './ids-as-numbers.ts'

export const DEFAULT_LIMIT = 50
export const MAX_LIMIT = 250

/** The parameters that choose and order the records; a cursor carries those of the first request, as they were sent. */
export type Filters = Readonly<Record<string, string>>

export interface Cursor {
  /** The boundary row: the last of the page it continues for `next`, the first for `prev`. */
  sinceId: string
  /** What that row is sorted by before its id; absent where the id alone sorts. */
  sinceValue?: number
  direction: 'next' | 'prev'
  limit: number
  filters: Filters
}

/** Without padding, in the alphabet that needs no escaping in a URL. */
export function writeCursor({ sinceId, sinceValue, direction, limit, filters }: Cursor): string {
  const sorted = sinceValue === undefined ? {} : { sinceValue }
  const carried = Object.keys(filters).length > 0 ? { filters } : {}
  return Buffer.from(JSON.stringify({ sinceId, direction, limit, ...sorted, ...carried })).toString(
    'base64url',
  )
}

/**
 * Either base64 alphabet, padded or not; null when it is no cursor. A raw `+` arrives as a space. `known` are the
 * names of the filters that are heeded.
 */
export function readCursor(text: string, known: readonly string[], maxLimit = MAX_LIMIT): Cursor | null {
  const encoded = text.trim().replaceAll(' ', '+')
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded)) return null
  const value = parseObject(Buffer.from(encoded, 'base64').toString('utf8'))
  const { sinceId, sinceValue, direction, limit = DEFAULT_LIMIT } = value ?? {}
  const bound = typeof sinceId === 'string' ? readBound(sinceId) : null
  const filters = readFilters(value?.filters ?? {}, known)
  if (bound === null || filters === null || !isLimit(limit, maxLimit)) return null
  if (direction !== 'next' && direction !== 'prev') return null
  const sorted = Number.isSafeInteger(sinceValue) ? { sinceValue: sinceValue as number } : {}
  return { sinceId: bound, ...sorted, direction, limit, filters }
}

export const isLimit = (value: unknown, max: number): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= max

function readFilters(value: unknown, known: readonly string[]): Filters | null {
  if (!isObject(value)) return null
  const filters: Record<string, string> = {}
  for (const name of known) {
    if (!Object.hasOwn(value, name)) continue
    const filter = value[name]
    if (typeof filter !== 'string') return null
    filters[name] = filter
  }
  return filters
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
