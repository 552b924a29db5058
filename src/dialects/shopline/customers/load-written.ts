/** Reads a page of customers with all their keys, as the store writes them: each is made text of as it comes. */
import type { Customer } from '../../../core/schema.ts'
import type { Writing, Written } from '../../../core/writing.ts'
import type { ShoplineCall } from '../call.ts'
import { type Edge, linkHeader, loadPage, loadPageBy } from '../paging.ts'
import type { PageQuery } from '../read-page.ts'

type Call = Pick<ShoplineCall, 'request' | 'services' | 'store'>

interface WrittenPage<P> {
  /** Of the page's customers, in their order. */
  pieces: readonly P[]
  links: Record<string, string>
}

/** Makes what is shown of a customer. A row more than the page shows may be among them, and the order be another. */
type Write<P> = (row: Written) => P

/** One statement for the list itself; for a search one that finds the page, and one for what is on it. */
export const loadWritten = <P>(
  call: Call,
  query: PageQuery<'customer'>,
  writing: Writing,
  write: Write<P>,
): Promise<WrittenPage<P>> =>
  isWhole(query) ? loadAtOnce(call, query, writing, write) : loadFound(call, query, writing, write)

/** Nobody is left out. Only then is the statement the same each time: planning it costs as much as it does. */
const isWhole = ({ where, filter }: PageQuery): boolean =>
  filter === undefined && (where === undefined || (where.op === 'all' && where.of.length === 0))

async function loadAtOnce<P>(
  { request, services: { records }, store }: Call,
  query: PageQuery<'customer'>,
  writing: Writing,
  write: Write<P>,
): Promise<WrittenPage<P>> {
  const { rank } = query
  const placed = withPlace(writing, rank)
  const [id, value] = [writing.length, writing.length + 1]
  const edgeOf = (row: Written): Edge => {
    const sinceId = row.text(id) ?? ''
    return rank === null ? { sinceId } : { sinceId, sinceValue: row.whole(value) ?? 0 }
  }
  const page = await loadPageBy(
    records,
    store.key,
    query,
    (asked) =>
      records.listWritten(store.key, asked, placed, (row) => ({ piece: write(row), edge: edgeOf(row) })),
    ({ edge }) => edge,
  )
  return { pieces: page.records.map(({ piece }) => piece), links: linkHeader(request, query, page) }
}

const PLACED = new WeakMap<Writing, Map<PageQuery['rank'], Writing>>()

/** With the columns that say where a customer stands behind all others. */
function withPlace(writing: Writing, rank: PageQuery['rank']): Writing {
  const known = PLACED.get(writing) ?? new Map<PageQuery['rank'], Writing>()
  PLACED.set(writing, known)
  const made = known.get(rank) ?? [...writing, { field: 'numberId' }, ...(rank ? [{ field: rank }] : [])]
  known.set(rank, made)
  return made
}

/** What each was when it was written; who is gone by then is left out. */
async function loadFound<P>(
  { request, services: { records }, store }: Call,
  query: PageQuery<'customer'>,
  writing: Writing,
  write: Write<P>,
): Promise<WrittenPage<P>> {
  const page = await loadPage(records, store.key, query, SORTED_BY)
  const keys = page.records.map(({ key }) => key)
  const pieces = await records.written(store.key, 'customer', keys, writing, write)
  return { pieces, links: linkHeader(request, query, page) }
}

/** What says where a page begins and ends. */
const SORTED_BY = [
  ...(['key', 'numberId', 'lastPlacedRank', 'placedOrdersCount', 'createdAt'] as const),
] satisfies (keyof Customer)[]
