/**
 * Walks a list of numbered pages, which are newest first, from its last page to its first: records come in the order in
 * which they happened, and what is new meanwhile is met last. Pages are offsets over live data (section 2.6): a row
 * that comes in front moves others onto a page that was read already, and one that goes brings others forward. So each
 * page is read together with as many of those behind it as it takes to find what was read last; what stands
 * before that and was not read is new to the walk, too.
 */
import type { JsonObject } from '../../../core/schema.ts'
import type { Get } from '../../client.ts'
import type { Page, Row } from './wire.ts'

/** Where a walk goes on. */
export interface Place extends JsonObject {
  /** The page to read next. */
  page: number
  /** What was read last. */
  met: string[]
}

export interface Stretch<R extends Row> {
  /** Oldest first; some may have been read before. */
  rows: R[]
  /** Null after the first page. */
  next: Place | null
}

/** `url` is the list's, filters included, without its page: `/api/v1/orders`. */
export async function* oldestFirst<R extends Row>(
  get: Get,
  url: string,
  from: Place | null = null,
): AsyncGenerator<Stretch<R>> {
  const read = async (page: number): Promise<Page<R>> =>
    JSON.parse((await get(`${url}${url.includes('?') ? '&' : '?'}page=${page}`)).body)
  let place = from ?? { page: (await read(1)).pagination.total_pages, met: [] }
  for (;;) {
    const met = new Set(place.met)
    const rows: R[] = []
    for (let page = place.page; ; page++) {
      const { items, pagination } = await read(page)
      rows.push(...items)
      if (page >= pagination.total_pages || items.some(({ id }) => met.has(id))) break
    }
    const fresh = [...new Map(rows.map((row) => [row.id, row])).values()].filter(({ id }) => !met.has(id))
    const next: Place | null =
      place.page > 1
        ? { page: place.page - 1, met: fresh.length > 0 ? fresh.map(({ id }) => id) : place.met }
        : null
    yield { rows: fresh.reverse(), next }
    if (next === null) return
    place = next
  }
}
