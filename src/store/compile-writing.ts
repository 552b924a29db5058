/** From what a dialect wants written (core/writing.ts) to SQL: the columns of records that are given by their keys. */
import { type RawBuilder, sql } from 'kysely'
import type { FieldRef, Query, Sort } from '../core/query.ts'
import { fieldOf, type RecordType } from '../core/schema.ts'
import { BETWEEN, type Column, type Part, type TextOf, type Writing } from '../core/writing.ts'
import {
  column,
  compileCondition,
  fieldValue,
  innerScope,
  joined,
  knownRelation,
  listSource,
  orderBy,
  rootScope,
  type Scope,
} from './compile-query.ts'
import { TABLES } from './tables.ts'

type Sql = RawBuilder<unknown>

/** Where a text is written: of which record, on whose list it is, in which organization. */
interface Place {
  scope: Scope
  owner: Scope | null
  organization: number
}

/** A row for each key that there is, in the order of the keys. */
export function compileWritten(
  organization: number,
  type: RecordType,
  keys: readonly number[],
  writing: Writing,
  now: Date,
): Sql {
  const scope = rootScope(type, now)
  const place: Place = { scope, owner: null, organization }
  return sql`select ${sql.join(writing.map((one) => written(one, place)))}
    from unnest(${sql.val(keys)}::bigint[]) with ordinality as wanted (key, place)
    join ${sql.table(TABLES[type])} as ${sql.ref(scope.alias)}
      on ${column(scope, 'organizationId')} = ${organization} and ${column(scope, 'key')} = wanted.key
    order by wanted.place`
}

/**
 * The page of a list; the limit is part of the text, as `compileList` has it. Sorted by a number that the database takes for
 * a new order: so it sends nothing before all is written, instead of a message for every few rows.
 */
export function compileListWritten(organization: number, query: Query, writing: Writing, now: Date): Sql {
  const scope = rootScope(query.type, now)
  const place: Place = { scope, owner: null, organization }
  return sql`select ${sql.join(writing.map((one) => written(one, place)))}
    from (select ${sql.ref(scope.alias)}.*, row_number() over (${orderBy(query.sort, scope)}) as place
      from ${listSource(organization, query, scope)} ${orderBy(query.sort, scope)} limit ${sql.lit(query.limit)})
      as ${sql.ref(scope.alias)}
    order by ${sql.ref(`${scope.alias}.place`)}`
}

function written(one: Column, place: Place): Sql {
  if ('parts' in one && !('each' in one)) return concat(one.parts, place)
  if ('each' in one)
    return aggregate(one.each, one.sort, place, BETWEEN, (within) => concat(one.parts, within))
  if ('count' in one) {
    const { within, source } = hanging(one.count, place)
    const where = one.where ? sql` and ${compileCondition(one.where, within.scope)}` : sql``
    return sql`(select count(*) ${source}${where})`
  }
  if ('seconds' in one) return sql`floor(date_part('epoch', ${column(place.scope, one.seconds)}))`
  const value = column(place.scope, one.field)
  return fieldOf(place.scope.type, one.field)?.type === 'json' ? sql`nullif(${value}, '{}')` : value
}

/** A function takes a hundred arguments at most. */
const MOST_ARGUMENTS = 90

/** One call for many pieces: each `||` would copy all that is before it. */
function concat(parts: readonly Part[], place: Place): Sql {
  const pieces = together(parts).map((part) => piece(part, place))
  const calls: Sql[] = []
  for (let at = 0; at < pieces.length; at += MOST_ARGUMENTS)
    calls.push(sql`concat(${sql.join(pieces.slice(at, at + MOST_ARGUMENTS))})`)
  return calls.length === 1 && calls[0] ? calls[0] : sql`concat(${sql.join(calls)})`
}

/** What stands as it is and side by side as one. */
function together(parts: readonly Part[]): Part[] {
  const all: Part[] = []
  for (const part of parts) {
    const last = all.at(-1)
    if (typeof part === 'string' && typeof last === 'string') all[all.length - 1] = last + part
    else all.push(part)
  }
  return all
}

