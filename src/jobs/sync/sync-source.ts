/** Syncs from one source: what the command and the scheduled job do alike. */
import type { Clock, Organization, RecordStore } from '../../core/ports.ts'
import type { Dialect } from '../../dialects/dialect.ts'
import { pause } from '../background.ts'
import { type Reconciliation, type RunCounts, readCounts } from './counts.ts'
import { createPoliteGet, type SendRequest } from './polite-get.ts'
import { SourceTaken, SyncRefused } from './refused.ts'
import { runSync } from './run-sync.ts'
import { type Source, SYNC_ACTOR } from './sources.ts'

export interface SyncInput {
  records: RecordStore
  organization: Organization
  dialect: Dialect
  source: Source
  credential: Readonly<Record<string, string>>
  send: SendRequest
  clock: Clock
  full?: boolean
  removeMany?: boolean
  reset?: boolean
  /** Milliseconds. */
  overlap?: number
  /** Waits before something is asked again; a test has it short. */
  wait?: (milliseconds: number) => Promise<void>
  signal?: AbortSignal
  onProgress?: (stream: string, counts: RunCounts) => void
}

/** Gives what the run did. Fails with `SyncRefused` where a person can put it right; the source keeps why. */
export async function syncSource(input: SyncInput): Promise<Reconciliation> {
  try {
    return await runSync({ ...input, ...caller(input) })
  } catch (error) {
    if (!input.signal?.aborted && !(error instanceof SourceTaken)) await keepError(input, error as Error)
    throw error
  }
}

/** Whoever asks the source, and what counts its requests. */
export function caller(
  input: Pick<SyncInput, 'dialect' | 'credential' | 'send' | 'clock' | 'wait' | 'signal'>,
) {
  const signal = input.signal ?? new AbortController().signal
  const counts = readCounts({})
  const wait = input.wait ?? ((milliseconds: number) => pause(milliseconds, signal))
  const { get, startedAt } = createPoliteGet({
    client: input.dialect.client,
    credential: input.credential,
    send: input.send,
    wait: async (milliseconds) => {
      await wait(milliseconds)
      signal.throwIfAborted()
    },
    counts,
    clock: input.clock,
  })
  return { get, startedAt, counts }
}

/** Nothing of it may name a person: what is not known to be free of that is told by its kind alone. */
async function keepError({ records, organization, source }: SyncInput, error: Error): Promise<void> {
  const { code } = error as { code?: string }
  const lastError = error instanceof SyncRefused ? error.kept : `${error.name}${code ? ` ${code}` : ''}`
  await records
    .write(
      organization.key,
      SYNC_ACTOR(source.name),
      (writer) => writer.update('source', source.key, { lastError }),
      { silent: true },
    )
    .catch(() => {})
}
