import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MATCHERS } from '../../src/dialects/commerce-layer/matchers.ts'
import { compileFilter } from '../../src/dialects/commerce-layer/read-filter.ts'
import { customers } from '../../src/dialects/commerce-layer/resources/customers.ts'
import { ENGINES } from '../support/engines.ts'
import { evaluate, type Thing } from '../support/evaluate.ts'
import { createWorld, type World } from '../support/world.ts'

const RUNS = process.env.CLIENTELE_TEST_LONG ? 5_000 : 300

const WORDS = ['a', 'A', 'ab', 'B%', 'a_b', '\\', 'é', 'x y', '100%']
const word = fc.constantFrom(...WORDS)
const day = fc.integer({ min: 1, max: 6 }).map((n) => `2025-01-0${n}`)
const small = fc.integer({ min: 0, max: 3 }).map(String)

/** Each name with values of its type. */
const NAMES: Record<string, fc.Arbitrary<string>> = {
  email: word,
  reference: word,
  reference_origin: word,
  anonymization_status: fc.constantFrom('requested', 'failed'),
  total_orders_count: small,
  status: fc.constantFrom('prospect', 'acquired'),
  created_at: day,
  customer_group_name: word,
  customer_group_reference: word,
  tags_name: fc.constantFrom('a', 'b', 'c'),
  customer_addresses_address_city: word,
  customer_addresses_address_business: fc.constantFrom('true', 'false'),
  customer_addresses_created_at: day,
}
const flagValue = fc.constantFrom('true', 'false', '1', 'F')

const filter = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...Object.keys(NAMES)), { minLength: 1, maxLength: 2 }),
    fc.constantFrom('_or_', '_and_'),
    fc.constantFrom(...MATCHERS.keys()),
  )
  .chain(([names, glue, matcher]) => {
    const takes = MATCHERS.get(matcher)!.takes
    const value =
      takes === 'flag'
        ? flagValue
        : takes === 'list'
          ? fc.array(NAMES[names[0]!]!, { minLength: 1, maxLength: 3 }).map((list) => list.join(','))
          : NAMES[names[0]!]!
    return value.map((text) => ({ name: `${names.join(glue)}_${matcher}`, text }))
  })

describe.each(ENGINES)('filters on %s', (engine) => {
  let world: World
  let things: { key: number; thing: Thing }[]
  beforeAll(async () => {
    world = await createWorld(engine)
    things = await writeAndRead(world)
  })
  afterAll(() => world.close())

  test(`${RUNS} generated filters find what a naive evaluation finds`, async () => {
    const matched = new Set<number>()
    await fc.assert(
      fc.asyncProperty(filter, async ({ name, text }) => {
        const condition = compile(name, text)
        if (!condition) return
        const found = await world.store.records.list(world.organization.key, {
          type: 'customer',
          where: condition,
          sort: [{ field: 'key' }],
          limit: 1000,
        })
        matched.add(found.length)
        expect(
          found.map(({ key }) => key),
          `${name}=${text}`,
        ).toEqual(things.filter(({ thing }) => evaluate(condition, thing) === true).map(({ key }) => key))
      }),
      { numRuns: RUNS },
    )
    expect(matched.size).toBeGreaterThan(5)
  })
})

/** Null where the matcher does not suit the type, or a value of one name is none of the other's. */
function compile(name: string, text: string) {
  try {
    return compileFilter(customers, name, text)
  } catch {
    return null
  }
}

async function writeAndRead(world: World) {
  const { records } = world.store
  const org = world.organization.key
  await records.write(org, { kind: 'test' }, async (writer) => {
    const groups = await writer.create('group', [
      { name: 'a', reference: null },
      { name: 'B%', reference: 'a_b' },
    ])
    const tags = await writer.create('tag', [{ name: 'a' }, { name: 'b' }])
    const people = await writer.create(
      'customer',
      Array.from({ length: 30 }, (_, n) => ({
        email: n % 7 === 0 ? null : `${WORDS[n % 9]}${n}`,
        reference: n % 3 === 0 ? null : n % 11 === 0 ? '' : (WORDS[n % 9] ?? null),
        referenceOrigin: n % 5 === 0 ? null : (WORDS[(n * 2) % 9] ?? null),
        anonymizationStatus: [null, 'requested', 'failed'][n % 3] ?? null,
        createdAt: new Date(`2025-01-0${(n % 6) + 1}T${n % 2 ? '00' : '12'}:00:00Z`),
        groupKey: groups[n % 3]?.key ?? null,
      })),
    )
    for (const [n, { key }] of people.entries()) {
      if (n % 4 === 0) await writer.create('customerTag', [{ customerKey: key, tagKey: tags[0]!.key }])
      if (n % 6 === 0) await writer.create('customerTag', [{ customerKey: key, tagKey: tags[1]!.key }])
      if (n % 2 === 0)
        await writer.create('address', [
          {
            customerKey: key,
            city: WORDS[n % 9] ?? null,
            business: n % 4 === 0,
            createdAt: new Date(`2025-01-0${(n % 5) + 1}`),
          },
          { customerKey: key, city: n % 8 === 0 ? null : 'ab' },
        ])
      if (n % 5 === 0)
        await writer.create('order', [{ customerKey: key, currency: 'USD', amount: 1, status: 'completed' }])
    }
  })
  const people = await records.list(org, { type: 'customer', sort: [{ field: 'key' }], limit: 100 })
  const keys = people.map(({ key }) => key)
  const tags = await records.related(org, 'customer', 'tags', keys)
  const addresses = await records.related(org, 'customer', 'addresses', keys)
  const groups = await records.list(org, { type: 'group', sort: [], limit: 100 })
  const thing = (fields: object, related: Record<string, Thing[]> = {}): Thing => ({
    fields: fields as Record<string, unknown>,
    related,
  })
  return people.map((person) => ({
    key: person.key,
    thing: thing(person, {
      group: groups.filter(({ key }) => key === person.groupKey).map((one) => thing(one)),
      tags: (tags.get(person.key) ?? []).map((one) => thing(one)),
      addresses: (addresses.get(person.key) ?? []).map((one) => thing(one)),
    }),
  }))
}
