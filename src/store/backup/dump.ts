/**
 * Everything of a store at one moment, as lines: a table's name and columns, then its rows, each an array of texts as
 * PostgreSQL writes them. They are the same from either engine, and either reads them.
 */
import { sql } from 'kysely'
import { type Database, rows } from '../database.ts'
import { keptTables, sequences } from './what-is-kept.ts'

const ROWS_AT_ONCE = 500

/** How values are written must not hang on whose connection it is. */
const AS_TEXT = [
  "set local timezone to 'UTC'",
  "set local datestyle to 'ISO, YMD'",
  "set local bytea_output to 'hex'",
  'set local extra_float_digits to 1',
  // Whoever limits what a statement may take means requests.
  'set local statement_timeout to 0',
]

export interface Dumped {
  tables: number
  rows: number
}

/** Hands on some lines, each with its end; awaited, so that a slow disk slows the reading. */
export type WriteLines = (lines: string) => Promise<void>

/** One repeatable read: writers are not waited for and do not wait. Keeps a few hundred rows in memory. */
export const dump = (
  database: Database,
  write: WriteLines,
  onRows: (rows: number) => void = () => {},
): Promise<Dumped> =>
  database
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (transaction) => {
      for (const setting of AS_TEXT) await rows(transaction, sql.raw(setting))
      const tables = await keptTables(transaction)
      let count = 0
      for (const { name, columns } of tables) {
        await write(`${JSON.stringify({ table: name, columns: columns.map((column) => column.name) })}\n`)
        const texts = columns.map((column) => sql`${sql.ref(column.name)}::text`)
        await rows(
          transaction,
          sql`declare kept no scroll cursor for select to_json(array[${sql.join(texts)}]::text[])::text as "line"
            from ${sql.table(name)}`,
        )
        for (;;) {
          const page = await rows<{ line: string }>(
            transaction,
            sql`fetch forward ${sql.lit(ROWS_AT_ONCE)} from kept`,
          )
          if (page.length > 0) await write(page.map(({ line }) => `${line}\n`).join(''))
          count += page.length
          onRows(count)
          if (page.length < ROWS_AT_ONCE) break
        }
        await rows(transaction, sql`close kept`)
      }
      // They are of no transaction: read last, they are beyond every key above.
      for (const sequence of await sequences(transaction))
        await write(
          `${JSON.stringify({ sequence: sequence.name, value: sequence.value, called: sequence.called })}\n`,
        )
      return { tables: tables.length, rows: count }
    })
