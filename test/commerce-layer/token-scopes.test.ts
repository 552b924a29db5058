import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/schema.ts'
import { ENGINES } from '../support/engines.ts'
import { INVALID_SCOPE, oauthOf, type TokenAnswer } from '../support/oauth.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('scopes of tokens on %s', (engine) => {
  let world: World
  let oauth: ReturnType<typeof oauthOf>
  let channel: Record<string, string>
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    world = await createWorld(engine)
    oauth = oauthOf(world)
    channel = await world.credential('commerce-layer', { kind: 'sales_channel' })
    await world.store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
      const [traders, staff] = await writer.create('group', [{ name: 'Traders' }, { name: 'Staff' }])
      const market = async (code: string, groupKey?: number) => {
        const [made] = await writer.create('record', [
          { kind: 'markets', attributes: { code, name: code } as Record<string, Json> },
        ])
        ids[code] = made?.shortId ?? ''
        if (groupKey && made)
          await writer.setLinks('record', made.key, 'customer_group', [{ type: 'group', key: groupKey }])
      }
      await market('europe')
      const [store] = await writer.create('record', [
        { kind: 'stock_locations', attributes: { code: 'europe' } as Record<string, Json> },
      ])
      ids.store = store?.shortId ?? ''
      await market('traders', traders?.key)
      ids.trader = String(traders?.key)
      ids.staff = String(staff?.key)
    })
    await oauth.customer('trader@example.com', 'pw', { groupKey: Number(ids.trader) })
    await oauth.customer('staff@example.com', 'pw', { groupKey: Number(ids.staff) })
    await oauth.customer('single@example.com', 'pw')
  })
  afterAll(() => world.close())

  const guest = (scope: string) =>
    oauth.ask({ grant_type: 'client_credentials', client_id: channel.client_id, scope })
  const signIn = (name: string, scope: string) =>
    oauth.ask({
      grant_type: 'password',
      client_id: channel.client_id,
      username: `${name}@example.com`,
      password: 'pw',
      scope,
    })
  const market = ({ access_token }: TokenAnswer) => decodeJwt(access_token).market

  test.each([
    ['market:id:a stock_location:id:s'],
    ['market:id:a,stock_location:id:s'],
    ['stock_location:id:s,market:id:a'],
  ])('%s: both separators, echoed as written', async (scope) => {
    const { body } = await guest(scope)
    expect(body.scope).toBe(scope)
    expect(decodeJwt(body.access_token)).toMatchObject({
      scope,
      market: { id: ['a'], stock_location_ids: ['s'], geocoder_id: null, allows_external_prices: false },
    })
  })

  test('an empty scope is none', async () => {
    for (const scope of ['', ' ', ',']) expect((await guest(scope)).body.scope).toBe('market:all')
    expect((await guest('')).body).not.toHaveProperty('refresh_token')
  })

  test('a stock location without its market is refused', async () => {
    for (const scope of ['stock_location:id:s', 'stock_location:code:s,stock_location:id:t'])
      expect(await guest(scope)).toMatchObject({ status: 400, body: INVALID_SCOPE })
  })

  test('a market may be named by its code; the token names its id', async () => {
    const { body } = await guest('market:code:europe')
    expect(body.scope).toBe('market:code:europe')
    expect(market(body)).toMatchObject({ id: [ids.europe] })
    expect(market((await guest('market:code:atlantis')).body)).toBeUndefined()
    const both = await guest('market:code:europe,stock_location:code:europe')
    expect(market(both.body)).toMatchObject({ id: [ids.europe], stock_location_ids: [ids.store] })
  })

  test('an application that was given scopes gets those and no others', async () => {
    const { client_id } = await world.credential('commerce-layer', {
      kind: 'sales_channel',
      scopes: ['market:id:a', 'market:id:b'],
    })
    const ask = (scope: string) => oauth.ask({ grant_type: 'client_credentials', client_id, scope })
    expect((await ask('')).body.scope).toBe('market:id:a market:id:b')
    expect((await ask('market:id:b')).body.scope).toBe('market:id:b')
    for (const scope of ['market:all', 'market:id:c', 'market:id:a,market:id:c'])
      expect((await ask(scope)).body).toEqual(INVALID_SCOPE)
  })

  test('a market of a customer group is for customers of that group alone', async () => {
    for (const scope of [`market:id:${ids.traders}`, 'market:code:traders']) {
      expect((await guest(scope)).body).toEqual(INVALID_SCOPE)
      expect((await guest(`market:id:${ids.europe} ${scope}`)).body).toEqual(INVALID_SCOPE)
      for (const name of ['staff', 'single']) expect((await signIn(name, scope)).body).toEqual(INVALID_SCOPE)
      const { status, body } = await signIn('trader', scope)
      expect([status, body.scope]).toEqual([200, scope])
      expect(market(body)).toMatchObject({ id: [ids.traders] })
    }
    expect((await signIn('single', `market:id:${ids.europe}`)).status).toBe(200)
  })

  test('who has left the group cannot refresh a token of its market', async () => {
    const { key } = await oauth.customer('leaver@example.com', 'pw', { groupKey: Number(ids.trader) })
    const { refresh_token } = (await signIn('leaver', 'market:code:traders')).body
    await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.update('customer', key, { groupKey: null }),
    )
    const { client_id } = channel
    expect((await oauth.ask({ grant_type: 'refresh_token', client_id, refresh_token })).body).toEqual(
      INVALID_SCOPE,
    )
  })

  test("another organization's market of that id or code is none of ours", async () => {
    const other = await world.addOrganization({ slug: `globex-${engine}` })
    const { client_id } = await world.credential('commerce-layer', {
      kind: 'sales_channel',
      organizations: [other],
    })
    const ask = (scope: string) => oauth.ask({ grant_type: 'client_credentials', client_id, scope })
    expect((await ask(`market:id:${ids.traders}`)).status).toBe(200)
    expect(market((await ask('market:code:traders')).body)).toBeUndefined()
  })
})
