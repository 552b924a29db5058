/**
 * One streaming replica: what it is known to have, and whether it can be asked. One that breaks, hangs or is no replica
 * is left alone for a while and then tried in the background, so that no request waits for a server that is not there.
 */
import type { Clock, Reader } from '../core/ports.ts'
import { inBatches } from '../lib/in-batches.ts'
import { TooLate, within } from '../lib/within.ts'
import { type ConnectOptions, connect } from './database.ts'
import { createKnownVersions } from './known-versions.ts'
import { createReader } from './reader.ts'
import { isUpTo, versionsAt } from './version-vectors.ts'

/** A server that is there says what it has in a millisecond or two. */
const CHECK_MS = 250
/** A read that takes so long is begun at the primary as well. */
const READ_MS = 10_000
const REST = { first: 1000, most: 30_000 }

/** How a replica fares, for logs and metrics. `reads` were answered by it; `repeated` had to be asked of the primary. */
export interface ReplicaReport {
  /** Host and port. */
  name: string
  state: 'up' | 'resting'
  /** Why it rests; null while it is up. */
  reason: string | null
  reads: number
  /** So often it was asked and did not have the last writes yet. */
  behind: number
  repeated: number
}

export interface Replica {
  report(): ReplicaReport
  /** What may be asked now; one that rests is tried again by the way. */
  isUp(): boolean
  /** Reads under way: whoever has fewest is asked. */
  busy(): number
  /** Whether it is known, without asking, to have all of that version. */
  isKnownUpTo(organization: number, version: string): boolean
  /** Asks it. Never fails: a server that does not answer has nothing. */
  askUpTo(organization: number, version: string): Promise<boolean>
  /** What the read gives; `null`: it failed here, or the server was lost meanwhile, and the primary is to be asked. */
  read<T>(work: (reader: Reader) => Promise<T>): Promise<{ result: T } | null>
  close(): Promise<void>
}

export interface ReplicaOptions extends Omit<ConnectOptions, 'connectionString' | 'socketFolder'> {
  url: string
  clock: Clock
  /** Told when it is up and when it rests. */
  onChange?: (report: ReplicaReport) => void
}

export function createReplica({ url, clock, onChange, ...options }: ReplicaOptions): Replica {
  const { host: name } = new URL(url)
  const { database, close } = connect({ ...options, connectionString: url, onLost: forget })
  const reader = createReader(database, clock)
  const known = createKnownVersions()
  const counts = { reads: 0, behind: 0, repeated: 0 }
  let reason: string | null = 'not asked yet'
  let [restUntil, restMs] = [0, REST.first]
  let trying = false
  let reading = 0
  /** Another one after every break: what was decided before it no longer holds. */
  let era = 0
  let lost = new AbortController()

  const report = (): ReplicaReport => ({ name, state: reason === null ? 'up' : 'resting', reason, ...counts })

  /** A server that breaks may start again from an older state than it showed. */
  function forget(): void {
    era += 1
    known.clear()
  }

  /** Of many reads that break at once the first says it. */
  function rest(why: string): void {
    const wasUp = reason === null
    if (!wasUp && !trying) return
    forget()
    lost.abort()
    lost = new AbortController()
    reason = why
    restUntil = performance.now() + restMs
    restMs = Math.min(restMs * 2, REST.most)
    if (wasUp) onChange?.(report())
  }

  /** Sees whether it is there again. */
  async function tryAgain(): Promise<void> {
    trying = true
    try {
      await check([0])
      reason = null
      restMs = REST.first
      onChange?.(report())
    } catch (error) {
      rest(reasonOf(error))
    } finally {
      trying = false
    }
  }

  async function check(organizations: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const versions = await within(CHECK_MS, versionsAt(database, organizations))
    if (!versions) throw new Error('the server is not a replica')
    return versions
  }

  const askVersion = inBatches(async (organizations: readonly number[]) => {
    const before = era
    try {
      const versions = await check([...new Set(organizations)])
      if (era === before) for (const [organization, version] of versions) known.add(organization, version)
    } catch (error) {
      rest(reasonOf(error))
    }
    return organizations
  })

  const replica: Replica = {
    report,
    isUp() {
      if (reason !== null && !trying && performance.now() >= restUntil) void tryAgain()
      return reason === null
    },
    busy: () => reading,
    isKnownUpTo: (organization, version) => {
      const has = known.get(organization)
      return has !== undefined && isUpTo(has, version)
    },
    async askUpTo(organization, version) {
      await askVersion(organization)
      if (replica.isKnownUpTo(organization, version)) return true
      if (reason === null) counts.behind += 1
      return false
    },
    async read(work) {
      const before = era
      reading += 1
      try {
        const result = await within(READ_MS, work(reader), lost.signal)
        if (era === before) {
          counts.reads += 1
          return { result }
        }
      } catch (error) {
        if (isBroken(error)) rest(reasonOf(error))
        else if (isCutOff(error)) throw error
      } finally {
        reading -= 1
      }
      counts.repeated += 1
      return null
    },
    close,
  }
  return replica
}

/** The driver has no code for a connection that broke or that nobody accepts. */
const BROKEN = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)/
/** Connection exceptions, no room, shutting down (PostgreSQL, appendix A), and the system's own. */
const BROKEN_CODE = /^(08\w{3}|53\w{3}|57P0\d|E[A-Z]{4,})$/

function isBroken(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return error instanceof TooLate || BROKEN_CODE.test(code) || BROKEN.test(message)
}

/** It has had its time. A statement that a conflict with the log cancelled, by the same code, has not. */
function isCutOff(error: unknown): boolean {
  const { code, message = '' } = error as { code?: string; message?: string }
  return code === '57014' && /statement timeout/.test(message)
}

function reasonOf(error: unknown): string {
  // Of several addresses that were tried, each has its own error.
  const [first] = (error as Partial<AggregateError>).errors ?? []
  return (error as Error).message || (first as Error | undefined)?.message || String(error)
}
