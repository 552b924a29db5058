/**
 * Tells the planner how much there is, when much was written: a plan made while a table was empty, such as
 * that of a foreign-key check, reads the table from end to end ever after. A PostgreSQL server notices by
 * itself, but up to a minute late; PGlite has no background worker at all, so there the dead rows are swept
 * up as well. Runs between transactions, each time the records written pass a bound that grows.
 */
import { type Database, raw } from './database.ts'

const FIRST = 1_000
const MOST = 200_000

export interface Upkeep {
  /** Tells that so many records were written; resolves once the housekeeping that is due has been tried. */
  wrote(records: number): Promise<void>
}

/** `isLimited`: statements on this database are cut off, which this one must not be. */
export function createUpkeep(
  database: Database,
  statement: 'analyze' | 'vacuum analyze',
  isLimited = false,
): Upkeep {
  const run = (on: Database) => on.executeQuery(raw(statement))
  const tidy = () =>
    isLimited
      ? database.transaction().execute(async (own) => {
          await own.executeQuery(raw('set local statement_timeout = 0'))
          return run(own)
        })
      : run(database)
  let pending = 0
  let bound = FIRST
  return {
    async wrote(records) {
      pending += records
      if (pending < bound) return
      pending = 0
      bound = Math.min(bound * 2, MOST)
      // The write it follows is committed, so its failure is no failure of the write; the next bound tries again.
      await tidy().catch(() => {})
    },
  }
}
