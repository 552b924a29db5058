/**
 * Tells the planner how much there is, when much was written: a plan made while a table was empty, such as
 * that of a foreign-key check, reads the table from end to end ever after. A PostgreSQL server notices by
 * itself, but up to a minute late; PGlite has no background worker at all, so there the dead rows are swept
 * up as well. Runs between transactions, each time the records written pass a bound that grows.
 */
import { sql } from 'kysely'
import { type Database, raw } from './database.ts'

const FIRST = 1_000
const MOST = 200_000

export interface Upkeep {
  /** Tells that so many records were written; resolves once the housekeeping that is due has been tried. */
  wrote(records: number): Promise<void>
}

/** PGlite's own: all of it, and its dead rows with it. */
export const tidyAll = (database: Database): Promise<unknown> => database.executeQuery(raw('vacuum analyze'))

/** Of a cluster, whose tables are of no size where they are asked for. */
export const analyzeAll = (database: Database): Promise<unknown> => database.executeQuery(raw('analyze'))

/**
 * Of the tables that are twice as large as PostgreSQL knew when it last swept or analyzed them, and of those that it never
 * analyzed (a restored dump is swept by its indexes alone). Of all others what is known is still about right, and to look at
 * each takes as long as a thousand records take to be written.
 */
export async function analyzeGrown(database: Database): Promise<void> {
  const { rows: grown } = await sql<{ name: string }>`select quote_ident(c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_schema() and c.relkind = 'r' and pg_relation_size(c.oid) > 0
      and (pg_relation_size(c.oid) > 2 * c.relpages::bigint * current_setting('block_size')::bigint
        or not exists (select 1 from pg_statistic s where s.starelid = c.oid))
    order by c.relname`.execute(database)
  if (grown.length > 0)
    await database.executeQuery(raw(`analyze ${grown.map(({ name }) => name).join(', ')}`))
}

/** `isLimited`: statements on this database are cut off, which these must not be. */
export function createUpkeep(
  database: Database,
  run: (database: Database) => Promise<unknown>,
  isLimited = false,
): Upkeep {
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
