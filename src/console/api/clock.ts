import { useQuery } from '@tanstack/react-query'
import type { ClockShown } from '../../server/admin/sandbox/clock.ts'
import { api } from './client.ts'

export const CLOCK = ['sandbox', 'clock'] as const

/** The server's clock, where it is a sandbox; asked again every so many milliseconds. */
export const useClock = (every: number, enabled = true) =>
  useQuery({
    queryKey: CLOCK,
    queryFn: ({ signal }) => api<ClockShown>('/sandbox/clock', { signal }),
    refetchInterval: every,
    enabled,
  })
