import { useQuery } from '@tanstack/react-query'
import type { FaultRuleShown } from '../../../server/admin/sandbox/faults.ts'
import { api, path } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
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

export const useAddFault = () =>
  useChange(FAULTS, (body: RuleAsked) => api('/sandbox/faults', { method: 'POST', body }), { quiet: true })
export const useEnableFault = () =>
  useChange(FAULTS, ({ id, enabled }: { id: string; enabled: boolean }) =>
    api(path`/sandbox/faults/${id}`, { method: 'PATCH', body: { enabled } }),
  )
export const useRemoveFault = () =>
  useChange(FAULTS, (id: string) => api(path`/sandbox/faults/${id}`, { method: 'DELETE' }))
export const useRemoveFaults = () =>
  useChange(FAULTS, (_: undefined) => api('/sandbox/faults', { method: 'DELETE' }))
