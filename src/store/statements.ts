/**
 * Statements kept by the shape of their question: a question's values are taken out (lift-values.ts), what is left is
 * compiled once, and the text that comes of it is asked again with the values of each question of that shape.
 */
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely'
import type { Condition } from '../core/query.ts'
import { joined } from '../lib/joined.ts'
import { createRecent } from '../lib/recent.ts'
import type { Asked } from './ask.ts'
import { createLifting, isParameter, type Lifting } from './lift-values.ts'

export interface Statement {
  text: string
  /** A plan made without its values is as good as one made for them, so that the server may keep it. */
  steady: boolean
  /** Its parameters: what stands for a value, or the same value each time. */
  parameters: readonly unknown[]
}

/** A text takes some kilobytes. */
const kept = createRecent<Statement>(1000)

const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** The statement's text, and its parameters in their order. */
export function compiled(statement: RawBuilder<unknown>): Pick<Statement, 'text' | 'parameters'> {
  const { sql, parameters } = statement.compile(compiler)
  return { text: sql, parameters }
}

/**
 * The statement of a question and the values to ask it with. `shapeOf` takes the question's values out and gives what is
 * left, which must hold all that `compile` looks at; `compile` is run once for each shape.
 */
export function statementOf<S>(
  kind: string,
  now: () => Date,
  shapeOf: (lifting: Lifting) => S,
  compile: (shape: S) => RawBuilder<unknown>,
  where: Condition | undefined,
): Asked & { byTime: boolean } {
  const lifting = createLifting(now)
  const shape = shapeOf(lifting)
  const statement = kept.of(`${kind} ${JSON.stringify(shape)}`, () => ({
    ...compiled(compile(shape)),
    steady: isSteady(where),
  }))
  return joined(asked(statement, lifting.values), { byTime: lifting.byTime() })
}

const askedOf = new WeakMap<object, { of: readonly unknown[]; asked: Asked }>()

/**
 * What `make` gives, remembered for a frozen question and what else it is made `of`, as long as it has no time in it. Others
 * may change, or are not seen again.
 */
export function askedOnce(
  question: object,
  of: readonly unknown[],
  make: () => Asked & { byTime: boolean },
): Asked {
  const known = askedOf.get(question)
  if (known?.of.every((one, index) => one === of[index])) return known.asked
  const { byTime, ...asked } = make()
  if (!byTime && Object.isFrozen(question)) askedOf.set(question, { of, asked })
  return asked
}

const madeFor = new WeakMap<object, Statement>()

/**
 * The statement that is made once for an object that stays, whose values are no others each time than these. What stands
 * for them is handed to `compile`. Such a statement finds records by their keys.
 */
export function statementFor<V extends readonly [unknown, ...unknown[]]>(
  object: object,
  values: V,
  compile: (...standing: V) => RawBuilder<unknown>,
): Asked {
  let statement = madeFor.get(object)
  if (!statement) {
    const standing = values.map((_, parameter) => ({ parameter })) as unknown as V
    statement = { ...compiled(compile(...standing)), steady: true }
    madeFor.set(object, statement)
  }
  return asked(statement, values)
}

const asked = (statement: Statement, values: readonly unknown[]): Asked => ({
  statement,
  values: statement.parameters.map((one) => (isParameter(one) ? values[one.parameter] : one)),
})

/** Each value finds one record, or those of one: no value is so common that it wants another plan. */
const SELECTIVE = /^(key|shortId|numberId|uuidId|entryShortId|emailFolded|kind)$|Key$/

/**
 * Without a condition, or one whose plan does not depend on how common its values are. All others are planned each time:
 * a plan for the average value may walk the whole table for a rare one.
 */
export function isSteady(where: Condition | undefined): boolean {
  if (!where) return true
  switch (where.op) {
    case 'all':
    case 'any':
      return where.of.every(isSteady)
    case 'eq':
    case 'in':
      return typeof where.field === 'string' && SELECTIVE.test(where.field)
    default:
      return false
  }
}
