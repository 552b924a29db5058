/**
 * The housekeeping that a PostgreSQL server does by itself: PGlite has no autovacuum, so without it the
 * planner knows nothing of the tables' sizes (foreign-key checks planned while a table was empty scan it
 * from end to end ever after) and dead rows pile up. Runs between transactions, each time the number of
 * records written since the last time passes a bound that grows with the store.
 */
import { type Database, raw } from '../database.ts'

const FIRST = 1_000
const MOST = 200_000

export interface Upkeep {
  /** Tells that so many records were written; resolves once the housekeeping that is due has been done. */
  wrote(records: number): Promise<void>
}

/** For a PostgreSQL server, which needs none of this. */
export const noUpkeep: Upkeep = { wrote: async () => {} }

export function createUpkeep(database: Database): Upkeep {
  let pending = 0
  let bound = FIRST
  return {
    async wrote(records) {
      pending += records
      if (pending < bound) return
      pending = 0
      bound = Math.min(bound * 2, MOST)
      await database.executeQuery(raw('vacuum analyze'))
    },
  }
}
