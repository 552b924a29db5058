/** Pages of records, the first in order first, and the `link` header that leads from one to the next (section 3.4). */

import { listUncounted } from '../../core/list-filtered.ts'
import type { Reader } from '../../core/ports.ts'
import { all, type Comparison, type Query, type Scalar } from '../../core/query.ts'
import type { FieldOf, RecordOf } from '../../core/schema.ts'
import { joined } from '../../lib/joined.ts'
import type { WireRequest } from '../dialect.ts'
import { writeCursor } from './cursor.ts'
import { step } from './ids-as-numbers.ts'
import type { ListedType, PageQuery } from './read-page.ts'
import { instant } from './time.ts'

/** Where a page ends, or the one beside it begins. */
export interface Edge {
  sinceId: string
  sinceValue?: number
}

export interface Page<R> {
  /** In order. */
  records: R[]
  /** Boundaries of the pages around, null where there is none. */
  next: Edge | null
  previous: Edge | null
}

/** With `fields`, which name the sort's as well, only these are read of each record. */
export async function loadPage<T extends ListedType>(
  records: Reader,
  organization: number,
  query: PageQuery<T>,
  fields?: readonly FieldOf<T>[],
): Promise<Page<RecordOf<T>>> {
  const read = (asked: Query<T>) => records.rows(organization, asked, fields)
  return loadPageBy(records, organization, query, read, (record) => edgeOf(record, query.rank))
}

/** The same of whatever `read` makes of records; `edge` says where one stands. */
export async function loadPageBy<T extends ListedType, R>(
  records: Reader,
  organization: number,
  query: PageQuery<T>,
  read: (asked: Query<T>) => Promise<R[]>,
  edge: (record: R) => Edge,
): Promise<Page<R>> {
  const { rows, behind } = pageQueries(query)
  const [found, before] = await Promise.all([
    query.filter
      ? listUncounted(records, organization, joined(rows, { among: query.where, where: query.filter }), read)
      : read(rows),
    behind ? records.rows(organization, behind, ['key' as FieldOf<T>]) : [],
  ])
  return pageOf(query, found, before.length > 0, edge)
}

/**
 * The two statements of a page: its rows with one beyond them, and whether there is any on the side we came
 * from. The second is null on the first page, which has nothing before it.
 */
function pageQueries<T extends ListedType>({
  type,
  where,
  filter,
  rank,
  position,
  limit,
}: PageQuery<T>): {
  rows: Query<T>
  behind: Query<T> | null
} {
  const one = (descending: boolean, limit: number, compare?: Comparison): Query<T> => ({
    type,
    ...(where || filter ? { where: all(where, filter) } : {}),
    sort: [...(rank ? [{ field: rank, descending }] : []), { field: 'numberId', descending }],
    ...(position && compare ? { bound: { compare, values: valuesOf(rank, position) } } : {}),
    limit,
  })
  if (!position) return { rows: one(true, limit + 1), behind: null }
  const later = position.direction === 'next'
  return {
    rows: one(later, limit + 1, later ? 'lt' : 'gt'),
    // The boundary row itself lies behind, unless it is gone by now.
    behind: one(!later, 1, later ? 'gte' : 'lte'),
  }
}

function valuesOf(rank: PageQuery['rank'], { sinceId, sinceValue = 0 }: Edge): Scalar[] {
  if (rank === null) return [sinceId]
  return [rank === 'createdAt' ? instant(sinceValue) : sinceValue, sinceId]
}

function pageOf<R>(
  query: PageQuery,
  rows: readonly R[],
  anyBehind: boolean,
  edge: (record: R) => Edge,
): Page<R> {
  const { limit, position } = query
  const shown = rows.slice(0, limit)
  const records = position?.direction === 'prev' ? shown.reverse() : shown
  const anyAhead = rows.length > limit
  const [later, earlier] = position?.direction === 'prev' ? [anyBehind, anyAhead] : [anyAhead, anyBehind]
  const [first, last] = edges(query, records, edge)
  return { records, next: later ? last : null, previous: earlier ? first : null }
}

/**
 * The first and last row of a page. One that turned out empty, since its rows were deleted, stands between two
 * ids, so that the way back includes the row it was reached from.
 */
function edges<R>({ position }: PageQuery, records: readonly R[], edge: (record: R) => Edge): [Edge, Edge] {
  const [first, last] = [records[0], records.at(-1)]
  if (first && last) return [edge(first), edge(last)]
  const { sinceId, sinceValue } = position ?? { sinceId: '0' }
  const at = (id: string): Edge => (sinceValue === undefined ? { sinceId: id } : { sinceId: id, sinceValue })
  return position?.direction === 'prev'
    ? [at(sinceId), at(step(sinceId, 1))]
    : [at(step(sinceId, -1)), at(sinceId)]
}

const edgeOf = (record: RecordOf<ListedType>, rank: PageQuery['rank']): Edge =>
  rank === null
    ? { sinceId: record.numberId }
    : { sinceId: record.numberId, sinceValue: Number((record as Record<string, unknown>)[rank]) }

/** `{ link: '<…>; rel="next", <…>; rel="previous"' }`, or nothing when there is neither. */
export function linkHeader(
  { origin, path }: WireRequest,
  { limit, fields, filters }: PageQuery,
  { next, previous }: Pick<Page<unknown>, 'next' | 'previous'>,
): Record<string, string> {
  const entry = (edge: Edge | null, direction: 'next' | 'prev', rel: string): string[] => {
    if (edge === null) return []
    const cursor = writeCursor(joined(edge, { direction, limit, filters }))
    // A comma would end the entry for the vendor's SDK, which splits the header at every one.
    const projection = fields ? `&fields=${encodeURIComponent(fields.join(','))}` : ''
    return [`<${origin}${path}?limit=${limit}&page_info=${cursor}${projection}>; rel="${rel}"`]
  }
  const entries = [...entry(next, 'next', 'next'), ...entry(previous, 'prev', 'previous')]
  return entries.length > 0 ? { link: entries.join(', ') } : {}
}
