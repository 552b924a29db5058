import { useQuery } from '@tanstack/react-query'
import type { SourceShown } from '../../../server/admin/syncs/present.ts'
import type { SyncPlatforms } from '../../../server/admin/syncs/routes.ts'
import { api, path } from '../../api/client.ts'

export const isRunning = ({ state, run }: SourceShown): boolean =>
  state === 'running' || run?.state === 'running'

/** Often while something runs; a schedule may start one at any time. */
export const useSyncs = (slug: string) =>
  useQuery({
    queryKey: ['syncs', slug],
    queryFn: ({ signal }) =>
      api<{ sources: SourceShown[] }>(path`/organizations/${slug}/syncs`, { signal }).then(
        ({ sources }) => sources,
      ),
    refetchInterval: ({ state }) => (state.data?.some(isRunning) ? 1000 : 5000),
  })

export type Platform = SyncPlatforms['platforms'][number]

export const usePlatforms = () =>
  useQuery({
    queryKey: ['sync-platforms'],
    queryFn: ({ signal }) =>
      api<SyncPlatforms>('/sync-platforms', { signal }).then(({ platforms }) => platforms),
    staleTime: Number.POSITIVE_INFINITY,
  })
