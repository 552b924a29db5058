/** Links between records: which of them change when a record shall link to others, and their removal. */
import { sql } from 'kysely'
import type { Reader } from '../core/ports.ts'
import { all, where } from '../core/query.ts'
import type { Link, RecordType } from '../core/schema.ts'
import { type Database, rows } from './database.ts'

/** More links of one name from one record than any platform allows. */
const MAX_LINKS = 10_000

interface End {
  type: RecordType
  key: number
}

/** What is there and what is wanted; `from` and `to` are the keys linked to before and after. */
export async function compareLinks(
  reader: Reader,
  organization: number,
  record: End,
  name: string,
  targets: readonly End[],
) {
  const before = await reader.list(organization, {
    type: 'link',
    where: all(where('link').eq('fromKey', record.key), where('link').eq('name', name)),
    sort: [{ field: 'key' }],
    limit: MAX_LINKS,
  })
  const wanted = new Map(targets.map((target) => [target.key, target]))
  const kept = new Set(before.map(({ toKey }) => toKey))
  const gone = before.filter(({ toKey }) => !wanted.has(toKey)).map(({ key }) => key)
  const fresh = [...wanted.values()]
    .filter((target) => !kept.has(target.key))
    .map(
      (target): Omit<Link, 'key'> => ({
        name,
        fromType: record.type,
        fromKey: record.key,
        toType: target.type,
        toKey: target.key,
      }),
    )
  return { gone, fresh, from: [...kept], to: [...wanted.keys()] }
}

export async function removeLinks(
  database: Database,
  organization: number,
  keys: readonly number[],
): Promise<void> {
  await rows(
    database,
    sql`delete from links where organization_id = ${organization} and key = any(${sql.val(keys)}::bigint[])`,
  )
}

/** Links from and to removed records go with them. */
export async function removeLinksOf(
  database: Database,
  organization: number,
  records: readonly number[],
): Promise<void> {
  const chosen = sql.val(records)
  await rows(
    database,
    sql`delete from links where organization_id = ${organization}
      and (from_key = any(${chosen}::bigint[]) or to_key = any(${chosen}::bigint[]))`,
  )
}
