/**
 * The filter matchers, all of them, as a table (Filtering data; what its page leaves out, after the filter
 * library whose names these are). Each makes a condition on one field.
 */
import {
  all,
  any,
  type Comparison,
  type Condition,
  escapeLike,
  not,
  type Scalar,
} from '../../../core/query.ts'
import type { Json } from '../../../core/schema.ts'
import type { AttributeType } from '../resource.ts'

/** One value, a comma-separated list, a boolean that inverts when false, or JSON text. */
export type Takes = 'one' | 'list' | 'flag' | 'json'

export interface Matcher {
  takes: Takes
  types: readonly AttributeType[]
  /** `values` has one element unless it is a list; a flag's inversion is not its business. */
  condition(field: string, values: readonly Scalar[], type: AttributeType): Condition
}

const SCALARS: readonly AttributeType[] = ['string', 'integer', 'float', 'boolean', 'datetime']
const ORDERED: readonly AttributeType[] = ['string', 'integer', 'float', 'datetime']
const EVERY: readonly AttributeType[] = [...SCALARS, 'object']

const isNull = (field: string): Condition => ({ op: 'null', field })
const compare =
  (op: Comparison) =>
  (field: string, value: Scalar): Condition => ({ op, field, value })
/**
 * Text matchers disregard case: the library emits ILIKE on PostgreSQL [assumed]. Under the columns' byte collation
 * both engines fold the letters A to Z only: `É` is not `é`, but in e-mails, which are kept folded as a whole.
 */
const like =
  (shape: (text: string) => string) =>
  (field: string, value: Scalar): Condition => ({
    op: 'ilike',
    field,
    pattern: shape(String(value)),
  })
const negated =
  (test: Test): Test =>
  (field, value) =>
    not(test(field, value))

type Test = (field: string, value: Scalar) => Condition

const one = (test: Test, types = SCALARS): Matcher => ({
  takes: 'one',
  types,
  condition: (field, values) => all(...values.map((value) => test(field, value))),
})
const anyOf = (test: Test, types = SCALARS): Matcher => ({
  takes: 'list',
  types,
  condition: (field, values) => any(...values.map((value) => test(field, value))),
})
const allOf = (test: Test, types = SCALARS): Matcher => ({
  takes: 'list',
  types,
  condition: (field, values) => all(...values.map((value) => test(field, value))),
})
const orNull = (matcher: Matcher): Matcher => ({
  ...matcher,
  condition: (field, values, type) => any(matcher.condition(field, values, type), isNull(field)),
})
const flag = (condition: Matcher['condition'], types = EVERY): Matcher => ({
  takes: 'flag',
  types,
  condition,
})

/** Empty text is blank; for other types only null is. */
const blank = (field: string, type: AttributeType): Condition =>
  type === 'string' ? any(isNull(field), compare('eq')(field, '')) : isNull(field)

const isIn: Matcher = {
  takes: 'list',
  types: SCALARS,
  condition: (field, values) => ({ op: 'in', field, values }),
}
const isNotIn: Matcher = {
  ...isIn,
  condition: (field, values, type) => not(isIn.condition(field, values, type)),
}

/** A pattern may not end in the escape character alone: then it means itself. */
export const safePattern = (text: string): string =>
  (/\\*$/.exec(text)?.[0].length ?? 0) % 2 === 1 ? `${text}\\` : text

const TEXT: Readonly<Record<string, Test>> = {
  matches: like(safePattern),
  does_not_match: negated(like(safePattern)),
  start: like((text) => `${escapeLike(text)}%`),
  not_start: negated(like((text) => `${escapeLike(text)}%`)),
  end: like((text) => `%${escapeLike(text)}`),
  not_end: negated(like((text) => `%${escapeLike(text)}`)),
  cont: like((text) => `%${escapeLike(text)}%`),
  not_cont: negated(like((text) => `%${escapeLike(text)}%`)),
  i_cont: like((text) => `%${escapeLike(text)}%`),
  not_i_cont: negated(like((text) => `%${escapeLike(text)}%`)),
}
const ORDER: Readonly<Record<string, Test>> = {
  lt: compare('lt'),
  lteq: compare('lte'),
  gt: compare('gt'),
  gteq: compare('gte'),
}

/** `lt`, `lt_any`, `lt_all` of each. */
const compounds = (tests: Readonly<Record<string, Test>>, types: readonly AttributeType[]) =>
  Object.entries(tests).flatMap(([name, test]): [string, Matcher][] => [
    [name, one(test, types)],
    [`${name}_any`, anyOf(test, types)],
    [`${name}_all`, allOf(test, types)],
  ])

export const MATCHERS: ReadonlyMap<string, Matcher> = new Map<string, Matcher>([
  ['eq', one(compare('eq'))],
  ['eq_or_null', orNull(one(compare('eq')))],
  ['not_eq', one(compare('ne'))],
  ['not_eq_or_null', orNull(one(compare('ne')))],
  ['not_eq_all', allOf(compare('ne'))],
  ['in', isIn],
  ['in_or_null', orNull(isIn)],
  ['not_in', isNotIn],
  ['not_in_or_null', orNull(isNotIn)],
  ...compounds(ORDER, ORDERED),
  ...compounds(TEXT, ['string']),
  ['present', flag((field, _values, type) => not(blank(field, type)))],
  ['blank', flag((field, _values, type) => blank(field, type))],
  ['null', flag(isNull)],
  ['not_null', flag((field) => not(isNull(field)))],
  ['true', flag((field) => compare('eq')(field, true), ['boolean'])],
  ['false', flag((field) => compare('eq')(field, false), ['boolean'])],
  [
    'jcont',
    {
      takes: 'json',
      types: ['object'],
      condition: (field, [value]) => ({ op: 'jsonContains', field, value: value as unknown as Json }),
    },
  ],
])

/** All that may be asked of a password. */
export const PRESENCE: ReadonlySet<string> = new Set(['present', 'blank', 'null', 'not_null'])

/** Longest first, so that `not_eq_or_null` is not taken for `null`. */
export const MATCHER_NAMES: readonly string[] = [...MATCHERS.keys()].sort((a, b) => b.length - a.length)
