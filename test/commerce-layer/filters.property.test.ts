/**
 * Generated filters over generated customers: what the reader and the store find together is what the text of the
 * filter says, by an evaluation of its own (test/support/filter-oracle.ts).
 */
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Condition } from '../../src/core/query.ts'
import { Refused } from '../../src/dialects/commerce-layer/errors.ts'
import { MATCHERS } from '../../src/dialects/commerce-layer/query/matchers.ts'
import { ignoredFilters, readFilters } from '../../src/dialects/commerce-layer/query/read-filter.ts'
import { resources } from '../../src/dialects/commerce-layer/resources/index.ts'
import { column, compileCondition, rootScope } from '../../src/store/compile-query.ts'
import { rows } from '../../src/store/database.ts'
import { TABLES } from '../../src/store/tables.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import {
  DAYS,
  dataSet,
  type Lists,
  METADATA,
  RECORD_OF,
  type Row,
  TAGS,
  WORDS,
  writeData,
} from '../support/filter-data.ts'
import {
  ATTRIBUTES,
  type Kind,
  type Meaning,
  meaningOf,
  ORACLE,
  RELATIONSHIPS,
  type Shown,
} from '../support/filter-oracle.ts'
import { createWorld, type World } from '../support/world.ts'

const FILTERS_EACH = 260
const LISTS = Object.keys(RECORD_OF) as (keyof Lists)[]

interface Named {
  path: string
  kind: Kind
}
/** Every attribute that can be reached over at most that many relationships. */
function pathsOf(type: string, hops: number): Named[] {
  const own = Object.entries(ATTRIBUTES[type] ?? {}).map(([path, kind]) => ({ path, kind }))
  if (hops === 0) return own
  const related = Object.entries(RELATIONSHIPS[type] ?? {}).flatMap(([name, target]) =>
    pathsOf(target, hops - 1).map(({ path, kind }) => ({ path: `${name}_${path}`, kind })),
  )
  return [...own, ...related]
}
const PATHS = new Map(LISTS.map((type) => [type, [0, 1, 3].map((hops) => pathsOf(type, hops))]))

/** Words of attributes that have a closed list of them. */
const WORDS_OF: Readonly<Record<string, readonly string[]>> = {
  status: [
    'prospect',
    'acquired',
    'repeat',
    'placed',
    'approved',
    'cancelled',
    'active',
    'pending',
    'inactive',
  ],
  payment_status: ['paid', 'unpaid', 'free', 'refunded', 'partially_paid', 'voided'],
  fulfillment_status: ['fulfilled', 'unfulfilled', 'in_progress'],
  anonymization_status: ['requested', 'failed'],
  frequency: ['daily', 'monthly', 'two-month', 'yearly'],
  country_code: ['GB', 'PL', 'gb'],
  currency_code: ['USD', 'EUR', 'usd'],
}
/** What texts start with, end with and contain; patterns of LIKE. */
const PARTS = ['É', 'a', 'A', 'b', 'B', 'p', 'é', '%', '_', '\\', 'd', 'ed', 'e', 'n', '0', 'Y']
const PATTERNS = [
  'a%',
  '%b',
  '%a%',
  '_',
  '__',
  '%_d',
  '\\%',
  'B\\',
  '%\\%',
  'É%',
  '%e%',
  'p%',
  '_%',
  'x_y',
  '😀_',
]
/** Lists of which one text can start or end with every part. */
const NESTED = ['a,A', 'a,ab', 'p,pa', 'P,pl', 'é,É', 'B,b%', 'd,ed', 'D,d', 'b,ab', '%,0%', '_b,B', 'y,ly']
/** Stands for the public id of some record of the data. */
const IDS = Array.from({ length: 30 }, (_, index) => `#${index}`)

function textFor({ path, kind }: Named, matcher: string): fc.Arbitrary<string> {
  if (kind !== 'string' && kind !== 'folded') return VALUES[kind]
  const name = Object.keys(WORDS_OF)
    .sort((a, b) => b.length - a.length)
    .find((word) => `_${path}`.endsWith(`_${word}`))
  const own = path === 'id' || path.endsWith('_id') ? IDS : (WORDS_OF[name ?? ''] ?? [])
  const whole = own.length > 0 ? fc.constantFrom(...own) : VALUES[kind]
  if (/match/.test(matcher)) return fc.oneof(fc.constantFrom(...PATTERNS), whole)
  return /start|end|cont/.test(matcher)
    ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...PARTS) }, whole)
    : whole
}

