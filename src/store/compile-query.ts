/**
 * From the core's query model to SQL. Every subquery names the organization of the row it hangs on, so a
 * condition can never reach into another tenant.
 */
import { type RawBuilder, sql } from 'kysely'
import type { Condition, FieldRef, Hop, Now, Query, Scalar, Sort } from '../core/query.ts'
import { fieldOf, type RecordType, type Relation, relationOf } from '../core/schema.ts'
import { COMBINING_MARKS, STROKED, upperCases } from '../lib/fold.ts'
import { memberType, memberValue } from './json-member.ts'
import { isParameter, plain } from './lift-values.ts'
import { columnOf, fieldNames, SQL_TYPES, TABLES } from './tables.ts'

type Sql = RawBuilder<unknown>

const COMPARISONS = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

export interface Scope {
  type: RecordType
  alias: string
  depth: number
  /** What a condition's "now" is. */
  now: Date
}

export const rootScope = (type: RecordType, now: Date): Scope => ({ type, alias: 't0', depth: 0, now })

/**
 * `select … from <table> where organization and condition order by … limit … offset …`; of `fields`, or all. The limit
 * is part of the text: it decides how a statement that is planned once goes about it.
 */
export function compileList(
  organization: number,
  query: Query,
  now: Date,
  fields: readonly string[] = fieldNames(query.type),
): Sql {
  const scope = rootScope(query.type, now)
  const offset = query.offset ? sql` offset ${query.offset}` : sql``
  return sql`select ${selectList(scope, fields)} from ${listSource(organization, query, scope)}
    ${orderBy(query.sort, scope)} limit ${sql.lit(query.limit)}${offset}`
}

/**
 * The table and what of it is listed. Behind `offset 0` and behind a limit the database plans on its own: it can neither
 * walk the order in search of the few that match, nor look for matches beyond the first so many.
 */
export function listSource(
  organization: number,
  { type, where, sort, bound, few, among }: Query,
  scope: Scope,
): Sql {
  const table = sql`${sql.table(TABLES[type])} as ${sql.ref(scope.alias)}`
  const also = (condition: Condition | undefined) =>
    condition ? sql` and ${compileCondition(condition, scope)}` : sql``
  const edge = bound ? sql` and ${compileBound(sort, bound, scope)}` : sql``
  const own = sql`${column(scope, 'organizationId')} = ${organization}`
  const behind = (limit: Sql, condition: Condition | undefined) => sql`(select ${sql.ref(scope.alias)}.*
    from ${table} where ${own}${also(condition)}${edge} ${limit}) as ${sql.ref(scope.alias)}`
  if (among) {
    const first = sql`${orderBy(sort, scope)} limit ${among.first}`
    return sql`${behind(first, among.where)} where ${own}${also(where)}`
  }
  if (few) return behind(sql`offset 0`, where)
  return sql`${table} where ${own}${also(where)}${edge}`
}

function compileBound(
  sort: readonly Sort[],
  { compare, values }: NonNullable<Query['bound']>,
  scope: Scope,
): Sql {
  const fields = sort.map(({ field }) => field ?? '')
  const given = fields.map((field, at) => sql`${asSent(values[at] ?? 0, plain)}::${castOf(scope, field)}`)
  return sql`(${sql.join(fields.map((field) => fieldValue(scope, field)))}) ${sql.raw(COMPARISONS[compare])} (${sql.join(given)})`
}

export function compileCount(
  organization: number,
  type: RecordType,
  where: Condition | undefined,
  now: Date,
  atMost?: number,
): Sql {
  const scope = rootScope(type, now)
  const condition = where ? sql` and ${compileCondition(where, scope)}` : sql``
  const matches = sql`from ${sql.table(TABLES[type])} as ${sql.ref(scope.alias)}
    where ${column(scope, 'organizationId')} = ${organization}${condition}`
  return atMost === undefined
    ? sql`select count(*) as "count" ${matches}`
    : sql`select count(*) as "count" from (select 1 ${matches} limit ${sql.lit(atMost)}) as found`
}

