/** Reading: lists, single records, counts and related records, each one statement. */
import { sql } from 'kysely'
import type { Clock, Reader, Version } from '../core/ports.ts'
import type { Condition, Sort } from '../core/query.ts'
import { where as conditions } from '../core/query.ts'
import type { RecordType } from '../core/schema.ts'
import { belongings } from './belongings.ts'
import {
  column,
  compileCondition,
  compileCount,
  compileList,
  compileTally,
  compileValues,
  compileVersion,
  innerScope,
  joined,
  knownRelation,
  orderBy,
  rootScope,
  selectList,
} from './compile-query.ts'
import { COUNTED, readCounter } from './counters.ts'
import { type Database, rows } from './database.ts'
import { compileLate, FAR_DOWN } from './late-lookup.ts'
import { TABLES } from './tables.ts'

const OWNER = '__owner'

export function createReader(database: Database, clock: Clock): Reader {
  const reader: Reader = {
    list(organization, query) {
      const compile = (query.offset ?? 0) < FAR_DOWN ? compileList : compileLate
      return rows(database, compile(organization, query, clock()))
    },

    async count(organization, type, where, atMost) {
      if (!where && COUNTED.has(type)) return readCounter(database, organization, type)
      const statement = compileCount(organization, type, where, clock(), atMost)
      const [row] = await rows<{ count: number }>(database, statement)
      return row?.count ?? 0
    },

    async values(organization, type, field, most, where) {
      const statement = compileValues(organization, type, field, most, where, clock())
      return (await rows<{ value: string }>(database, statement)).map(({ value }) => value)
    },

    async find(organization, type, field, value) {
      const where = conditions(type).eq(field as never, value)
      const [record] = await reader.list(organization, { type, where, sort: [], limit: 1 })
      return record ?? null
    },

    async tally(organization, type, { where, at, bounds, sum }) {
      const statement = compileTally(organization, type, where, at, bounds, sum, clock())
      const tally = bounds.slice(1).map(() => 0)
      for (const { place, value } of await rows<{ place: number; value: number }>(database, statement))
        tally[place - 1] = value
      return tally
    },

    belongings: (organization, customerKey) => belongings(database, organization, customerKey),

    async version(organization, type, where) {
      const [found] = await rows<Version>(database, compileVersion(organization, type, where, clock()))
      return found ?? null
    },

    async related(organization, type, relation, keys, options = {}) {
      const found = new Map<number, never[]>(keys.map((key) => [key, []]))
      if (found.size === 0) return found
      const statement = compileRelated(organization, type, relation, [...found.keys()], options, clock())
      for (const { [OWNER]: owner, ...record } of await rows<Record<string, unknown>>(database, statement))
        found.get(owner as number)?.push(record as never)
      return found
    },

    async countRelated(organization, type, relation, keys, where) {
      const counts = new Map<number, number>(keys.map((key) => [key, 0]))
      if (counts.size === 0) return counts
      const statement = compileCountRelated(organization, type, relation, [...counts.keys()], where, clock())
      for (const row of await rows<{ owner: number; count: number }>(database, statement))
        counts.set(row.owner, row.count)
      return counts
    },

    counter: (organization, name) => readCounter(database, organization, name),

    async currencies(organization) {
      const found = await rows<{ currency: string }>(
        database,
        sql`select currency from products where organization_id = ${organization}
          union select substr(name, 9) from counters where organization_id = ${organization}
            and name like 'members:%' group by name having sum(value) > 0
          order by currency`,
      )
      return found.map((row) => row.currency)
    },
  }
  return reader
}

/** The records related to each of `keys`, every row with the key it hangs on; lateral, so each list can be cut. */
function compileRelated(
  organization: number,
  type: RecordType,
  name: string,
  keys: readonly number[],
  options: { where?: Condition; sort?: readonly Sort[]; limitPerKey?: number },
  now: Date,
) {
  const { inner, from, first, match } = relatedSource(type, name, now)
  const also = options.where ? sql` and ${compileCondition(options.where, inner)}` : sql``
  const limit = options.limitPerKey ? sql` limit ${options.limitPerKey}` : sql``
  return sql`select wanted.key as ${sql.ref(OWNER)}, found.*
    from unnest(${sql.val(keys)}::bigint[]) with ordinality as wanted (key, place)
    cross join lateral (select ${selectList(inner)} from ${from}
      where ${column(first, 'organizationId')} = ${organization} and ${column(first, match)} = wanted.key${also}
      ${orderBy(options.sort ?? [], inner)}${limit}) as found
    order by wanted.place`
}

/** How many records are related to each of `keys`; keys without any are not in the answer. */
function compileCountRelated(
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
