/**
 * What records are stamped with. A machine's clock may be set back: whoever reads what changed since they last looked would
 * then miss what is stamped before that, and what is new would stand amid what is old. So stamps stand still until the time
 * has come there again. What waits for a time goes by the clock.
 */
import { sql } from 'kysely'
import type { Clock } from '../core/ports.ts'
import { type Database, rows } from './database.ts'

/** A clock that was further ahead was wrong for longer than anybody should have to live with. */
const MOST_MS = 25 * 3_600_000
/** Clocks are put right by so little all the time: who reads changes looks back further. */
const LITTLE_MS = 1000

export type Stamp = (transaction: Database, organization: number) => Promise<Date>

/** `clock` is the machine's. */
export function createStamps(clock: Clock): { clock: Clock; stamp: Stamp } {
  let highest = 0
  const seen = new Set<number>()
  const read = (): Date => {
    const now = clock()
    const ahead = highest - now.getTime()
    if (ahead < 0 || ahead > MOST_MS) highest = now.getTime()
    return now
  }
  return {
    /** The clock as it is; what it ever said is remembered. */
    clock: read,
    async stamp(transaction, organization) {
      const now = read().getTime()
      // It was set back since this process started, or before: then the last event says so.
      if (highest - now > LITTLE_MS || !seen.has(organization)) {
        const last = await lastStamp(transaction, organization)
        if (last > highest && last - now <= MOST_MS) highest = last
        seen.add(organization)
      }
      return new Date(Math.max(now, highest))
    },
  }
}

async function lastStamp(database: Database, organization: number): Promise<number> {
  const [last] = await rows<{ at: Date | null }>(
    database,
    sql`select max(created_at) as "at" from events where organization_id = ${organization}`,
  )
  return last?.at?.getTime() ?? 0
}
