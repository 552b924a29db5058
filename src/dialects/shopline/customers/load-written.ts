/** Reads a page of customers with all their keys: the page itself, and what is written of each by one statement. */
import type { Customer } from '../../../core/schema.ts'
import type { Writing, Written } from '../../../core/writing.ts'
import type { ShoplineCall } from '../call.ts'
import { linkHeader, loadPage } from '../paging.ts'
import type { PageQuery } from '../read-page.ts'

/** What each was when it was written; who is gone by then is left out. */
export async function loadWritten(
  { request, services: { records }, store }: Pick<ShoplineCall, 'request' | 'services' | 'store'>,
  query: PageQuery<'customer'>,
  writing: Writing,
): Promise<{ written: Written[]; links: Record<string, string> }> {
  const page = await loadPage(records, store.key, query, SORTED_BY)
  const keys = page.records.map(({ key }) => key)
  const written = await records.written(store.key, 'customer', keys, writing)
  return { written, links: linkHeader(request, query, page) }
}

/** What says where a page begins and ends. */
const SORTED_BY = [
  'key',
  'numberId',
  'lastPlacedRank',
  'placedOrdersCount',
  'createdAt',
] satisfies (keyof Customer)[]
