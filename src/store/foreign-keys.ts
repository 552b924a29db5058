/** The foreign keys of tables, to be taken away for a while and put back. */
import { sql } from 'kysely'
import { type Database, rows } from './database.ts'

export interface ForeignKey {
  table: string
  name: string
  definition: string
}

/** Those that start or end at one of the tables; all without any. */
export const foreignKeys = (
  database: Database,
  tables: readonly string[] | null = null,
): Promise<ForeignKey[]> =>
  rows(
    database,
    sql`select conrelid::regclass::text as "table", conname as "name", pg_get_constraintdef(oid) as "definition"
      from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0
        and (${sql.val(tables)}::text[] is null or conrelid::regclass::text = any(${sql.val(tables)}::text[])
          or confrelid::regclass::text = any(${sql.val(tables)}::text[]))
      order by 1, 2`,
  )
