/** From a query string to a page of records: what every list of SHOPLINE's has in common (sections 3.1, 3.4, 3.6). */
import type { Condition } from '../../core/query.ts'
import { parsePairs } from '../../lib/query-string.ts'
import { type Cursor, DEFAULT_LIMIT, type Filters, isLimit, MAX_LIMIT, readCursor } from './cursor.ts'
import { ShoplineRefusal, unprocessable, wrongType } from './errors.ts'

export type ListedType = 'customer' | 'order'
/** What sorts before the id, descending; a field that no record lacks. */
export type Rank = 'lastPlacedRank' | 'placedOrdersCount' | 'createdAt' | null

/** An endpoint's list, as data. */
export interface Listing<T extends ListedType = ListedType, F extends string = string> {
  type: T
  /** The names of the filters. */
  filters: readonly string[]
  maxLimit?: number
  /** Which records and in which order; throws a `ShoplineRefusal` that names the parameter. */
  read(filters: Filters): Wanted
  /** The keys to show, in the order asked; null for all. */
  readFields(text: string | undefined): readonly F[] | null
}

export interface Wanted {
  /** What the index that sorts knows as well. */
  where?: Condition
  /** What another index finds: by how many match it is decided how the page is found. Absent: all of them. */
  filter?: Condition | undefined
  rank: Rank
}

export interface PageQuery<T extends ListedType = ListedType, F extends string = string> {
  type: T
  where?: Condition
  filter?: Condition | undefined
  rank: Rank
  limit: number
  filters: Filters
  fields: readonly F[] | null
  /** Where the page lies; null for the first. */
  position: Omit<Cursor, 'limit' | 'filters'> | null
}

/** Throws a `ShoplineRefusal` that names the parameter. An empty parameter is one that was not sent. */
export function readPage<T extends ListedType, F extends string>(
  query: string,
  listing: Listing<T, F>,
): PageQuery<T, F> {
  const { type, maxLimit = MAX_LIMIT } = listing
  const sent = new Map(parsePairs(query).filter(([, value]) => value.trim() !== ''))
  const limit = readLimit(sent.get('limit'), maxLimit)
  const fields = listing.readFields(sent.get('fields'))
  const pageInfo = sent.get('page_info')
  if (pageInfo === undefined) {
    const filters = sentFilters(sent, listing.filters)
    return {
      ...{ type, ...listing.read(filters), limit: limit ?? DEFAULT_LIMIT },
      ...{ filters, fields, position: null },
    }
  }
  // Everything but limit and fields comes from the first request, through the cursor.
  const cursor = readCursor(pageInfo, listing.filters, maxLimit)
  const read = cursor && readCarried(cursor.filters, listing)
  if (!cursor || !read || (read.rank !== null && cursor.sinceValue === undefined))
    throw unprocessable('page_info', 'invalid')
  return { type, ...read, limit: limit ?? cursor.limit, filters: cursor.filters, fields, position: cursor }
}

function readLimit(text: string | undefined, max: number): number | null {
  if (text === undefined) return null
  const limit = readInteger(text, 'limit')
  if (!isLimit(limit, max)) throw unprocessable('limit', `must be between 1 and ${max}`)
  return limit
}

export function readInteger(text: string, name: string): number {
  if (!/^[+-]?\d+$/.test(text.trim())) throw wrongType(name, 'must be an integer')
  return Number(text)
}

/** Which rank an `order` means; throws for one that the table does not know. */
export function readOrder(text: string | undefined, ranks: Readonly<Record<number, Rank>>, otherwise: Rank) {
  if (text === undefined) return otherwise
  const rank = ranks[readInteger(text, 'order')]
  if (rank === undefined) throw unprocessable('order', `must be one of ${Object.keys(ranks).join(', ')}`)
  return rank
}

function sentFilters(sent: ReadonlyMap<string, string>, names: readonly string[]): Filters {
  const filters: Record<string, string> = {}
  for (const name of names) {
    const value = sent.get(name)
    if (value !== undefined) filters[name] = value
  }
  return filters
}

/** What the filters of a cursor mean, or null when it was not we who wrote it. */
function readCarried(filters: Filters, listing: Listing): ReturnType<Listing['read']> | null {
  try {
    return listing.read(filters)
  } catch (error) {
    if (error instanceof ShoplineRefusal) return null
    throw error
  }
}
