/**
 * Takes the values out of a question, so that what is left is its shape: questions that differ in nothing but values
 * have equal shapes, and one SQL text serves them all. The values are in the order in which the shape numbers them.
 */
import type { Among, Condition, First, Hop, Query, Scalar, Sort } from '../core/query.ts'
import { upperCases } from '../lib/fold.ts'

/** Stands in a shape for a value, which the statement is given each time. */
export interface Parameter {
  parameter: number
  /** What of a pattern the SQL text itself depends on. */
  upper?: { from: string; to: string }
}

export const isParameter = (value: unknown): value is Parameter =>
  typeof value === 'object' && value !== null && 'parameter' in value

export interface Lifting {
  /** Takes a value out; what it gives stands for the value, wherever one may. */
  lift(value: unknown, more?: Pick<Parameter, 'upper'>): never
  condition(given: Condition): Condition
  sorts(given: readonly Sort[]): readonly Sort[]
  bound(given: NonNullable<Query['bound']>): NonNullable<Query['bound']>
  among(given: Among): Among
  values: unknown[]
  /** Whether the time is among them. */
  byTime(): boolean
}

/** `now` is what a condition's "now" is. */
export function createLifting(now: () => Date): Lifting {
  const values: unknown[] = []
  let byTime = false
  const time = () => {
    byTime = true
    return now()
  }
  const lift: Lifting['lift'] = (value, more = {}) => {
    values.push(value)
    return { parameter: values.length - 1, ...more } as never
  }

  function condition(given: Condition): Condition {
    switch (given.op) {
      case 'all':
      case 'any':
        return { op: given.op, of: given.of.map(condition) }
      case 'not':
        return { op: 'not', of: condition(given.of) }
      case 'null':
        return given
      case 'in':
        return given.values.length === 0 ? given : { ...given, values: lift(given.values.map(plain)) }
      case 'like':
      case 'ilike':
      case 'plainLike':
        return { ...given, pattern: lift(given.pattern) }
      case 'foldedLike':
        return { ...given, pattern: lift(given.pattern, { upper: upperCases(given.pattern) }) }
      case 'jsonContains':
        return { ...given, value: lift(JSON.stringify(given.value)) }
      case 'some': {
        const where = condition(given.where)
        return given.first ? { ...given, where, first: first(given.first) } : { ...given, where }
      }
      case 'sum':
        return { ...given, where: condition(given.where) }
      default:
        return { ...given, value: lift(plain(isNow(given.value) ? time() : given.value)) }
    }
  }

  const first = ({ among, sort }: First): First => ({
    ...(among ? { among: condition(among) } : {}),
    sort: sorts(sort),
  })

  const sorts = (given: readonly Sort[]): readonly Sort[] =>
    given.every(isPlain) ? given : given.map(sortBy)

  function sortBy(given: Sort): Sort {
    const along =
      typeof given.relation === 'object' ? { ...given, relation: given.relation.map(hop) } : { ...given }
    if (along.cases)
      return { ...along, cases: along.cases.map((one) => ({ ...one, where: condition(one.where) })) }
    const { when, otherwise } = along
    return {
      ...along,
      ...(when ? { when: condition(when) } : {}),
      ...(otherwise ? { otherwise: sortBy(otherwise) } : {}),
    } as Sort
  }

  const hop = (given: Hop): Hop => ({
    ...given,
    ...(given.where ? { where: condition(given.where) } : {}),
    ...(given.sort ? { sort: sorts(given.sort) } : {}),
  })

  return {
    lift,
    condition,
    sorts,
    bound: ({ compare, values: limits }) => ({ compare, values: limits.map((value) => lift(plain(value))) }),
    among: ({ where, first }) => ({ ...(where ? { where: condition(where) } : {}), first: lift(first) }),
    values,
    byTime: () => byTime,
  }
}

const isPlain = ({ relation, cases, ...sort }: Sort): boolean =>
  typeof relation !== 'object' && !cases && !('when' in sort)

const isNow = (value: unknown): value is { now: true } =>
  typeof value === 'object' && value !== null && 'now' in value

/** Instants travel as text, so that neither engine applies a session's time zone. */
export const plain = (value: Scalar): string | number | boolean =>
  value instanceof Date ? value.toISOString() : value
