import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Writer } from '../../src/core/ports.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createReach } from '../../src/jobs/outgoing/reach.ts'
import { deliverDue } from '../../src/jobs/webhooks/deliver-due.ts'
import { ENGINES } from '../support/engines.ts'
import { LONG } from '../support/long.ts'
import { everywhere } from '../support/reach.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { attemptsOf, deliverAll, deliveriesOf, SECRET, subscribe, webhookNow } from '../support/webhooks.ts'
import { createWorld, type World } from '../support/world.ts'

const START = Date.parse('2026-03-01T00:00:00Z')

describe.each(ENGINES)('delivering webhooks on %s', (engine) => {
  let world: World
  let receiver: Receiver
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(async () => {
    world.setTime()
    await receiver.close()
  })

  const write = <T>(work: (writer: Writer) => Promise<T>, options = {}): Promise<T> =>
    world.store.records.write(world.organization.key, { kind: 'test' }, work, options)
  const newCustomer = async (email: string) => {
    const [customer] = await write((writer) => writer.create('customer', [{ email }]))
    return customer as NonNullable<typeof customer>
  }
  const at = (seconds: number) => world.setTime(new Date(START + seconds * 1000).toISOString())

  test('what is posted is signed, named and remembered', async () => {
    const webhook = await subscribe(world, 'customers.create', receiver.url)
    const customer = await newCustomer('signed@example.com')
    await deliverAll(world)
    expect(receiver.got).toHaveLength(1)
    const { body, headers, rawHeaders } = receiver.got[0]!
    expect(rawHeaders).toEqual(
      expect.arrayContaining(['Content-Type', 'X-CommerceLayer-Topic', 'X-CommerceLayer-Signature']),
    )
    expect(headers['x-commercelayer-topic']).toBe('customers.create')
    expect(headers['x-commercelayer-signature']).toBe(
      createHmac('sha256', SECRET).update(body, 'utf8').digest('base64'),
    )
    expect(JSON.parse(body).data).toMatchObject({
      id: customer.shortId,
      type: 'customers',
      attributes: { email: 'signed@example.com' },
    })
    expect(await deliveriesOf(world, webhook)).toMatchObject([
      { state: 'delivered', attempts: 1, lockedUntil: null, customerKey: customer.key },
    ])
    expect(await attemptsOf(world, webhook)).toMatchObject([
      {
        callbackUrl: receiver.url,
        body,
        responseStatus: '200',
        responseMessage: 'OK',
        responseExcerpt: 'answered 200',
        customerKey: customer.key,
      },
    ])
    await deliverAll(world)
    expect(receiver.got).toHaveLength(1)
  })

  test('an address that may not be called hears nothing, however it is said, and is tried again', async () => {
    const port = new URL(receiver.url).port
    const urls = [receiver.url, `http://localhost:${port}/`, `http://2130706433:${port}/`]
    const webhooks = await Promise.all(urls.map((url) => subscribe(world, 'customers.create', url)))
    await newCustomer('inside@example.com')
    await deliverAll(world, undefined, createReach('none'))
    expect(receiver.got).toEqual([])
    for (const webhook of webhooks) {
      expect(await attemptsOf(world, webhook)).toMatchObject([
        { responseStatus: null, responseMessage: 'not called: a loopback address' },
      ])
      expect(await deliveriesOf(world, webhook)).toMatchObject([{ state: 'pending', attempts: 1 }])
      await write((writer) => writer.update('webhook', webhook.key, { disabledAt: new Date(START) }))
    }
  })

  test('nobody hears of what was taken back, of a silent write, or through a disabled webhook', async () => {
    const webhook = await subscribe(world, 'customers.create', receiver.url)
    const disabled = await subscribe(world, 'customers.create', receiver.url, { disabledAt: new Date(START) })
    await expect(
      write(async (writer) => {
        await writer.create('customer', [{ email: 'rolled-back@example.com' }])
        throw new Error('changed its mind')
      }),
    ).rejects.toThrow('changed its mind')
    await write((writer) => writer.create('customer', [{ email: 'imported@example.com' }]), { silent: true })
    await deliverAll(world)
    expect(receiver.got).toEqual([])
    await newCustomer('heard@example.com')
    await deliverAll(world)
    expect(receiver.got).toHaveLength(1)
    expect(await deliveriesOf(world, disabled)).toEqual([])
    expect(await deliveriesOf(world, webhook)).toHaveLength(1)
    const imported = await world.store.records.find(
      world.organization.key,
      'customer',
      'emailFolded',
      'imported@example.com',
    )
    const events = await world.store.records.related(world.organization.key, 'customer', 'events', [
      imported!.key,
    ])
    expect(events.get(imported!.key)).toHaveLength(1)
    const notices = await world.store.records.related(world.organization.key, 'customer', 'notices', [
      imported!.key,
    ])
    expect(notices.get(imported!.key)).toEqual([])
  })

  test('a receiver that fails is tried again, later each time, and given up after ten retries', async () => {
    at(0)
    const webhook = await subscribe(world, 'customers.create', receiver.url)
    await newCustomer('unlucky@example.com')
    receiver.answer = 500
    // 15 s, then twice the wait each time: the eleventh attempt is the last.
    const waits = [15, 30, 60, 120, 240, 480, 960, 1920, 3840, 7680]
    let now = 0
    await deliverAll(world)
    for (const [index, wait] of waits.entries()) {
      at(now + wait - 1)
      await deliverAll(world)
      expect(receiver.got).toHaveLength(index + 1)
      now += wait
      at(now)
      await deliverAll(world)
      expect(receiver.got).toHaveLength(index + 2)
    }
    expect(await deliveriesOf(world, webhook)).toMatchObject([{ state: 'dead', attempts: 11 }])
    at(now + 1_000_000)
    await deliverAll(world)
    expect(receiver.got).toHaveLength(11)
    const attempts = await attemptsOf(world, webhook)
    expect(attempts).toHaveLength(11)
    expect(attempts[10]).toMatchObject({ responseStatus: '500', responseMessage: 'Internal Server Error' })
    expect(await webhookNow(world, webhook)).toMatchObject({ failureCount: 11, circuitState: 'closed' })
  })

  test('a success between failures starts the count of failures again; thirty in a row open the circuit', async () => {
    at(0)
    const webhook = await subscribe(world, 'customers.create', receiver.url)
    receiver.answer = 404
    for (let n = 0; n < 29; n++) await newCustomer(`breaker-${n}@example.com`)
    await deliverAll(world)
    expect(await webhookNow(world, webhook)).toMatchObject({ failureCount: 29, circuitState: 'closed' })
    receiver.answer = 204
    await newCustomer('breaker-good@example.com')
    await deliverAll(world)
    expect(await webhookNow(world, webhook)).toMatchObject({ failureCount: 0, circuitState: 'closed' })
    receiver.answer = 302
    at(15)
    await deliverAll(world)
    await newCustomer('breaker-last@example.com')
    await deliverAll(world)
    expect(await webhookNow(world, webhook)).toMatchObject({ failureCount: 30, circuitState: 'open' })
    const before = receiver.got.length
    receiver.answer = 200
    at(1000)
    await newCustomer('breaker-open@example.com')
    await deliverAll(world)
    expect(receiver.got).toHaveLength(before)
    // What happened meanwhile waits for the reset.
    await write((writer) =>
      writer.update('webhook', webhook.key, { circuitState: 'closed', failureCount: 0 }),
    )
    await deliverAll(world)
    expect(receiver.got).toHaveLength(before + 31)
    expect((await deliveriesOf(world, webhook)).map(({ state }) => state)).toEqual(
      Array(32).fill('delivered'),
    )
  })

  test('no answer at all is a failure that says why', async () => {
    const webhook = await subscribe(world, 'customers.create', receiver.url)
    await receiver.close()
    await newCustomer('refused@example.com')
    await deliverAll(world)
    expect(await attemptsOf(world, webhook)).toMatchObject([
      { responseStatus: null, responseMessage: 'ECONNREFUSED', responseExcerpt: '' },
    ])
    const odd = await subscribe(world, 'customers.create', 'ftp://example.com/hooks')
    await newCustomer('odd@example.com')
    await deliverAll(world)
    expect(await attemptsOf(world, odd)).toMatchObject([
      { responseStatus: null, responseMessage: 'not called: not an HTTP URL' },
    ])
  })

  // Ten seconds of waiting, whatever the engine.
  const once = test.runIf(LONG || engine === 'embedded')
  once('a receiver that is silent for five seconds is given up, and delays nobody else', async () => {
    const slow = await subscribe(world, 'customers.create', receiver.url)
    const other = await startReceiver()
    try {
      await subscribe(world, 'customers.create', other.url)
      receiver.answer = null
      const began = performance.now()
      for (let n = 0; n < 8; n++) await newCustomer(`slow-${n}@example.com`)
      await deliverAll(world)
      const took = performance.now() - began
      // Four at once: two rounds of five seconds.
      expect(took).toBeGreaterThan(9_500)
      expect(took).toBeLessThan(20_000)
      expect(receiver.got).toHaveLength(8)
      expect(other.got).toHaveLength(8)
      expect(Math.max(...other.got.map(({ at }) => at)) - began).toBeLessThan(5_000)
      const attempts = await attemptsOf(world, slow)
      expect(attempts).toHaveLength(8)
      for (const { responseStatus, responseMessage, milliseconds } of attempts) {
        expect({ responseStatus, responseMessage }).toEqual({
          responseStatus: null,
          responseMessage: 'no answer within 5000 ms',
        })
        expect(milliseconds).toBeGreaterThanOrEqual(4_990)
      }
    } finally {
      await other.close()
    }
  })

  test('a customer’s deliveries keep their order, whatever fails, under several workers', async () => {
    at(0)
    const webhook = await subscribe(world, 'customers.metadata_update', receiver.url)
    const customers = await Promise.all(
      Array.from({ length: 5 }, (_, n) => newCustomer(`ordered-${n}@example.com`)),
    )
    for (let step = 1; step <= 8; step++)
      await Promise.all(
        customers.map(({ key }) => write((writer) => writer.update('customer', key, { metadata: { step } }))),
      )
    // Every third answer is a failure; each retry is due at once for a clock that has moved on.
    let now = 0
    for (let round = 0; round < 60; round++) {
      receiver.answer = round % 3 === 0 ? 503 : 200
      now += 200_000
      at(now)
      const some = new AbortController()
      setTimeout(() => some.abort(), 150)
      await Promise.all(
        [1, 2, 3].map(() =>
          deliverDue(
            { outbox: world.store.outbox, services: world.services, dialects, reach: everywhere },
            some.signal,
          ),
        ),
      )
      const left = (await deliveriesOf(world, webhook)).filter(({ state }) => state === 'pending')
      if (left.length === 0) break
    }
    const seen = new Map<string, number[]>()
    for (const { body } of receiver.got) {
      const { id, attributes } = JSON.parse(body).data
      seen.set(id, [...(seen.get(id) ?? []), attributes.metadata.step])
    }
    for (const { shortId } of customers) {
      const steps = seen.get(shortId) ?? []
      expect(steps, shortId).toEqual([...steps].sort((a, b) => a - b))
      expect([...new Set(steps)], shortId).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    }
    expect(receiver.got.length).toBeGreaterThan(40)
  })

  test('workers side by side send each delivery once', async () => {
    const webhook = await subscribe(world, 'customers.create', receiver.url)
    for (let n = 0; n < 40; n++) await newCustomer(`once-${n}@example.com`)
    await Promise.all([deliverAll(world), deliverAll(world), deliverAll(world)])
    expect(new Set(receiver.got.map(({ body }) => JSON.parse(body).data.id)).size).toBe(40)
    expect(receiver.got).toHaveLength(40)
    expect((await deliveriesOf(world, webhook)).every(({ state }) => state === 'delivered')).toBe(true)
  })

  test('a worker that is stopped finishes what it has begun and leaves the rest', async () => {
    const webhook = await subscribe(world, 'customers.create', receiver.url)
    receiver.delayMs = 300
    for (let n = 0; n < 10; n++) await newCustomer(`stopped-${n}@example.com`)
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 150)
    await deliverAll(world, stop.signal)
    const states = (await deliveriesOf(world, webhook)).map(({ state }) => state)
    expect(states.filter((state) => state === 'delivered')).toHaveLength(receiver.got.length)
    expect(receiver.got.length).toBeGreaterThan(0)
    expect(receiver.got.length).toBeLessThan(10)
    receiver.delayMs = 0
    await deliverAll(world)
    expect(receiver.got).toHaveLength(10)
  })

  test('a late worker does not end the webhook of a delivery that another has by now', async () => {
    const webhook = await subscribe(world, 'customers.create', receiver.url)
    at(0)
    await newCustomer('late@example.com')
    const { outbox } = world.store
    const claim = async (seconds: number) => {
      const now = new Date(START + seconds * 1000)
      const wanted = [{ webhook: webhook.key, atMost: 1 }]
      const lease = new Date(now.getTime() + 10_000)
      const [claimed] = await outbox.claim(world.organization.key, wanted, now, lease)
      return claimed as NonNullable<typeof claimed>
    }
    const late = await claim(0)
    const current = await claim(20)
    const attempt = {
      at: world.services.clock(),
      ...{ body: '', status: 500, message: null, excerpt: null, milliseconds: 1 },
    }
    const given = { attempt, next: 'dead', breakerFailures: null, endsWebhook: true } as const
    await outbox.record(late, given)
    expect((await webhookNow(world, webhook)).disabledAt).toBeNull()
    await outbox.record(current, given)
    expect((await webhookNow(world, webhook)).disabledAt).not.toBeNull()
  })

  test('what a dead worker had is sent again once its lease is over', async () => {
    at(0)
    const webhook = await subscribe(world, 'customers.create', receiver.url)
    await newCustomer('leased@example.com')
    const now = new Date(START)
    const lease = new Date(START + 35_000)
    const wanted = [{ webhook: webhook.key, atMost: 4 }]
    expect(await world.store.outbox.claim(world.organization.key, wanted, now, lease)).toHaveLength(1)
    await deliverAll(world)
    expect(receiver.got).toHaveLength(0)
    at(35)
    await deliverAll(world)
    expect(receiver.got).toHaveLength(1)
  })

  test('another organization’s webhooks hear nothing', async () => {
    const other = await world.addOrganization({ slug: `other-${engine}` })
    await subscribe(world, 'customers.create', receiver.url, {}, other.key)
    await newCustomer('mine@example.com')
    await deliverAll(world)
    expect(receiver.got).toEqual([])
  })
})
