import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fields, type RecordType } from '../../src/core/schema.ts'
import { readSnapshot } from '../../src/core/snapshot.ts'
import { dump, having } from '../support/dump.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { ledgerDifferences } from '../support/ledger-differences.ts'
import { PLANTED_DAY, PLANTED_DEGREES, plantCustomer } from '../support/plant.ts'
import { createWorld, type World } from '../support/world.ts'

/** What is written down about the erasure itself. */
const GROWING: ReadonlySet<RecordType> = new Set<RecordType>(['event', 'notice', 'delivery'])

describe.each(ENGINES)('erasing on %s', (engine) => {
  let world: World
  let next = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())
  const newOrganization = async () => (await world.addOrganization({ slug: `erase-${next++}` })).key
  const write = <T>(organization: number, work: Parameters<World['store']['records']['write']>[2]) =>
    world.store.records.write(organization, { kind: 'test' }, work) as Promise<T>

  async function figures(organization: number) {
    const { records } = world.store
    const differences = await ledgerDifferences(records, organization)
    const totals = await records.list(organization, {
      type: 'customerTotal',
      sort: [{ field: 'customerKey' }, { field: 'currency' }],
      limit: 99,
    })
    const counts: Record<string, number> = {}
    for (const type of Object.keys(fields) as RecordType[])
      if (!GROWING.has(type)) counts[type] = await records.count(organization, type)
    return { differences, totals, counts }
  }

  test('nothing planted is left anywhere, the books and everybody else are as before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
        fc.nat(2),
        async (people, pick) => {
          const organization = await newOrganization()
          const words = people.map((_, place) => `planted${place}x`)
          const keys: number[] = []
          for (const [place, orders] of people.entries())
            keys.push(
              (await write<{ key: number }>(organization, (w) => plantCustomer(w, words[place]!, orders)))
                .key,
            )
          const place = pick % people.length
          const before = await dump(world, organization)
          const booked = await figures(organization)
          // As many as were written, so that the planting itself is seen to work.
          expect(having(before, words[place]!).length).toBeGreaterThan(10)
          await write(organization, (writer) => writer.erase(keys[place]!))
          const after = await dump(world, organization)
          expect(having(after, words[place]!)).toEqual([])
          for (const [other, word] of words.entries())
            if (other !== place) expect(having(after, word)).toEqual(having(before, word))
          if (people.length === 1)
            for (const value of [PLANTED_DAY, PLANTED_DEGREES]) {
              expect(having(before, value).length).toBeGreaterThan(1)
              expect(having(after, value)).toEqual([])
            }
          expect(await figures(organization)).toEqual(booked)
          expect(booked.differences).toEqual([])
        },
      ),
      { numRuns: timesOn(engine, 6, 60) },
    )
  })

  const eventsOf = (organization: number, recordKey: number) =>
    world.store.records.list(organization, {
      type: 'event',
      where: { op: 'eq', field: 'recordKey', value: recordKey },
      sort: [{ field: 'key' }],
      limit: 99,
    })

  test('what a customer looks like then, and that a second time finds nothing to do', async () => {
    const organization = await newOrganization()
    const { records } = world.store
    const info = { status: 'started', requester: { id: 'x', first_name: 'Olga', last_name: 'Operator' } }
    const { key, shortId } = await write<{ key: number; shortId: string }>(organization, async (writer) => {
      const customer = await plantCustomer(writer, 'planted', 1)
      return writer.update('customer', customer.key, { anonymizationInfo: info })
    })
    const stranger = await write<{ email: string | null }[]>(organization, (writer) =>
      writer.create('customer', [{ firstName: 'Ada' }]),
    )
    world.setTime('2026-05-05T05:05:05Z')
    await write(organization, (writer) => writer.erase(key))
    const erased = await records.find(organization, 'customer', 'key', key)
    expect(erased).toMatchObject({
      shortId,
      email: `anonymized-${shortId}@anonymized.invalid`,
      emailFolded: `anonymized-${shortId}@anonymized.invalid`.toLowerCase(),
      firstName: null,
      nameFolded: null,
      language: null,
      birthday: null,
      reference: null,
      metadata: {},
      extras: {},
      passwordHash: null,
      verifiedEmail: false,
      accountState: 'not_invited',
      emailConsentState: 'unsubscribed',
      emailConsentAt: new Date('2026-05-05T05:05:05Z'),
      smsConsentState: 'not_subscribed',
      smsConsentAt: null,
      anonymizationInfo: info,
      status: 'acquired',
      updatedAt: new Date('2026-05-05T05:05:05Z'),
    })
    // What a webhook is yet to be told still is a customer that can be shown.
    const [delivery] = await records.list(organization, {
      type: 'delivery',
      where: { op: 'eq', field: 'customerKey', value: key },
      sort: [],
      limit: 1,
    })
    expect(readSnapshot('customer', delivery!.snapshot)).toMatchObject({
      key,
      shortId,
      email: null,
      metadata: {},
      extras: {},
      emailConsentState: 'subscribed',
      createdAt: expect.any(Date),
    })
    const [order] = (await records.related(organization, 'customer', 'orders', [key])).get(key) ?? []
    expect(order).toMatchObject({
      amount: 500,
      status: 'completed',
      number: '#0',
      customerEmail: null,
      extras: {},
    })
    const events = await eventsOf(organization, key)
    expect(events.map(({ action }) => action)).toEqual(['create', 'update', 'update', 'update'])
    expect(events[0]?.changes).toMatchObject({
      email: { from: null, to: null },
      accountState: { from: null, to: 'registered' },
    })
    expect(events[2]?.changes).toEqual({ anonymizationInfo: { from: null, to: info } })
    expect(events[3]?.changes).toMatchObject({
      email: { from: null, to: null },
      extras: { from: null, to: null },
    })

    world.setTime('2026-06-06T06:06:06Z')
    const written = await records.count(organization, 'event')
    await write(organization, (writer) => writer.erase(key))
    expect(await records.count(organization, 'event')).toBe(written)
    expect(await records.find(organization, 'customer', 'key', key)).toEqual(erased)
    world.setTime()
    expect(
      await records.list(organization, {
        type: 'customer',
        where: { op: 'eq', field: 'firstName', value: 'Ada' },
        sort: [],
        limit: 2,
      }),
    ).toEqual(stranger)
  })

  test('somebody may sit on the address already; who had none gets none', async () => {
    const organization = await newOrganization()
    const [ada, , bob] = await write<{ key: number; shortId: string; numberId: string }[]>(
      organization,
      async (writer) => {
        const [first] = await writer.create('customer', [{ email: 'ada@example.com' }])
        return [
          first,
          ...(await writer.create('customer', [
            { email: `ANONYMIZED-${first!.shortId}@anonymized.invalid` },
            { firstName: 'Bob' },
          ])),
        ]
      },
    )
    await write(organization, async (writer) => {
      await writer.erase(ada!.key)
      await writer.erase(bob!.key)
    })
    const emailOf = async (key: number) =>
      (await world.store.records.find(organization, 'customer', 'key', key))?.email
    expect(await emailOf(ada!.key)).toBe(`anonymized-${ada!.shortId}-${ada!.numberId}@anonymized.invalid`)
    expect(await emailOf(bob!.key)).toBeNull()
    await expect(write(organization, (writer) => writer.erase(1))).rejects.toMatchObject({
      code: 'record-not-found',
    })
  })

  test('an address is erased when nothing but the customer links to it', async () => {
    const organization = await newOrganization()
    const keys = await write<Record<string, number>>(organization, async (writer) => {
      const [a, b] = await writer.create('customer', [{ firstName: 'A' }, { firstName: 'B' }])
      const money = { status: 'completed', currency: 'USD', amount: 1 }
      const [ofA, ofB] = await writer.create('order', [
        { customerKey: a!.key, ...money },
        { customerKey: b!.key, ...money },
      ])
      const [stock] = await writer.create('record', [{ kind: 'stock_location' }])
      const [own, shared, warehouse, former] = await writer.create('address', [
        { line1: 'own' },
        { line1: 'shared' },
        { line1: 'warehouse' },
        { line1: 'former', customerKey: a!.key },
      ])
      const link = (from: { key: number } | undefined, name: string, to: { key: number } | undefined) =>
        writer.setLinks(from === stock ? 'record' : 'order', from!.key, name, [
          { type: 'address', key: to!.key },
        ])
      await link(ofA, 'billing_address', own)
      await link(ofA, 'shipping_address', shared)
      await link(ofB, 'shipping_address', shared)
      await link(ofA, 'pick_up_address', warehouse)
      await link(stock, 'address', warehouse)
      await writer.update('address', former!.key, { customerKey: null })
      return { a: a!.key, own: own!.key, shared: shared!.key, warehouse: warehouse!.key, former: former!.key }
    })
    await write(organization, (writer) => writer.erase(keys.a!))
    const addresses = await world.store.records.list(organization, {
      type: 'address',
      sort: [{ field: 'key' }],
      limit: 9,
    })
    expect(addresses.map(({ line1 }) => line1)).toEqual([null, 'shared', 'warehouse', null])
    for (const [name, kept] of [
      ['own', false],
      ['shared', true],
      ['former', false],
    ] as const)
      expect(JSON.stringify(await eventsOf(organization, keys[name]!)).includes(`"${name}"`)).toBe(kept)
  })

  test('an order that moved on keeps its new customer, and forgets the first in its history', async () => {
    const organization = await newOrganization()
    const { a, order } = await write<{ a: number; order: number }>(organization, async (writer) => {
      const [first, second] = await writer.create('customer', [{ firstName: 'A' }, { firstName: 'B' }])
      const [made] = await writer.create('order', [
        {
          customerKey: first!.key,
          customerEmail: 'a@example.com',
          status: 'completed',
          currency: 'USD',
          amount: 7,
        },
      ])
      await writer.update('order', made!.key, { customerKey: second!.key, customerEmail: 'b@example.com' })
      return { a: first!.key, order: made!.key }
    })
    await write(organization, (writer) => writer.erase(a))
    expect(await world.store.records.find(organization, 'order', 'key', order)).toMatchObject({
      customerEmail: 'b@example.com',
    })
    expect((await dump(world, organization)).filter((line) => line.includes('a@example.com'))).toEqual([])
  })

  test('what the same transaction wrote before is forgotten too', async () => {
    const organization = await newOrganization()
    await write(organization, async (writer) => {
      const { key } = await plantCustomer(writer, 'planted', 1)
      const [other] = await writer.create('customer', [{ firstName: 'B' }])
      const [order] = await writer.create('order', [
        {
          customerKey: key,
          customerEmail: 'planted@example.com',
          status: 'created',
          currency: 'USD',
          amount: 1,
        },
      ])
      await writer.update('order', order!.key, { customerKey: other!.key, customerEmail: null })
      await writer.erase(key)
    })
    expect(having(await dump(world, organization), 'planted')).toEqual([])
  })

  test('takes as many statements for much as for little', async () => {
    const organization = await newOrganization()
    const statements = async (orders: number) => {
      const { key } = await write<{ key: number }>(organization, (w) =>
        plantCustomer(w, `w${orders}`, orders),
      )
      world.statements()
      await write(organization, (writer) => writer.erase(key))
      // Every so many writes the store looks after its statistics.
      return world.statements().filter((statement) => !/^(vacuum|analyze)/.test(statement))
    }
    expect(await statements(30)).toEqual(await statements(1))
  })

  test('what was granted on behalf of the customer is taken back and forgotten', async () => {
    const organization = await newOrganization()
    const { grants, credentials } = world.store
    const { id: credentialId = '' } = await world.credential('commerce-layer')
    const people = await write<{ key: number; shortId: string }[]>(organization, (writer) =>
      writer.create('customer', [{ firstName: 'A' }, { firstName: 'B' }]),
    )
    const later = new Date(Date.now() + 1e7)
    const hash = (byte: number) => new Uint8Array(32).fill(byte)
    for (const [place, { key, shortId }] of people.entries()) {
      const owner = { type: 'Customer', id: shortId }
      const common = { organization, credentialId, owner, customerKey: key, scope: '' }
      await grants.create(
        { ...common, id: `grant-${place}`, customClaim: { who: 'planted' } },
        {
          refreshHash: hash(place + 10),
          refreshExpiresAt: later,
          accessHash: hash(place + 20),
          accessExpiresAt: later,
        },
      )
    }
    await write(organization, (writer) => writer.erase(people[0]!.key))
    for (const [place, isKept] of [false, true].entries()) {
      expect((await grants.byRefreshToken(organization, hash(place + 10))) !== null).toBe(isKept)
      expect(await credentials.isTokenRevoked(organization, hash(place + 20))).toBe(!isKept)
    }
  })

  test('a request that is being made meanwhile is recorded without what it said', async () => {
    const organization = await newOrganization()
    const customer = await write<{ key: number }>(organization, (w) => plantCustomer(w, 'planted', 0))
    const { outbox, records } = world.store
    const [webhook] = await records.list(organization, { type: 'webhook', sort: [], limit: 1 })
    const now = new Date()
    const [claimed] = await outbox.claim(
      organization,
      [{ webhook: webhook!.key, atMost: 1 }],
      now,
      new Date(now.getTime() + 60_000),
    )
    await write(organization, (writer) => writer.erase(customer!.key))
    const said = { body: 'planted', excerpt: 'thanks, planted', status: 200, message: 'OK', milliseconds: 5 }
    await outbox.record(claimed!, {
      attempt: { at: now, ...said },
      next: 'delivered',
      breakerFailures: 9,
      endsWebhook: false,
    })
    expect(having(await dump(world, organization), 'planted')).toEqual([])
    const attempts = await records.list(organization, {
      type: 'deliveryAttempt',
      sort: [{ field: 'key' }],
      limit: 9,
    })
    expect(attempts.at(-1)).toMatchObject({
      deliveryKey: claimed!.delivery.key,
      responseStatus: '200',
      body: null,
    })
  })
})
