import { type QueryClient, useQuery } from '@tanstack/react-query'
import type { OrganizationShown } from '../../server/admin/present.ts'
import type { Session } from '../../server/admin/session.ts'
import { api, path } from './client.ts'

const SESSION = ['session'] as const

/** Somebody signed in, or out (null): nothing of what was read before stays. */
export function enter(queries: QueryClient, session: Session | null): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION[0] })
  queries.setQueryData<Session>(SESSION, (before) => session ?? (before && { ...before, signed_in: false }))
}

/** Whether somebody is signed in, and what the server can do. */
export const useSession = () =>
  useQuery({
    queryKey: SESSION,
    queryFn: ({ signal }) => api<Session>('/session', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useOrganizations = () =>
  useQuery({
    queryKey: ['organizations'],
    queryFn: ({ signal }) =>
      api<{ organizations: OrganizationShown[] }>('/organizations', { signal }).then(
        (found) => found.organizations,
      ),
  })

export const useOrganization = (slug: string) =>
  useQuery({
    queryKey: ['organizations', slug],
    queryFn: ({ signal }) => api<OrganizationShown>(path`/organizations/${slug}`, { signal }),
  })