function piece(part: Part, place: Place): Sql {
  if (typeof part === 'string') return sql.lit(part)
  if ('value' in part) return sql`${part.value}::text`
  if ('json' in part) return sql`coalesce(to_json(${text(part.json, place)}), 'null')`
  if ('bare' in part) return text(part.bare, place)
  if ('twoDecimals' in part) return twoDecimals(column(place.scope, part.twoDecimals), part.digits)
  const { within, source } = hanging(part.first, place)
  const where = part.where ? sql` and ${compileCondition(part.where, within.scope)}` : sql``
  const first = sql`select ${concat(part.parts, within)} ${source}${where}
    ${orderBy(part.sort ?? [], within.scope)} limit 1`
  return sql`coalesce((${first}), ${concat(part.none, place)})`
}

/** Half a unit is rounded up. */
function twoDecimals(minor: Sql, digits: 0 | 2 | 3): Sql {
  if (digits === 0) return sql`concat(${minor}, '.00')`
  return digits === 2 ? sql`${minor} * 0.01` : sql`floor(${minor} * 0.1 + 0.5) * 0.01`
}

function text(of: TextOf, place: Place): Sql {
  if (typeof of === 'string' || 'json' in of) return fieldText(of, place.scope)
  if ('text' in of) return sql`${sql.lit(of.text)}::text`
  if ('owner' in of) return fieldText(of.owner, place.owner ?? place.scope)
  if ('firstOf' in of) return sql`coalesce(${sql.join(of.firstOf.map((one) => filled(one, place)))})`
  if ('joined' in of)
    return sql`nullif(concat_ws(${sql.lit(of.by)}, ${sql.join(of.joined.map((one) => filled(one, place)))}), '')`
  if ('without' in of) return sql`replace(${fieldText(of.of, place.scope)}, ${sql.lit(of.without)}, '')`
  if ('digitsOf' in of)
    return sql`${sql.lit(of.after)} || regexp_replace(${fieldText(of.digitsOf, place.scope)}, '[^0-9]', '', 'g')`
  if ('words' in of) return words(of, place)
  if ('when' in of) {
    const either = (one: TextOf | null) => (one === null ? sql`null` : text(one, place))
    return sql`case when ${compileCondition(of.when, place.scope)} then ${either(of.yes)} else ${either(of.no)} end`
  }
  return aggregate(of.listed, of.sort, place, of.by, (within) => text(of.of, within))
}

const filled = (of: TextOf, place: Place): Sql => sql`nullif(${text(of, place)}, '')`

function words({ words: field, of, otherwise }: Extract<TextOf, { words: string }>, { scope }: Place): Sql {
  const cases = Object.entries(of).map(
    ([value, word]) => sql`when ${sql.lit(value)} then ${sql.lit(String(word))}`,
  )
  return sql`case ${column(scope, field)} ${sql.join(cases, sql` `)} else ${sql.lit(otherwise)} end`
}

function fieldText(field: FieldRef, scope: Scope): Sql {
  const value = fieldValue(scope, field)
  const type = typeof field === 'string' ? fieldOf(scope.type, field)?.type : field.as
  return type === 'text' ? value : sql`${value}::text`
}

function aggregate(
  relation: string,
  sort: readonly Sort[],
  place: Place,
  by: string,
  of: (within: Place) => Sql,
): Sql {
  const { within, source } = hanging(relation, place)
  return sql`(select string_agg(${of(within)}, ${sql.lit(by)} ${orderBy(sort, within.scope)}) ${source})`
}

/** `from … where …`: the related records. Each table is told the organization: a cluster needs to know it of each. */
function hanging(name: string, { scope, organization }: Place): { within: Place; source: Sql } {
  const { to, here, there, through } = knownRelation(scope.type, name)
  const link = through ? innerScope(scope, through.type) : null
  const inner = innerScope(link ?? scope, to)
  const first = link ?? inner
  const table = ({ type, alias }: Scope) => sql`${sql.table(TABLES[type])} as ${sql.ref(alias)}`
  const from =
    link && through
      ? sql`${table(link)} join ${table(inner)} on ${joined(link, inner, through.there, there)}`
      : table(inner)
  const own = sql`${column(first, 'organizationId')} = ${organization}`
  const source = sql`from ${from} where ${own} and ${column(first, through?.here ?? there)} = ${column(scope, here)}`
  return { within: { scope: inner, owner: scope, organization }, source }
}
