/** What keys and versions tell customers of one another: nothing; and what answers about them are forgotten. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forgetAnswersJob } from '../../src/jobs/forget-answers.ts'
import { type Client, commerceLayerClient, one } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { oauthOf } from '../support/oauth.ts'
import { createWorld, type World } from '../support/world.ts'

const ADDRESS = {
  business: false,
  line_1: 'Prosta 1',
  city: 'Łódź',
  country_code: 'PL',
  state_code: 'LD',
  zip_code: '90-001',
  phone: '1',
}

describe.each(ENGINES)('on %s', (engine) => {
  let world: World
  let api: Client
  let people = 0
  beforeAll(async () => {
    world = await createWorld(engine)
    api = await commerceLayerClient(world)
  })
  afterAll(() => world.close())

  /** The headers of a customer who signed in to that shop. */
  async function shopper(client_id: string) {
    const email = `shopper-${people++}@example.com`
    const { id } = await api.make('customers', { email, password: 'correct horse' })
    const { body } = await oauthOf(world).ask({
      grant_type: 'password',
      client_id,
      username: email,
      password: 'correct horse',
      scope: 'market:all',
    })
    const send = (method: string, url: string, data: object | null, more: Record<string, string> = {}) =>
      world.send({
        method,
        url,
        body: data ? JSON.stringify({ data }) : '',
        headers: {
          authorization: `Bearer ${body.access_token}`,
          accept: 'application/vnd.api+json',
          'content-type': 'application/vnd.api+json',
          ...more,
        },
      })
    return { id, send }
  }

  test('the same key and request of two customers of one shop are two requests', async () => {
    const { client_id = '' } = await world.credential('commerce-layer', { kind: 'sales_channel' })
    const [ada, bob] = [await shopper(client_id), await shopper(client_id)]
    const address = { type: 'addresses', attributes: { ...ADDRESS, first_name: 'A', last_name: 'B' } }
    const key = { 'idempotency-key': 'first address' }
    const [hers, his] = [
      await ada.send('POST', '/api/addresses', address, key),
      await bob.send('POST', '/api/addresses', address, key),
    ]
    expect([hers.status, his.status], hers.body).toEqual([201, 201])
    expect(his.headers['Idempotent-Replayed']).toBeUndefined()
    expect(JSON.parse(his.body).data.id).not.toBe(JSON.parse(hers.body).data.id)
    const again = await ada.send('POST', '/api/addresses', address, key)
    expect([again.body, again.headers['Idempotent-Replayed']]).toEqual([hers.body, 'true'])
  })

  test('If-Match tells a customer nothing of another', async () => {
    const { client_id = '' } = await world.credential('commerce-layer', { kind: 'sales_channel' })
    const [ada, bob] = [await shopper(client_id), await shopper(client_id)]
    const tag = (await ada.send('GET', `/api/customers/${ada.id}`, null)).headers.ETag ?? ''
    expect(tag).toMatch(/^"/)
    const change = (id: string, more: Record<string, string>) =>
      bob.send(
        'PATCH',
        `/api/customers/${id}`,
        { type: 'customers', id, attributes: { metadata: { mine: true } } },
        more,
      )
    const refused = await change(ada.id, {})
    expect(refused.status).toBe(401)
    for (const condition of [tag, '*', '"stale"']) {
      const answer = await change(ada.id, { 'if-match': condition })
      expect([answer.status, answer.body, answer.headers.ETag]).toEqual([401, refused.body, undefined])
    }
    const read = await bob.send('GET', `/api/customers/${ada.id}`, null)
    expect([read.status, read.headers.ETag]).toEqual([401, undefined])
    expect((await ada.send('GET', `/api/customers/${ada.id}`, null)).headers.ETag).toBe(tag)
  })

  test('an answer of 500 or more keeps nothing', async () => {
    const { records } = world.services
    const { write } = records
    const { joined } = records
    records.joined = (organization, work) =>
      joined(organization, (store) =>
        work({
          ...store,
          write: async (...given: Parameters<typeof write>) => {
            await store.write(...(given as Parameters<typeof store.write>))
            throw new Error('after it was written')
          },
        } as never),
      )
    const post = () =>
      api.send(
        'POST',
        '/api/customers',
        JSON.stringify({ data: { type: 'customers', attributes: { email: 'late@example.com' } } }),
        { headers: keyed('late') },
      )
    await expect(post()).rejects.toThrow('after it was written')
    records.joined = joined
    expect((await post()).headers['Idempotent-Replayed']).toBeUndefined()
    expect(await api.ids('/api/customers?filter[q][email_eq]=late@example.com')).toHaveLength(1)
  })

  const keyed = (key: string) => ({
    authorization: `Bearer ${api.token}`,
    accept: 'application/vnd.api+json',
    'content-type': 'application/vnd.api+json',
    'idempotency-key': key,
  })
  const postKeyed = async (key: string, type: string, attributes: object, relationships: object = {}) => {
    const data = { type, attributes, relationships }
    const answer = await api.send('POST', `/api/${type}`, JSON.stringify({ data }), { headers: keyed(key) })
    return { ...answer, isReplay: answer.headers['Idempotent-Replayed'] === 'true' }
  }
  test('erasing a person forgets the answers about what was theirs, whomever they name', async () => {
    const { id } = await api.make('customers', { email: 'erased@example.com' })
    const mine = { ...ADDRESS, first_name: 'Ada', last_name: 'Byron' }
    const made = await postKeyed('her address', 'addresses', mine)
    expect(made.body).not.toContain(id)
    await api.make(
      'customer_addresses',
      {},
      { customer: one('customers', id), address: one('addresses', made.data.id) },
    )
    const other = { ...ADDRESS, first_name: 'Bob', last_name: 'Byron' }
    await postKeyed('his address', 'addresses', other)
    const person = await world.store.records.find(world.organization.key, 'customer', 'shortId', id)
    await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.erase(person?.key ?? 0),
    )
    expect((await postKeyed('his address', 'addresses', other)).isReplay).toBe(true)
    expect((await postKeyed('her address', 'addresses', mine)).isReplay).toBe(false)
  })

  test('a day later the server forgets them by itself', async () => {
    const kept = () =>
      world.store.database
        .selectFrom('kept_answers' as never)
        .selectAll()
        .execute() as Promise<unknown[]>
    await postKeyed('to be forgotten', 'customers', { email: 'forgotten@example.com' })
    expect((await kept()).length).toBeGreaterThan(0)
    const run = (hours: number) =>
      forgetAnswersJob(
        world.store,
        world.store.organizations,
        () => new Date(Date.now() + hours * 3_600_000),
      ).run(new AbortController().signal)
    const before = (await kept()).length
    await run(23)
    expect(await kept()).toHaveLength(before)
    await run(24)
    expect(await kept()).toEqual([])
  })
})