/** One step through the index for each value, however many rows have it. */
export function compileValues(
  organization: number,
  type: RecordType,
  field: string,
  most: number,
  where: Condition | undefined,
  now: Date,
): Sql {
  const scope = rootScope(type, now)
  const value = fieldValue(scope, field)
  const condition = where ? sql` and ${compileCondition(where, scope)}` : sql``
  const next = (
    than: Sql,
  ) => sql`(select ${value} as value from ${sql.table(TABLES[type])} as ${sql.ref(scope.alias)}
    where ${column(scope, 'organizationId')} = ${organization} and ${than}${condition} order by ${value} limit 1)`
  return sql`with recursive found (value) as (
      ${next(sql`${value} is not null`)}
      union all
      select ${next(sql`${value} > found.value`)} from found where found.value is not null
    ) select value from found where value is not null limit ${most}`
}

/** `place` counts the intervals between the bounds from 1 on; those without a record are left out. */
export function compileTally(
  organization: number,
  type: RecordType,
  where: Condition,
  at: string,
  bounds: readonly Date[],
  sum: string | undefined,
  now: Date,
): Sql {
  const scope = rootScope(type, now)
  const time = fieldValue(scope, at)
  const times = bounds.map((bound) => bound.toISOString())
  const value = sum ? sql`sum(${fieldValue(scope, sum)})::bigint` : sql`count(*)`
  return sql`select width_bucket(${time}, ${sql.val(times)}::timestamptz[]) as "place", ${value} as "value"
    from ${sql.table(TABLES[type])} as ${sql.ref(scope.alias)}
    where ${column(scope, 'organizationId')} = ${organization} and ${compileCondition(where, scope)}
      and ${time} >= ${times[0]}::timestamptz and ${time} < ${times.at(-1)}::timestamptz
    group by 1`
}

/** PostgreSQL's own mark of a row's version: the transaction that wrote it. */
export function compileVersion(organization: number, type: RecordType, where: Condition, now: Date): Sql {
  const scope = rootScope(type, now)
  return sql`select ${column(scope, 'key')} as "key", ${sql.ref(`${scope.alias}.xmin`)}::text as "version"
    from ${sql.table(TABLES[type])} as ${sql.ref(scope.alias)}
    where ${column(scope, 'organizationId')} = ${organization} and ${compileCondition(where, scope)} limit 1`
}

/** Fields of the type, each named as the core names it; all of them by default. */
export function selectList(scope: Scope, fields: readonly string[] = fieldNames(scope.type)): Sql {
  return sql.join(fields.map((field) => sql`${column(scope, field)} as ${sql.ref(field)}`))
}

export function orderBy(sorts: readonly Sort[], scope: Scope): Sql {
  if (sorts.length === 0) return sql``
  return sql`order by ${sql.join(
    sorts.map((sort) => sql`${sortKey(sort, scope)} ${sql.raw(sort.descending ? 'desc' : 'asc')}`),
  )}`
}

function sortKey(sort: Sort, scope: Scope): Sql {
  const { relation = [] } = sort
  return sortAlong(typeof relation === 'string' ? [{ relation }] : relation, sort, scope)
}

function sortAlong([hop, ...hops]: readonly Hop[], sort: Sort, scope: Scope): Sql {
  if (!hop) return sort.cases ? sortCase(sort.cases, scope) : sortColumn(sort, scope)
  const relation = knownRelation(scope.type, hop.relation)
  const { inner, source } = related(relation, scope)
  const where = hop.where ? sql` and ${compileCondition(hop.where, inner)}` : sql``
  const first = hop.sort ? orderBy(hop.sort, inner) : sql`order by ${column(inner, 'key')}`
  return sql`(select ${sortAlong(hops, sort, inner)} ${source}${where} ${relation.many ? first : sql``} limit 1)`
}

