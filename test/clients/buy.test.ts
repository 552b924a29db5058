/**
 * A shop from its opening to a return, through the vendor's unmodified packages: a backend (integration) and
 * a storefront (sales channel) in one market, and a customer who signs up, buys and forgets a password.
 */
import { authenticate, jwtDecode } from '@commercelayer/js-auth'
import { CommerceLayer } from '@commercelayer/sdk/bundle'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { newApplication, newClient } from './organization.ts'
import { refusalOf } from './refusal.ts'

type Client = ReturnType<typeof CommerceLayer>

const domain = inject('domain')
const ADA = 'ada@example.com'

let slug: string
let clientId: string
let backend: Client
let market: { id: string }
let scope: string
let ada: { id: string }
beforeAll(async () => {
  ;({ slug, cl: backend } = await newClient())
  ;({ clientId } = await newApplication(slug, 'sales_channel'))
  // Of these three nothing is kept but that the market names them.
  market = await backend.markets.create({
    name: 'Europe',
    merchant: backend.merchants.relationship('merchant01'),
    price_list: backend.price_lists.relationship('prices0001'),
    inventory_model: backend.inventory_models.relationship('model00001'),
  })
  scope = `market:id:${market.id}`
  const { accessToken } = await authenticate('client_credentials', { clientId, scope, domain })
  ada = await CommerceLayer({ accessToken }).customers.create({ email: ADA, password: 'first password' })
})

const signIn = async (password: string) => {
  const answer = await authenticate('password', { clientId, scope, domain, username: ADA, password })
  return { ...answer, client: answer.accessToken ? CommerceLayer(pick(answer.accessToken)) : null }
}
const pick = (accessToken: string) => ({ accessToken })

const storefront = async (password = 'first password'): Promise<Client> => {
  const { client, errors } = await signIn(password)
  if (!client) throw new Error(JSON.stringify(errors))
  return client
}

test('who asks, and where (the command line of the vendor asks both when it logs in)', async () => {
  expect(await backend.organization.retrieve()).toMatchObject({ type: 'organizations', slug })
  expect(await backend.application.retrieve()).toMatchObject({ type: 'applications', kind: 'integration' })
  expect(await (await storefront()).application.retrieve()).toMatchObject({ kind: 'sales_channel' })
})

test('the market of the scope is in the token and hangs on the customer', async () => {
  const { accessToken } = await signIn('first password')
  expect(jwtDecode(accessToken).payload).toMatchObject({ scope, market: { id: [market.id] } })
  const own = await CommerceLayer({ accessToken }).customers.retrieve(ada.id, { include: ['jwt_markets'] })
  expect(own.jwt_markets).toMatchObject([{ id: market.id, name: 'Europe', shared_secret: null }])
})

describe('orders', () => {
  test('are made by the customer, placed, approved, paid, and make a customer of a prospect', async () => {
    const shop = await storefront()
    const cart = await shop.orders.create({ language_code: 'it' }, { include: ['market'] })
    expect(cart).toMatchObject({ status: 'draft', customer_email: ADA, market: { id: market.id } })
    expect(await backend.customers.retrieve(ada.id)).toMatchObject({
      status: 'prospect',
      total_orders_count: 0,
    })

    expect(await shop.orders._place(cart.id)).toMatchObject({
      status: 'placed',
      placed_at: expect.stringMatching(/Z$/),
    })
    expect(await shop.customers.retrieve(ada.id)).toMatchObject({ status: 'acquired', total_orders_count: 1 })
    expect(await backend.orders._approve(cart.id)).toMatchObject({ status: 'approved' })

    const [own] = await shop.customers.orders(ada.id, { filters: { status_eq: 'approved' } })
    expect(own).toMatchObject({ id: cart.id, type: 'orders' })
    expect(await refusalOf(backend.orders.delete(cart.id))).toMatchObject({
      status: 423,
      errors: [{ code: 'LOCKED' }],
    })
  })

  test('need a market', async () => {
    expect(await refusalOf(backend.orders.create({ customer_email: ADA }))).toMatchObject({
      status: 422,
      errors: [
        {
          code: 'VALIDATION_ERROR',
          source: { pointer: '/data/relationships/market' },
          meta: { error: 'blank' },
        },
      ],
    })
  })

  test('for a known e-mail join its customer; are tagged and found by the tag', async () => {
    await backend.tags.create({ name: 'gift' })
    const order = await backend.orders.create(
      { customer_email: ADA.toUpperCase(), market: backend.markets.relationship(market.id) },
      { include: ['customer'] },
    )
    expect(order.customer?.id).toBe(ada.id)
    await backend.orders._add_tags(order.id, 'gift')
    const found = await backend.orders.list({ filters: { tags_name_eq: 'gift' }, include: ['tags'] })
    expect([...found]).toMatchObject([{ id: order.id, tags: [{ name: 'gift' }] }])
    expect(await backend.orders.delete(order.id)).toBeUndefined()
  })
})

test('a subscription of an order is activated and cancelled', async () => {
  const order = await backend.orders.create({
    customer_email: ADA,
    market: backend.markets.relationship(market.id),
  })
  const made = await backend.order_subscriptions.create(
    { frequency: 'monthly', source_order: backend.orders.relationship(order.id) },
    { include: ['customer'] },
  )
  expect(made).toMatchObject({ status: 'draft', frequency: 'monthly', customer: { id: ada.id } })
  expect(await backend.order_subscriptions._activate(made.id)).toMatchObject({ status: 'active' })
  expect(await backend.order_subscriptions._cancel(made.id)).toMatchObject({ status: 'cancelled' })
  expect([...(await backend.customers.order_subscriptions(ada.id))].map(({ id }) => id)).toEqual([made.id])
})

test('wish lists and attachments hang on their customer', async () => {
  const list = await backend.sku_lists.create({
    name: 'Wishes',
    manual: true,
    customer: backend.customers.relationship(ada.id),
  })
  const file = await backend.attachments.create({
    name: 'Contract',
    url: 'https://files.example/contract.pdf',
    attachable: backend.customers.relationship(ada.id),
  })
  const own = await backend.customers.retrieve(ada.id, { include: ['sku_lists', 'attachments'] })
  expect(own.sku_lists).toMatchObject([{ id: list.id, name: 'Wishes', slug: 'wishes' }])
  expect(own.attachments).toMatchObject([{ id: file.id, name: 'Contract' }])
})

test('a forgotten password is reset with the token that the shop mails', async () => {
  const reset = await backend.customer_password_resets.create({ customer_email: ADA })
  expect(reset).toMatchObject({ customer_email: ADA, reset_password_at: null })
  // As a storefront does, with nobody signed in.
  const { accessToken } = await authenticate('client_credentials', { clientId, scope, domain })
  const guest = CommerceLayer({ accessToken })
  const wrong = guest.customer_password_resets.update({
    id: reset.id,
    customer_password: 'second password',
    _reset_password_token: 'wrong',
  })
  expect(await refusalOf(wrong)).toMatchObject({ status: 422, errors: [{ code: 'VALIDATION_ERROR' }] })
  await guest.customer_password_resets.update({
    id: reset.id,
    customer_password: 'second password',
    _reset_password_token: reset.reset_password_token ?? '',
  })
  expect((await signIn('first password')).errors).toMatchObject([{ title: 'invalid_grant' }])
  expect(await (await storefront('second password')).customers.retrieve(ada.id)).toMatchObject({ email: ADA })
})
