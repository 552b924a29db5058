import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { FaultRuleShown } from '../../../server/admin/sandbox/faults.ts'
import { api, path } from '../../api/client.ts'
import type { RuleAsked } from './faults-of.ts'

const FAULTS = ['sandbox', 'faults'] as const
const EVERY_MS = 1500

/** The rules with their counters, as they are. */
export const useFaults = () =>
  useQuery({
    queryKey: FAULTS,
    queryFn: ({ signal }) =>
      api<{ rules: FaultRuleShown[] }>('/sandbox/faults', { signal }).then(({ rules }) => rules),
    refetchInterval: EVERY_MS,
  })

const useChange = <T>(change: (given: T) => Promise<unknown>, quiet = false) => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey: FAULTS }),
    meta: { quiet },
  })
}

export const useAddFault = () =>
  useChange((body: RuleAsked) => api('/sandbox/faults', { method: 'POST', body }), true)
export const useEnableFault = () =>
  useChange(({ id, enabled }: { id: string; enabled: boolean }) =>
    api(path`/sandbox/faults/${id}`, { method: 'PATCH', body: { enabled } }),
  )
export const useRemoveFault = () =>
  useChange((id: string) => api(path`/sandbox/faults/${id}`, { method: 'DELETE' }))
export const useRemoveFaults = () =>
  useChange((_: undefined) => api('/sandbox/faults', { method: 'DELETE' }))
