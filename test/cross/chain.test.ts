/**
 * A chain: what A shows through SHOPLINE is synced into B, what B shows through Commerce Layer into C, and what C shows
 * through Easycart into D. At each step exactly those fields are there that docs/mapping/README.md says the platforms
 * on the way show; every other one is what a new customer has.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import { type Customer, fieldOf, fields } from '../../src/core/schema.ts'
import { ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { fillWithDemo, sync } from '../support/sync-worlds.ts'
import { createWorld, type World } from '../support/world.ts'

type Platform = 'commerce-layer' | 'shopline' | 'easycart'
type Values = Record<string, unknown>

const COLUMNS: readonly Platform[] = ['commerce-layer', 'shopline', 'easycart']
const page = readFileSync(new URL('../../docs/mapping/README.md', import.meta.url), 'utf8')
/** `customer.firstName` → the platforms that show it. */
const SHOWN_BY = new Map(
  [...page.matchAll(/^\| `(customer\.\w+)` \| (.+?) \| (.+?) \| (.+?) \|$/gm)].map(
    ([, field = '', ...cells]) => [field, COLUMNS.filter((_, place) => cells[place] !== '–')],
  ),
)

/** Shown, but not as a value that could be kept: a hash, a group of its own, what one platform alone knows. */
const APART: ReadonlySet<string> = new Set([
  'key',
  'shortId',
  'numberId',
  'uuidId',
  'groupKey',
  'extras',
  'passwordHash',
  // Those that follow from others.
  'status',
  'placedOrdersCount',
  'emailFolded',
  'nameFolded',
  'phoneFolded',
  'lastPlacedAt',
  'lastPlacedRank',
])
const FIELDS = Object.keys(fields.customer).filter((field) => !APART.has(field))

const seconds = (at: unknown) => (at instanceof Date ? new Date(Math.floor(at.getTime() / 1000) * 1000) : at)
const names = ({ firstName, lastName }: Values) => [firstName, lastName].filter(Boolean).join(' ') || null

/** What a platform's own way of showing a value makes of it, where that is not the value itself (the same page). */
const MADE_OF: Readonly<Record<string, (value: unknown, all: Values) => unknown>> = {
  'commerce-layer email': (email) => (email as string | null)?.trim().toLowerCase() ?? null,
  'shopline phone': (phone) =>
    (phone as string | null)?.startsWith('+') ? `00${String(phone).replace(/\D/g, '')}` : phone,
  // Shown with first and last name in its place, it is none.
  'shopline nickName': (name, all) => (name === names(all) ? null : name),
  'shopline gender': (gender) => (gender === 'secret' ? null : gender),
  'shopline accountState': (state, { blacklisted }) => (blacklisted ? 'not_invited' : state),
  'shopline createdAt': seconds,
  'shopline updatedAt': seconds,
  'shopline emailConsentAt': seconds,
  'shopline smsConsentAt': seconds,
  'easycart fullName': (name, all) => name || names(all),
}

/** What a customer is about whom nothing was said. */
const NOTHING: Readonly<Values> = {
  verifiedEmail: false,
  accountState: 'not_invited',
  blacklisted: false,
  metadata: {},
}
/** The platform says nothing of these times, and every record has them: they are this server's. */
const OWN_TIMES: ReadonlySet<string> = new Set(['createdAt', 'updatedAt'])

function afterStep(platform: Platform, all: Values): Values {
  return Object.fromEntries(
    FIELDS.map((field) => {
      if (!SHOWN_BY.get(`customer.${field}`)?.includes(platform))
        return [field, OWN_TIMES.has(field) ? undefined : (NOTHING[field] ?? null)]
      return [field, (MADE_OF[`${platform} ${field}`] ?? ((value) => value))(all[field], all)]
    }),
  )
}

const valuesOf = (customer: Customer): Values =>
  Object.fromEntries(FIELDS.map((field) => [field, (customer as unknown as Values)[field]]))

test('the page says of every field who shows it', () => {
  for (const field of FIELDS.filter((one) => one !== 'erasedAt'))
    expect(SHOWN_BY.get(`customer.${field}`), field).toBeDefined()
  expect([...SHOWN_BY.keys()].every((name) => fieldOf('customer', name.replace('customer.', '')))).toBe(true)
})

