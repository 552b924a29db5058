import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { OrganizationShown, SnapshotShown } from '../../../server/admin/present.ts'
import { type Asked, api, path } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'

const EVERY_MS = 10_000
const keyOf = (slug: string) => ['snapshots', slug]

export const useSnapshots = (slug: string) =>
  useQuery({
    queryKey: keyOf(slug),
    queryFn: ({ signal }) =>
      api<{ snapshots: SnapshotShown[] }>(path`/organizations/${slug}/snapshots`, { signal }).then(
        ({ snapshots }) => snapshots,
      ),
    refetchInterval: EVERY_MS,
  })

export interface Restored {
  snapshot: SnapshotShown | null
  customers_before: number
  customers: number
}

/** What is done to one snapshot, or to the organization as a whole. */
export function useSnapshotChanges(slug: string) {
  const queries = useQueryClient()
  const key = keyOf(slug)
  const post = <T>(url: string, body: unknown, method: Asked['method'] = 'POST') =>
    api<T>(url, { method: method ?? 'POST', body })
  /** Whatever was read of the organization is another now. */
  const onSuccess = () => void queries.invalidateQueries()
  return {
    save: useChange(
      key,
      (given: { name: string; replace: boolean }) =>
        post<SnapshotShown>(path`/organizations/${slug}/snapshots`, given),
      { quiet: true },
    ),
    restore: useChange(
      key,
      ({ name, confirm }: { name: string; confirm?: string }) =>
        post<Restored>(path`/organizations/${slug}/snapshots/${name}/restore`, { confirm }),
      { onSuccess },
    ),
    reset: useChange(
      key,
      ({ confirm }: { confirm?: string }) => post<Restored>(path`/organizations/${slug}/reset`, { confirm }),
      { onSuccess },
    ),
    remove: useChange(key, (name: string) =>
      post(path`/organizations/${slug}/snapshots/${name}`, undefined, 'DELETE'),
    ),
    clone: useChange(
      ['organizations'],
      ({ name, to }: { name: string; to: string }) =>
        post<OrganizationShown>('/organizations', {
          slug: to,
          from_snapshot: { organization: slug, name },
        }),
      { quiet: true },
    ),
  }
}
