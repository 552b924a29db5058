import { sql } from 'kysely'
import { type Database, rows } from './database.ts'

/** What is gone comes from nowhere: a source that still shows it brings it as a new record. */
export async function forgetOrigins(
  transaction: Database,
  organization: number,
  keys: readonly number[],
): Promise<void> {
  await rows(
    transaction,
    sql`delete from source_records where organization_id = ${organization}
      and record_key = any(${sql.val(keys)}::bigint[])`,
  )
}
