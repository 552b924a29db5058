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

/** So many rows of those that were read last are known again: two pages. */
const REMEMBERED = 50
/** So many rows in a row are taken for what was read last. */
const TAIL = 5
/** So often pages are read again that moved meanwhile. */
const TRIES = 5

/** Where a walk goes on. */
export interface Place extends JsonObject {
  /** The page to read next. */
  page: number
  /** What was read last, by id. */
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
  const read = async (number: number): Promise<Page<R>> => {
    const { body } = await get(`${url}${url.includes('?') ? '&' : '?'}page=${number}`)
    const page: Page<R> = JSON.parse(body)
    // Without an id nobody could ask for it, or know it again.
    return { ...page, items: page.items.filter((row) => typeof row?.id === 'string') }
  }
  const begun = from as Place | null
  // Most lists have one page only, which then is read once.
  let seen: Page<R> | null = begun ? null : await read(1)
  let place: Place = begun ?? { page: seen?.pagination.total_pages ?? 1, met: [] }
  for (;;) {
    const rows = await aroundPage(place, seen, read)
    seen = null
    const fresh = [...new Map(rows.map((row) => [row.id, row])).values()]
      .filter(({ id }) => !place.met.includes(id))
      .reverse()
    const last = Math.max(1, Math.ceil(fresh.length / atOnce))
    for (let part = 1; part <= last; part++) {
      const stretch = fresh.slice((part - 1) * atOnce, part * atOnce)
      const met = [...place.met, ...stretch.map(({ id }) => id)].slice(-REMEMBERED)
      const next: Place = { page: part < last ? place.page : place.page - 1, met }
      yield { rows: stretch, next: next.page > 0 ? next : null }
      place = next
    }
    if (place.page === 0) return
  }
}

/** The page to be read, and those behind it down to what was read last; newest first. */
async function aroundPage<R extends Row>(
  { page: start, met }: Place,
  seen: Page<R> | null,
  read: (page: number) => Promise<Page<R>>,
): Promise<R[]> {
  let rows: R[] = []
  for (let tries = 0; tries < TRIES; tries++) {
    const first = (start === 1 ? seen : null) ?? (await read(start))
    const found = [...first.items]
    let last = first
    let page = start
    while (page < last.pagination.total_pages && !isMet(last.items, met)) {
      page++
      last = await read(page)
      found.push(...last.items)
    }
    // What stands behind what was read last was read before it.
    const end = isMet(last.items, met) ? found.findLastIndex(({ id }) => met.includes(id)) + 1 : found.length
    rows = [...found.slice(0, end), ...rows]
    // As long as the first page stands still, nothing before the others moved while they were read.
    if (page === start || idsOf(await read(start)) === idsOf(first)) break
  }
  return rows
}

const idsOf = ({ items }: Page<Row>): string => items.map(({ id }) => id).join()

/** It ends with what was read last. Single rows that were read may have moved to the front. */
function isMet(items: readonly Row[], met: readonly string[]): boolean {
  const tail = items.slice(-TAIL)
  return tail.length > 0 && tail.every(({ id }) => met.includes(id))
}
