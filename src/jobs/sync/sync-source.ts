/** Syncs from one source, from taking hold of it to letting it go: what the command and the scheduled job do alike. */
import type { Clock, Organization, RecordStore } from '../../core/ports.ts'
import type { Dialect } from '../../dialects/dialect.ts'
import { pause } from '../background.ts'
import { type Reconciliation, type RunCounts, readCounts } from './counts.ts'
import { type Holder, ownerName, takeLease, whileHeld } from './lease.ts'
import { createPoliteGet, type SendRequest } from './polite-get.ts'
import { SyncRefused } from './refused.ts'
import { runSync } from './run-sync.ts'
import { resetSource, type Source, SYNC_ACTOR } from './sources.ts'

export interface SyncInput {
  records: RecordStore
  organization: Organization
  dialect: Dialect
  source: Source
  credential: Readonly<Record<string, string>>
  send: SendRequest
  clock: Clock
  /** A word of this run’s own, which tells it from others of this process. */
  word: string
  full?: boolean
  reset?: boolean
  /** Milliseconds; default five minutes. */
  overlap?: number
  /** Milliseconds of the wait before something is asked again; a test has it short. */
  wait?: (milliseconds: number) => Promise<void>
  signal?: AbortSignal
  onProgress?: (stream: string, counts: RunCounts) => void
}

export const OVERLAP_MS = 5 * 60_000

/** Gives what the run did. Fails with `SyncRefused` where a person can put it right; the source keeps why. */
export async function syncSource(input: SyncInput): Promise<Reconciliation> {
  const { records, organization, clock } = input
  const holder: Holder = {
    records,
    organization: organization.key,
    source: input.source,
    owner: ownerName(input.word),
    clock,
  }
  const taken = await takeLease(holder)
  return whileHeld(holder, async () => {
    const source = input.reset ? await resetSource(records, organization.key, taken) : taken
    try {
      return await run(input, source, holder.owner)
    } catch (error) {
      if (!input.signal?.aborted) await keepError(input, error as Error)
      throw error
    }
  })
}

function run(input: SyncInput, source: Source, owner: string): Promise<Reconciliation> {
  const { dialect, credential, send, clock, signal } = input
  const { get, startedAt, counts } = caller({ ...input, dialect, credential, send, clock })
  return runSync({
    records: input.records,
    organization: input.organization,
    dialect,
    source,
    owner,
    get,
    counts,
    startedAt,
    full: input.full ?? false,
    overlap: input.overlap ?? OVERLAP_MS,
    clock,
    ...(signal ? { signal } : {}),
    ...(input.onProgress ? { onProgress: input.onProgress } : {}),
  })
}

/** Whoever asks the source, with the counts of its requests. */
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