/** The column, or the word that stands for its value, compared by its bytes as all text is. */
function sortColumn(sort: Extract<Sort, { field: FieldRef }>, scope: Scope): Sql {
  const field = fieldValue(scope, sort.field)
  const value = sort.as ? sql`(${JSON.stringify(sort.as)}::jsonb ->> ${field}) collate "C"` : field
  if (!sort.when) return value
  const condition = compileCondition(sort.when, scope)
  if (!sort.otherwise) return sql`case when ${condition} then ${value} end`
  const either = sql`(case when ${condition} then ${value} else ${sortOtherwise(sort.otherwise, scope)} end)`
  return isNumber(scope, sort.field) ? either : sql`${either} collate "C"`
}

function isNumber({ type }: Scope, field: FieldRef): boolean {
  const as = typeof field === 'string' ? fieldOf(type, field)?.type : field.as
  return as === 'integer' || as === 'float'
}

/** The other place of a value, in the type that text and times have as members of JSON. */
function sortOtherwise(sort: Sort, scope: Scope): Sql {
  const value = sort.cases ? sortCase(sort.cases, scope) : sortColumn(sort, scope)
  const isTime = typeof sort.field === 'string' && fieldOf(scope.type, sort.field)?.type === 'time'
  return isTime ? sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : value
}

const CASE_TYPES = { string: 'text', number: 'numeric', boolean: 'boolean' } as const

function sortCase(cases: NonNullable<Sort['cases']>, scope: Scope): Sql {
  const kind = typeof (cases.find(({ value }) => value !== null)?.value ?? '') as keyof typeof CASE_TYPES
  const value = (of: string | number | boolean | null) => sql`${of}::${sql.raw(CASE_TYPES[kind])}`
  const branches = cases.map(
    (one) => sql`when ${compileCondition(one.where, scope)} then ${value(one.value)}`,
  )
  const collation = kind === 'string' ? sql` collate "C"` : sql``
  return sql`(case ${sql.join([...branches, sql`when true then ${value(null)}`], sql` `)} end)${collation}`
}

export function compileCondition(condition: Condition, scope: Scope): Sql {
  switch (condition.op) {
    case 'all':
      return parts(condition.of, scope, ' and ', 'true')
    case 'any':
      return parts(condition.of, scope, ' or ', 'false')
    case 'not':
      return sql`not (${compileCondition(condition.of, scope)})`
    case 'null':
      return sql`${fieldValue(scope, condition.field)} is null`
    case 'in':
      return condition.values.length === 0
        ? sql`false`
        : sql`${fieldValue(scope, condition.field)} = any(${sql.val(asSent(condition.values, (values) => values.map(plain)))}::${castOf(scope, condition.field)}[])`
    case 'like':
    case 'ilike':
      return sql`${fieldValue(scope, condition.field)} ${sql.raw(condition.op)} ${condition.pattern}`
    case 'plainLike':
      return sql`${withoutAccentsSql(fieldValue(scope, condition.field))} like ${condition.pattern}`
    case 'foldedLike':
      return sql`${foldedSql(fieldValue(scope, condition.field), condition.pattern)} ilike ${condition.pattern}`
    case 'jsonContains':
      return sql`${fieldValue(scope, condition.field)} @> ${asSent(condition.value, JSON.stringify)}::jsonb`
    case 'some':
      return some(condition, scope)
    case 'sum': {
      const { inner, source } = related(knownRelation(scope.type, condition.relation), scope)
      const sum = sql`select coalesce(sum(${fieldValue(inner, condition.of)}), 0) ${source}
        and ${compileCondition(condition.where, inner)}`
      return sql`(${sum}) ${sql.raw(COMPARISONS[condition.is])} ${fieldValue(scope, condition.field)}`
    }
    default:
      return sql`${fieldValue(scope, condition.field)} ${sql.raw(COMPARISONS[condition.op])} ${asSent(isNow(condition.value) ? scope.now : condition.value, plain)}::${castOf(scope, condition.field)}`
  }
}

/** `withoutAccents` of lib/fold.ts in SQL. */
const withoutAccentsSql = (text: Sql): Sql =>
  sql`translate(regexp_replace(normalize(${text}, NFD), ${COMBINING_MARKS}, '', 'g'), ${STROKED.from}, ${STROKED.to})`

