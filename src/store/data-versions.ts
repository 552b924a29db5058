/**
 * The version of an organization's data: raised in the transaction of every change that an answer can show. What was
 * read at one version is still so while the version stands.
 */
import { type RawBuilder, sql } from 'kysely'
import { type Database, rows } from './database.ts'

const SLOTS = 16

/**
 * Raises the version when the transaction commits. The slot is the session's own, so that a transaction that changes much
 * in several steps takes one row only, and two never wait for each other in a circle. `first` is a `with …` that the
 * statement begins with.
 */
export async function raiseVersion(
  database: Database,
  organization: number,
  first: RawBuilder<unknown> | null = null,
): Promise<void> {
  await rows(
    database,
    sql`${first ?? sql``}insert into data_versions (organization_id, slot, value)
      values (${organization}, pg_backend_pid() % ${sql.lit(SLOTS)}, 1)
      on conflict (organization_id, slot) do update set value = data_versions.value + 1`,
  )
}
