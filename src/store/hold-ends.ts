/** What is linked must be there, and stay until the link is: no foreign key says so. */
import { sql } from 'kysely'
import { CoreError } from '../core/errors.ts'
import type { Link, RecordType } from '../core/schema.ts'
import { type Database, rows } from './database.ts'
import { TABLES } from './tables.ts'

/** Locks both ends of the links against removal; fails when one is not there (`record-not-found`). */
export async function holdEnds(
  database: Database,
  organization: number,
  links: readonly Omit<Link, 'key'>[],
): Promise<void> {
  const keys = new Map<string, Set<number>>()
  const add = (type: string, key: number) => keys.set(type, (keys.get(type) ?? new Set()).add(key))
  for (const { fromType, fromKey, toType, toKey } of links) {
    add(fromType, fromKey)
    add(toType, toKey)
  }
  // In one order, so that two transactions never wait for each other in a circle.
  for (const [type, wanted] of [...keys].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const found = await rows(
      database,
      sql`select 1 from ${sql.table(TABLES[type as RecordType])} where organization_id = ${organization}
        and key = any(${sql.val([...wanted])}::bigint[]) order by key for key share`,
    )
    if (found.length < wanted.size) throw new CoreError('record-not-found', { type })
  }
}
