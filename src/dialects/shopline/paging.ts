/** Pages of customers, newest id first, and the `link` header that leads from one to the next (section 3.4). */
import { all, type Condition, type Query, where } from '../../core/query.ts'
import type { Customer } from '../../core/schema.ts'
import type { WireRequest } from '../dialect.ts'
import { writeCursor } from './cursor.ts'
import { step } from './ids-as-numbers.ts'
import type { ListQuery } from './read-query.ts'

const customer = where('customer')
const one = (condition: Condition, descending: boolean, limit: number): Query<'customer'> => ({
  type: 'customer',
  where: condition,
  sort: [{ field: 'numberId', descending }],
  limit,
})

/**
 * The two statements of a page: its rows with one beyond them, and whether there is any on the side we came
 * from. The second is null on the first page, which has nothing before it.
 */
export function pageQueries({ where: matching, position, limit }: ListQuery): {
  rows: Query<'customer'>
  behind: Query<'customer'> | null
} {
  if (!position) return { rows: one(matching, true, limit + 1), behind: null }
  const { sinceId, direction } = position
  const older = direction === 'next'
  const ahead = older ? customer.lt('numberId', sinceId) : customer.gt('numberId', sinceId)
  // The boundary row itself lies behind, unless it is gone by now.
  const back = older ? customer.gte('numberId', sinceId) : customer.lte('numberId', sinceId)
  return { rows: one(all(matching, ahead), older, limit + 1), behind: one(all(matching, back), !older, 1) }
}

export interface Page {
  /** Newest id first. */
  customers: Customer[]
  /** Boundaries of the pages around, null where there is none. */
  next: string | null
  previous: string | null
}

export function pageOf({ limit, position }: ListQuery, rows: readonly Customer[], anyBehind: boolean): Page {
  const shown = rows.slice(0, limit)
  const customers = position?.direction === 'prev' ? shown.reverse() : shown
  const anyAhead = rows.length > limit
  const [older, newer] = position?.direction === 'prev' ? [anyBehind, anyAhead] : [anyAhead, anyBehind]
  const [first, last] = edges(customers, position)
  return { customers, next: older ? last : null, previous: newer ? first : null }
}

/**
 * First and last id of a page. One that turned out empty, since its rows were deleted, stands between two
 * ids, so that the way back includes the row it was reached from.
 */
function edges(customers: readonly Customer[], position: ListQuery['position']): [string, string] {
  const [first, last] = [customers[0]?.numberId, customers.at(-1)?.numberId]
  if (first !== undefined && last !== undefined) return [first, last]
  const sinceId = position?.sinceId ?? '0'
  return position?.direction === 'prev' ? [sinceId, step(sinceId, 1)] : [step(sinceId, -1), sinceId]
}

/** `{ link: '<…>; rel="next", <…>; rel="previous"' }`, or nothing when there is neither. */
export function linkHeader(
  { origin, path }: WireRequest,
  { limit, fields, filters }: ListQuery,
  { next, previous }: Page,
): Record<string, string> {
  const entry = (sinceId: string | null, direction: 'next' | 'prev', rel: string): string[] => {
    if (sinceId === null) return []
    const cursor = writeCursor({ sinceId, direction, limit, filters })
    // A comma would end the entry for the vendor's SDK, which splits the header at every one.
    const projection = fields ? `&fields=${encodeURIComponent(fields.join(','))}` : ''
    return [`<${origin}${path}?limit=${limit}&page_info=${cursor}${projection}>; rel="${rel}"`]
  }
  const entries = [...entry(next, 'next', 'next'), ...entry(previous, 'prev', 'previous')]
  return entries.length > 0 ? { link: entries.join(', ') } : {}
}
