import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { deliverDue } from '../../src/jobs/webhooks/deliver-due.ts'
import { toy } from '../generic/toy/index.ts'
import { ENGINES } from '../support/engines.ts'
import { everywhere } from '../support/reach.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { attemptsOf, deliveriesOf, SECRET, subscribe, webhookNow } from '../support/webhooks.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('a platform with webhooks of its own kind on %s', (engine) => {
  let world: World
  let receiver: Receiver
  const all = [...dialects, toy]
  beforeAll(async () => {
    world = await createWorld(engine, { dialects: all })
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(async () => {
    world.setTime()
    await receiver.close()
  })
  const deliver = () =>
    deliverDue(
      { outbox: world.store.outbox, services: world.services, dialects: all, reach: everywhere },
      new AbortController().signal,
    )
  const newCustomer = async () => {
    const [customer] = await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.create('customer', [{ email: 'both@example.com' }]),
    )
    return customer!
  }
  const renamed = (key: number) =>
    world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.update('customer', key, { firstName: 'Ada' }),
    )

  test('one change is told in each platform’s words, to those who listen to that platform', async () => {
    await subscribe(world, 'customers.create', `${receiver.url}/layer`)
    await subscribe(world, '*', `${receiver.url}/toy`, { dialect: 'toy' })
    const { key, uuidId } = await newCustomer()
    await renamed(key)
    await deliver()
    const toys = receiver.got.filter(({ headers }) => headers['x-toy-signature'])
    expect(toys.map(({ body }) => JSON.parse(body))).toEqual([
      { event: 'person_create', person: uuidId },
      { event: 'person_update', person: uuidId },
    ])
    for (const { body, headers } of toys)
      expect(headers['x-toy-signature']).toBe(createHmac('sha512', SECRET).update(body).digest('hex'))
    expect(receiver.got).toHaveLength(3)
  })

  test('it says what counts as heard, how long it waits, and when it gives up', async () => {
    const at = (seconds: number) =>
      world.setTime(new Date(Date.parse('2026-03-01T00:00:00Z') + seconds * 1000).toISOString())
    at(0)
    const webhook = await subscribe(world, 'person_update', receiver.url, { dialect: 'toy' })
    const [{ key } = { key: 0 }] = await world.store.records.list(world.organization.key, {
      type: 'customer',
      sort: [],
      limit: 1,
    })
    await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.update('customer', key, { firstName: 'Grace' }),
    )
    receiver.answer = 204
    await deliver()
    at(1)
    receiver.answer = null
    await deliver()
    at(6)
    receiver.answer = 200
    receiver.delayMs = 1500
    await deliver()
    expect((await attemptsOf(world, webhook)).map(({ responseMessage }) => responseMessage)).toEqual([
      'No Content',
      'no answer within 1000 ms',
      'no answer within 1000 ms',
    ])
    expect(await deliveriesOf(world, webhook)).toMatchObject([{ state: 'dead', attempts: 3 }])
    expect(await webhookNow(world, webhook)).toMatchObject({ circuitState: 'closed', failureCount: 3 })
    const ids = new Set(receiver.got.map(({ headers }) => headers['x-toy-id']))
    expect(ids.size).toBe(1)
  })
})
