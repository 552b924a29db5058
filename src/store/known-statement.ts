/**
 * Statements that the store makes again and again: compiled once for each shape, and asked by a name under which a
 * PostgreSQL server keeps its plan. Planning a write that keeps much costs more than the write itself.
 */
import { type RawBuilder, sql } from 'kysely'
import { createRecent } from '../lib/recent.ts'
import { columnsOf, type Database } from './database.ts'
import { compiled, type Statement } from './statements.ts'
import type { Columns } from './text-rows.ts'

type Sql = RawBuilder<unknown>

/** Stands for the value of that name; cast it where its type cannot be told. */
export type Given<V> = (name: keyof V & string) => Sql

/** Asks with these values; gives rows of raw text. */
export type Known<S, V> = (database: Database, shape: S, values: V) => Promise<Columns[]>

/** Of one statement: a statement's text takes some kilobytes. */
const MOST_SHAPES = 500

interface Named {
  name: string
}

/**
 * For writes, which are in a transaction. `build` makes the statement of a shape, in which `given('key')` stands for the value `key`. What the text depends on is in
 * the shape, and nothing else. `isSteady` false: planned each time, for its values.
 *
 *     const lock = createKnown<null, { keys: number[] }>((_, given) => sql`select … = any(${given('keys')}::bigint[])`)
 *     await lock(transaction, null, { keys: [1, 2] })
 */
export function createKnown<S, V extends object>(
  build: (shape: S, given: Given<V>) => Sql,
  isSteady: (shape: S) => boolean = () => true,
): Known<S, V> {
  const kept = createRecent<Statement>(MOST_SHAPES)
  const given: Given<V> = (name) => sql`${sql.val({ name } satisfies Named)}`
  return async (database, shape, values) => {
    // Outside of one it would share a transaction with what others ask (store/lane.ts).
    if (!database.isTransaction) throw new Error('What writes is asked in a transaction')
    const statement = kept.of(JSON.stringify(shape), () => ({
      ...sharing(compiled(build(shape, given))),
      steady: isSteady(shape),
    }))
    const named = values as Record<string, unknown>
    return columnsOf(database, {
      statement,
      values: statement.parameters.map((one) => (isNamed(one) ? named[one.name] : one)),
    })
  }
}

const isNamed = (value: unknown): value is Named =>
  typeof value === 'object' && value !== null && 'name' in value

/** One parameter for each name, however often it stands in the text: then the planner knows that they are equal. */
function sharing({ text, parameters }: ReturnType<typeof compiled>): ReturnType<typeof compiled> {
  const places = new Map<unknown, number>()
  const placeOf = (parameter: unknown): number => {
    const key = isNamed(parameter) ? parameter.name : parameter
    const place = places.get(key) ?? places.size + 1
    places.set(key, place)
    return place
  }
  const shared: unknown[] = []
  const renumbered = text.replace(/\$(\d+)/g, (_, number) => {
    const parameter = parameters[Number(number) - 1]
    const place = placeOf(parameter)
    shared[place - 1] = parameter
    return `$${place}`
  })
  return { text: renumbered, parameters: shared }
}
