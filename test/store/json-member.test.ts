/** Conditions and sorts on members of JSON columns, whatever is stored there. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { any, type Condition, type JsonMember, not, type Scalar, type Sort } from '../../src/core/query.ts'
import type { Customer, FieldType, Json } from '../../src/core/schema.ts'
import { ENGINES } from '../support/engines.ts'
import { evaluate, type Thing } from '../support/evaluate.ts'
import { createWorld, type World } from '../support/world.ts'

/** Of every type of JSON, and text that looks like another type without being one. */
const STORED: Json[] = [
  null,
  true,
  false,
  0,
  7,
  -3,
  1.5,
  1e300,
  2 ** 60,
  '',
  '7',
  'true',
  'null',
  'Ab',
  'ab',
  'É',
  '100%',
  '9'.repeat(60),
  '2025-01-02',
  '2025-13-45',
  '2025-01-02T03:04:05Z',
  '2025-01-02T03:04:05.100Z',
  '2025-01-02T03:04:05.1000009Z',
  '2025-01-02T03:04:05',
  'c0ffee00-0000-4000-8000-000000000001',
  [],
  ['ab'],
  {},
  { inner: 'ab', n: 7 },
]

const VALUES: Record<Exclude<FieldType, 'json'>, Scalar[]> = {
  text: ['', '7', 'ab', 'Ab', 'zz'],
  integer: [0, 7, -3, 100],
  float: [0, 1.5, 7, -1e10],
  boolean: [true, false],
  time: [new Date('2025-01-02T03:04:05Z'), new Date('2025-01-02T03:04:05.100Z'), new Date(0)],
  date: ['2025-01-02', '2024-01-01'],
  uuid: ['c0ffee00-0000-4000-8000-000000000001'],
  digits: ['7', '10'],
}

const member = (as: FieldType, path = ['toy', 'value']): JsonMember => ({ json: 'extras', path, as })

function* conditionsOn(field: JsonMember): Generator<Condition> {
  yield { op: 'null', field }
  if (field.as === 'json') {
    for (const value of [{}, { inner: 'ab' }, [], ['ab']] as Json[])
      yield { op: 'jsonContains', field, value }
    return
  }
  const values = VALUES[field.as]
  yield { op: 'in', field, values }
  for (const value of values)
    for (const op of ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'] as const) yield { op, field, value }
  if (field.as !== 'text') return
  for (const op of ['like', 'ilike'] as const)
    for (const pattern of ['a%', '_', '%b', '100\\%', '%', 'é']) yield { op, field, pattern }
}

describe.each(ENGINES)('members of JSON columns on %s', (engine) => {
  let world: World
  let things: { key: number; thing: Thing }[]
  const list = ({ sort = [], ...query }: { where?: Condition; sort?: Sort[] }) =>
    world.store.records.list(world.organization.key, { type: 'customer', sort, limit: 100, ...query })

  beforeAll(async () => {
    world = await createWorld(engine)
    await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.create('customer', [
        {},
        ...STORED.map((value) => ({ extras: { toy: { value } } })),
        { extras: { toy: 'no object' } },
        { extras: { toy: ['no object'] } },
      ]),
    )
    things = (await list({ sort: [{ field: 'key' }] })).map((record) => ({
      key: record.key,
      thing: { fields: { ...record }, related: {} },
    }))
  })
  afterAll(() => world.close())

  const expectSame = async (where: Condition) => {
    const found = await list({ where, sort: [{ field: 'key' }] })
    const expected = things.filter(({ thing }) => evaluate(where, thing) === true)
    expect(
      found.map(({ extras }) => extras),
      JSON.stringify(where),
    ).toEqual(expected.map(({ thing }) => thing.fields.extras))
    return found.length
  }

  test.each([...Object.keys(VALUES), 'json'] as FieldType[])(
    'as %s, conditions find what they say',
    async (as) => {
      const counts = new Set<number>()
      for (const condition of conditionsOn(member(as))) {
        counts.add(await expectSame(condition))
        await expectSame(not(condition))
      }
      expect(counts.size).toBeGreaterThan(1)
      // Missing, null and not of the type are the same: null.
      const typed = await expectSame(not({ op: 'null', field: member(as) }))
      expect(typed).toBeGreaterThan(0)
      expect(typed).toBeLessThan(STORED.length)
    },
  )

  test('a path may lead deeper, and through a relation', async () => {
    const inner = member('text', ['toy', 'value', 'inner'])
    expect(await expectSame({ op: 'eq', field: inner, value: 'ab' })).toBe(1)
    const number: Condition = { op: 'gt', field: member('integer', ['toy', 'value', 'n']), value: 6 }
    expect(await expectSame(any(number, { op: 'eq', field: inner, value: 'ab' }))).toBe(1)
    expect(await list({ where: { op: 'some', relation: 'orders', where: number } })).toEqual([])
  })

  test.each([
    ['text', (value: Json) => typeof value === 'string'],
    ['integer', (value: Json) => Number.isSafeInteger(value)],
    ['float', (value: Json) => typeof value === 'number'],
    ['boolean', (value: Json) => typeof value === 'boolean'],
  ] as const)(
    'sorting as %s puts what is not of the type last, and first descending',
    async (as, isTyped) => {
      const typed = (STORED.filter(isTyped) as (string | number | boolean)[]).sort((a, b) =>
        typeof a === 'string'
          ? Buffer.compare(Buffer.from(a), Buffer.from(String(b)))
          : Number(a) - Number(b),
      )
      const stored = ({ extras }: Customer) => (extras.toy as { value: Json }).value
      const ascending = await list({ sort: [{ field: member(as) }, { field: 'key' }] })
      expect(ascending.slice(0, typed.length).map(stored)).toEqual(typed)
      const descending = await list({ sort: [{ field: member(as), descending: true }, { field: 'key' }] })
      expect(descending.slice(-typed.length).map(stored)).toEqual(typed.reverse())
      expect(ascending).toHaveLength(things.length)
    },
  )

  test('only a JSON field has members', async () => {
    const field: JsonMember = { json: 'email', path: ['x'], as: 'text' }
    const reading = async (of: JsonMember) => list({ where: { op: 'null', field: of } })
    await expect(reading(field)).rejects.toThrow("customer's email has no members")
    await expect(reading({ ...field, json: 'nothing' })).rejects.toThrow('customer has no field nothing')
  })
})
