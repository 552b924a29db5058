/** Reading: lists, single records, counts and related records, each one statement. */
import { sql } from 'kysely'
import type { Clock, Reader } from '../core/ports.ts'
import { type Condition, where as conditions, type Query } from '../core/query.ts'
import type { RecordType } from '../core/schema.ts'
import type { Asked } from './ask.ts'
import { belongings } from './belongings.ts'
import { compileTally, compileValues, knownRelation } from './compile-query.ts'
import type { RelatedShape } from './compile-related.ts'
import { COUNTED, readCounter } from './counters.ts'
import { columnsOf, type Database, readOf, rows } from './database.ts'
import { createQuestions } from './questions.ts'
import { type Columns, type RowShape, rowShape, safeInteger } from './text-rows.ts'

/** Finds pages far down a list in a way of its own, and asks for their rows with `ask`; null: not this one. */
export type DeepPages = <R>(
  organization: number,
  query: Query,
  fields: readonly string[] | undefined,
  ask: (asked: Asked) => Promise<R[]>,
) => Promise<R[] | null>

export function createReader(database: Database, clock: Clock, deepPages?: DeepPages): Reader {
  const questions = createQuestions(clock)
  const reader: Reader = {
    async list(organization, query) {
      return (await columns(organization, query)).map(shapeOf(query.type).record)
    },

    async rows(organization, query, fields) {
      return (await columns(organization, query, fields)).map(shapeOf(query.type, fields).row)
    },

    async readRows(organization, query, fields, begin) {
      const { lying } = shapeOf(query.type, fields)
      let reader: ReturnType<typeof begin> | undefined
      await found(organization, query, fields, (asked) => {
        reader = begin()
        const { read } = reader
        return readOf(database, asked, (row) => read(lying(row)))
      })
      return (reader ?? begin()).end()
    },

    async count(organization, type, where, atMost) {
      if (!where && COUNTED.has(type)) return readCounter(database, organization, type)
      const [row] = await columnsOf(database, questions.count(organization, type, where, atMost))
      return safeInteger(row?.[0] ?? '0')
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
      // Citus knows no mark of a row's version where no row is asked for.
      if (isNever(where)) return null
      const [found] = await columnsOf(database, questions.version(organization, type, where))
      const [key, version] = found ?? []
      return key && version ? { key: safeInteger(key), version } : null
    },

    async related(organization, type, relation, keys, options = {}) {
      const found = await relatedColumns(organization, type, relation, keys, options)
      return byOwner(keys, found, shapeOf(knownRelation(type, relation).to).record) as never
    },

    async relatedRows(organization, type, relation, keys, { fields, ...options } = {}) {
      const found = await relatedColumns(organization, type, relation, keys, options, fields)
      return byOwner(keys, found, shapeOf(knownRelation(type, relation).to, fields).row) as never
    },

    listWritten: (organization, query, writing, read) =>
      readOf(database, questions.listWritten(organization, query, writing), read),

    async written(organization, type, keys, writing, read) {
      return keys.length === 0
        ? []
        : readOf(database, questions.written(organization, type, keys, writing), read)
    },

    async countRelated(organization, type, relation, keys, where) {
      const counts = new Map<number, number>(keys.map((key) => [key, 0]))
      if (counts.size === 0) return counts
      const asked = questions.countRelated(organization, type, relation, [...counts.keys()], where)
      for (const [owner, count] of await columnsOf(database, asked))
        counts.set(safeInteger(owner ?? ''), safeInteger(count ?? ''))
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

  async function found<R>(
    organization: number,
    query: Query,
    fields: readonly string[] | undefined,
    ask: (asked: Asked) => Promise<R[]>,
  ): Promise<R[]> {
    const deep = query.offset ? await deepPages?.(organization, query, fields, ask) : null
    return deep ?? ask(questions.list(organization, query, fields))
  }

  function columns(organization: number, query: Query, fields?: readonly string[]): Promise<Columns[]> {
    return found(organization, query, fields, (asked) => columnsOf(database, asked))
  }

  async function relatedColumns(
    organization: number,
    type: RecordType,
    relation: string,
    keys: readonly number[],
    options: RelatedShape,
    fields?: readonly string[],
  ): Promise<Columns[]> {
    const wanted = [...new Set(keys)]
    if (wanted.length === 0) return []
    return columnsOf(database, questions.related(organization, type, relation, wanted, options, fields))
  }
}

/** Whether it says by itself that nothing matches. */
function isNever(condition: Condition): boolean {
  if (condition.op === 'in') return condition.values.length === 0
  if (condition.op === 'any') return condition.of.every(isNever)
  return condition.op === 'all' && condition.of.some(isNever)
}

/** Lists by the key they hang on, which stands before the columns of each. */
function byOwner<R>(
  keys: readonly number[],
  found: readonly Columns[],
  read: (columns: Columns) => R,
): Map<number, R[]> {
  const lists = new Map<number, R[]>(keys.map((key) => [key, []]))
  for (const [owner, ...columns] of found) lists.get(safeInteger(owner ?? ''))?.push(read(columns))
  return lists
}

const SHAPES = new Map<RecordType, Map<string, RowShape>>()

/** How the type's rows are read; made once for each list of fields, of which code names few. */
function shapeOf<T extends RecordType>(type: T, fields?: readonly string[]): RowShape<T> {
  const shapes = SHAPES.get(type) ?? new Map<string, RowShape>()
  SHAPES.set(type, shapes)
  const name = fields?.join() ?? ''
  const known = shapes.get(name)
  if (known) return known as unknown as RowShape<T>
  const made = rowShape(type, fields)
  shapes.set(name, made as unknown as RowShape)
  return made
}
