/**
 * One sync of a source at a time. Whoever syncs holds the source for a while and says so again and again; what it writes
 * looks in the same transaction whether it still holds it, so that nobody writes for a run that another has taken over.
 */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Clock, RecordStore, Writer } from '../../core/ports.ts'
import { SourceTaken, SyncRefused } from './refused.ts'
import { type Source, SYNC_ACTOR } from './sources.ts'

const LEASE_MS = 90_000

export interface Holder {
  records: RecordStore
  organization: number
  /** Key and name of the source. */
  source: Pick<Source, 'key' | 'name'>
  /** Who holds it: host, process, and a word of this run’s own. */
  owner: string
  /** Real time, which goes on evenly. */
  clock: Clock
}

/** `shop-1 4711 9b1d…`: the last word tells the runs of one process apart. */
export const ownerName = (): string => `${hostname()} ${process.pid} ${randomUUID()}`

/** Takes the source, or refuses with who has it. A holder whose process on this host has ended holds nothing. */
export async function takeLease(holder: Holder): Promise<Source> {
  return inWriting(holder, async (writer) => {
    const source = await locked(writer, holder)
    const until = source.lockedUntil
    if (until && isAhead(until, holder) && source.lockedBy && !hasEnded(source.lockedBy)) {
      const [host, pid] = source.lockedBy.split(' ')
      throw new SourceTaken(
        `${source.name} is being synced by process ${pid} on ${host}: wait for it, or stop it (its hold ends at ${until.toISOString()} if it has died)`,
      )
    }
    return writer.update('source', source.key, { lockedBy: holder.owner, lockedUntil: nextEnd(holder) })
  })
}

/** A hold that ends later than any would was taken by a clock that was set back since: whoever lives has renewed it. */
function isAhead(until: Date, { clock }: Holder): boolean {
  const left = until.getTime() - clock().getTime()
  return left > 0 && left <= 2 * LEASE_MS
}

/** The source as it is now, locked until the transaction ends. Fails where another has taken it. */
export async function holdLease(writer: Writer, holder: Holder): Promise<Source> {
  const source = await locked(writer, holder)
  if (source.lockedBy !== holder.owner)
    throw new SourceTaken(`another process has taken over the sync of ${source.name}`)
  return source
}

export const nextEnd = ({ clock }: Holder): Date => new Date(clock().getTime() + LEASE_MS)

/** Holds it while `work` waits for a slow server, and lets go at the end. */
export async function whileHeld<T>(holder: Holder, work: () => Promise<T>): Promise<T> {
  const renew = () =>
    inWriting(holder, async (writer) => {
      await holdLease(writer, holder)
      await writer.update('source', holder.source.key, { lockedUntil: nextEnd(holder) })
    })
  // What fails here fails again, and is told, at the next page.
  const timer = setInterval(() => void renew().catch(() => {}), LEASE_MS / 3)
  timer.unref()
  try {
    return await work()
  } finally {
    clearInterval(timer)
    await inWriting(holder, async (writer) => {
      const source = await writer.find(holder.organization, 'source', 'key', holder.source.key)
      if (source?.lockedBy === holder.owner)
        await writer.update('source', source.key, { lockedBy: null, lockedUntil: null })
    }).catch(() => {})
  }
}

const inWriting = <T>({ records, organization, source }: Holder, work: (writer: Writer) => Promise<T>) =>
  records.write(organization, SYNC_ACTOR(source.name), work, { silent: true })

async function locked(writer: Writer, { organization, source }: Holder): Promise<Source> {
  await writer.lock('source', source.key)
  const found = await writer.find(organization, 'source', 'key', source.key)
  if (!found) throw new SyncRefused(`there is no source ${source.name} any more`)
  return found
}

/** A process of this host that is no more; `owner` begins with host and process. */
export function hasEnded(owner: string): boolean {
  const [host, pid] = owner.split(' ')
  if (host !== hostname()) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
