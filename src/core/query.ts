/**
 * The query model: what a dialect reads a request into and the store turns into SQL. Conditions follow
 * SQL's three-valued logic (a comparison with null is unknown, `not` of unknown is unknown), so that a
 * platform's matchers can be written down once and tested against a naive evaluation.
 */
import type { FieldOf, FieldType, Json, RecordType, RelationOf } from './schema.ts'

export type Scalar = string | number | boolean | Date

/**
 * A member inside a JSON field, as a value of that type: `{ json: 'extras', path: ['toy', 'code'], as: 'text' }`.
 * Where the member is missing, null, or not of that type, the value is null. Times are ISO 8601 text in UTC.
 */
export interface JsonMember {
  json: string
  path: readonly string[]
  as: FieldType
}
/** A field of the record by its name, or a member of one. */
export type FieldRef = string | JsonMember

/** The moment of reading, by the store's clock. */
export interface Now {
  now: true
}
export const NOW: Now = { now: true }

/** Whether the condition finds other records as time goes by, though nothing changes. */
export const goesByTime = (condition: Condition | undefined): boolean =>
  condition !== undefined && JSON.stringify(condition).includes(JSON.stringify(NOW))

export type Comparison = 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte'
/** `like` with `%`, `_` and backslash as the escape; `ilike` the same without regard to ASCII case. */
/** `plainLike` sees the text without accents; the pattern must come without them (`withoutAccents`). */
/** `foldedLike` sees the text without regard to the case of any letter; the pattern must come folded (`fold`). */
export type Pattern = 'like' | 'ilike' | 'plainLike' | 'foldedLike'

export type Condition =
  | { op: 'all' | 'any'; of: readonly Condition[] }
  | { op: 'not'; of: Condition }
  | { op: Comparison; field: FieldRef; value: Scalar | Now }
  | { op: 'in'; field: FieldRef; values: readonly Scalar[] }
  | { op: Pattern; field: FieldRef; pattern: string }
  | { op: 'null'; field: FieldRef }
  | { op: 'jsonContains'; field: FieldRef; value: Json }
  /** At least one related record matches; with `first`, the one that comes first in that order. */
  | { op: 'some'; relation: string; where: Condition; first?: First }
  /** The related records' values in that field, added up (0 without any), compared with one of the record's own. */
  | { op: 'sum'; relation: string; of: string; where: Condition; is: Comparison; field: string }

/** The first of the related records, among those for which `among` holds. */
export interface First {
  among?: Condition
  sort: readonly Sort[]
}

/** One step from a record to a related one: the first for which `where` holds, by creation or in that order. */
export interface Hop {
  relation: string
  where?: Condition
  sort?: readonly Sort[]
}

interface SortBy {
  /** The related record whose value is meant: one relation, or several steps. */
  relation?: string | readonly Hop[]
  descending?: boolean
}

/** Nulls come last ascending and first descending; text is compared by its bytes. */
export type Sort =
  | (SortBy & {
      field: FieldRef
      /** Sorts by these words instead of the values they stand for. */
      as?: Readonly<Record<string, string>>
      /** Only these records have the value; for the others it is that of `otherwise`, or null. */
      when?: Condition
      otherwise?: Sort
      cases?: undefined
    })
  | (SortBy & {
      field?: undefined
      /** The value of the first case whose condition holds; null where none does. Values of one type. */
      cases: readonly { value: string | number | boolean | null; where: Condition }[]
    })

export interface Query<T extends RecordType = RecordType> {
  type: T
  where?: Condition
  sort: readonly Sort[]
  /**
   * Only what compares so with these values, one for each field of `sort` and all as one: the first that differs
   * decides. Where a page by cursor starts; the index that sorts serves it. For plain fields sorted one way.
   */
  bound?: { compare: Comparison; values: readonly Scalar[] }
  limit: number
  offset?: number
  /** Few match: they are found first, by whatever index finds them, and sorted then. See core/list-filtered.ts. */
  few?: true
  /** Only among the first so many, in the order, of those that match this condition. */
  among?: Among
}

export interface Among {
  where?: Condition
  first: number
}

export const always: Condition = { op: 'all', of: [] }
export const never: Condition = { op: 'any', of: [] }

/** Joins conditions; undefined ones are left out. `all(a, undefined, b)` is `a and b`. */
export const all = (...of: (Condition | undefined)[]): Condition => join('all', of)
export const any = (...of: (Condition | undefined)[]): Condition => join('any', of)
export const not = (of: Condition): Condition => ({ op: 'not', of })

function join(op: 'all' | 'any', of: (Condition | undefined)[]): Condition {
  const some = of.filter((condition) => condition !== undefined)
  return some.length === 1 && some[0] ? some[0] : { op, of: some }
}

/** Typed ways to write the leaves: `where('customer').eq('emailFolded', 'a@b.co')`. */
export function where<T extends RecordType>(_type: T) {
  type F = FieldOf<T>
  return {
    eq: (field: F, value: Scalar): Condition => ({ op: 'eq', field, value }),
    ne: (field: F, value: Scalar): Condition => ({ op: 'ne', field, value }),
    lt: (field: F, value: Scalar): Condition => ({ op: 'lt', field, value }),
    lte: (field: F, value: Scalar): Condition => ({ op: 'lte', field, value }),
    gt: (field: F, value: Scalar): Condition => ({ op: 'gt', field, value }),
    gte: (field: F, value: Scalar): Condition => ({ op: 'gte', field, value }),
    in: (field: F, values: readonly Scalar[]): Condition => ({ op: 'in', field, values }),
    like: (field: F, pattern: string): Condition => ({ op: 'like', field, pattern }),
    isNull: (field: F): Condition => ({ op: 'null', field }),
    some: (relation: RelationOf<T>, condition: Condition): Condition => ({
      op: 'some',
      relation,
      where: condition,
    }),
  }
}

/** Makes `%`, `_` and `\` ordinary characters of a LIKE pattern: `escapeLike('100%')` is `100\%`. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (special) => `\\${special}`)
