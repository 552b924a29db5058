/** A person whom every platform wrote about, with keys and webhooks, is erased: nothing is left in any table. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Customer } from '../../src/core/schema.ts'
import { setStoreWebhook } from '../../src/jobs/webhooks/set-store-webhook.ts'
import { commerceLayerClient } from '../support/commerce-layer-client.ts'
import { dump, having } from '../support/dump.ts'
import { easycartClient } from '../support/easycart-client.ts'
import { ENGINES } from '../support/engines.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { SCOPES, shoplineClient } from '../support/shopline-client.ts'
import { deliverAll } from '../support/webhooks.ts'
import { createWorld, type World } from '../support/world.ts'
import { writeMarket } from '../support/write-order.ts'

const WORD = 'planted'
const PHONE = '85253657436'
const ADDRESS = { address1: `${WORD} street`, city: `${WORD}ville`, country_code: 'PL', zip: `${WORD} 1` }

describe.each(ENGINES)('erasing whom every platform knows on %s', (engine) => {
  let world: World
  let receiver: Receiver
  let shop: Awaited<ReturnType<typeof shoplineClient>>
  let easycart: Awaited<ReturnType<typeof easycartClient>>
  beforeAll(async () => {
    world = await createWorld(engine)
    receiver = await startReceiver()
    shop = await shoplineClient(world, { scopes: [...SCOPES] })
    easycart = await easycartClient(world)
  })
  afterAll(async () => {
    await receiver?.close()
    await world?.close()
  })

  const organization = () => world.organization.key
  const person = (email: string) =>
    world.store.records.find(
      organization(),
      'customer',
      'emailFolded',
      email.toLowerCase(),
    ) as Promise<Customer>
  const erase = (key: number) =>
    world.store.records.write(organization(), { kind: 'test' }, (writer) => writer.erase(key))
  let keys = 0
  const keyed = () => ({ 'idempotency-key': `key ${keys++}` })
  const asked = async (method: string, path: string, body?: object) =>
    shop.call(method, path, body, { headers: keyed() })
  async function variant(): Promise<string> {
    const made = async (path: string, body: object) =>
      (await easycart.write('POST', path, body)).json.id as string
    const product = await made('/products', { status: 'published', name: 'Course', currency: 'USD' })
    return made(`/products/${product}/variants`, { type: 'one_time', amount: 9900, name: 'Lifetime' })
  }
  const give = (variantId: string, email: string) =>
    easycart.write(
      'POST',
      '/product-access',
      { variant_id: variantId, full_name: `${WORD} Nowak`, email, lang: 'pl' },
      keyed(),
    )

  test('leaves nothing of what was written, told, answered and linked', async () => {
    const email = `${WORD}@example.com`
    await setStoreWebhook(world.store.records, organization(), {
      dialect: 'easycart',
      url: receiver.url,
      now: new Date(),
    })
    const created = await asked('POST', '/customers.json', {
      customer: {
        email,
        phone: `00${PHONE}`,
        first_name: WORD,
        last_name: WORD,
        nick_name: WORD,
        note: `${WORD} note`,
        addresses: [{ ...ADDRESS, first_name: WORD, phone: `00${PHONE}` }],
      },
    })
    expect(created.status).toBe(200)
    const { id } = (created.body as unknown as { customer: { id: string } }).customer
    const statuses = [
      await asked('POST', `/customers/${id}/account_activation_url.json`),
      await asked('POST', `/customers/${id}/send_invite.json`),
      await asked('PUT', `/customers/${id}.json`, { customer: { first_name: `${WORD} anew` } }),
      await asked('POST', '/customers.json', { customer: { email } }),
      await asked('POST', '/customers/query_user_by_email.json', { email }),
    ].map(({ status }) => status)
    expect(statuses).toEqual([200, 200, 200, 422, 200])
    const variantId = await variant()
    expect((await give(variantId, email)).status).toBe(201)
    await deliverAll(world)
    expect((await give(variantId, email)).status).toBe(201)
    const { key } = await person(email)
    await world.store.records.write(organization(), { kind: 'test' }, async (writer) => {
      const owned = await writer.list(organization(), { type: 'order', sort: [], limit: 9 })
      for (const order of owned)
        await writer.update('order', order.key, {
          extras: { easycart: { invoices: [{ id: `${WORD} invoice`, number: WORD }] } },
        })
    })
    const before = await dump(world, organization())
    expect([having(before, WORD), having(before, PHONE)].map(({ length }) => length > 3)).toEqual([
      true,
      true,
    ])
    expect(having(before, 'kept_answers').length).toBeGreaterThan(7)
    await erase(key)
    const after = await dump(world, organization())
    expect([...having(after, WORD), ...having(after, PHONE)]).toEqual([])
    // The refusal, which names nobody.
    const kept = having(after, 'kept_answers ')
    expect(kept.map((row) => /"status": (\d+)/.exec(row)?.[1])).toEqual(['422'])
    receiver.got.length = 0
    await deliverAll(world)
    expect(receiver.got.length).toBeGreaterThan(0)
    expect(having(await dump(world, organization()), WORD)).toEqual([])
    expect(receiver.got.map(({ body }) => body).join()).not.toContain(WORD)
  })

  test('a purchase that waits for the erasure is not written to whom it erased', async () => {
    const email = 'waiting@example.com'
    const variantId = await variant()
    const layer = await commerceLayerClient(world)
    const market = await writeMarket(world)
    const buy = [
      async () => (await give(variantId, email)).status,
      async () => (await layer.create('orders', { customer_email: email }, { market })).status,
    ]
    for (const bought of buy) {
      expect(await bought()).toBe(201)
      const { key } = await person(email)
      const { started } = await world.store.records.write(
        organization(),
        { kind: 'test' },
        async (writer) => {
          await writer.erase(key)
          const started = bought()
          // Long enough for it to find the customer as it was before.
          await new Promise((resolve) => setTimeout(resolve, 300))
          return { started }
        },
      )
      expect(await started).toBe(201)
      const orders = await world.store.records.related(organization(), 'customer', 'orders', [key])
      expect(new Set(orders.get(key)?.map(({ customerEmail }) => customerEmail))).toEqual(new Set([null]))
    }
  })
})
