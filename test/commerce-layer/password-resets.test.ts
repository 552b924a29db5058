import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, commerceLayerClient } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const TYPE = 'customer_password_resets'

describe.each(ENGINES)('password resets on %s', (engine) => {
  let world: World
  let api: Client
  let guest: Client
  beforeAll(async () => {
    world = await createWorld(engine)
    api = await commerceLayerClient(world)
    guest = await commerceLayerClient(world, { kind: 'sales_channel' })
  })
  afterAll(() => world?.close())

  const problems = ({ status, document }: Awaited<ReturnType<Client['create']>>) => [
    status,
    document.errors?.map(({ detail, meta }) => [detail, meta]),
  ]
  const use = (by: Client, id: string, token: string, password = 'new secret') =>
    by.update(TYPE, id, { customer_password: password, _reset_password_token: token })

  test('a token sets the password once, and is gone', async () => {
    const customer = await api.make('customers', { email: 'ada@example.com' })
    const made = await api.make(TYPE, { customer_email: 'Ada@example.com' })
    const token = String(made.attributes.reset_password_token)
    expect(token).toMatch(/^[A-Za-z0-9]{20}$/)
    expect(made.attributes).toMatchObject({ customer_email: 'ada@example.com', reset_password_at: null })
    const read = await api.get(`/api/${TYPE}/${made.id}?include=customer`)
    expect(read.data.attributes.reset_password_token).toBe(token)
    expect(read.document.included?.map(({ id }) => id)).toEqual([customer.id])
    const used = await use(api, made.id, token)
    expect(used.status).toBe(200)
    expect(used.data.attributes.reset_password_token).toBeNull()
    expect(used.data.attributes.reset_password_at).toMatch(/^\d{4}-/)
    expect(used.body).not.toContain('new secret')
    const seen = await api.get(`/api/customers/${customer.id}`)
    expect(seen.data.attributes.has_password).toBe(true)
    expect(problems(await use(api, made.id, token))).toEqual([
      422,
      [['_reset_password_token - is invalid', { error: 'invalid' }]],
    ])
    const signedIn = await commerceLayerClient(world, {
      kind: 'sales_channel',
      grant: { grant_type: 'password', username: 'ada@example.com', password: 'new secret' },
    })
    expect((await signedIn.get(`/api/customers/${customer.id}`)).status).toBe(200)
  })

  test('what is wrong with a reset is told, and sets nothing', async () => {
    const customer = await api.make('customers', { email: 'b@example.com' })
    expect(problems(await api.create(TYPE, {}))).toEqual([
      422,
      [["customer_email - can't be blank", { error: 'blank' }]],
    ])
    expect(problems(await api.create(TYPE, { customer_email: 'nobody@example.com' }))).toEqual([
      422,
      [['customer - must exist', { error: 'required' }]],
    ])
    const { id, attributes } = await api.make(TYPE, { customer_email: 'b@example.com' })
    const token = String(attributes.reset_password_token)
    expect(problems(await use(api, id, 'wrong'))).toEqual([
      422,
      [['_reset_password_token - is invalid', { error: 'invalid' }]],
    ])
    expect(problems(await use(api, id, token, 'short'))).toEqual([
      422,
      [['customer_password - is too short (minimum is 6 characters)', { error: 'too_short', count: 6 }]],
    ])
    expect(problems(await api.update(TYPE, id, { customer_password: 'long enough' }))).toEqual([
      422,
      [["_reset_password_token - can't be blank", { error: 'blank' }]],
    ])
    expect(problems(await api.update(TYPE, id, { _reset_password_token: token }))).toEqual([
      422,
      [["customer_password - can't be blank", { error: 'blank' }]],
    ])
    expect((await api.get(`/api/customers/${customer.id}`)).data.attributes.has_password).toBe(false)
  })

  test('a token is good for six hours', async () => {
    await api.make('customers', { email: 'c@example.com' })
    world.setTime('2026-03-01T10:00:00.000Z')
    // Tokens of applications live shorter than that.
    const late = async (at: string) => {
      world.setTime('2026-03-01T10:00:00.000Z')
      const { id, attributes } = await (await commerceLayerClient(world)).make(TYPE, {
        customer_email: 'c@example.com',
      })
      world.setTime(at)
      return (await use(await commerceLayerClient(world), id, String(attributes.reset_password_token))).status
    }
    expect(await late('2026-03-01T15:59:59.999Z')).toBe(200)
    expect(await late('2026-03-01T16:00:00.000Z')).toBe(422)
    world.setTime()
  })

  test('one reset that is used ends the others of the same customer', async () => {
    await api.make('customers', { email: 'd@example.com' })
    const first = await api.make(TYPE, { customer_email: 'd@example.com' })
    const second = await api.make(TYPE, { customer_email: 'd@example.com' })
    expect((await use(api, second.id, String(second.attributes.reset_password_token))).status).toBe(200)
    expect((await use(api, first.id, String(first.attributes.reset_password_token))).status).toBe(422)
  })

  test('two requests with one token set one password', async () => {
    await api.make('customers', { email: 'e@example.com' })
    const { id, attributes } = await api.make(TYPE, { customer_email: 'e@example.com' })
    const token = String(attributes.reset_password_token)
    const answers = await Promise.all(['first one', 'second one'].map((word) => use(api, id, token, word)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
  })

  test('a token is found by itself and is kept and told nowhere', async () => {
    await api.make('customers', { email: 'f@example.com' })
    const { id, attributes } = await api.make(TYPE, { customer_email: 'f@example.com' })
    const token = String(attributes.reset_password_token)
    const found = async (filter: string) =>
      (await api.list(`/api/${TYPE}?filter[q][customer_email_or_id_eq]=&${filter}`)).map((reset) => reset.id)
    expect(await found(`filter[q][reset_password_token_eq]=${token}`)).toEqual([id])
    expect(await found(`filter[reset_password_token]=a,${token}`)).toEqual([id])
    expect(await found('filter[q][reset_password_token_cont]=a')).toEqual([])
    expect(await found('filter[q][reset_password_token_null]=false&page[size]=25')).toContain(id)
    await use(api, id, token)
    expect(await found(`filter[q][reset_password_token_eq]=${token}`)).toEqual([])
    for (const type of ['record', 'event'] as const) {
      const kept = await world.store.records.list(world.organization.key, { type, sort: [], limit: 10_000 })
      expect(kept.length).toBeGreaterThan(0)
      expect(JSON.stringify(kept)).not.toContain(token)
    }
    const history = await api.list(`/api/${TYPE}/${id}/event_stores`)
    expect(history.map(({ attributes: told }) => Object.keys(told.payload as object))).toEqual([
      ['customer_id'],
      ['reset_password_at'],
    ])
  })

  test('a sales channel asks for one and uses it, and reads none', async () => {
    await api.make('customers', { email: 'g@example.com' })
    const asked = await guest.create(TYPE, { customer_email: 'g@example.com' })
    expect(asked.status).toBe(201)
    expect(asked.data.attributes.reset_password_token).toBeNull()
    const { id } = asked.data
    expect((await guest.get(`/api/${TYPE}/${id}`)).status).toBe(401)
    expect((await guest.get(`/api/${TYPE}`)).status).toBe(401)
    const known = await api.get(`/api/${TYPE}/${id}`)
    const token = String(known.data.attributes.reset_password_token)
    expect(problems(await guest.update(TYPE, id, { reference: 'mine' }))).toEqual([
      422,
      [["_reset_password_token - can't be blank", { error: 'blank' }]],
    ])
    expect((await use(guest, id, 'a guess')).status).toBe(422)
    const used = await use(guest, id, token)
    expect(used.status).toBe(200)
    expect(used.data.attributes.reset_password_token).toBeNull()
    expect((await guest.remove(TYPE, id)).status).toBe(401)
  })

  test('a customer cannot ask for another’s', async () => {
    await api.make('customers', { email: 'h@example.com', password: 'secret 1' })
    await api.make('customers', { email: 'i@example.com' })
    const own = await commerceLayerClient(world, {
      kind: 'sales_channel',
      grant: { grant_type: 'password', username: 'h@example.com', password: 'secret 1' },
    })
    expect((await own.create(TYPE, { customer_email: 'i@example.com' })).status).toBe(401)
    expect((await own.create(TYPE, { customer_email: 'h@example.com' })).status).toBe(201)
  })
})
