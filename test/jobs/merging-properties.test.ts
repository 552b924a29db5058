/** Whatever sources give and rules say: nothing moves back and forth, and nothing is lost by linking. */
import { afterAll, describe, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import type { Customer, JsonObject } from '../../src/core/schema.ts'
import { memberOf } from '../../src/jobs/exchange/record-shapes.ts'
import { provenanceOf } from '../../src/jobs/sync/merge/provenance.ts'
import { undoLink } from '../../src/jobs/sync/merge/undo-link.ts'
import { openSource } from '../../src/jobs/sync/sources.ts'
import { createSeededRandom, type SeededRandom } from '../../src/lib/seeded-random.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { ledgerDifferences } from '../support/ledger-differences.ts'
import { FIELD, type Platform, type Shown, syncShown } from '../support/merging.ts'
import { createWorld, type World } from '../support/world.ts'

const PLATFORMS = Object.keys(FIELD) as Platform[]
const PEOPLE = ['ada@example.com', 'bo@example.com', 'cleo@example.com']
const TEXTS = ['firstName', 'lastName', 'phone', 'note', 'reference'] as const

const day = (random: SeededRandom) => new Date(Date.UTC(2026, 0, random.integer(1, 28)))

function idOf(platform: Platform, number: number): string {
  if (platform === 'shopline') return `42${String(number).padStart(8, '0')}`
  if (platform === 'commerce-layer') return `C${String(number).padStart(9, '0')}`
  return `7b3f7c1e-0a52-4d0a-9d1c-${String(number).padStart(12, '0')}`
}

function randomShown(random: SeededRandom, platform: Platform): Shown[] {
  let number = 0
  const next = () => idOf(platform, ++number)
  return PEOPLE.filter(() => random.chance(0.8)).map((email): Shown => {
    const values: Record<string, unknown> = { email: random.chance(0.5) ? email : email.toUpperCase() }
    for (const name of TEXTS)
      if (random.chance(0.7))
        values[name] = random.chance(0.2) ? null : `${name} ${random.integer(1, 3)} of ${platform}`
    if (platform !== 'easycart') Object.assign(values, { createdAt: day(random), updatedAt: day(random) })
    return {
      id: next(),
      verified: platform === 'shopline' ? random.chance(0.5) : null,
      values,
      ...(random.chance(0.5) ? { tags: [random.pick(['vip', 'early', `only ${platform}`])] } : {}),
      ...(random.chance(0.5) ? { own: { note: `${platform} ${number}` } } : {}),
      addresses: random.chance(0.5) ? [{ id: next(), city: platform, isDefault: random.chance(0.5) }] : [],
      orders: random.chance(0.6)
        ? [{ id: next(), amount: random.integer(1, 900), ...(random.chance(0.5) ? { payment: next() } : {}) }]
        : [],
    }
  })
}

function randomRules(random: SeededRandom): JsonObject {
  const some = () => [...PLATFORMS].sort(() => random.next() - 0.5).slice(0, random.integer(1, 3))
  const rule = () => (random.chance(0.6) ? some() : random.pick(['newest', 'here']))
  return {
    default: random.chance(0.5) ? some() : 'newest',
    fields: Object.fromEntries(
      TEXTS.filter(() => random.chance(0.4)).map((name) => [memberOf(name), rule()]),
    ),
  }
}

describe.each(ENGINES)('merging at random on %s', (engine) => {
  let world: World
  afterAll(() => world?.close())

  const customersOf = ({ key }: Organization) =>
    world.store.records.list(key, { type: 'customer', sort: [{ field: 'key' }], limit: 100 })
  const tiesIn = ({ key }: Organization) =>
    world.store.records.list(key, {
      type: 'sourceRecord',
      where: { op: 'eq', field: 'recordType', value: 'customer' },
      sort: [{ field: 'key' }],
      limit: 100,
    })

  test.each(Array.from({ length: timesOn(engine, 6, 80) }, (_, seed) => seed))('seed %i', async (seed) => {
    world ??= await createWorld(engine)
    const organization = await world.addOrganization({ slug: `random-${seed}` })
    const { records } = world.store
    const random = createSeededRandom(seed)
    const rules = randomRules(random)
    const shown = new Map(PLATFORMS.map((platform) => [platform, randomShown(random, platform)]))
    const inSomeOrder = () => [...PLATFORMS].sort(() => random.next() - 0.5)
    let written = 0
    const round = async () => {
      for (const platform of inSomeOrder()) {
        const told = await syncShown(world, organization, platform, shown.get(platform) ?? [], {
          linkBy: 'email',
          rules,
        })
        expect(told).toMatchObject({ rejected: 0, deleted: 0 })
        written += told.created + told.updated
      }
    }
    const check = async () => expect(await ledgerDifferences(records, organization.key)).toEqual([])
    const gaveIt = (platform: string, { key }: Customer, ids: Map<string, number>) =>
      shown.get(platform as Platform)?.find(({ id }) => ids.get(`${platform} ${id}`) === key)

    // Rules name sources that are known.
    for (const platform of PLATFORMS)
      await openSource(records, organization.key, {
        name: platform,
        dialect: platform,
        baseUrl: 'http://a',
      })
    await round()
    await check()
    written = 0
    await round()
    expect(written).toBe(0)
    const sources = new Map(
      (await records.list(organization.key, { type: 'source', sort: [{ field: 'key' }], limit: 10 })).map(
        ({ key, name }) => [key, name],
      ),
    )
    const ids = new Map(
      (await tiesIn(organization)).map(({ sourceKey, remoteId, recordKey }) => [
        `${sources.get(sourceKey)} ${remoteId}`,
        recordKey,
      ]),
    )
    const people = await customersOf(organization)
    expect(people.length).toBeLessThanOrEqual(PEOPLE.length)
    for (const customer of people)
      for (const { field, value, from } of (await provenanceOf(records, organization.key, customer)).fields) {
        const name = TEXTS.find((one) => memberOf(one) === field) ?? (field === 'email' ? field : null)
        if (name && from !== 'here') expect(gaveIt(from, customer, ids)?.values[name]).toBe(value)
        if (field === 'verified_email' && value === true && from !== 'here')
          expect(gaveIt(from, customer, ids)?.verified).toBe(true)
      }

    // Told apart again, each source has what it gave.
    const idFieldOf = (dialect: string) => FIELD[dialect as Platform]
    for (const customer of people) {
      const tied = PLATFORMS.filter((platform) => gaveIt(platform, customer, ids))
      for (const platform of tied.sort(() => random.next() - 0.5).slice(1)) {
        const mine = gaveIt(platform, customer, ids) as Shown
        const store = { records, organization: organization.key, idFieldOf }
        const { separated, withoutEmail } = await undoLink(store, customer.key, platform)
        const { email, ...values } = mine.values
        expect(separated).toMatchObject({ ...values, email: withoutEmail === null ? email : null })
        expect(separated?.extras).toEqual(mine.own ? { [platform]: mine.own } : {})
        await check()
      }
      const [left] = tied
      const now = (await records.find(organization.key, 'customer', 'key', customer.key)) as Customer
      const last = gaveIt(left as Platform, customer, ids) as Shown
      const { fields = {} } = rules as { fields?: Record<string, unknown> }
      for (const name of TEXTS)
        if (name in last.values && fields[memberOf(name)] !== 'here')
          expect(now[name]).toBe(last.values[name])
      expect(now.extras).toEqual(last.own ? { [left as Platform]: last.own } : {})
    }
    // Of several default addresses one was the default of them all: each takes its own again.
    await round()
    written = 0
    await round()
    expect(written).toBe(0)
    expect(await customersOf(organization)).toHaveLength((await tiesIn(organization)).length)
  })
})
