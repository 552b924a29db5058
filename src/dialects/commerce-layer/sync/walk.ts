/**
 * Walks a resource by time instead of by page number, as the vendor advises for long lists: what is deleted or added
 * meanwhile moves no page, and no page is deep. Records of one moment are paged through by number.
 */
import type { Json, JsonObject } from '../../../core/schema.ts'
import type { Walk } from '../../client.ts'
import type { Resource } from '../resource.ts'
import type { ListDocument, ResourceObject } from './json-api.ts'
import { includesOf } from './read-draft.ts'

const PAGE_SIZE = 25

/** Where the next request starts. */
interface Place extends JsonObject {
  /** Records of this moment and after it; null: all. */
  at: string | null
  page: number
  /** Those of this moment that were met. */
  met: string[]
}

export interface Leaf {
  document: ListDocument
  /** Those that were not met before. */
  objects: readonly ResourceObject[]
  next: Json
  total: number | null
}

export async function* leaves(
  resource: Resource,
  also: readonly string[],
  { get, from, since }: Walk,
): AsyncGenerator<Leaf> {
  const by = since ? 'updated_at' : 'created_at'
  let place = (from as Place | null) ?? { at: since?.toISOString() ?? null, page: 1, met: [] }
  for (;;) {
    const { body } = await get(urlOf(resource, also, by, place))
    const document = JSON.parse(body) as ListDocument
    const objects = document.data.filter((one) => !place.met.includes(one?.id))
    const next = document.data.length < PAGE_SIZE ? null : after(place, document.data, by)
    const first = from === null && place.page === 1 && place.met.length === 0
    yield { document, objects, next, total: first ? (document.meta?.record_count ?? null) : null }
    if (next === null) return
    place = next
  }
}

function urlOf(resource: Resource, also: readonly string[], by: string, { at, page }: Place): string {
  const includes = [...includesOf(resource), ...also].join(',')
  const parts = [
    `sort=${by}`,
    `page[number]=${page}`,
    `page[size]=${PAGE_SIZE}`,
    ...(at ? [`filter[q][${by}_gteq]=${encodeURIComponent(at)}`] : []),
    ...(includes ? [`include=${includes}`] : []),
  ]
  return `/api/${resource.type}?${parts.join('&')}`
}

/** From the moment of the last record on; while a whole page is of one moment, the next page of that moment. */
function after(place: Place, page: readonly ResourceObject[], by: string): Place {
  const timeOf = (one: ResourceObject | undefined) => one?.attributes?.[by]
  const last = timeOf(page.findLast((one) => typeof timeOf(one) === 'string'))
  // None of them says when it was.
  if (typeof last !== 'string') return { ...place, page: place.page + 1 }
  if (last === place.at || timeOf(page[0]) === last)
    return { at: last, page: place.at === last ? place.page + 1 : 2, met: [] }
  return { at: last, page: 1, met: page.filter((one) => timeOf(one) === last).map(({ id }) => id) }
}
