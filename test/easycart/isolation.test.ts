import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import type { Customer } from '../../src/core/schema.ts'
import { easycartClient } from '../support/easycart-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { type PersonInput, writePerson } from '../support/write-person.ts'

const P = '11111111-1111-4111-8111-111111111111'

describe.each(ENGINES)('two stores on %s', (engine) => {
  let world: World
  let other: Organization
  let mine: Customer
  let theirs: Customer
  beforeAll(async () => {
    world = await createWorld(engine)
    other = await world.addOrganization({ slug: 'other' })
    const person = (currency: string): PersonInput => ({
      customer: { email: 'same@example.com', fullName: 'Same Person' },
      orders: [{ at: '2026-01-01T00:00Z', currency, amount: 100, products: [P] }],
      subscriptions: [{ status: 'active' }],
      access: [{ productUuid: P, productName: 'Course' }],
    })
    mine = await writePerson(world, person('PLN'))
    theirs = await writePerson(world, person('PLN'), other.key)
    await writePerson(world, { orders: [{ at: '2026-01-01T00:00Z', currency: 'EUR', amount: 1 }] }, other.key)
  })
  afterAll(() => world.close())

  test.each(['', '&query=same@example.com', '&query=same', `&product=${P}`, '&subscription_status=active'])(
    'a list never shows the other store with %j',
    async (filter) => {
      expect(await (await easycartClient(world)).ids(`currency=pln${filter}`)).toEqual([mine.uuidId])
      expect(await (await easycartClient(world, [other])).ids(`currency=pln${filter}`)).toEqual([
        theirs.uuidId,
      ])
    },
  )

  test('figures and sections are those of one store', async () => {
    const client = await easycartClient(world)
    const shown = await client.get(mine.uuidId, 'currency=pln&include=orders,subscriptions,products,ltv')
    expect(shown).toMatchObject({ orders_count: 1, subscriptions_count: 1, lifetime_value: 100 })
    expect([shown.orders, shown.subscriptions, shown.products]).toMatchObject([[{}], [{}], [{}]])
  })

  test('a customer of the other store is not there', async () => {
    const client = await easycartClient(world)
    expect((await client.send(`/customers/${theirs.uuidId}?currency=pln`)).status).toBe(404)
    expect(await client.ids('currency=eur')).toEqual([])
  })

  test('a token cannot pick, and does not list, a store that it does not reach', async () => {
    const client = await easycartClient(world)
    const header = { 'x-easycart-store': other.uuidId }
    for (const path of ['/customers?currency=pln', `/customers/${theirs.uuidId}?currency=pln`, '/store'])
      expect((await client.send(path, header)).status).toBe(403)
    const { stores } = (await client.send('/stores', header)).json() as { stores: { id: string }[] }
    expect(stores.map((store) => store.id)).toEqual([world.organization.uuidId])
  })

  test('currencies are those of one store', async () => {
    const body = (await (await easycartClient(world)).send('/store')).json()
    expect(body).toMatchObject({ currencies: ['pln'] })
  })

  test('a host that names another store than the request is forbidden', async () => {
    const { token } = await world.credential('easycart')
    const request = { url: '/api/v1/store', headers: { authorization: `Bearer ${token}` } }
    expect((await world.send({ ...request, hostLabel: 'other' })).status).toBe(403)
    expect((await world.send({ ...request, hostLabel: 'acme' })).status).toBe(200)
  })

  test('a brand-new store has neither currencies nor contact data', async () => {
    const empty = await world.addOrganization({ slug: 'empty' })
    const client = await easycartClient(world, [empty])
    expect((await client.send('/store')).json()).toMatchObject({
      store: { id: empty.uuidId, name: 'empty', slug: 'empty', email: null, address: null },
      currencies: [],
    })
  })
})
