/**
 * A page far down a list: the records before it are passed over by their keys alone, in the index that sorts them where
 * there is one, and only those of the page are read whole.
 */
import { type RawBuilder, sql } from 'kysely'
import type { Query } from '../core/query.ts'
import { fieldOf } from '../core/schema.ts'
import { column, listSource, orderBy, rootScope, selectList } from './compile-query.ts'
import { fieldNames, TABLES } from './tables.ts'

/** From here on it costs less than reading whole what is passed over. */
export const FAR_DOWN = 200

export function compileLate(
  organization: number,
  query: Query,
  now: Date,
  fields: readonly string[] = fieldNames(query.type),
): RawBuilder<unknown> {
  const scope = rootScope(query.type, now)
  const identity = fieldOf(query.type, 'key') ? ['key'] : ['customerKey', 'currency']
  const table = sql`${sql.table(TABLES[query.type])} as ${sql.ref(scope.alias)}`
  const found = { ...scope, alias: 'found' }
  const same = identity.map((field) => sql`${column(scope, field)} = ${column(found, field)}`)
  return sql`select ${selectList(scope, fields)} from (
      select ${sql.join(identity.map((field) => column(scope, field)))} from ${listSource(organization, query, scope)}
      ${orderBy(query.sort, scope)}
      limit ${sql.lit(query.limit)} offset ${query.offset ?? 0}) found
    join ${table} on ${column(scope, 'organizationId')} = ${organization} and ${sql.join(same, sql` and `)}
    ${orderBy(query.sort, scope)}`
}
