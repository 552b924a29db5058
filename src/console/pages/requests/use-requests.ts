/** The requests that fit, newest first, and what comes in while one looks. */
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import type { RequestShown } from '../../../server/admin/traffic/present.ts'
import { api, path } from '../../api/client.ts'
import type { Filters } from './filters.tsx'

interface Page {
  requests: RequestShown[]
  next: string | null
}

const EVERY_MS = 1500
const LIMIT = 50

export function useRequests(slug: string, filters: Filters, isLive: boolean) {
  const queries = useQueryClient()
  const key = ['requests', slug, filters]
  const ask = (query: Record<string, string | number | undefined>, signal: AbortSignal) =>
    api<Page>(path`/organizations/${slug}/requests`, {
      query: { ...filters, limit: LIMIT, ...query },
      signal,
    })
  const pages = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => ask({ before: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const newest = pages.data?.pages.find(({ requests }) => requests.length > 0)?.requests[0]?.id
  useQuery({
    queryKey: [...key, 'newer'],
    async queryFn({ signal }) {
      const found = await ask({ after: newest }, signal)
      // More than a page came at once: from there on one looks anew.
      if (found.next) {
        queries.setQueryData<InfiniteData<Page, string | undefined>>(key, {
          pages: [found],
          pageParams: [undefined],
        })
      } else if (found.requests.length > 0)
        queries.setQueryData<InfiniteData<Page, string | undefined>>(
          key,
          (before) =>
            before && {
              ...before,
              pages: before.pages.map((page, at) => (at === 0 ? joined(found, page) : page)),
            },
        )
      return found.requests.length
    },
    enabled: isLive && pages.isSuccess,
    refetchInterval: EVERY_MS,
    gcTime: 0,
    meta: { quiet: true },
  })
  return { ...pages, requests: pages.data?.pages.flatMap(({ requests }) => requests) ?? [] }
}

/** What came in before what was there; none twice. */
function joined(newer: Page, page: Page): Page {
  const known = new Set(page.requests.map(({ id }) => id))
  return { ...page, requests: [...newer.requests.filter(({ id }) => !known.has(id)), ...page.requests] }
}
