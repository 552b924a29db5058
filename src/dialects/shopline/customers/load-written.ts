/** Reads a page of customers with all their keys, as the store writes them. */
import type { Customer } from '../../../core/schema.ts'
import type { Writing, Written } from '../../../core/writing.ts'
import type { ShoplineCall } from '../call.ts'
import { linkHeader, loadPage, loadPageBy } from '../paging.ts'
import type { PageQuery } from '../read-page.ts'

type Call = Pick<ShoplineCall, 'request' | 'services' | 'store'>

interface WrittenPage {
  written: readonly Written[]
  links: Record<string, string>
}

/** One statement for the list itself; for a search one that finds the page, and one for what is on it. */
export const loadWritten = (
  call: Call,
  query: PageQuery<'customer'>,
  writing: Writing,
): Promise<WrittenPage> =>
  isWhole(query) ? loadAtOnce(call, query, writing) : loadFound(call, query, writing)

/** Nobody is left out. Only then is the statement the same each time: planning it costs as much as it does. */
const isWhole = ({ where, filter }: PageQuery): boolean =>
  filter === undefined && (where === undefined || (where.op === 'all' && where.of.length === 0))

async function loadAtOnce(
  { request, services: { records }, store }: Call,
  query: PageQuery<'customer'>,
  writing: Writing,
): Promise<WrittenPage> {
  const { rank } = query
  const placed = withPlace(writing, rank)
  const [id, value] = [writing.length, writing.length + 1]
  const page = await loadPageBy(
    records,
    store.key,
    query,
    (asked) => records.listWritten(store.key, asked, placed),
    (one) => {
      const sinceId = one.text(id) ?? ''
      return rank === null ? { sinceId } : { sinceId, sinceValue: one.whole(value) ?? 0 }
    },
  )
  return { written: page.records, links: linkHeader(request, query, page) }
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
async function loadFound(
  { request, services: { records }, store }: Call,
  query: PageQuery<'customer'>,
  writing: Writing,
): Promise<WrittenPage> {
  const page = await loadPage(records, store.key, query, SORTED_BY)
  const keys = page.records.map(({ key }) => key)
  const written = await records.written(store.key, 'customer', keys, writing)
  return { written, links: linkHeader(request, query, page) }
}

/** What says where a page begins and ends. */
const SORTED_BY = [
  ...(['key', 'numberId', 'lastPlacedRank', 'placedOrdersCount', 'createdAt'] as const),
] satisfies (keyof Customer)[]
