/** Writing customers through SHOPLINE: who may, what the other platforms see of it, and what happens at once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBook, removeAddresses } from '../../src/core/address-book.ts'
import type { JsonObject } from '../../src/core/schema.ts'
import { createShopline } from '../../src/dialects/shopline/index.ts'
import { defaultSettings } from '../../src/dialects/shopline/settings.ts'
import { type Client, commerceLayerClient } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { SHOPLINE_BASE, type ShoplineClient, shoplineClient } from '../support/shopline-client.ts'
import { createWorld, type World } from '../support/world.ts'

interface Customer extends JsonObject {
  id: string
  addresses: { id: string; default: boolean; address1: string }[]
}
const customerOf = (body: unknown) => (body as { customer: Customer }).customer

describe.each(ENGINES)('writing through SHOPLINE on %s', (engine) => {
  let world: World
  let shop: ShoplineClient
  let emails = 0
  beforeAll(async () => {
    world = await createWorld(engine)
    shop = await shoplineClient(world)
  })
  afterAll(() => world?.close())

  const email = () => `writing${emails++}@example.com`
  const create = async (customer: object = {}) =>
    customerOf(await shop.ok('POST', '/customers.json', { customer: { email: email(), ...customer } }))
  const update = async (id: string, customer: object) =>
    customerOf(await shop.ok('PUT', `/customers/${id}.json`, { customer }))
  const retrieve = async (id: string) => customerOf(await shop.ok('GET', `/customers/v2/${id}.json`))

  describe('every endpoint', () => {
    test('leaves another store’s customer alone', async () => {
      const { id, addresses } = await create({ addresses: [{ city: 'Here' }] })
      const organization = await world.addOrganization({ slug: 'neighbour' })
      const stranger = await shoplineClient(world, { organizations: [organization] })
      const before = await retrieve(id)
      const call = async (method: string, path: string, body?: object) => {
        const answer = await stranger.call(method, path, body)
        return [answer.status, answer.body]
      }
      const missing = [404, { errors: 'The customer does not exist.' }]
      const mine = { email: email() }
      expect(await call('PUT', `/customers/${id}.json`, { customer: { note: 'x' } })).toEqual(missing)
      expect(await call('DELETE', `/customers/${id}.json`)).toEqual([200, { customer: null }])
      expect(await call('POST', '/customers/add_blacklist.json', { customer_id: id })).toEqual(missing)
      expect(await call('POST', '/customer_tags_remove.json', { user_id: id, tag_ids: [] })).toEqual(missing)
      expect(await call('POST', `/customers/${id}/send_invite.json`)).toEqual(missing)
      expect(await call('POST', `/customers/${id}/account_activation_url.json`)).toEqual(missing)
      expect(await call('GET', `/customers/subscribe.json?customer_ids=${id}`)).toEqual([
        200,
        { user_subscribe_info_list: [] },
      ])
      expect(
        await call('POST', '/customers/query_user_by_email.json', { email: before.email as string }),
      ).toEqual([200, { customer: null }])
      const theirs = customerOf((await stranger.call('POST', '/customers.json', { customer: mine })).body)
      const taken = { customer: { addresses: [{ id: addresses[0]?.id, city: 'There' }] } }
      expect((await stranger.call('PUT', `/customers/${theirs.id}.json`, taken)).status).toBe(422)
      expect(await retrieve(id)).toEqual(before)
      // An e-mail is taken in its own store only.
      expect((await shop.call('POST', '/customers.json', { customer: mine })).status).toBe(200)
    })
  })

  describe('the other platforms', () => {
    let layer: Client
    beforeAll(async () => {
      layer = await commerceLayerClient(world)
    })
    const easycart = async (uuid: string) => {
      const { token = '' } = await world.credential('easycart')
      const answer = await world.send({
        url: `/api/v1/customers/${uuid}?currency=usd`,
        headers: { authorization: `Bearer ${token}` },
      })
      return answer.json() as Record<string, unknown>
    }
    const record = async (id: string) => {
      const found = await world.store.records.find(world.organization.key, 'customer', 'numberId', id)
      if (!found) throw new Error(`No customer ${id}`)
      return found
    }

    test('show at once what was created, changed and deleted', async () => {
      const address = email()
      const { id } = await create({
        email: address,
        phone: '0085260000001',
        first_name: 'Ada',
        last_name: 'Byron',
        tags: 'vip,loyal',
        email_marketing_consent: { state: 1, opt_in_level: 2 },
        addresses: [{ city: 'London', country: 'United Kingdom', address1: '12 Square' }],
        password: 'secret1',
        password_confirmation: 'secret1',
      })
      const { shortId, uuidId } = await record(id)
      const read = () =>
        layer.get(`/api/customers/${shortId}?include=tags,customer_addresses,customer_addresses.address`)
      const first = await read()
      expect(first.data.attributes).toMatchObject({ email: address, has_password: true, status: 'prospect' })
      const included = first.document.included ?? []
      const named = included.flatMap(({ type, attributes }) => (type === 'tags' ? [attributes.name] : []))
      expect(named.sort()).toEqual(['loyal', 'vip'])
      expect(included.find(({ type }) => type === 'addresses')?.attributes).toMatchObject({
        city: 'London',
        country_code: 'GB',
        line_1: '12 Square',
      })
      expect(await easycart(uuidId)).toMatchObject({ email: address, name: 'Ada Byron' })

      const other = email()
      await update(id, { email: other, last_name: 'Lovelace', phone: '0085260000002', tags: 'vip' })
      const second = await read()
      expect(second.data.attributes.email).toBe(other)
      expect(second.document.included?.filter(({ type }) => type === 'tags')).toHaveLength(1)
      expect(await easycart(uuidId)).toMatchObject({ email: other, name: 'Ada Lovelace' })

      await shop.ok('DELETE', `/customers/${id}.json`)
      expect((await read()).status).toBe(404)
      expect((await shop.call('GET', `/customers/v2/${id}.json`)).status).toBe(404)
      expect(await shop.ok('GET', `/v2/customers.json?ids=${id}`)).toEqual({ customers: [] })
    })

    test('keep what only they know', async () => {
      const made = await layer.make('customers', {
        email: email(),
        shopper_reference: 'ref-1',
        metadata: { a: 1 },
      })
      const { data } = await layer.get(`/api/customers/${made.id}`)
      const found = await world.store.records.find(world.organization.key, 'customer', 'shortId', made.id)
      await update(found?.numberId ?? '', { note: 'Seen', multipass_identifier: 'm-1' })
      const after = (await layer.get(`/api/customers/${made.id}`)).data.attributes
      expect(after).toMatchObject({ shopper_reference: 'ref-1', metadata: { a: 1 } })
      expect(after.email).toBe(data.attributes.email)
      expect(await retrieve(found?.numberId ?? '')).toMatchObject({
        note: 'Seen',
        multipass_identifier: 'm-1',
      })
    })

    test('call by the new name whom they called by a full one, and by that whose name stays', async () => {
      const { id } = await create({ first_name: 'Ada', last_name: 'Byron' })
      const { key, uuidId } = await record(id)
      await world.store.records.write(world.organization.key, {}, (writer) =>
        writer.update('customer', key, { fullName: 'Ada Augusta Byron' }),
      )
      await update(id, { first_name: 'Ada', note: 'The same' })
      expect(await easycart(uuidId)).toMatchObject({ name: 'Ada Augusta Byron' })
      await update(id, { last_name: 'Lovelace' })
      expect(await easycart(uuidId)).toMatchObject({ name: 'Ada Lovelace' })
    })

    test('take the password, and no event tells it or who exactly asked', async () => {
      const { id } = await create({ password: 'pässwörd', password_confirmation: 'pässwörd' })
      const { key, passwordHash } = await record(id)
      expect(await world.services.passwords.matches('pässwörd', passwordHash)).toBe(true)
      await update(id, { password: 'another1', password_confirmation: 'another1' })
      expect(await world.services.passwords.matches('another1', (await record(id)).passwordHash)).toBe(true)
      const events = await world.store.records.list(world.organization.key, {
        type: 'event',
        where: { op: 'eq', field: 'customerKey', value: key },
        sort: [],
        limit: 100,
      })
      const told = JSON.stringify(events)
      expect(told).not.toMatch(/pässwörd|another1|scrypt/)
      for (const { actor } of events)
        expect(actor).toEqual({ application: { id: expect.stringMatching(/^sl_/), kind: 'private_app' } })
      expect(events.length).toBeGreaterThan(1)
    })
  })

  describe('at once', () => {
    test.each([
      ['e-mail', () => ({ email: 'twice@example.com' })],
      ['phone', () => ({ email: email(), phone: '0085277770001' })],
    ])('two customers of one %s are one', async (_what, customer) => {
      const answers = await Promise.all(
        [1, 2, 3].map(() => shop.call('POST', '/customers.json', { customer: customer() })),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422])
    })

    test('of several that delete a customer one is told whom, and the others that there is none', async () => {
      const { id } = await create({ first_name: 'Once' })
      const answers = await Promise.all([1, 2, 3].map(() => shop.call('DELETE', `/customers/${id}.json`)))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
      expect(answers.filter(({ text }) => text !== '{"customer":null}')).toHaveLength(1)
    })

    test('a tag that several bring is made once', async () => {
      const made = await Promise.all([1, 2, 3].map(() => create({ tags: 'brand-new,newer' })))
      for (const { tags } of made) expect(tags).toBe('brand-new,newer')
    })

    test('of addresses that all want to be the default exactly one is', async () => {
      const { id } = await create({ addresses: [{ city: 'First' }] })
      await Promise.all(['A', 'B', 'C'].map((city) => update(id, { addresses: [{ city, default: true }] })))
      const { addresses } = await retrieve(id)
      expect(addresses).toHaveLength(4)
      expect(addresses.filter((address) => address.default)).toHaveLength(1)
      expect(addresses[0]?.default).toBe(false)
    })
  })

  test('a repeated request under one key makes one customer', async () => {
    const body = { customer: { email: email() } }
    const send = () => shop.call('POST', '/customers.json', body, { headers: { 'idempotency-key': 'once' } })
    const [first, second] = [await send(), await send()]
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.text).toBe(first.text)
  })

  test('an update with the tag of what was read changes it once', async () => {
    const { id } = await create()
    const { ETag: tag = '' } = (await shop.call('GET', `/customers/v2/${id}.json`)).headers
    const send = (note: string) =>
      shop.call('PUT', `/customers/${id}.json`, { customer: { note } }, { headers: { 'if-match': tag } })
    expect([(await send('first')).status, (await send('second')).status]).toEqual([200, 412])
    expect(await retrieve(id)).toMatchObject({ note: 'first' })
  })

  describe('addresses', () => {
    const lines = ({ addresses }: Customer) =>
      addresses.map((address) => `${address.address1}${address.default ? '*' : ''}`)

    test('the last of several that want to be the default is, and it stays so until another is', async () => {
      const first = await create({
        addresses: [{ address1: 'a', default: true }, { address1: 'b', default: true }, { address1: 'c' }],
      })
      expect(lines(first)).toEqual(['a', 'b*', 'c'])
      const [a, b] = first.addresses.map(({ id }) => id)
      expect(lines(await update(first.id, { addresses: [{ id: b, default: false }] }))).toEqual([
        'a',
        'b*',
        'c',
      ])
      expect(lines(await update(first.id, { addresses: [{ id: a, default: true }] }))).toEqual([
        'a*',
        'b',
        'c',
      ])
      expect(lines(await update(first.id, { addresses: [{ address1: 'd' }] }))).toEqual(['a*', 'b', 'c', 'd'])
    })

    test('where the default is removed, the latest one left takes its place', async () => {
      const { id } = await create({ addresses: ['a', 'b', 'c'].map((address1) => ({ address1 })) })
      const remove = async (place: number) => {
        const customer = await world.store.records.find(world.organization.key, 'customer', 'numberId', id)
        await world.store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
          const book = await openBook(writer, world.organization.key, customer?.key ?? 0)
          await removeAddresses(book, [book.addresses[place]?.key ?? 0])
        })
        return lines(await retrieve(id))
      }
      expect(await remove(1)).toEqual(['a*', 'c'])
      expect(await remove(0)).toEqual(['c*'])
      expect(await remove(0)).toEqual([])
    })

    test('there are at most fifty', async () => {
      const many = (count: number) => Array.from({ length: count }, (_, at) => ({ address1: String(at) }))
      const { id } = await create({ addresses: many(49) })
      await update(id, { addresses: many(1) })
      const answer = await shop.call('PUT', `/customers/${id}.json`, {
        customer: { note: 'x', addresses: many(1) },
      })
      expect([answer.status, answer.body]).toEqual([422, { errors: 'addresses: a customer has at most 50' }])
      expect(await retrieve(id)).toMatchObject({ note: null })
    })

    test('codes follow from names that came without them, and from no others', async () => {
      const { id, addresses } = await create({
        addresses: [{ country: 'Australia', province: 'New South Wales', province_code: '1500002' }],
      })
      const id0 = addresses[0]?.id
      const codes = async (change: object) => {
        const { country_code, province_code, province_code_v2 } = (
          (await update(id, { addresses: [{ id: id0, ...change }] })) as unknown as {
            addresses: JsonObject[]
          }
        ).addresses[0] as JsonObject
        return [country_code, province_code, province_code_v2]
      }
      expect(await codes({})).toEqual(['AU', '1500002', 'NSW'])
      expect(await codes({ province: 'Victoria', province_code: '' })).toEqual(['AU', null, 'VIC'])
      expect(await codes({ province: 'Narnia' })).toEqual(['AU', null, null])
      expect(await codes({ country: 'Atlantis', country_code: 'au' })).toEqual(['AU', null, null])
      expect(await codes({ country: 'Atlantis' })).toEqual([null, null, null])
      const sydney = { country: 'Australia', province: 'New South Wales', province_code: '1500002' }
      expect(await codes(sydney)).toEqual(['AU', '1500002', 'NSW'])
      expect(await codes({ country: 'Australia', country_code: 'au' })).toEqual(['AU', '1500002', 'NSW'])
      // The codes of a province belong to its country, and leave with it.
      expect(await codes({ country: 'Canada' })).toEqual(['CA', null, null])
      expect(await codes({ province_code: 'ON' })).toEqual(['CA', 'ON', 'ON'])
      expect(await codes({ country_code: 'US', province_code: 'NY' })).toEqual(['US', 'NY', 'NY'])
    })
  })

  test('accepts_marketing withdraws what was given, and says nothing where it agrees or there is an object', async () => {
    const given = {
      state: 1,
      opt_in_level: 2,
      consent_updated_at: '2026-01-01T00:00:00+00:00',
      consent_collected_from: 'Pop',
    }
    const { id } = await create({ email_marketing_consent: given, accepts_marketing: false })
    const consent = async (customer: object) => (await update(id, customer)).email_marketing_consent
    expect(await consent({})).toEqual(given)
    expect(await consent({ accepts_marketing: true })).toEqual(given)
    expect(await consent({ accepts_marketing: false, email_marketing_consent: {} })).toMatchObject({
      state: 0,
      opt_in_level: 0,
      consent_collected_from: null,
    })
  })

  test('a customer may be sent back as it was read', async () => {
    const { id } = await create({
      first_name: 'Back',
      gender: 1,
      birthday: '20000229',
      tags: 'x,y',
      note: 'n',
      sms_marketing_consent: { state: 3 },
      addresses: [
        { city: 'A', province_code: 'KY', country_code: 'US' },
        { city: 'B', default: true },
      ],
    })
    const before = await retrieve(id)
    world.setTime(new Date(Date.now() + 3_600_000).toISOString())
    await update(id, before).finally(() => world.setTime())
    expect(await retrieve(id)).toEqual(before)
  })

  test('what a request costs does not grow with its tags, nor a create with its addresses', async () => {
    const cost = async (work: () => Promise<unknown>) => {
      world.statements()
      await work()
      return world.statements().length
    }
    const tags = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => `cost-${from + at}`).join()
    const body = (count: number) => ({
      tags: tags(count, count),
      addresses: Array.from({ length: count }, () => ({ city: 'X' })),
    })
    // After each write who asks is looked up again.
    await create()
    expect(await cost(() => create(body(40)))).toBe(await cost(() => create(body(1))))
    const { id } = await create()
    await update(id, { tags: tags(100, 1) })
    const one = await cost(() => update(id, { tags: tags(101, 1) }))
    expect(await cost(() => update(id, { tags: tags(200, 50) }))).toBe(one)
  })

  test('content that is high-risk by default may be let through', async () => {
    const lenient = createShopline({ ...defaultSettings, refuseHighRiskContent: false })
    const answer = await lenient.handle(
      {
        method: 'POST',
        origin: 'http://localhost:8080',
        path: `${SHOPLINE_BASE}/customers.json`,
        query: '',
        headers: { authorization: shop.authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ customer: { email: email(), note: '<script>' } }),
        address: '127.0.0.1',
        hostLabel: null,
      },
      world.services,
    )
    expect([answer.status, customerOf(JSON.parse(String(answer.body))).note]).toEqual([200, '<script>'])
  })
})
