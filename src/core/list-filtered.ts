/**
 * Lists by a filter that has another index than the order. A database that has to guess how many match walks the whole
 * order in search of the last few, or gathers and sorts half of the table for one page. Here it is known how many match,
 * and nothing is read that would be more than either way costs for sure.
 */
import type { Reader } from './ports.ts'
import { all, type Query } from './query.ts'
import type { RecordType } from './schema.ts'

/** `where` is the filter alone; `among` what is listed without it, which the index of the order knows. */
export interface Filtered<T extends RecordType = RecordType> extends Omit<Query<T>, 'few' | 'among'> {
  among?: Query['where'] | undefined
}

export interface Known {
  /** How many match, or so many at least. */
  matches: number
  /** Among how many. */
  of: number
}

/** So many times what it takes where those that match lie evenly in the order. */
const PATIENCE = 4

/**
 * The page, found in one of two ways. Few matches are gathered by the filter's index and sorted. Many are met soon on a
 * walk along the order; where that does not meet enough of them, since they lie far behind, they are gathered after all.
 * `read` reads a page: `(query) => records.list(store, query)`. At most two statements.
 */
export async function listFiltered<T extends RecordType, R>(
  { among, ...query }: Filtered<T>,
  { matches, of }: Known,
  read: (query: Query<T>) => Promise<R[]>,
): Promise<R[]> {
  const { where, limit, offset = 0 } = query
  if (matches <= offset) return []
  const gather = () => read({ ...query, where: all(among, where), few: true })
  if (matches * matches <= (offset + limit) * of) return gather()
  const first = Math.ceil((PATIENCE * (offset + limit) * of) / matches)
  const met = await read({ ...query, among: { ...(among ? { where: among } : {}), first } })
  return met.length >= Math.min(limit, matches - offset) ? met : gather()
}

/**
 * The same where nobody is told how many match: they are counted no further than to where it is known which way to the
 * page is the shorter. At most four statements, of which one reads a kept count.
 */
export async function listUncounted<T extends RecordType, R>(
  records: Pick<Reader, 'count'>,
  organization: number,
  filtered: Filtered<T>,
  read: (query: Query<T>) => Promise<R[]>,
): Promise<R[]> {
  const { type, where, among, limit, offset = 0 } = filtered
  const of = await records.count(organization, type)
  // A power of two: the statement's text has it in it.
  const most = 2 ** Math.ceil(Math.log2(Math.sqrt((offset + limit) * of) + 2))
  const matches = await records.count(organization, type, all(among, where), most)
  return listFiltered(filtered, { matches, of }, read)
}
