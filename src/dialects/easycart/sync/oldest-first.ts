/**
 * Walks a list of numbered pages, which are newest first, from its last page to its first: records come in the order in
 * which they happened, and what is new meanwhile is met last. Pages are offsets over live data (section 2.6): a row
 * that comes in front moves others onto a page that was read already, and one that goes brings others forward. So each
 * page is read together with as many of those behind it as it takes to find what was read last; what stands
 * before that and was not read is new to the walk, too.
 */
import type { Json, JsonObject } from '../../../core/schema.ts'
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

/**
 * `url` is the list's, filters included, without its page: `/api/v1/orders`. At most `atOnce` rows come together, so that
 * what takes many requests each is lost in small parts only when the walk is cut off.
 */
export async function* oldestFirst<R extends Row>(
  get: Get,
  url: string,
  { from = null, atOnce = 25 }: { from?: Json; atOnce?: number } = {},
): AsyncGenerator<Stretch<R>> {
  const read = async (page: number): Promise<Page<R>> =>
    JSON.parse((await get(`${url}${url.includes('?') ? '&' : '?'}page=${page}`)).body)
  let place = from as Place | null
  // Most lists have one page only, which then is read once.
  let seen = place ? null : await read(1)
  for (place ??= { page: seen?.pagination.total_pages ?? 1, met: [] }; ; ) {
    const met: ReadonlySet<string> = new Set(place.met)
    const rows: R[] = []
    for (let page = place.page; ; page++) {
      const { items, pagination } = (page === 1 ? seen : null) ?? (await read(page))
      rows.push(...items)
      if (page >= pagination.total_pages || items.some(({ id }) => met.has(id))) break
    }
    seen = null
    const fresh: R[] = [...new Map(rows.map((row) => [row.id, row])).values()].filter(
      ({ id }) => !met.has(id),
    )
    fresh.reverse()
    for (let start = atOnce; start < fresh.length; start += atOnce) {
      const next = { page: place.page, met: fresh.slice(0, start).map(({ id }) => id) }
      yield { rows: fresh.slice(start - atOnce, start), next }
    }
    const rest = fresh.slice(Math.floor(Math.max(0, fresh.length - 1) / atOnce) * atOnce)
    const next: Place | null =
      place.page > 1
        ? { page: place.page - 1, met: fresh.length > 0 ? fresh.map(({ id }) => id) : place.met }
        : null
    yield { rows: rest, next }
    if (next === null) return
    place = next
  }
}
