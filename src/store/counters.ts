/** Exact counts, kept in spread slots so that concurrent writers do not wait for one another's row. */
import { type RawBuilder, sql } from 'kysely'
import { COUNTED_TYPES, COUNTED_WITHOUT, withoutCounter } from '../core/counters.ts'
import type { RecordType } from '../core/schema.ts'
import { transactionSlot } from './data-versions.ts'
import { type Database, rows } from './database.ts'

type Sql = RawBuilder<unknown>

export const COUNTED: ReadonlySet<RecordType> = new Set<RecordType>(COUNTED_TYPES)

/** Which counters that many records move, and by how much. */
export function countersOf(
  type: RecordType,
  records: readonly Readonly<Record<string, unknown>>[],
): [name: string, count: number][] {
  const counters: [string, number][] = COUNTED.has(type) ? [[type, records.length]] : []
  if (type in COUNTED_WITHOUT) {
    const partly = type as keyof typeof COUNTED_WITHOUT
    const field = COUNTED_WITHOUT[partly]
    counters.push([
      withoutCounter(partly),
      records.filter((record) => (record[field] ?? null) === null).length,
    ])
  }
  return counters
}

/**
 * `insert …` that adds to counters, in name order, so that two transactions never wait for each other in a circle; `deltas` gives
 * `name` and `delta`, of one name as often as it likes.
 */
export const counting = (organization: Sql, deltas: Sql): Sql =>
  sql`insert into counters (organization_id, name, slot, value)
    select ${organization}::bigint, name, ${transactionSlot}, sum(delta)::bigint from (${deltas}) d
      group by name having sum(delta) <> 0 order by name collate "C"
    on conflict (organization_id, name, slot) do update set value = counters.value + excluded.value returning 1`

export async function readCounter(database: Database, organization: number, name: string): Promise<number> {
  const [row] = await rows<{ value: number }>(
    database,
    sql`select coalesce(sum(value), 0)::bigint as "value" from counters
      where organization_id = ${organization} and name = ${name}`,
  )
  return row?.value ?? 0
}
