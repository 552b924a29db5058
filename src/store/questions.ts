/** What a reader asks, as statements that are kept by their shape, with the values of this time. */
import type { Condition, Query } from '../core/query.ts'
import type { RecordType } from '../core/schema.ts'
import type { Writing } from '../core/writing.ts'
import { numberOf } from '../lib/number-of.ts'
import type { Asked } from './ask.ts'
import { compileCount, compileList, compileVersion } from './compile-query.ts'
import { compileCountRelated, compileRelated, type RelatedShape } from './compile-related.ts'
import { compileListWritten, compileWritten } from './compile-writing.ts'
import { compileLate, FAR_DOWN } from './late-lookup.ts'
import type { Lifting } from './lift-values.ts'
import { askedOnce, statementFor, statementOf } from './statements.ts'

export type Questions = ReturnType<typeof createQuestions>

const COMPILE = { list: compileList, late: compileLate }

/** What every list is asked with. */
const beginningOf = ({ type, limit, sort, where, bound }: Query, lifting: Lifting): Query => ({
  type,
  limit,
  sort: lifting.sorts(sort),
  ...(where ? { where: lifting.condition(where) } : {}),
  ...(bound ? { bound: lifting.bound(bound) } : {}),
})

/** `now` is what a condition's "now" is. */
export function createQuestions(now: () => Date) {
  /** Nothing is left of it in a shape: it is among the values. */
  const never = new Date(0)
  return {
    list: (organization: number, query: Query, fields?: readonly string[]): Asked =>
      askedOnce(query, [organization, fields], () =>
        statementOf(
          'list',
          now,
          (lifting) => ({
            organization: lifting.lift(organization),
            query: {
              ...beginningOf(query, lifting),
              ...(query.offset ? { offset: lifting.lift(query.offset) as number } : {}),
              ...(query.few ? { few: query.few } : {}),
              ...(query.among ? { among: lifting.among(query.among) } : {}),
            } satisfies Query,
            fields,
            compile: (query.offset ?? 0) < FAR_DOWN ? ('list' as const) : ('late' as const),
          }),
          (shape) => COMPILE[shape.compile](shape.organization, shape.query, never, shape.fields),
          query.where,
        ),
      ),

    count: (organization: number, type: RecordType, where?: Condition, atMost?: number): Asked =>
      statementOf(
        'count',
        now,
        ({ lift, condition }) => ({
          organization: lift(organization),
          type,
          where: where && condition(where),
          atMost,
        }),
        (shape) => compileCount(shape.organization, type, shape.where, never, atMost),
        where,
      ),

    version: (organization: number, type: RecordType, where: Condition): Asked =>
      statementOf(
        'version',
        now,
        ({ lift, condition }) => ({ organization: lift(organization), type, where: condition(where) }),
        (shape) => compileVersion(shape.organization, type, shape.where, never),
        where,
      ),

    related: (
      organization: number,
      type: RecordType,
      relation: string,
      keys: readonly number[],
      { where, sort = [], limitPerKey }: RelatedShape,
      fields?: readonly string[],
    ): Asked =>
      statementOf(
        'related',
        now,
        ({ lift, condition, sorts }) => ({
          organization: lift(organization),
          type,
          relation,
          keys: lift(keys),
          options: {
            sort: sorts(sort),
            ...(where ? { where: condition(where) } : {}),
            ...(limitPerKey ? { limitPerKey } : {}),
          },
          fields,
        }),
        (shape) =>
          compileRelated(shape.organization, type, relation, shape.keys, shape.options, never, shape.fields),
        where,
      ),

    countRelated: (
      organization: number,
      type: RecordType,
      relation: string,
      keys: readonly number[],
      where: Condition | undefined,
    ): Asked =>
      statementOf(
        'count related',
        now,
        ({ lift, condition }) => ({
          organization: lift(organization),
          type,
          relation,
          keys: lift(keys),
          where: where && condition(where),
        }),
        (shape) => compileCountRelated(shape.organization, type, relation, shape.keys, shape.where, never),
        where,
      ),

    /** Without an offset: a page far down is found in another way. */
    listWritten: (organization: number, query: Query, writing: Writing): Asked =>
      statementOf(
        'list written',
        now,
        (lifting) => ({
          organization: lifting.lift(organization),
          query: beginningOf(query, lifting),
          writing: numberOf(writing),
        }),
        (shape) => compileListWritten(shape.organization, shape.query, writing, never),
        query.where,
      ),

    written: (organization: number, type: RecordType, keys: readonly number[], writing: Writing): Asked =>
      statementFor(writing, [organization, keys], (asked, given) =>
        compileWritten(asked, type, given, writing, never),
      ),
  }
}
