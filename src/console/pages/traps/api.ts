import { useQuery } from '@tanstack/react-query'
import type { DialectShown } from '../../../server/admin/dialects.ts'
import type { TrapRunShown, TrapsShown } from '../../../server/admin/traps/traps.ts'
import { api, path } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'

export type Platform = TrapsShown['platforms'][number]
export type Described = Platform['traps'][number]
export type Judged = TrapRunShown['traps'][number]
export type { TrapRunShown }

const LIVE_MS = 1000

/** Read every second while a client is under test. */
export const useTraps = (slug: string) =>
  useQuery({
    queryKey: ['traps', slug],
    queryFn: ({ signal }) => api<TrapsShown>(path`/organizations/${slug}/traps`, { signal }),
    refetchInterval: ({ state }) => (state.data?.run && state.data.run.step !== 'finished' ? LIVE_MS : false),
  })

export const useArm = (slug: string) =>
  useChange(['traps', slug], (body: { dialect: string; traps: readonly string[] }) =>
    api<TrapRunShown>(path`/organizations/${slug}/traps`, { method: 'POST', body }),
  )

export const useDone = (slug: string) =>
  useChange(['traps', slug], (step: string) =>
    api<TrapRunShown>(path`/organizations/${slug}/traps/done`, { method: 'POST', body: { step } }),
  )

export const useDisarm = (slug: string) =>
  useChange(['traps', slug], () => api(path`/organizations/${slug}/traps`, { method: 'DELETE' }))

/** A credential of that platform that may read; its secret is in the answer alone. */
export const useNewCredential = (slug: string) =>
  useChange(['credentials', slug], async (dialect: string) => {
    const { dialects } = await api<{ dialects: DialectShown[] }>('/dialects')
    const scopes = dialects.find(({ name }) => name === dialect)?.usual_scopes ?? []
    return api<Record<string, string>>(path`/organizations/${slug}/credentials`, {
      method: 'POST',
      body: { dialect, name: 'Client under test', ...(scopes.length > 0 ? { scopes } : {}) },
    })
  })
