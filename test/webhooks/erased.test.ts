import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { deliverDue } from '../../src/jobs/webhooks/deliver-due.ts'
import { setStoreWebhook } from '../../src/jobs/webhooks/set-store-webhook.ts'
import { rows } from '../../src/store/database.ts'
import { ENGINES } from '../support/engines.ts'
import { everywhere } from '../support/reach.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { deliverAll, subscribe } from '../support/webhooks.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('webhooks and erasure on %s', (engine) => {
  let world: World
  let receiver: Receiver
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(() => receiver.close())

  const write = <T>(work: Parameters<World['store']['records']['write']>[2]) =>
    world.store.records.write(world.organization.key, { kind: 'test' }, work) as Promise<T>
  /** Rows of the outbox that hold the word. */
  async function holding(word: string): Promise<string[]> {
    const found = await Promise.all(
      ['notices', 'deliveries', 'delivery_attempts'].map((table) =>
        rows<{ row: string }>(
          world.store.database,
          sql`select ${table} || ' ' || to_jsonb(t)::text as "row" from ${sql.table(table)} t
            where organization_id = ${world.organization.key}`,
        ),
      ),
    )
    return found.flat().flatMap(({ row }) => (row.includes(word) ? [row] : []))
  }

  test('what was told of a person is forgotten, and what is still to be told is what is left', async () => {
    await subscribe(world, 'customers.create', `${receiver.url}/sent`)
    const [customer] = await write<{ key: number; shortId: string }[]>(async (writer) =>
      writer.create('customer', [{ email: 'forget-me@example.com', metadata: { shoe: 'planted-42' } }]),
    )
    await deliverAll(world)
    await subscribe(world, 'customers.metadata_update', `${receiver.url}/pending`)
    await write(async (writer) =>
      writer.update('customer', customer!.key, { metadata: { hat: 'planted-43' } }),
    )
    expect((await holding('planted-4')).length).toBe(3)
    await write(async (writer) => writer.erase(customer!.key))
    expect(await holding('planted-4')).toEqual([])
    expect(await holding('forget-me')).toEqual([])
    receiver.got.length = 0
    await deliverAll(world)
    expect(receiver.got).toHaveLength(1)
    expect(JSON.parse(receiver.got[0]!.body).data).toMatchObject({
      id: customer!.shortId,
      attributes: { email: '', metadata: {} },
    })
  })

  test('changes of the transaction that erases are told without what it erased', async () => {
    const [customer] = await write<{ key: number }[]>(async (writer) =>
      writer.create('customer', [{ email: 'same-moment@example.com' }]),
    )
    for (const topic of [
      'customers.anonymization_completed',
      'customers.metadata_update',
      'customers.tagged',
    ])
      await subscribe(world, topic, receiver.url)
    await write(async (writer) => {
      const [tag] = await writer.create('tag', [{ name: 'last' }])
      await writer.create('customerTag', [{ customerKey: customer!.key, tagKey: tag!.key }])
      await writer.update('customer', customer!.key, {
        metadata: { shoe: 'planted-44' },
        anonymizationStatus: 'completed',
      })
      await writer.erase(customer!.key)
    })
    expect(await holding('planted-44')).toEqual([])
    expect(await holding('same-moment')).toEqual([])
    await deliverAll(world)
    const topics = receiver.got.map(({ headers }) => headers['x-commercelayer-topic'])
    expect(topics).toContain('customers.anonymization_completed')
    expect(receiver.got.map(({ body }) => body).join()).not.toMatch(/planted-44|same-moment/)
  })

  /** Erases the customer while a receiver takes its time with what it is told. */
  async function eraseMeanwhile(customerKey: number): Promise<void> {
    const working = deliverDue(
      { outbox: world.store.outbox, services: world.services, dialects, reach: everywhere },
      new AbortController().signal,
    )
    while (receiver.got.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    await write(async (writer) => writer.erase(customerKey))
    await working
  }

  test('what is on its way while the person is erased is not kept afterwards', async () => {
    await subscribe(world, 'customers.create', receiver.url)
    receiver.delayMs = 500
    const [customer] = await write<{ key: number }[]>(async (writer) =>
      writer.create('customer', [{ email: 'under-way@example.com' }]),
    )
    await eraseMeanwhile(customer!.key)
    expect(await holding('under-way')).toEqual([])
  })

  test('nor what tells more of the person than the record that it is about', async () => {
    await setStoreWebhook(world.store.records, world.organization.key, {
      dialect: 'easycart',
      url: receiver.url,
      now: new Date(),
    })
    const [customer] = await write<{ key: number }[]>(async (writer) =>
      writer.create('customer', [{ email: 'told-besides@example.com' }]),
    )
    await deliverAll(world)
    receiver.got.length = 0
    receiver.delayMs = 500
    await write(async (writer) =>
      writer.create('productAccess', [
        {
          customerKey: customer!.key,
          productUuid: '11111111-1111-4111-8111-111111111111',
          productName: 'Course',
        },
      ]),
    )
    await eraseMeanwhile(customer!.key)
    expect(receiver.got.map(({ body }) => body).join()).toContain('told-besides')
    expect(await holding('told-besides')).toEqual([])
  })
})
