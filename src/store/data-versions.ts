/**
 * The version of an organization's data: raised in the transaction of every change that an answer can show, or that
 * what is remembered of a caller depends on. What was read at one version is still so while the version stands.
 * `test/store/version-of-everything.test.ts` finds what changes a table and forgets it.
 */
import { type RawBuilder, sql } from 'kysely'
import { retried } from './committed.ts'
import { type Database, rows } from './database.ts'

type Sql = RawBuilder<unknown>

const SLOTS = 32

/**
 * Where this transaction counts, so that concurrent writers do not wait for one another's row: those that are under way at
 * once have numbers that follow each other, where two of eight sessions have the same slot more often than not. A transaction that changes
 * much in several steps takes one row of each counter only, and two seldom wait for each other in a circle.
 */
export const transactionSlot = sql`(pg_current_xact_id()::text::bigint % ${sql.lit(SLOTS)})::smallint`

/** `insert …` that raises the version; `after` is a part of its `with` that is done before. */
export const raising = (organization: Sql, after: Sql | null = null): Sql =>
  sql`insert into data_versions (organization_id, slot, value)
    select ${organization}::bigint, ${transactionSlot}, 1${after ? sql` from (select count(*) from ${after}) done` : sql``}
    on conflict (organization_id, slot) do update set value = data_versions.value + 1`

/** Raises the version when the transaction commits. */
export async function raiseVersion(database: Database, organization: number): Promise<void> {
  await rows(database, raising(sql`${organization}`))
}

/** Runs `work` in a transaction, again where the database asks for it; what it changes is of the organizations that it names. */
export const changing = <T>(
  database: Database,
  work: (transaction: Database) => Promise<{ result: T; of: readonly number[] }>,
): Promise<T> =>
  retried(() =>
    database.transaction().execute(async (transaction) => {
      const { result, of } = await work(transaction)
      // In order, so that two transactions never wait for each other in a circle.
      for (const organization of [...new Set(of)].sort((a, b) => a - b))
        await raiseVersion(transaction, organization)
      return result
    }),
  )
