import { useQuery } from '@tanstack/react-query'
import type { ImportShown } from '../../../server/admin/imports/present.ts'
import type { ImportColumns, ImportFormats } from '../../../server/admin/imports/routes.ts'
import { api, path } from '../../api/client.ts'

export const isOpen = ({ state }: Pick<ImportShown, 'state'>): boolean =>
  state === 'running' || state === 'uploading'

/** Often while something runs; another page or program may start one at any time. */
export const useImports = (slug: string) =>
  useQuery({
    queryKey: ['imports', slug],
    queryFn: ({ signal }) =>
      api<{ imports: ImportShown[] }>(path`/organizations/${slug}/imports`, { signal }).then(
        ({ imports }) => imports,
      ),
    refetchInterval: ({ state }) => (state.data?.some(isOpen) ? 1000 : 5000),
  })

export const useFormats = () =>
  useQuery({
    queryKey: ['import-formats'],
    queryFn: ({ signal }) => api<ImportFormats>('/import-formats', { signal }).then(({ formats }) => formats),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** How the columns of a file with that header are understood; null: nothing is asked. */
export const useColumns = (
  asked: { format: string; beginning: string; mapping: Readonly<Record<string, string>> } | null,
) =>
  useQuery({
    queryKey: ['import-columns', asked],
    queryFn: ({ signal }) => api<ImportColumns>('/import-columns', { method: 'POST', body: asked, signal }),
    enabled: asked !== null,
    // While a column is mapped the others stay; another file has other ones.
    placeholderData: (previous, before) =>
      (before?.queryKey[1] as typeof asked)?.beginning === asked?.beginning ? previous : undefined,
  })
