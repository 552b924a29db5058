/** Asks a Commerce Layer server for records; what it refuses or answers in other words is simply not there. */
import type { CheckSend } from '../../conformance.ts'
import { CONTENT_TYPE } from '../errors.ts'

export interface Linkage {
  data?: { type: string; id: string } | { type: string; id: string }[] | null
}
export interface Found {
  id: string
  type: string
  attributes: Readonly<Record<string, unknown>>
  relationships?: Readonly<Record<string, Linkage>>
}
export interface Page {
  records: readonly Found[]
  included: readonly Found[]
  /** Of all pages; null where the answer does not say. */
  count: number | null
}

const NOTHING: Page = { records: [], included: [], count: null }

/** `ask('/customers?page[size]=1')`; one record is a list of one. */
export const createAsk =
  (send: CheckSend) =>
  async (path: string): Promise<Page> => {
    const { status, body } = await send({ url: `/api${path}`, headers: { Accept: CONTENT_TYPE } })
    if (status !== 200) return NOTHING
    try {
      return pageOf(JSON.parse(body))
    } catch {
      return NOTHING
    }
  }
export type Ask = ReturnType<typeof createAsk>

function pageOf(document: unknown): Page {
  const { data, included, meta } = document as {
    data?: unknown
    included?: unknown
    meta?: { record_count?: unknown }
  }
  const count = meta?.record_count
  return {
    records: recordsIn(data),
    included: recordsIn(included),
    count: typeof count === 'number' ? count : null,
  }
}

const recordsIn = (value: unknown): Found[] =>
  [value ?? []].flat().filter((one): one is Found => {
    const { id, attributes } = (one ?? {}) as Partial<Found>
    return typeof id === 'string' && typeof attributes === 'object' && attributes !== null
  })
