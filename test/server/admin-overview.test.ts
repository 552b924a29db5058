import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Overview } from '../../src/core/overview.ts'
import type { Organization } from '../../src/core/ports.ts'
import type { RecordOf, RecordType } from '../../src/core/schema.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createDemo } from '../../src/jobs/demo/create-demo.ts'
import { createOverviews } from '../../src/jobs/organization-overview.ts'
import { createSeededRandom } from '../../src/lib/seeded-random.ts'
import { ADMIN_PATH, createAdminApi } from '../../src/server/admin/index.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import type { OverviewShown } from '../../src/server/admin/traffic/overview.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { adminParts } from '../support/admin-parts.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const NOW = new Date('2026-06-01T00:00:00Z')

describe.each(ENGINES)('the overview on %s', (engine) => {
  let world: World
  let demo: Organization
  let ask: (slug: string) => Promise<{ status: number; body: OverviewShown }>
  beforeAll(async () => {
    world = await createWorld(engine)
    const { store, services } = world
    const identities = createIdentities(dialects, createSeededRandom(5).fork('ids').bytes)
    const setTime = (at: Date) => world.setTime(at.toISOString())
    demo = await createDemo({ seed: 5, customers: 120, now: NOW }, { store, identities, setTime })
    world.setTime()
    const api = createAdminApi(await adminParts(world))
    const parts = { ...services, adminTokens: store.adminTokens }
    const { token } = await createAdminToken(parts, { name: 'test', expiresAt: null })
    ask = async (slug) => {
      const answer = await api.handle(
        {
          method: 'GET',
          path: `${ADMIN_PATH}/organizations/${slug}/overview`,
          origin: 'http://localhost',
          headers: { authorization: `Bearer ${token}` },
          ...{ query: '', body: '', address: '127.0.0.1', hostLabel: null },
        },
        services,
      )
      return { status: answer.status, body: JSON.parse(String(answer.body)) }
    }
  })
  afterAll(() => world.close())

  const all = <T extends RecordType>(type: T) =>
    world.store.records.list(demo.key, { type, sort: [], limit: 100_000 }) as Promise<RecordOf<T>[]>

  test('its figures are those of the records, currencies apart, months by the shop’s own time', async () => {
    const { body } = await ask(demo.slug)
    const [customers, orders, refunds, totals, addresses] = await Promise.all([
      all('customer'),
      all('order'),
      all('refund'),
      all('customerTotal'),
      all('address'),
    ])
    expect(body).toMatchObject({ currency: 'EUR', time_zone: 'Europe/Warsaw' })
    expect(body.totals).toMatchObject({
      customer: customers.length,
      order: orders.length,
      subscription: (await all('subscription')).length,
      group: (await all('group')).length,
      webhook: 0,
    })
    expect(body.customers).toEqual(
      grouped(customers, ({ createdAt }) => monthIn(createdAt)).map(([month, found]) => ({
        month,
        count: found.length,
      })),
    )
    const placed = orders.filter(({ status }) => status !== 'created')
    const money = <R extends { createdAt: Date; currency: string; amount: number }>(
      records: R[],
      counts: (record: R) => boolean,
    ) =>
      grouped(records, (one) => `${monthIn(one.createdAt)} ${one.currency}`).map(([key, found]) => ({
        month: key.split(' ')[0],
        currency: key.split(' ')[1],
        count: found.length,
        amount: found.filter(counts).reduce((sum, { amount }) => sum + amount, 0),
      }))
    expect(body.orders).toEqual(money(placed, ({ status }) => status !== 'canceled'))
    const recorded = refunds.filter(({ state }) => state === 'recorded')
    expect(recorded.length).toBeGreaterThan(0)
    expect(recorded.length).toBeLessThan(refunds.length)
    expect(body.refunds).toEqual(money(recorded, () => true))
    expect(new Set(body.orders.map(({ currency }) => currency)).size).toBeGreaterThan(3)

    const value = ({ paidAmount, refundedAmount }: (typeof totals)[number]) => paidAmount - refundedAmount
    const byCurrency = grouped(totals, ({ currency }) => currency)
    expect(body.lifetime_values.map(({ steps: _, ...rest }) => rest)).toEqual(
      byCurrency.map(([currency, found]) => ({
        currency,
        customers: found.length,
        amount: found.reduce((sum, one) => sum + value(one), 0),
      })),
    )
    for (const { currency, steps } of body.lifetime_values) {
      const values = totals.filter((one) => one.currency === currency).map(value)
      const bounds = steps.map(({ from }) => from)
      expect(bounds).toEqual(bounds.toSorted((a, b) => a - b))
      for (const { from, customers: count } of steps)
        expect(count, `${currency} from ${from}`).toBe(values.filter((one) => from === stepOf(one)).length)
    }
    expect(body.currencies).toEqual(
      grouped(
        totals.filter(({ placedCount }) => placedCount > 0),
        ({ currency }) => currency,
      )
        .map(([currency, found]) => ({ currency, customers: found.length }))
        .toSorted((a, b) => b.customers - a.customers || (a.currency < b.currency ? -1 : 1)),
    )
    const homes = addresses.filter(
      ({ isDefault, countryCode, customerKey }) => isDefault && countryCode && customerKey,
    )
    const known = Object.fromEntries(
      grouped(homes, ({ countryCode }) => countryCode ?? '').map(([c, f]) => [c, f.length]),
    )
    const shown = body.countries.filter(({ country }) => country !== null)
    expect(Object.fromEntries(shown.map(({ country, customers: count }) => [country, count]))).toEqual(known)
    expect(body.countries.reduce((sum, one) => sum + one.customers, 0)).toBe(customers.length)
  })

  test('another organization’s is its own, and an unknown one has none', async () => {
    const { body } = await ask('acme')
    expect(body).toMatchObject({ totals: { customer: 0 }, customers: [], orders: [], lifetime_values: [] })
    expect((await ask('nobody')).status).toBe(404)
  })

  test('what was written shows; nothing is reckoned where nothing was', async () => {
    const { records, overviews } = world.store
    let [now, reckoned] = [0, 0]
    const overview = createOverviews(
      {
        async read(organization) {
          reckoned += 1
          now += 10
          return overviews.read(organization)
        },
        version: overviews.version,
      },
      () => now,
    )
    const { organization } = world
    const count = async () => (await overview(organization)).totals.customer
    expect([await count(), await count(), reckoned]).toEqual([0, 0, 1])
    now += 1000
    expect([await count(), reckoned]).toEqual([0, 1])
    await records.write(organization.key, { kind: 'test' }, (writer) => writer.create('customer', [{}]))
    expect([await count(), reckoned]).toEqual([1, 2])
    // It took ten, so that for a hundred nothing more is reckoned, whatever is written.
    await records.write(organization.key, { kind: 'test' }, (writer) => writer.create('customer', [{}]))
    now += 80
    expect([await count(), reckoned]).toEqual([1, 2])
    now += 30
    expect([await count(), reckoned]).toEqual([2, 3])
    now += 60_001
    expect([await count(), reckoned]).toEqual([2, 4])
  })
})

