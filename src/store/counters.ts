/** Exact counts, kept in spread slots so that concurrent writers do not wait for one another's row. */
import { type RawBuilder, sql } from 'kysely'
import { COUNTED_TYPES, COUNTED_WITHOUT, withoutCounter } from '../core/counters.ts'
import type { RecordType } from '../core/schema.ts'
import { raising, sessionSlot } from './data-versions.ts'
import { type Database, rows } from './database.ts'

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
 * Adds to counters, in name order, so that two transactions never wait for each other in a circle, and raises the
 * version of the data with them, by one statement. `first` is what its `with` begins with.
 */
export async function addToCounters(
  database: Database,
  organization: number,
  deltas: ReadonlyMap<string, number>,
  first: RawBuilder<unknown> | null = null,
): Promise<void> {
  const changed = [...deltas].filter(([, delta]) => delta !== 0).sort(([a], [b]) => (a < b ? -1 : 1))
  const values = changed.map(
    ([name, delta]) => sql`(${organization}::bigint, ${name}, ${sessionSlot}, ${delta}::bigint)`,
  )
  const counted = sql`counted as (insert into counters (organization_id, name, slot, value) values ${sql.join(values)}
    on conflict (organization_id, name, slot) do update set value = counters.value + excluded.value)`
  const before = [...(first ? [first] : []), ...(changed.length > 0 ? [counted] : [])]
  await rows(
    database,
    before.length > 0 ? sql`with ${sql.join(before)} ${raising(organization)}` : raising(organization),
  )
}

export async function readCounter(database: Database, organization: number, name: string): Promise<number> {
  const [row] = await rows<{ value: number }>(
    database,
    sql`select coalesce(sum(value), 0)::bigint as "value" from counters
      where organization_id = ${organization} and name = ${name}`,
  )
  return row?.value ?? 0
}
