/** Records that are shown with what changed, and so are other ones now. */
import { sql } from 'kysely'
import type { RecordType } from '../core/schema.ts'
import { type Database, rows } from './database.ts'
import { moment } from './parameters.ts'
import { TABLES } from './tables.ts'

/** Sets when they were changed last; a later moment stays. */
export async function touchCustomers(
  database: Database,
  organization: number,
  keys: readonly number[],
  now: Date,
): Promise<void> {
  if (keys.length === 0) return
  await rows(
    database,
    sql`update customers set updated_at = greatest(updated_at, ${moment(now)})
      where organization_id = ${organization} and key = any(${sql.val(keys)}::bigint[])`,
  )
}

export async function touchRecord(
  database: Database,
  organization: number,
  type: RecordType,
  key: number,
  now: Date,
): Promise<void> {
  await rows(
    database,
    sql`update ${sql.table(TABLES[type])} set updated_at = ${moment(now)}
      where organization_id = ${organization} and key = ${key}`,
  )
}
