/** A server that shows something of another shape than its platform's: that is rejected with its reason, and all else comes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import type { Customer } from '../../src/core/schema.ts'
import { listHeld } from '../../src/jobs/sync/held-items.ts'
import type { SendRequest } from '../../src/jobs/sync/polite-get.ts'
import { findSource } from '../../src/jobs/sync/sources.ts'
import { fillWithDemo, sendTo, sync } from '../support/sync-worlds.ts'
import { createWorld, type World } from '../support/world.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a server shows, made odd
type Shown = any
interface Odd {
  name: string
  /** Changes what is shown of the customer of that id. */
  spoil(shown: Shown, id: string): Shown
  reason: RegExp
}
interface Platform {
  dialect: string
  id: 'shortId' | 'numberId' | 'uuidId'
  scopes?: string[]
  odd: readonly Odd[]
}

/** Of a list below `member`, the one that has the id is changed. */
const inList =
  (member: string, change: (one: Shown) => Shown) =>
  (shown: Shown, id: string): Shown =>
    Array.isArray(shown?.[member])
      ? { ...shown, [member]: shown[member].map((one: Shown) => (one?.id === id ? change(one) : one)) }
      : shown
/** It itself, where it is asked for alone. */
const alone =
  (change: (one: Shown) => Shown) =>
  (shown: Shown, id: string): Shown =>
    shown?.id === id && 'avatar' in shown ? change(shown) : shown
const SHAPE = /^it is not of the platform’s shape: /

const PLATFORMS: readonly Platform[] = [
  {
    dialect: 'commerce-layer',
    id: 'shortId',
    odd: [
      {
        name: 'a number for an e-mail',
        spoil: inList('data', (one) => ({
          ...one,
          ...(one.type === 'customers' ? { attributes: { ...one.attributes, email: 5 } } : {}),
        })),
        reason: SHAPE,
      },
      {
        name: 'no object',
        spoil: inList('data', (one) => (one.type === 'customers' ? null : one)),
        reason: /it has no type and id$/,
      },
      {
        name: 'a relationship to nothing',
        spoil: inList('data', (one) =>
          one.type === 'customers' ? { ...one, relationships: { tags: { data: [null] } } } : one,
        ),
        reason: SHAPE,
      },
    ],
  },
  {
    dialect: 'shopline',
    id: 'numberId',
    scopes: ['read_customers', 'read_orders', 'read_customers_group'],
    odd: [
      { name: 'no object', spoil: inList('customers', () => null), reason: /it has no id$/ },
      { name: 'no id', spoil: inList('customers', ({ id: _, ...one }) => one), reason: /it has no id$/ },
    ],
  },
  {
    dialect: 'easycart',
    id: 'uuidId',
    odd: [
      { name: 'a number for an e-mail', spoil: alone((one) => ({ ...one, email: 5 })), reason: SHAPE },
      { name: 'no list of products', spoil: alone((one) => ({ ...one, products: null })), reason: SHAPE },
      { name: 'no object', spoil: alone(() => ['x']), reason: /shows no object with an id$/ },
      {
        name: 'a time that is none',
        spoil: alone((one) => ({
          ...one,
          products: [
            { id: one.id, product_id: one.id, product_name: 'x', active_until: null, created_at: 'soon' },
          ],
        })),
        reason: /"created_at"/,
      },
    ],
  },
]

describe.each(PLATFORMS)('from $dialect', ({ dialect, id: form, scopes, odd }) => {
  let world: World
  let credential: Record<string, string>
  /** Whom the first oddity befalls, the second, and so on. */
  let whom: Customer[]
  beforeAll(async () => {
    world = await createWorld('embedded')
    await fillWithDemo(world, world.organization, 8)
    credential = (await world.credential(dialect, scopes ? { scopes } : {})) as Record<string, string>
    const all = await customersOf(world.organization)
    whom = all.filter(({ placedOrdersCount }) => placedOrdersCount > 0).slice(0, odd.length)
    expect(whom).toHaveLength(odd.length)
  })
  afterAll(() => world.close())

  const customersOf = (organization: Organization) =>
    world.store.records.list(organization.key, { type: 'customer', sort: [{ field: 'key' }], limit: 100 })
  const spoiled: SendRequest = async (request) => {
    const answer = await sendTo(world)(request)
    if (answer.status !== 200 || request.url.includes('/oauth/')) return answer
    const shown = odd.reduce(
      (one, { spoil }, at) => spoil(one, whom[at]?.[form] ?? ''),
      JSON.parse(answer.body),
    )
    return { ...answer, body: JSON.stringify(shown) }
  }

  test('what is odd is rejected and told of, all else comes, and what is there stays', async () => {
    const organization = await world.addOrganization({ slug: `from-${dialect}`, currency: 'EUR' })
    const run = (send: SendRequest = sendTo(world)) =>
      sync({ from: world, credential, to: world, organization, dialect, full: true, send })
    const came = async () => (await customersOf(organization)).map((customer) => customer[form])
    const done = await run(spoiled)
    const source = await findSource(world.store.records, organization.key, dialect)
    const held = await listHeld(world.store.records, organization.key, source?.key ?? 0, 'rejected', {
      limit: 1000,
    })
    const reasons = held.map(({ reason }) => reason)
    for (const { name, reason } of odd) expect(reasons, name).toContainEqual(expect.stringMatching(reason))
    expect(done.rejected).toBe(held.length)
    expect(source).toMatchObject({ lastError: null })
    const spared = (await came()).filter((id) => !whom.some((one) => one[form] === id))
    expect(spared).toEqual(await came())
    expect(spared.length).toBeGreaterThan(0)
    // Once the server shows them well they come, with what hangs on them.
    expect(await run()).toMatchObject({ rejected: 0, deleted: 0 })
    expect(await came()).toEqual(expect.arrayContaining(whom.map((one) => one[form])))
    const before = await customersOf(organization)
    expect(await run(spoiled)).toMatchObject({ deleted: 0 })
    expect(await customersOf(organization)).toEqual(before)
  })
})
