/** What a run did, stream by stream: kept with its checkpoint, so that a run that was cut off counts on. */
import type { JsonObject } from '../../core/schema.ts'
import type { RunCounts, StreamCounts } from '../../core/sync-admin.ts'

export type { RunCounts, StreamCounts }

/** The whole run in one line; `remoteTotal` takes what was read where the platform does not say how much there is. */
export interface Reconciliation extends RunCounts {
  remoteTotal: number
  read: number
  created: number
  updated: number
  unchanged: number
  rejected: number
  deleted: number
}

export type Written = 'created' | 'updated' | 'unchanged'

/** The counts that were kept; all nothing for a run that begins. */
export function readCounts(kept: JsonObject): RunCounts {
  const {
    requests = 0,
    retries = 0,
    streams = {},
    reasons = {},
    whole = [],
  } = structuredClone(kept) as unknown as Partial<RunCounts>
  return { requests, retries, streams, reasons, whole }
}

export const keptCounts = (counts: RunCounts): JsonObject => structuredClone(counts) as unknown as JsonObject

export function streamCounts(counts: RunCounts, stream: string): StreamCounts {
  counts.streams[stream] ??= {
    total: null,
    read: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    deleted: 0,
  }
  return counts.streams[stream]
}

export function countItem(counts: RunCounts, stream: string, outcome: Written | { rejected: string }): void {
  const own = streamCounts(counts, stream)
  own.read++
  if (typeof outcome === 'string') {
    own[outcome]++
    return
  }
  own.rejected++
  const reason = withoutValues(outcome.rejected)
  counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1
}

/** `another customer has this email ("ada@example.com")` → `another customer has this email (…)`. */
export const withoutValues = (reason: string): string =>
  reason.replace(/\{.*\}|\[.*\]|"(?:[^"\\]|\\.)*"/gs, '…')

export function reconcile(counts: RunCounts): Reconciliation {
  const sum = (pick: (stream: StreamCounts) => number) =>
    Object.values(counts.streams).reduce((total, stream) => total + pick(stream), 0)
  return {
    ...counts,
    remoteTotal: sum(({ total, read }) => total ?? read),
    read: sum(({ read }) => read),
    created: sum(({ created }) => created),
    updated: sum(({ updated }) => updated),
    unchanged: sum(({ unchanged }) => unchanged),
    rejected: sum(({ rejected }) => rejected),
    deleted: sum(({ deleted }) => deleted),
  }
}
