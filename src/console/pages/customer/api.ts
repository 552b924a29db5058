import { type InfiniteData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { AuditShown } from '../../../server/admin/audit.ts'
import type { Choices } from '../../../server/admin/customer/choices.ts'
import type { History } from '../../../server/admin/customer/history.ts'
import type { Origins } from '../../../server/admin/customer/origins.ts'
import type { CustomerShown } from '../../../server/admin/customer/shapes.ts'
import type { Held } from '../../../server/admin/customer/subscriptions.ts'
import type { Timeline } from '../../../server/admin/customer/timeline.ts'
import { api, path } from '../../api/client.ts'

/** Which customer the page is of. */
export interface Which {
  slug: string
  id: string
}
export const useWhich = (): Which => useParams({ from: '/o/$slug/customers/$id' })

export const customerPath = ({ slug, id }: Which): string => path`/organizations/${slug}/customers/${id}`

/** All that is read of one customer is below this key, so that a change makes all of it stale. */
export const keyOf = ({ slug, id }: Which) => ['customer', slug, id] as const

export const useCustomer = (which: Which) =>
  useQuery({
    queryKey: [...keyOf(which), 'shown'],
    queryFn: ({ signal }) => api<CustomerShown>(customerPath(which), { signal }),
  })

export const useHeld = (which: Which) =>
  useQuery({
    queryKey: [...keyOf(which), 'subscriptions'],
    queryFn: ({ signal }) => api<Held>(`${customerPath(which)}/subscriptions`, { signal }),
  })

export const useOrigins = (which: Which) =>
  useQuery({
    queryKey: [...keyOf(which), 'origins'],
    queryFn: ({ signal }) => api<Origins>(`${customerPath(which)}/origins`, { signal }),
  })

export const useChoices = ({ slug }: Pick<Which, 'slug'>) =>
  useQuery({
    queryKey: ['customer-choices', slug],
    queryFn: ({ signal }) => api<Choices>(path`/organizations/${slug}/customer-choices`, { signal }),
  })

const usePages = <T extends { next_cursor: string | null }>(
  which: Which,
  name: string,
  from = `${customerPath(which)}/${name}`,
  further: Record<string, string> = {},
) =>
  useInfiniteQuery<T, Error, InfiniteData<T>, readonly unknown[], string | null>({
    queryKey: [...keyOf(which), name],
    initialPageParam: null,
    queryFn: ({ pageParam: cursor, signal }) => api<T>(from, { query: { ...further, cursor }, signal }),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })

export const useTimeline = (which: Which) => usePages<Timeline>(which, 'timeline')
export const useHistory = (which: Which) => usePages<History>(which, 'history')
export const useAudit = (which: Which) =>
  usePages<AuditShown>(which, 'audit', path`/organizations/${which.slug}/audit`, { customer: which.id })
