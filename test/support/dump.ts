/** All that an organization's tables hold, as text: for what must be nowhere. */
import { sql } from 'kysely'
import { expect } from 'vitest'
import { rows } from '../../src/store/database.ts'
import type { World } from './world.ts'

/** Every row of every table that has tenants. */
export async function dump({ store: { database } }: World, organization: number): Promise<string[]> {
  const tables = await rows<{ table: string }>(
    database,
    sql`select table_name as "table" from information_schema.columns
      where table_schema = 'public' and column_name = 'organization_id' order by 1`,
  )
  expect(tables.length).toBeGreaterThan(15)
  const all = await Promise.all(
    tables.map(({ table }) =>
      rows<{ row: string }>(
        database,
        sql`select ${table} || ' ' || to_jsonb(t)::text as "row" from ${sql.table(table)} t
          where organization_id = ${organization}`,
      ),
    ),
  )
  return all
    .flat()
    .map(({ row }) => row)
    .sort()
}

/** The lines that hold the word, in any case. */
export const having = (lines: readonly string[], word: string | number): string[] =>
  lines.filter((line) => line.toLowerCase().includes(String(word))).sort()