test('whoever asks while it is reckoned gets the same; a failure is not remembered', async () => {
  let calls = 0
  let fail = true
  const overview = createOverviews({
    async read() {
      calls += 1
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (fail) throw new Error('no store')
      return { at: NOW } as Overview
    },
    version: async () => '1',
  })
  const organization = { key: 1 } as Organization
  await expect(overview(organization)).rejects.toThrow('no store')
  fail = false
  await Promise.all(Array.from({ length: 5 }, () => overview(organization)))
  expect(calls).toBe(2)
  expect(await overview(organization)).toEqual({ at: NOW })
})

/** By key, in the keys' order. */
const grouped = <R>(records: readonly R[], keyOf: (record: R) => string): [string, R[]][] => {
  const groups = new Map<string, R[]>()
  for (const record of records) groups.set(keyOf(record), [...(groups.get(keyOf(record)) ?? []), record])
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
}

const month = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Warsaw', year: 'numeric', month: '2-digit' })
const monthIn = (at: Date): string => month.format(at)

/** The highest of 1, 2, 5, 10, 20, 50 … that is not above it; 0 for nothing. */
function stepOf(value: number): number {
  if (value < 1) return 0
  const power = 10 ** Math.floor(Math.log10(value))
  return [5, 2, 1].map((digit) => digit * power).find((step) => step <= value) ?? power
}
