/** SHOPLINE's groups, orders and addresses: one store apart from another, their versions, and what a page costs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shoplineSearchFixture } from '../contract/shopline-search.fixture.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const BASE = '/admin/openapi/v20260301'

describe.each(ENGINES)('SHOPLINE’s groups, orders and addresses on %s', (engine) => {
  let world: World
  let facts: Record<string, string>
  let own: Record<string, string>
  let foreign: Record<string, string>
  beforeAll(async () => {
    world = await createWorld(engine)
    const fixture = await shoplineSearchFixture(world)
    facts = fixture.facts
    own = await fixture.authorize('valid')
    const other = await world.addOrganization({ slug: 'stranger' })
    const scopes = ['read_customers', 'write_customers']
    const { access_token } = await world.credential('shopline', { organizations: [other], scopes })
    foreign = { authorization: `Bearer ${access_token}` }
  })
  afterAll(() => world?.close())

  const send = (headers: Record<string, string>, method: string, path: string, body?: unknown) =>
    world.send({
      method,
      url: `${BASE}/${path}`,
      headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })

  test('another store’s token reaches none of them', async () => {
    const { ada, home, returning } = facts
    const refused: [string, string, object?][] = [
      ['GET', `customer_saved_searches/${returning}.json`],
      ['GET', `customer_saved_searches/${returning}/customers.json`],
      ['PUT', `customer_saved_searches/${returning}.json`, { customer_saved_search: { name: 'Mine' } }],
      ['DELETE', `customer_saved_searches/${returning}.json`],
      ['GET', `customers/${ada}/addresses/${home}.json`],
      ['POST', `customers/${ada}/addresses.json`, { customer_address: {} }],
      ['PUT', `customers/${ada}/addresses/${home}.json`, { customer_address: {} }],
      ['PUT', `customers/${ada}/addresses/${home}/default.json`],
      ['PUT', `customers/${ada}/addresses/set.json?address_ids=${home}&operation=destroy`],
      ['DELETE', `customers/${ada}/addresses/${home}.json`],
    ]
    for (const [method, path, body] of refused)
      expect((await send(foreign, method, path, body)).status, `${method} ${path}`).toBe(404)
    const empty: [string, string, object, object?][] = [
      ['GET', `customers/${ada}/orders.json?status=any`, { list: [] }],
      ['GET', 'customer_saved_searches.json', { customer_saved_searches: [] }],
      ['GET', 'customer_saved_searches/count.json', { count: 0 }],
      ['GET', 'customers/v2/search.json?query_param=ada', { customers: [] }],
      ['POST', 'customers/addresses/list.json', { user_address: [] }, { uids: [ada] }],
    ]
    for (const [method, path, wanted, body] of empty)
      expect((await send(foreign, method, path, body)).json(), path).toEqual(wanted)
    expect((await send(own, 'GET', `customers/${ada}/addresses/${home}.json`)).status).toBe(200)
  })

  test.each([
    [
      'a group',
      () => `customer_saved_searches/${facts.spare}.json`,
      { customer_saved_search: { name: 'B' } },
    ],
    [
      'an address',
      () => `customers/${facts.ada}/addresses/${facts.work}.json`,
      { customer_address: { city: 'X' } },
    ],
    [
      'an address by swapped ids',
      () => `customers/${facts.work}/addresses/${facts.ada}.json`,
      { customer_address: { city: 'Y' } },
    ],
  ])('%s changes only as the caller saw it, when asked so', async (_what, path, body) => {
    const seen = (await send(own, 'GET', path())).headers.ETag ?? ''
    expect(seen).toMatch(/^".+"$/)
    expect((await send({ ...own, 'if-match': seen }, 'PUT', path(), body)).status).toBe(200)
    expect((await send({ ...own, 'if-match': seen }, 'PUT', path(), body)).status).toBe(412)
  })

  test('a page of any of them costs a fixed number of statements', async () => {
    const store = await world.services.organizations.byLabel('open003')
    const cost = async (method: string, path: string, body?: unknown) => {
      world.statements()
      expect((await send(own, method, path, body)).status).toBe(200)
      return world.statements().length
    }
    const pages: [string, string, object?][] = [
      ['GET', `customers/${facts.ada}/orders.json?status=any`],
      ['GET', 'customers/v2/search.json?order=1&query=orders_count:%3E0'],
      ['GET', `customer_saved_searches/${facts.friends}/customers.json`],
      ['POST', 'customers/addresses/list.json', { uids: [facts.ada, facts.dan, facts.gus] }],
    ]
    const costs = async () => {
      const found: number[] = []
      for (const page of pages) {
        // Who asks, and what was counted, is remembered while nothing changes.
        await cost(...page)
        found.push(await cost(...page))
      }
      return found
    }
    const before = await costs()
    await world.store.records.write(store?.key ?? 0, { kind: 'test' }, async (writer) => {
      const ada = await writer.find(store?.key ?? 0, 'customer', 'numberId', facts.ada ?? '')
      const customerKey = ada?.key ?? 0
      const orders = await writer.create(
        'order',
        Array.from({ length: 30 }, () => ({ customerKey, status: 'completed', currency: 'USD', amount: 1 })),
      )
      for (const { key } of orders)
        await writer.create('orderLine', [
          { orderKey: key, position: 1, productName: 'Tea', quantity: 1, unitAmount: 1, amount: 1 },
        ])
    })
    const after = await costs()
    expect(after).toEqual(before)
    expect(Math.max(...after)).toBeLessThan(15)
  })
})
