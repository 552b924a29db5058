/**
 * A statement that is kept by its shape says what the question's own compilation says, and is given the same values: over
 * questions of which many share a shape, so that most meet a text that another one left.
 */
import fc from 'fast-check'
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely'
import { describe, expect, test } from 'vitest'
import { type Condition, NOW, type Query, type Sort } from '../../src/core/query.ts'
import type { Asked } from '../../src/store/ask.ts'
import { compileCount, compileList, compileVersion } from '../../src/store/compile-query.ts'
import { compileCountRelated, compileRelated } from '../../src/store/compile-related.ts'
import { createQuestions } from '../../src/store/questions.ts'
import { isSteady } from '../../src/store/statements.ts'
import { times } from '../support/long.ts'

const AT = new Date('2026-03-04T05:06:07.890Z')
const questions = createQuestions(() => AT)
const compiler = new Kysely({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

function same({ statement, values }: Asked, compiled: RawBuilder<unknown>): void {
  const { sql, parameters } = compiled.compile(compiler)
  expect(statement.text).toBe(sql)
  expect(values).toEqual(parameters)
}

const word = fc.constantFrom('a', "o'", '%é%', '%żó%', '%ŻÓ%', 'σ', '', '\\')
const comparison = fc.constantFrom('eq', 'ne', 'lt', 'lte', 'gt', 'gte')
const day = fc.constantFrom(new Date(0), AT)

/** Conditions on customers, and on what hangs on them. */
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.record({ op: comparison, field: fc.constantFrom('email', 'status'), value: word }),
    fc.record({ op: comparison, field: fc.constant('createdAt'), value: fc.oneof(day, fc.constant(NOW)) }),
    fc.record({ op: comparison, field: fc.constant('placedOrdersCount'), value: fc.nat(3) }),
    fc.record({
      op: fc.constantFrom('like', 'ilike', 'plainLike', 'foldedLike'),
      field: fc.constant('firstName'),
      pattern: word,
    }),
    fc.record({
      op: fc.constant('in'),
      field: fc.constant('createdAt'),
      values: fc.array(day, { maxLength: 2 }),
    }),
    fc.record({ op: fc.constant('null'), field: fc.constant('phone') }),
    fc.record({
      op: fc.constant('jsonContains'),
      field: fc.constant('metadata'),
      value: fc.constantFrom({}, { a: 1 }),
    }),
    fc.record({
      op: fc.constant('eq'),
      field: fc.record({
        json: fc.constant('extras'),
        path: fc.constantFrom(['a'], ['a', 'b']),
        as: fc.constant('text'),
      }),
      value: word,
    }),
    fc.record({
      op: fc.constant('sum'),
      relation: fc.constant('orders'),
      of: fc.constant('amount'),
      where: fc.record({ op: comparison, field: fc.constant('currency'), value: word }),
      is: comparison,
      field: fc.constant('placedOrdersCount'),
    }),
    fc.record({ op: fc.constantFrom('all', 'any'), of: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ op: fc.constant('not'), of: tie('condition') }),
    fc.record({
      op: fc.constant('some'),
      relation: fc.constant('orders'),
      where: fc.record({ op: comparison, field: fc.constant('currency'), value: word }),
      first: fc.option(
        fc.record({
          among: fc.record({
            op: fc.constant('gt'),
            field: fc.constant('createdAt'),
            value: fc.oneof(day, fc.constant(NOW)),
          }),
          sort: fc.constant([{ field: 'createdAt' }]),
        }),
        { nil: undefined },
      ),
    }),
  ) as fc.Arbitrary<Condition>,
}))

const sort = fc.oneof(
  fc.record({ field: fc.constantFrom('createdAt', 'email'), descending: fc.boolean() }),
  fc.record({ field: fc.constant('status'), as: fc.constantFrom({ a: 'b' }, { a: 'c' }) }),
  fc.record({
    field: fc.constant('createdAt'),
    when: condition,
    otherwise: fc.record({ field: fc.constant('updatedAt'), when: condition }),
  }),
  fc.record({
    cases: fc.array(fc.record({ value: word, where: condition }), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    relation: fc.array(
      fc.record({
        relation: fc.constant('group'),
        where: fc.record({ op: comparison, field: fc.constant('name'), value: word }),
      }),
      { minLength: 1, maxLength: 1 },
    ),
    field: fc.constant('name'),
  }),
) as fc.Arbitrary<Sort>

const query: fc.Arbitrary<Query> = fc
  .record({
    where: fc.option(condition, { nil: undefined }),
    sort: fc.array(sort, { maxLength: 2 }),
    limit: fc.constantFrom(1, 25),
    offset: fc.option(fc.nat(50), { nil: undefined }),
  })
  .map(({ where, offset, ...rest }) => ({
    type: 'customer',
    ...rest,
    ...(where ? { where } : {}),
    ...(offset === undefined ? {} : { offset }),
  }))

describe('statements by shape', () => {
  const options = { numRuns: times(1500, 30_000) }

  test('lists', () => {
    const fields = fc.option(fc.subarray(['key', 'email', 'createdAt'], { minLength: 1 }), { nil: undefined })
    fc.assert(
      fc.property(fc.nat(5), query, fields, (organization, asked, read) => {
        same(questions.list(organization, asked, read), compileList(organization, asked, AT, read))
      }),
      options,
    )
  })

  test('pages from a bound', () => {
    fc.assert(
      fc.property(fc.constantFrom('lt', 'gte'), day, fc.nat(9), (compare, at, key) => {
        const sorts = [{ field: 'createdAt' }, { field: 'key' }]
        const asked: Query = {
          type: 'customer',
          sort: sorts,
          bound: { compare, values: [at, key] },
          limit: 3,
        }
        same(questions.list(1, asked), compileList(1, asked, AT))
      }),
    )
  })

  test('counts and versions', () => {
    fc.assert(
      fc.property(fc.nat(5), condition, fc.constantFrom(undefined, 10), (organization, where, atMost) => {
        same(
          questions.count(organization, 'customer', where, atMost),
          compileCount(organization, 'customer', where, AT, atMost),
        )
        same(
          questions.version(organization, 'customer', where),
          compileVersion(organization, 'customer', where, AT),
        )
      }),
      options,
    )
  })

  test('related records, and how many', () => {
    const where = fc.option(fc.record({ op: comparison, field: fc.constant('status'), value: word }), {
      nil: undefined,
    }) as fc.Arbitrary<Condition | undefined>
    const related = fc.constantFrom(['customer', 'orders'], ['record', 'links']) as fc.Arbitrary<
      ['customer', 'orders'] | ['record', 'links']
    >
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 1 }),
        where,
        related,
        fc.constantFrom(0, 3),
        (keys, given, [type, relation], limitPerKey) => {
          const also = given && relation === 'orders' ? { where: given } : {}
          const shape = { ...also, sort: [{ field: 'key' }], limitPerKey }
          same(
            questions.related(1, type, relation, keys, shape),
            compileRelated(1, type, relation, keys, shape, AT),
          )
          same(
            questions.countRelated(1, type, relation, keys, shape.where),
            compileCountRelated(1, type, relation, keys, shape.where, AT),
          )
        },
      ),
      options,
    )
  })

  test('only what every value finds alike is planned once', () => {
    expect(isSteady(undefined)).toBe(true)
    expect(isSteady({ op: 'all', of: [{ op: 'eq', field: 'shortId', value: 'a' }] })).toBe(true)
    expect(isSteady({ op: 'eq', field: 'status', value: 'prospect' })).toBe(false)
    expect(isSteady({ op: 'gt', field: 'key', value: 1 })).toBe(false)
  })
})
