/** From a relation of many records to SQL: related records, and how many there are. */
import { sql } from 'kysely'
import type { Condition, Sort } from '../core/query.ts'
import type { RecordType } from '../core/schema.ts'
import {
  column,
  compileCondition,
  innerScope,
  joined,
  knownRelation,
  orderBy,
  rootScope,
  selectList,
} from './compile-query.ts'
import { fieldNames, TABLES } from './tables.ts'

export interface RelatedShape {
  where?: Condition
  sort?: readonly Sort[]
  limitPerKey?: number
}

/**
 * The records related to each of `keys`, every row after the key it hangs on; lateral, so each list can be cut. Of
 * `fields`, or all.
 */
export function compileRelated(
  organization: number,
  type: RecordType,
  name: string,
  keys: readonly number[],
  { where, sort = [], limitPerKey }: RelatedShape,
  now: Date,
  fields: readonly string[] = fieldNames(knownRelation(type, name).to),
) {
  const { inner, from, first, match } = relatedSource(type, name, now)
  const also = where ? sql` and ${compileCondition(where, inner)}` : sql``
  // Without a limit the planner would join a small table as a whole instead of looking each key up; `offset 0` keeps it from that.
  const limit = limitPerKey ? sql` limit ${sql.lit(limitPerKey)}` : sql` offset 0`
  return sql`select wanted.key as "owner", found.*
    from unnest(${sql.val(keys)}::bigint[]) with ordinality as wanted (key, place)
    cross join lateral (select ${selectList(inner, fields)} from ${from}
      where ${column(first, 'organizationId')} = ${organization} and ${column(first, match)} = wanted.key${also}
      ${orderBy(sort, inner)}${limit}) as found
    order by wanted.place`
}

/** How many records are related to each of `keys`; keys without any are not in the answer. */
export function compileCountRelated(
  organization: number,
  type: RecordType,
  name: string,
  keys: readonly number[],
  where: Condition | undefined,
  now: Date,
) {
  const { inner, from, first, match } = relatedSource(type, name, now)
  const also = where ? sql` and ${compileCondition(where, inner)}` : sql``
  return sql`select ${column(first, match)} as "owner", count(*) as "count" from ${from}
    where ${column(first, 'organizationId')} = ${organization}
      and ${column(first, match)} = any(${sql.val(keys)}::bigint[])${also}
    group by ${column(first, match)}`
}

/** Where related records come from, and which column of which scope names the record they hang on. */
function relatedSource(type: RecordType, name: string, now: Date) {
  const relation = knownRelation(type, name)
  const owner = rootScope(type, now)
  const link = relation.through ? innerScope(owner, relation.through.type) : undefined
  const inner = innerScope(link ?? owner, relation.to)
  const from = link
    ? sql`${sql.table(TABLES[link.type])} as ${sql.ref(link.alias)} join ${sql.table(TABLES[inner.type])} as ${sql.ref(inner.alias)}
        on ${joined(link, inner, relation.through?.there ?? '', relation.there)}`
    : sql`${sql.table(TABLES[inner.type])} as ${sql.ref(inner.alias)}`
  const first = link ?? inner
  const match = link && relation.through ? relation.through.here : relation.there
  return { inner, from, first, match }
}
