/** Every switch of Easycart's assumptions changes what it says it changes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LimitRule } from '../../src/dialects/dialect.ts'
import { createEasycart } from '../../src/dialects/easycart/index.ts'
import { defaultSettings, type EasycartSettings } from '../../src/dialects/easycart/settings.ts'
import type { EasycartPage } from '../support/easycart-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'

const P = '11111111-1111-4111-8111-111111111111'

describe.each(ENGINES)('settings on %s', (engine) => {
  let world: World
  let token = ''
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    world = await createWorld(engine)
    const warsaw = await world.addOrganization({ slug: 'warsaw', timeZone: 'Europe/Warsaw' })
    token = (await world.credential('easycart', { organizations: [warsaw] })).token ?? ''
    const order = (at: string, more: object = {}) => ({ at, currency: 'PLN', amount: 100, ...more })
    const people = {
      early: {
        customer: { fullName: 'Zofia Żółć', createdAt: new Date('2026-03-01') },
        orders: [
          order('2026-01-05T12:00Z'),
          order('2026-02-01T00:00Z', { currency: 'CZK', amount: 0 }),
          order('2026-04-01T00:00Z', { currency: 'CZK', amount: 0, status: 'refunded' }),
          order('2026-05-01T00:00Z', { currency: 'CZK', amount: 0, status: 'canceled' }),
          order('2026-06-05T12:00Z', { products: ['2'.repeat(8) + P.slice(8), P] }),
        ],
        subscriptions: [{ status: 'incomplete' }],
      },
      late: {
        customer: { fullName: 'Jan', createdAt: new Date('2026-01-01') },
        orders: [
          order('2026-04-30T22:30Z', { amount: 0 }),
          order('2026-02-02T00:00Z', { currency: 'CZK', amount: 0 }),
          { at: '2026-04-01T00:00Z', currency: 'EUR', amount: 5, products: [P] },
        ],
      },
    }
    for (const [name, person] of Object.entries(people))
      ids[name] = (await writePerson(world, person, warsaw.key)).uuidId
  })
  afterAll(() => world.close())

  async function ask(settings: Partial<EasycartSettings>, path: string, limiter = world.services.limiter) {
    const [pathname = '', query = ''] = path.split('?')
    return createEasycart(settings).handle(
      {
        method: 'GET',
        origin: 'http://localhost',
        path: `/api/v1${pathname}`,
        query,
        headers: { authorization: `Bearer ${token}` },
        body: '',
        address: '127.0.0.1',
        hostLabel: null,
      },
      { ...world.services, limiter },
    )
  }
  const page = async (settings: Partial<EasycartSettings>, query: string): Promise<EasycartPage> =>
    JSON.parse(String((await ask(settings, `/customers?${query}`)).body))
  const names = async (settings: Partial<EasycartSettings>, query: string) =>
    (await page(settings, query)).items.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id))

  test('page_size', async () => {
    expect((await page({}, 'currency=pln')).pagination.total_pages).toBe(1)
    const one = await page({ pageSize: 1 }, 'currency=pln')
    expect([one.items.length, one.pagination.total_pages]).toEqual([1, 2])
  })

  test('sort', async () => {
    expect(await names({}, 'currency=pln')).toEqual(['early', 'late'])
    expect(await names({ sort: 'first_seen' }, 'currency=pln')).toEqual(['late', 'early'])
    expect(await names({ sort: 'customer_created' }, 'currency=pln')).toEqual(['early', 'late'])
    expect(await names({ sort: 'customer_created' }, 'currency=pln&query=j')).toEqual(['late'])
  })

  test('placed_statuses: members, times, order, window and orders are those of the statuses', async () => {
    const completed: Partial<EasycartSettings> = { placedStatuses: ['completed'] }
    const bought: Partial<EasycartSettings> = { placedStatuses: ['completed', 'refunded'] }
    const czk = (settings: Partial<EasycartSettings>, more = '') => names(settings, `currency=czk${more}`)
    expect(await czk({})).toEqual(['early', 'late'])
    expect(await czk(completed)).toEqual(['late', 'early'])
    expect(await czk({ ...completed, sort: 'first_seen' })).toEqual(['late', 'early'])
    expect(await czk(bought)).toEqual(['early', 'late'])
    expect(await czk({ ...bought, sort: 'first_seen' })).toEqual(['late', 'early'])
    expect(await czk(completed, '&created_from=2026-03-01')).toEqual([])
    expect(await czk(bought, '&created_from=2026-03-01')).toEqual(['early'])
    const listed = await page(completed, 'currency=czk')
    expect(listed.pagination).toEqual({ current_page: 1, total_pages: 1 })
    expect(listed.items.map(({ first_seen, last_order }) => [first_seen, last_order])).toEqual([
      ['2026-02-02T00:00:00+00:00', '2026-02-02T00:00:00+00:00'],
      ['2026-02-01T00:00:00+00:00', '2026-02-01T00:00:00+00:00'],
    ])
    const single = async (settings: Partial<EasycartSettings>, name: string) =>
      JSON.parse(String((await ask(settings, `/customers/${ids[name]}?currency=czk&include=orders`)).body))
    expect(await single(completed, 'early')).toMatchObject({
      last_order: '2026-02-01T00:00:00+00:00',
      orders: [{ status: 'completed' }],
    })
    expect((await single(bought, 'early')).orders).toHaveLength(2)
    expect((await single({}, 'early')).orders).toHaveLength(3)
    // Somebody who placed nothing, and paid nothing, has no value.
    expect(await single({ placedStatuses: ['processing'] }, 'late')).toMatchObject({
      first_seen: null,
      last_order: null,
      lifetime_value: null,
      orders: [],
    })
    expect(await single({}, 'late')).toMatchObject({ lifetime_value: 0 })
  })

  test('placed_statuses: the default asks no more of the store than the kept totals', async () => {
    const statements = async (settings: Partial<EasycartSettings>) => {
      world.statements()
      await page(settings, 'currency=czk')
      return world.statements().length
    }
    const usual = await statements({})
    expect(await statements({ placedStatuses: [...defaultSettings.placedStatuses].reverse() })).toBe(usual)
    expect(await statements({ placedStatuses: ['completed'] })).toBe(usual + 3)
  })

  test('day_zone', async () => {
    const query = 'currency=pln&created_from=2026-05-01&created_to=2026-05-01'
    expect(await names({}, query)).toEqual([])
    expect(await names({ dayZone: 'store' }, query)).toEqual(['late'])
  })

  test('page_size and day_zone are those of every list, and of statistics', async () => {
    const orders = async (settings: Partial<EasycartSettings>, query = '') =>
      JSON.parse(String((await ask(settings, `/orders?${query}`)).body)) as EasycartPage
    const all = (await orders({})).items.length
    expect((await orders({ pageSize: 2 })).pagination.total_pages).toBe(Math.ceil(all / 2))
    const day = 'created_from=2026-05-01&created_to=2026-05-01'
    expect((await orders({}, day)).items).toHaveLength(1)
    expect((await orders({ dayZone: 'store' }, day)).items).toHaveLength(2)
    const sales = async (settings: Partial<EasycartSettings>) =>
      JSON.parse(
        String((await ask(settings, '/statistics?type=sales&currency=pln&date=2026-05-01,2026-05-01')).body),
      ).total.value
    expect([await sales({}), await sales({ dayZone: 'store' })]).toEqual([0, 1])
  })

  test('window', async () => {
    const query = 'currency=pln&created_from=2026-05-15&created_to=2026-02-01'
    expect(await names({}, query)).toEqual([])
    expect(await names({ window: 'each_bound' }, query)).toEqual(['early'])
  })

  test('product_match', async () => {
    const query = `currency=pln&product=${P}`
    expect(await names({}, query)).toEqual(['early'])
    expect(await names({ productMatch: 'primary_line' }, query)).toEqual([])
    expect(await names({ productMatch: 'any_currency' }, query)).toEqual(['early', 'late'])
  })

  test('subscription_alive', async () => {
    const counted = async (settings: Partial<EasycartSettings>) =>
      (await page(settings, 'currency=pln')).items[0]?.subscriptions_count
    expect(await counted({})).toBe(1)
    expect(await counted({ subscriptionAlive: ['active', 'trialing', 'past_due'] })).toBe(0)
  })

  test('ltv_null', async () => {
    const values = async (ltvNull: EasycartSettings['ltvNull']) => {
      const listed = (await page({ ltvNull }, 'currency=pln&query=jan')).items[0]?.lifetime_value
      const single = JSON.parse(String((await ask({ ltvNull }, `/customers/${ids.late}?currency=usd`)).body))
      return [listed, single.lifetime_value]
    }
    expect(await values('without_orders_and_payments')).toEqual([0, null])
    expect(await values('without_payments')).toEqual([null, null])
    expect(await values('never')).toEqual([0, 0])
  })

  test('uppercase_currency', async () => {
    expect((await ask({}, '/customers?currency=PLN')).status).toBe(400)
    const { items } = await page({ uppercaseCurrency: 'accept' }, 'currency=PLN')
    expect(items.map((item) => item.currency)).toEqual(['pln', 'pln'])
  })

  test('accent_sensitive', async () => {
    for (const search of ['zolc', '%C5%BC%C3%B3%C5%82%C4%87', 'ZO%CC%81LC'])
      expect(await names({ accentSensitive: false }, `currency=pln&query=${search}`)).toEqual(['early'])
    expect(await names({}, 'currency=pln&query=zolc')).toEqual([])
    expect(await names({ accentSensitive: false }, 'currency=pln&query=z%25')).toEqual([])
  })

  test('rate_limit: counted by token, said on every answer, refused in the flat shape', async () => {
    const asked: LimitRule[] = []
    const limiter = (allowed: boolean) => ({
      take: async (rules: readonly LimitRule[]) => {
        asked.push(...rules)
        return rules.map(() => ({
          allowed,
          remaining: allowed ? 41 : 0,
          retryAfterSeconds: allowed ? 0 : 0.2,
        }))
      },
    })
    const passed = await ask({}, '/stores', limiter(true))
    expect(passed.headers).toMatchObject({ 'X-RateLimit-Limit': '100', 'X-RateLimit-Remaining': '41' })
    const refused = await ask({}, '/customers', limiter(false))
    expect([refused.status, JSON.parse(String(refused.body))]).toEqual([
      429,
      { message: 'Too Many Attempts.' },
    ])
    expect(refused.headers).toMatchObject({
      'Retry-After': '1',
      'X-RateLimit-Limit': '100',
      'X-RateLimit-Remaining': '0',
    })
    expect(new Set(asked.map((rule) => rule.key)).size).toBe(1)
    expect(asked[0]).toMatchObject({ kind: 'window', capacity: 100, seconds: 60 })
    expect((await ask({}, '/stores')).headers['X-RateLimit-Remaining']).toBe('100')
    const off = await ask({ rateLimit: null }, '/stores', limiter(false))
    expect([off.status, off.headers['X-RateLimit-Limit']]).toEqual([200, undefined])
  })
})
