import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { CustomerCount } from '../../../server/admin/customers/count-customers.ts'
import type { FilterValues } from '../../../server/admin/customers/filter-values.ts'
import type { CustomersShown } from '../../../server/admin/customers/list-customers.ts'
import type { Tagged } from '../../../server/admin/customers/tag-customers.ts'
import { ApiError, api, apiUrl, path } from '../../api/client.ts'
import type { Filters, View } from './view.ts'

/** Everything that is read of an organization's customers. */
export const customersKey = (slug: string) => ['customers', slug] as const
const base = (slug: string) => path`/organizations/${slug}/customers`

export const useCustomers = (slug: string, { filters, sort, after, before }: View) =>
  useQuery({
    queryKey: [...customersKey(slug), 'list', filters, sort, after, before],
    queryFn: ({ signal }) =>
      api<CustomersShown>(base(slug), { query: { ...filters, sort, after, before }, signal }),
    // What was found stays until the next is there: no table that flickers while somebody types.
    placeholderData: keepPreviousData,
  })

/** Counted once the view has been left alone for a while, not for each key. */
export function useCount(slug: string, filters: Filters) {
  const settled = useSettled(JSON.stringify(filters), 500)
  return useQuery({
    queryKey: [...customersKey(slug), 'count', settled],
    queryFn: ({ signal }) =>
      api<CustomerCount>(`${base(slug)}/count`, { query: JSON.parse(settled), signal }),
    placeholderData: keepPreviousData,
  })
}

export const useFilterValues = (slug: string) =>
  useQuery({
    queryKey: [...customersKey(slug), 'values'],
    queryFn: ({ signal }) => api<FilterValues>(`${base(slug)}/values`, { signal }),
    staleTime: 60_000,
  })

function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, settle] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => settle(value), milliseconds)
    return () => clearTimeout(timer)
  }, [value, milliseconds])
  return settled
}

/** Those customers, or all of a view. */
export type Chosen = { ids: readonly string[] } | { view: Filters }
export interface TagChange {
  add: readonly string[]
  remove: readonly string[]
}
export type TagProgress = Omit<Tagged, 'next'>

const BATCH = 500

/** Batch by batch until all are done or `signal` says to stop; what was done by then stays. */
export async function tagCustomers(
  slug: string,
  chosen: Chosen,
  change: TagChange,
  { signal, onProgress }: { signal: AbortSignal; onProgress(done: TagProgress): void },
): Promise<TagProgress> {
  const done: TagProgress = { customers: 0, changed: 0, full: 0 }
  const send = async (which: object): Promise<string | null> => {
    const answer = await api<Tagged>(`${base(slug)}/tags`, { method: 'POST', body: { ...change, ...which } })
    done.customers += answer.customers
    done.changed += answer.changed
    done.full += answer.full
    onProgress({ ...done })
    return answer.next
  }
  if ('ids' in chosen)
    for (let from = 0; from < chosen.ids.length && !signal.aborted; from += BATCH)
      await send({ ids: chosen.ids.slice(from, from + BATCH) })
  else
    for (let after: string | null | undefined; after !== null && !signal.aborted; )
      after = await send({ view: inBody(chosen.view), ...(after ? { after } : {}) })
  return done
}

/** In a body numbers are numbers. */
function inBody({ spent_from, spent_to, ...filters }: Filters): object {
  const number = (name: string, text: string | undefined) =>
    text === undefined ? {} : { [name]: Number(text) }
  return { ...filters, ...number('spent_from', spent_from), ...number('spent_to', spent_to) }
}

/** The view's file, fetched piece by piece; `onProgress` hears how many pieces there are so far. */
export async function fetchCsv(
  slug: string,
  { filters, sort }: Pick<View, 'filters' | 'sort'>,
  onProgress: (pieces: number) => void,
): Promise<Blob> {
  const pieces: string[] = []
  for (let after: string | null | undefined; after !== null; ) {
    const answer = await fetch(apiUrl(`${base(slug)}/csv`, { ...filters, sort, after }))
    if (!answer.ok) throw new ApiError(answer.status, 'failed', 'The file could not be made.')
    pieces.push(await answer.text())
    after = answer.headers.get('Clientele-Next')
    onProgress(pieces.length)
  }
  return new Blob(pieces, { type: 'text/csv' })
}
