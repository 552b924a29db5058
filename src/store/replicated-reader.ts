/**
 * Reads that go to a replica where it has all that the primary has of that organization, and to the primary else. So
 * everybody sees the newest state, whoever wrote it and through whichever server; a replica that lags only serves
 * organizations that were not written to lately. Each read is decided by itself, by a version of the primary's that was
 * asked for after the read came: of two reads the later never shows an older state.
 */
import type { Reader } from '../core/ports.ts'
import type { Moments } from './moments.ts'
import { createReplica, type Replica, type ReplicaOptions, type ReplicaReport } from './replica.ts'

/** How many reads were answered where. */
export interface ReadReport {
  primary: number
  replicas: ReplicaReport[]
}

export interface ReplicatedReader {
  reader: Reader
  report(): ReadReport
}

export interface ReplicasOptions extends Pick<ReplicaOptions, 'clock' | 'onQuery' | 'watch' | 'limits'> {
  replicaUrls?: readonly string[]
  connections?: number
  onReplica?: (report: ReplicaReport) => void
}

/** The reader itself where there are no replicas. */
export function withReplicas(
  primary: Reader,
  moments: Pick<Moments, 'at'>,
  { replicaUrls = [], connections = 4, clock, onReplica, ...more }: ReplicasOptions,
): { reader: Reader; report: (() => ReadReport) | null; close(): Promise<void> } {
  if (replicaUrls.length === 0) return { reader: primary, report: null, close: async () => {} }
  const { onQuery, watch, limits } = more
  const given = {
    clock,
    connections,
    ...(onQuery ? { onQuery } : {}),
    ...(watch ? { watch } : {}),
    ...(limits ? { limits } : {}),
    ...(onReplica ? { onChange: onReplica } : {}),
  }
  const replicas = replicaUrls.map((url) => createReplica({ url, ...given }))
  return {
    ...createReplicatedReader(primary, replicas, moments),
    close: async () => void (await Promise.all(replicas.map((replica) => replica.close()))),
  }
}

export function createReplicatedReader(
  primary: Reader,
  replicas: readonly Replica[],
  moments: Pick<Moments, 'at'>,
): ReplicatedReader {
  let answered = 0
  let turn = 0

  async function read<T>(organization: number, work: (reader: Reader) => Promise<T>): Promise<T> {
    const replica = await choose(organization)
    const found = await replica?.read(work)
    if (found) return found.result
    answered += 1
    return work(primary)
  }

  /** Of those that have everything the one that is least busy; null: none has, or the primary itself has nothing. */
  async function choose(organization: number): Promise<Replica | null> {
    const up = replicas.filter((replica) => replica.isUp())
    if (up.length === 0) return null
    turn = (turn + 1) % up.length
    const { version } = await moments.at(organization)
    // An organization that is gone has no version, and an old replica still has the organization.
    if (version === '') return null
    const known = up.filter((replica) => replica.isKnownUpTo(organization, version))
    if (known.length > 0) return leastBusy([...known.slice(turn), ...known.slice(0, turn)])
    return firstThat(up, (replica) => replica.askUpTo(organization, version))
  }

  const routed =
    (name: keyof Reader) =>
    (organization: number, ...rest: unknown[]) => {
      const work = (reader: Reader) =>
        (reader[name] as (...given: unknown[]) => Promise<unknown>)(organization, ...rest)
      if (!isDeep(rest[0])) return read(organization, work)
      answered += 1
      return work(primary)
    }
  const names = Object.keys(primary) as (keyof Reader)[]
  return {
    reader: Object.fromEntries(names.map((name) => [name, routed(name)])) as unknown as Reader,
    report: () => ({ primary: answered, replicas: replicas.map((replica) => replica.report()) }),
  }
}

/** Pages so far down a list are found by blocks that are kept at the primary, and what they say is of its state. */
const DEEP = 1000
const isDeep = (query: unknown): boolean => Number((query as { offset?: number } | null)?.offset ?? 0) >= DEEP

const leastBusy = (replicas: readonly Replica[]): Replica | null =>
  replicas.reduce<Replica | null>((least, one) => (least && least.busy() <= one.busy() ? least : one), null)

/** The first for which the answer is yes, as soon as it comes; null when all say no. `ask` never fails. */
function firstThat<T>(all: readonly T[], ask: (one: T) => Promise<boolean>): Promise<T | null> {
  return new Promise((resolve) => {
    void Promise.all(all.map((one) => ask(one).then((yes) => (yes ? resolve(one) : undefined)))).then(() =>
      resolve(null),
    )
  })
}