/** Values that suit each kind. */
const VALUES: Record<Kind, fc.Arbitrary<string>> = {
  string: fc.constantFrom(...WORDS, ...TAGS),
  folded: fc.constantFrom(
    ...WORDS,
    'ann0@x.com',
    'ANN',
    'bob1@x.com',
    'é2@x.com',
    'É%',
    '%@x.com',
    'guest@x.com',
    'Guest@x.com',
    '@X.COM',
  ),
  integer: fc.constantFrom('0', '1', '2', '3', '-1', '4'),
  float: fc.constantFrom('0', '0.1', '-1.5', '51', '50.99'),
  boolean: fc.constantFrom('true', '1', 't', 'false', '0', 'F'),
  datetime: fc.constantFrom(
    ...DAYS,
    '2025-01-02',
    '2025-01-03',
    '2025-01-02T13:30:00.500+01:00',
    '2024-12-31T23:59:59Z',
  ),
  object: fc.constantFrom(
    ...METADATA.map((one) => JSON.stringify(one)),
    '{"a":{"b":[2]}}',
    '{"c":"é"}',
    '{"a":{}}',
  ),
  password: fc.constant('x'),
}
const WRONG = fc.constantFrom('', 'soon', ',', '{')

interface Filter {
  type: keyof Lists
  params: { name: string; text: string }[]
}
const onePair = (type: keyof Lists) =>
  fc
    .tuple(
      fc.constantFrom(...MATCHERS.keys()),
      fc.constantFrom(...(PATHS.get(type) ?? [])),
      fc.constantFrom('_or_', '_and_'),
      fc.integer({ min: 0, max: 99 }),
    )
    .chain(([matcher, paths, glue, chance]) => {
      const { takes = 'one', kinds = [] } = ORACLE[matcher] ?? {}
      const suits = paths.filter(({ kind }) => kinds.includes(kind))
      const first = fc.constantFrom(...(suits.length > 0 && chance > 4 ? suits : paths))
      return first.chain((named) => {
        const { path, kind } = named
        const alike = paths.filter((one) => one.kind === kind || (chance > 90 && one.kind !== 'object'))
        const others = fc.uniqueArray(fc.constantFrom(...alike.map((one) => one.path)), {
          maxLength: chance % 3 === 0 ? 2 : 0,
        })
        const value =
          takes === 'flag' ? VALUES.boolean : takes === 'json' ? VALUES.object : textFor(named, matcher)
        const plain = fc
          .array(value, { minLength: 1, maxLength: matcher.endsWith('_all') ? 2 : 3 })
          .map((parts) => parts.join(','))
        const list = /(start|end)_all$/.test(matcher) ? fc.oneof(plain, fc.constantFrom(...NESTED)) : plain
        const text = fc.oneof(
          { weight: 30, arbitrary: takes === 'list' ? list : value },
          { weight: 1, arbitrary: WRONG },
        )
        return fc.tuple(others, text).map(([more, chosen]) => ({
          name: `${[...new Set([path, ...more])].join(chance === 3 ? '_or_x_and_' : glue)}_${matcher}`,
          text: chosen,
        }))
      })
    })
const filter: fc.Arbitrary<Filter> = fc.constantFrom(...LISTS).chain((type) =>
  fc.record({
    type: fc.constant(type),
    params: fc.oneof(
      { weight: 6, arbitrary: fc.tuple(onePair(type)) },
      { weight: 1, arbitrary: fc.tuple(onePair(type), onePair(type)) },
    ),
  }),
)

test('the specification has the matchers that are read, and each list the same way to its value', () => {
  expect(Object.keys(ORACLE).sort()).toEqual([...MATCHERS.keys()].sort())
  for (const [name, { takes }] of MATCHERS) expect(takes, name).toBe(ORACLE[name]?.takes)
})

