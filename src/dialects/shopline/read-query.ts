/** From SHOPLINE's query string to a page of the core's customers (sections 3.1, 3.2, 3.6). */
import { all, type Condition, never, where } from '../../core/query.ts'
import { parsePairs } from '../../lib/query-string.ts'
import {
  type Cursor,
  DEFAULT_LIMIT,
  FILTERS,
  type Filters,
  isLimit,
  MAX_LIMIT,
  readCursor,
} from './cursor.ts'
import { ShoplineRefusal, unprocessable, wrongType } from './errors.ts'
import { type CustomerField, readFields } from './fields.ts'
import { isCustomerId, readBound } from './ids-as-numbers.ts'
import type { ShoplineSettings } from './settings.ts'
import { type OffsetAt, readTime } from './time.ts'

export interface ListQuery {
  limit: number
  /** The keys to show, in the order asked; null for all. */
  fields: readonly CustomerField[] | null
  filters: Filters
  where: Condition
  /** Where the page lies; null for the first. */
  position: Pick<Cursor, 'sinceId' | 'direction'> | null
}

export interface ReadingRules {
  sinceIdMode: ShoplineSettings['sinceIdMode']
  offsetAt: OffsetAt
}

/** Throws a `ShoplineRefusal` that names the parameter. An empty parameter is one that was not sent. */
export function readListQuery(query: string, rules: ReadingRules): ListQuery {
  const sent = new Map(parsePairs(query).filter(([, value]) => value.trim() !== ''))
  const limit = readLimit(sent.get('limit'))
  const fields = readFields(sent.get('fields'))
  const pageInfo = sent.get('page_info')
  if (pageInfo === undefined) {
    const filters = sentFilters(sent)
    return {
      limit: limit ?? DEFAULT_LIMIT,
      fields,
      filters,
      where: readFilters(filters, rules),
      position: null,
    }
  }
  // Everything but limit and fields comes from the first request, through the cursor.
  const cursor = readCursor(pageInfo)
  const conditions = cursor && carriedFilters(cursor.filters, rules)
  if (!cursor || !conditions) throw unprocessable('page_info', 'invalid')
  return {
    limit: limit ?? cursor.limit,
    fields,
    filters: cursor.filters,
    where: conditions,
    position: cursor,
  }
}

function readLimit(text: string | undefined): number | null {
  if (text === undefined) return null
  if (!/^[+-]?\d+$/.test(text.trim())) throw wrongType('limit', 'must be an integer')
  const limit = Number(text)
  if (!isLimit(limit)) throw unprocessable('limit', `must be between 1 and ${MAX_LIMIT}`)
  return limit
}

function sentFilters(sent: ReadonlyMap<string, string>): Filters {
  const filters: Filters = {}
  for (const name of FILTERS) {
    const value = sent.get(name)
    if (value !== undefined) filters[name] = value
  }
  return filters
}

const customer = where('customer')

/** One reader a filter; all of them must hold [assumed]. */
const READERS: Record<keyof Filters, (text: string, rules: ReadingRules) => Condition | undefined> = {
  since_id: readSinceId,
  ids: readIds,
  created_at_min: (text, { offsetAt }) => customer.gte('createdAt', second('created_at_min', text, offsetAt)),
  created_at_max: (text, { offsetAt }) => customer.lt('createdAt', after('created_at_max', text, offsetAt)),
  updated_at_min: (text, { offsetAt }) => customer.gte('updatedAt', second('updated_at_min', text, offsetAt)),
  updated_at_max: (text, { offsetAt }) => customer.lt('updatedAt', after('updated_at_max', text, offsetAt)),
}

const readFilters = (filters: Filters, rules: ReadingRules): Condition =>
  all(
    ...FILTERS.map((name) => {
      const text = filters[name]
      return text === undefined ? undefined : READERS[name](text, rules)
    }),
  )

/** The filters of a cursor, or null when it was not we who wrote it. */
function carriedFilters(filters: Filters, rules: ReadingRules): Condition | null {
  try {
    return readFilters(filters, rules)
  } catch (error) {
    if (error instanceof ShoplineRefusal) return null
    throw error
  }
}

/**
 * [assumed A1] "Start querying customers from this specified ID": a lower bound that is left out itself, since
 * the live cursor carries 0 where none was given. The other reading resumes the descending list below it.
 */
function readSinceId(text: string, { sinceIdMode }: ReadingRules): Condition {
  const bound = readBound(text.trim())
  if (bound === null) throw unprocessable('since_id', 'invalid')
  return sinceIdMode === 'after' ? customer.gt('numberId', bound) : customer.lt('numberId', bound)
}

/** [assumed A3] "Maximum length: 64" counts ids: 64 characters would hold five. */
const MAX_IDS = 64

/** What is no id matches nothing; nothing but commas asks for nothing. */
function readIds(text: string): Condition | undefined {
  const ids = [...new Set(text.split(',').map((id) => id.trim()))].filter((id) => id !== '')
  if (ids.length === 0) return undefined
  if (ids.length > MAX_IDS) throw unprocessable('ids', `at most ${MAX_IDS} ids are allowed`)
  const known = ids.filter(isCustomerId)
  return known.length === 0 ? never : customer.in('numberId', known)
}

function second(field: string, text: string, offsetAt: OffsetAt): Date {
  const time = readTime(text, offsetAt)
  if (!time) throw unprocessable(field, 'must be an ISO 8601 date-time')
  return time
}

/** The first instant past a whole second: what is shown as that second is still within. */
const after = (field: string, text: string, offsetAt: OffsetAt): Date =>
  new Date(second(field, text, offsetAt).getTime() + 1000)