/** `fold` of lib/fold.ts in SQL, as far as the pattern can tell; `ilike` does the rest, which is ASCII. */
function foldedSql(text: Sql, pattern: string): Sql {
  const { from, to } = isParameter(pattern) && pattern.upper ? pattern.upper : upperCases(pattern)
  return from === '' ? text : sql`translate(normalize(${text}, NFC), ${from}, ${to})`
}

function parts(of: readonly Condition[], scope: Scope, glue: string, empty: string): Sql {
  if (of.length === 0) return sql.raw(empty)
  return sql`(${sql.join(
    of.map((part) => compileCondition(part, scope)),
    sql.raw(glue),
  )})`
}

function some({ relation, where, first }: Extract<Condition, { op: 'some' }>, scope: Scope): Sql {
  const { inner, source } = related(knownRelation(scope.type, relation), scope)
  const matches = compileCondition(where, inner)
  if (!first) return sql`exists (select 1 ${source} and ${matches})`
  const among = first.among ? sql` and ${compileCondition(first.among, inner)}` : sql``
  return sql`exists (select 1 from (select ${sql.ref(inner.alias)}.* ${source}${among} ${orderBy(first.sort, inner)} limit 1)
    as ${sql.ref(inner.alias)} where ${matches})`
}

/** `from … where …`: the records that a relation leads to from the scope's record. */
function related(relation: Relation, scope: Scope): { inner: Scope; source: Sql } {
  if (!relation.through) {
    const inner = innerScope(scope, relation.to)
    const also = relation.also
      ? sql` and ${column(inner, relation.also.there)} = ${column(scope, relation.also.here)}`
      : sql``
    const source = sql`from ${sql.table(TABLES[relation.to])} as ${sql.ref(inner.alias)}
      where ${joined(scope, inner, relation.here, relation.there)}${also}`
    return { inner, source }
  }
  const link = innerScope(scope, relation.through.type)
  const inner = innerScope(link, relation.to)
  const source = sql`from ${sql.table(TABLES[link.type])} as ${sql.ref(link.alias)}
    join ${sql.table(TABLES[inner.type])} as ${sql.ref(inner.alias)}
      on ${joined(link, inner, relation.through.there, relation.there)}
    where ${joined(scope, link, relation.here, relation.through.here)}`
  return { inner, source }
}

export const innerScope = (outer: Scope, type: RecordType): Scope => ({
  ...outer,
  type,
  alias: `t${outer.depth + 1}`,
  depth: outer.depth + 1,
})

/** Same organization, and the pair of columns that relates two records. */
export function joined(outer: Scope, inner: Scope, here: string, there: string): Sql {
  return sql`${column(inner, 'organizationId')} = ${column(outer, 'organizationId')}
    and ${column(inner, there)} = ${column(outer, here)}`
}

export const column = (scope: Scope, field: string): Sql => sql.ref(`${scope.alias}.${columnOf(field)}`)

/** The column, or the member inside it where it is of the wanted type. */
export function fieldValue(scope: Scope, field: FieldRef): Sql {
  const name = typeof field === 'string' ? field : field.json
  const known = fieldOf(scope.type, name)
  if (!known) throw new Error(`${scope.type} has no field ${name}`)
  if (typeof field === 'string') return column(scope, name)
  if (known.type !== 'json') throw new Error(`${scope.type}'s ${name} has no members`)
  return memberValue(column(scope, name), field)
}

export function knownRelation(type: RecordType, name: string): Relation {
  const relation = relationOf(type, name)
  if (!relation) throw new Error(`${type} has no relation ${name}`)
  return relation
}

function castOf(scope: Scope, field: FieldRef): Sql {
  if (typeof field !== 'string') return sql.raw(memberType(field.as))
  const known = fieldOf(scope.type, field)
  if (!known) throw new Error(`${scope.type} has no field ${field}`)
  return sql.raw(SQL_TYPES[known.type])
}

const isNow = (value: Scalar | Now): value is Now => typeof value === 'object' && 'now' in value

/** The value as it travels; what stands for one in a shape travels as it is. */
const asSent = <V>(value: V, travels: (value: V) => unknown): unknown =>
  isParameter(value) ? value : travels(value)
