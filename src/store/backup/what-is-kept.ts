/** What of a store a backup holds: every table with its columns, as the database has them. */
import { sql } from 'kysely'
import { type Database, rows } from '../database.ts'

/** Tables that a backup leaves out, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  migrations: 'said at the beginning of the backup; a restore makes the tables by running them',
  migrations_lock: 'of whoever migrates',
  rate_counters: 'what callers asked within the last minutes',
  rank_blocks: 'counted anew from what is there',
  rank_moves: 'what was not yet counted is, with everything',
  rank_heads: 'goes on counting: whoever remembers blocks from before sees that they are others',
}

export interface KeptTable {
  name: string
  columns: readonly Column[]
}

export interface Column {
  name: string
  /** As the database writes it: `numeric(26,0)`. */
  type: string
}

/** The tables by name; without the columns that the database works out itself. */
export async function keptTables(database: Database): Promise<KeptTable[]> {
  const found = await rows<{ table: string; name: string; type: string }>(
    database,
    sql`select c.relname as "table", a.attname as "name", format_type(a.atttypid, a.atttypmod) as "type"
      from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      order by c.relname collate "C", a.attnum`,
  )
  const tables = new Map<string, Column[]>()
  for (const { table, ...column } of found)
    if (!(table in LEFT_OUT)) tables.set(table, [...(tables.get(table) ?? []), column])
  return [...tables].map(([name, columns]) => ({ name, columns }))
}

/** Where the next keys come from. */
export const sequences = (database: Database): Promise<{ name: string; value: string; called: boolean }[]> =>
  rows(
    database,
    sql`select 'record_keys' as "name", last_value::text as "value", is_called as "called" from record_keys`,
  )
