/** How many rows the database looks at for a statement, by its own account (`explain analyze`). */
import type pg from 'pg'
import type { Statement } from './statement.ts'

interface Plan {
  'Node Type': string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: Plan[]
}

/** Rows of tables and indexes that were looked at, whether they were taken or not. */
export async function rowsRead(
  client: Pick<pg.ClientBase, 'query'>,
  { text, values }: Statement,
): Promise<number> {
  const { rows } = await client.query(`explain (analyze, timing off, format json) ${text}`, [...values])
  return readOf(rows[0]['QUERY PLAN'][0].Plan)
}

function readOf(plan: Plan): number {
  const below = (plan.Plans ?? []).reduce((total, inner) => total + readOf(inner), 0)
  if (!plan['Node Type'].endsWith('Scan') || plan['Node Type'] === 'CTE Scan') return below
  const removed = (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0)
  return below + (plan['Actual Rows'] + removed) * plan['Actual Loops']
}