describe.each(ENGINES)('filters on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  const sets = timesOn(engine, 20, 200)
  test(`${sets * FILTERS_EACH} generated filters find what their text says`, async () => {
    const coverage = new Map<string, Coverage>()
    let next = 0
    const generate = () =>
      fc.assert(
        fc.asyncProperty(
          dataSet,
          fc.array(filter, { minLength: FILTERS_EACH, maxLength: FILTERS_EACH }),
          async (data, filters) => {
            const organization = (await world.addOrganization({ slug: `f${next++}` })).key
            const lists = await writeData(world, organization, data)
            const ids = Object.values(lists).flatMap((list) =>
              list.map(({ shown }) => String(shown.values.id)),
            )
            const filled = filters.map((one) => withIds(one, ids))
            for (const type of LISTS) {
              const read = filled
                .filter((one) => one.type === type)
                .map((one) => ({ filter: one, ...readOne(one) }))
              const found = await findAll(
                world,
                organization,
                type,
                read.map(({ condition }) => condition),
              )
              for (const [index, { filter: one, refused }] of read.entries())
                check(one, refused, found[index] ?? new Set(), lists[type], coverage)
            }
          },
        ),
        { numRuns: sets, endOnFailure: true },
      )
    await generate()
    // A matcher that finds nothing, or everything, would be tested by nothing; a rare one may need more of them.
    const thinOnes = () => [...MATCHERS.keys()].filter((name) => (coverage.get(name)?.partial ?? 0) === 0)
    for (let more = 0; more < 9 && thinOnes().length > 0; more++) await generate()
    expect(thinOnes(), JSON.stringify([...coverage])).toEqual([])
  })
})

const withIds = ({ type, params }: Filter, ids: readonly string[]): Filter => ({
  type,
  params: params.map(({ name, text }) => ({
    name,
    text: text.replace(/#(\d+)/g, (_, index) => ids[index % ids.length] ?? ''),
  })),
})

interface Coverage {
  filters: number
  /** Filters that found some of the records and left others. */
  partial: number
}

/** The condition as the list reads it; null when the reader refuses a value. */
function readOne({ type, params }: Filter): { condition: Condition | undefined; refused: boolean } {
  const resource = resources.get(type)
  if (!resource) throw new Error(`No resource ${type}`)
  const sent = params.map(({ name, text }) => ({ name, path: ['filter', 'q', name], value: text }))
  try {
    const condition = readFilters(sent, resource)
    const ignored = new Set(ignoredFilters(sent, resource))
    for (const { name, text } of params)
      expect(ignored.has(name), `${type} ${name} is ignored`).toBe(meaningOf(type, name, text) === 'ignored')
    return { condition, refused: false }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { condition: undefined, refused: true }
  }
}

/** Which records each condition finds, all in one statement. */
async function findAll(
  world: World,
  organization: number,
  type: keyof Lists,
  conditions: readonly (Condition | undefined)[],
): Promise<Set<number>[]> {
  if (conditions.length === 0) return []
  const scope = rootScope(RECORD_OF[type], new Date())
  const tests = conditions.map((one) =>
    one ? sql`coalesce(${compileCondition(one, scope)}, false)` : sql`true`,
  )
  const found = await rows<{ key: number; found: boolean[] }>(
    world.store.database,
    sql`select ${column(scope, 'key')} as "key", array[${sql.join(tests)}] as "found"
      from ${sql.table(TABLES[RECORD_OF[type]])} as ${sql.ref(scope.alias)}
      where ${column(scope, 'organizationId')} = ${organization}`,
  )
  return conditions.map((_, index) => new Set(found.flatMap((row) => (row.found[index] ? [row.key] : []))))
}

function check(
  { type, params }: Filter,
  refused: boolean,
  found: ReadonlySet<number>,
  list: readonly Row[],
  coverage: Map<string, Coverage>,
): void {
  const meanings = params.map(({ name, text }) => meaningOf(type, name, text))
  const said = params.map(({ name, text }) => `${name}=${text}`).join(' & ')
  expect(refused, `${type}: ${said} is refused`).toBe(meanings.includes('refused'))
  if (refused) return
  const expected = list.filter(({ shown }) => meanings.every((meaning) => passes(meaning, shown)))
  expect(
    [...found].sort(),
    `${type}: ${said} in ${JSON.stringify(list.map(({ shown }) => shown.values))}`,
  ).toEqual(expected.map(({ key }) => key).sort())
  const matcher = longestMatcher(params[0]?.name ?? '')
  if (params.length > 1 || typeof meanings[0] !== 'function' || !matcher) return
  const counted = coverage.get(matcher) ?? { filters: 0, partial: 0 }
  const partial = expected.length > 0 && expected.length < list.length ? 1 : 0
  coverage.set(matcher, { filters: counted.filters + 1, partial: counted.partial + partial })
}

const passes = (meaning: Meaning, shown: Shown): boolean => typeof meaning !== 'function' || meaning(shown)
const longestMatcher = (name: string): string | undefined =>
  Object.keys(ORACLE)
    .filter((candidate) => name.endsWith(`_${candidate}`))
    .sort((a, b) => b.length - a.length)[0]