describe.each(ENGINES)('a chain on %s', (engine) => {
  let world: World
  let a: Organization
  let b: Organization
  let c: Organization
  let d: Organization
  const step = async (dialect: Platform, from: Organization, organization: Organization) => {
    const credential = await world.credential(dialect, {
      organizations: [from],
      ...(dialect === 'shopline' ? { scopes: ['read_customers', 'read_store_information'] } : {}),
    })
    const counts = await sync({ from: world, credential, to: world, organization, dialect })
    expect(counts.reasons).toEqual({})
    expect(counts).toMatchObject({ rejected: 0, updated: 0, deleted: 0 })
  }
  const customersOf = ({ key }: Organization): Promise<Customer[]> =>
    world.store.records.list(key, { type: 'customer', sort: [{ field: 'key' }], limit: 10_000 })

  beforeAll(async () => {
    world = await createWorld(engine)
    const add = (slug: string) => world.addOrganization({ slug, currency: 'EUR' })
    a = await add('a')
    await fillWithDemo(world, a, times(30, 300))
    ;[b, c, d] = await Promise.all([add('b'), add('c'), add('d')])
    await step('shopline', a, b)
    await step('commerce-layer', b, c)
    await step('easycart', c, d)
  })
  afterAll(() => world?.close())

  test('what survives is exactly what the page says', async () => {
    const stores = {
      a: await customersOf(a),
      b: await customersOf(b),
      c: await customersOf(c),
      d: await customersOf(d),
    }
    expect(stores.b).toHaveLength(stores.a.length)
    expect(stores.c).toHaveLength(stores.a.length)
    const bOf = new Map(stores.b.map((one) => [one.numberId, one]))
    const cOf = new Map(stores.c.map((one) => [one.shortId, one]))
    const dOf = new Map(stores.d.map((one) => [one.uuidId, one]))
    let met = 0
    for (const first of stores.a) {
      const second = bOf.get(first.numberId) as Customer
      const inB = afterStep('shopline', valuesOf(first))
      expect({ ...valuesOf(second), ...unsaid(inB) }, `${first.numberId} in B`).toEqual(inB)
      const third = cOf.get(second.shortId) as Customer
      const inC = afterStep('commerce-layer', valuesOf(second))
      expect({ ...valuesOf(third), ...unsaid(inC) }, `${second.shortId} in C`).toEqual(inC)
      // Easycart lists who ordered something.
      const fourth = dOf.get(third.uuidId)
      expect(fourth !== undefined, third.uuidId).toBe(third.placedOrdersCount > 0)
      if (!fourth) continue
      met++
      const inD = afterStep('easycart', valuesOf(third))
      expect({ ...valuesOf(fourth), ...unsaid(inD) }, `${third.uuidId} in D`).toEqual(inD)
    }
    expect(met).toBe(stores.d.length)
    expect(met).toBeGreaterThan(5)
  })

  test('figures that follow from orders are the same all the way', async () => {
    const totals = async ({ key }: Organization, field: 'numberId' | 'shortId' | 'uuidId') => {
      const customers = new Map(
        (await customersOf({ key } as Organization)).map((one) => [one.key, one[field]]),
      )
      const all = await world.store.records.list(key, {
        type: 'customerTotal',
        sort: [{ field: 'customerKey' }, { field: 'currency' }],
        limit: 100_000,
      })
      return all
        .filter(({ placedCount }) => placedCount > 0)
        .map(({ customerKey, currency, placedCount, spentAmount, completedCount }) => ({
          id: customers.get(customerKey),
          ...{ currency, placedCount, spentAmount, completedCount },
        }))
        .sort((one, other) => (`${one.id}${one.currency}` < `${other.id}${other.currency}` ? -1 : 1))
    }
    const counts = async (one: Organization, field: 'numberId' | 'shortId' | 'uuidId') =>
      await totals(one, field)
    expect(await counts(b, 'numberId')).toEqual(await counts(a, 'numberId'))
    expect(await counts(c, 'shortId')).toEqual(await counts(b, 'shortId'))
    expect(await counts(d, 'uuidId')).toEqual(await counts(c, 'uuidId'))
  })
})

/** The fields about which nothing can be expected. */
const unsaid = (expected: Values): Values =>
  Object.fromEntries(Object.entries(expected).filter(([, value]) => value === undefined))
