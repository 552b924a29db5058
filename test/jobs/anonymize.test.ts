import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cancelAnonymization, requestAnonymization } from '../../src/core/anonymization.ts'
import type { RecordStore, Writer } from '../../src/core/ports.ts'
import type { Customer } from '../../src/core/schema.ts'
import { type AnonymizeOptions, anonymizeDue } from '../../src/jobs/anonymize.ts'
import { commerceLayerClient } from '../support/commerce-layer-client.ts'
import { easycartClient } from '../support/easycart-client.ts'
import { ENGINES } from '../support/engines.ts'
import { plantCustomer } from '../support/plant.ts'
import { createWorld, type World } from '../support/world.ts'

const HOUR = 3_600_000
const OLGA = { id: 'abcdefghij', first_name: 'Olga', last_name: 'Operator', email: 'olga@shop.test' }

describe.each(ENGINES)('anonymizing on %s', (engine) => {
  let world: World
  let next = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  /** An organization with so many customers who asked at 00:00 of 2 January, and what a run needs. */
  async function asked(customers: number) {
    const organization = await world.addOrganization({ slug: `anonymous-${next++}` })
    const { key } = organization
    world.setTime('2026-01-02T00:00:00Z')
    const people = await world.store.records.write(key, { kind: 'test' }, async (writer) => {
      const made = await writer.create(
        'customer',
        Array.from({ length: customers }, (_, place) => ({
          email: `secret${place}@example.com`,
          firstName: `Secret ${place}`,
        })),
      )
      const now = world.services.clock()
      return Promise.all(
        made.map((customer) =>
          writer.update('customer', customer.key, requestAnonymization(customer, OLGA, now)),
        ),
      )
    })
    return {
      key,
      people,
      run: (options: Partial<AnonymizeOptions> = {}, records: RecordStore = world.store.records) =>
        anonymizeDue(records, [organization], { delay: 24 * HOUR, clock: world.services.clock, ...options }),
      find: async (customer: Customer | undefined) =>
        (await world.store.records.find(key, 'customer', 'key', customer!.key)) as Customer,
      history: async (customer: Customer | undefined) =>
        (
          await world.store.records.list(key, {
            type: 'event',
            where: { op: 'eq', field: 'customerKey', value: customer!.key },
            sort: [{ field: 'key' }],
            limit: 99,
          })
        ).flatMap(({ changes }) => (changes.anonymizationStatus as { to: string } | undefined)?.to ?? []),
    }
  }

  /** The store, with some writes going another way. */
  const disturbed = (
    work: (writer: Writer, times: number) => Writer | Promise<never>,
  ): { records: RecordStore; writes: () => number } => {
    let times = 0
    const { records } = world.store
    return {
      writes: () => times,
      records: {
        ...records,
        write: (organization, actor, inner, options) =>
          records.write(organization, actor, async (w) => inner(await work(w, ++times)), options),
      },
    }
  }

  test('waits for the delay, then erases and says when', async () => {
    const { people, run, find, history } = await asked(2)
    world.setTime('2026-01-02T23:59:59Z')
    expect(await run()).toEqual({ completed: 0, failed: 0 })
    expect(await find(people[0])).toEqual(people[0])
    world.setTime('2026-01-03T00:00:00Z')
    expect(await run({ since: new Date('2026-01-02T00:00:01Z') })).toEqual({ completed: 0, failed: 0 })
    expect(await run()).toEqual({ completed: 2, failed: 0 })
    expect(await find(people[0])).toMatchObject({
      email: `anonymized-${people[0]!.shortId}@anonymized.invalid`,
      firstName: null,
      anonymizationStatus: 'completed',
      anonymizationInfo: {
        status: 'completed',
        requested_at: '2026-01-02T00:00:00.000Z',
        started_at: '2026-01-03T00:00:00.000Z',
        completed_at: '2026-01-03T00:00:00.000Z',
        requester: OLGA,
      },
    })
    expect(await history(people[1])).toEqual(['requested', 'started', 'completed'])
    expect(await run()).toEqual({ completed: 0, failed: 0 })
  })

  test('one that is cancelled in time stays', async () => {
    const { key, people, run, find } = await asked(2)
    const [kept] = people
    const { records, clock } = world.services
    const cancel = (writer: Writer, customer: Customer) =>
      writer.update('customer', customer.key, cancelAnonymization(customer, OLGA, clock()))
    await records.write(key, {}, (writer) => cancel(writer, kept!))
    world.setTime('2026-01-04T00:00:00Z')
    // The other one is cancelled between the two steps.
    const late = disturbed(async (writer, times) => {
      if (times === 2) await cancel(writer, (await writer.find(key, 'customer', 'key', people[1]!.key))!)
      return writer as never
    })
    expect(await run({}, late.records)).toEqual({ completed: 0, failed: 0 })
    expect(await find(kept)).toMatchObject({ anonymizationStatus: 'cancelled', firstName: 'Secret 0' })
    expect(await find(people[1])).toMatchObject({ anonymizationStatus: 'cancelled', firstName: 'Secret 1' })
  })

  test('a process that dies half way leaves what the next one finishes', async () => {
    const { people, run, find, history } = await asked(2)
    world.setTime('2026-01-04T00:00:00Z')
    // Gone after the first customer was erased, and before that was committed.
    const dying = disturbed((writer, times) =>
      times !== 2
        ? writer
        : {
            ...writer,
            async update(...given) {
              await writer.update(...given)
              throw Object.assign(new Error('terminating connection'), { code: '57P01' })
            },
          },
    )
    await expect(run({}, dying.records)).rejects.toMatchObject({ code: '57P01' })
    expect(await find(people[0])).toMatchObject({ anonymizationStatus: 'started', firstName: 'Secret 0' })
    expect(await find(people[1])).toMatchObject({ anonymizationStatus: 'requested' })
    // Whatever the delay: it has begun.
    expect(await run({ delay: 1000 * HOUR })).toEqual({ completed: 1, failed: 0 })
    expect(await history(people[0])).toEqual(['requested', 'started', 'completed'])
    expect(await find(people[1])).toMatchObject({ anonymizationStatus: 'requested', firstName: 'Secret 1' })
  })

  test('what goes wrong with one is told without naming anything personal, and disturbs no other', async () => {
    const { people, run, find, history } = await asked(3)
    world.setTime('2026-01-04T00:00:00Z')
    const failing = disturbed((writer) => ({
      ...writer,
      erase: (key) =>
        key === people[1]!.key
          ? Promise.reject(new Error('secret1@example.com stands in the way'))
          : writer.erase(key),
    }))
    const logged: unknown[] = []
    expect(await run({ log: (...line) => logged.push(line) }, failing.records)).toEqual({
      completed: 2,
      failed: 1,
    })
    expect(logged).toEqual([
      [
        'error',
        'anonymization failed',
        { organization: expect.any(Number), customer: people[1]!.shortId, reason: 'Error' },
      ],
    ])
    expect(await find(people[1])).toMatchObject({
      firstName: 'Secret 1',
      anonymizationStatus: 'failed',
      anonymizationInfo: { status: 'failed', failed_at: '2026-01-04T00:00:00.000Z' },
    })
    expect(await history(people[1])).toEqual(['requested', 'started', 'failed'])
    expect((await find(people[2])).anonymizationStatus).toBe('completed')
  })

  test('nodes that run at once do each customer once', async () => {
    const { people, run, history } = await asked(8)
    world.setTime('2026-01-04T00:00:00Z')
    const runs = await Promise.all([run(), run(), run()])
    expect(runs.reduce((sum, { completed }) => sum + completed, 0)).toBe(8)
    expect(runs.every(({ failed }) => failed === 0)).toBe(true)
    for (const person of people) expect(await history(person)).toEqual(['requested', 'started', 'completed'])
  })

  test('more than a page of them, and none is begun once it is stopped', async () => {
    const { run } = await asked(120)
    world.setTime('2026-01-04T00:00:00Z')
    const stopping = new AbortController()
    const stopped = disturbed((writer, times) => {
      if (times === 3) stopping.abort()
      return writer
    })
    expect(await run({ signal: stopping.signal }, stopped.records)).toEqual({ completed: 2, failed: 0 })
    expect(await run()).toEqual({ completed: 118, failed: 0 })
  })

  test('the history tells it in the platform’s words, with the block as the customer shows it', async () => {
    const organization = world.organization
    world.setTime('2026-01-02T00:00:00Z')
    const { records } = world.store
    const customer = await records.write(organization.key, { kind: 'test' }, async (writer) => {
      const [made] = await writer.create('customer', [
        { email: 'secret@example.com', metadata: { a: 'secret' } },
      ])
      return writer.update('customer', made!.key, requestAnonymization(made!, OLGA, world.services.clock()))
    })
    world.setTime('2026-01-03T12:00:00Z')
    await anonymizeDue(records, [organization], { delay: HOUR, clock: world.services.clock })
    world.setTime()
    const client = await commerceLayerClient(world)
    const answer = await client.get(`/api/customers/${customer.shortId}/event_stores`)
    expect(answer.status).toBe(200)
    expect(answer.body).not.toContain('secret')
    const { data } = answer.json() as {
      data: { attributes: { event: string; payload: object; who: object } }[]
    }
    expect(data.map(({ attributes }) => attributes.event)).toEqual([
      'create',
      'anonymization_request',
      'anonymization_started',
      'update',
      'anonymization_completed',
    ])
    expect(data[4]?.attributes.payload).toEqual({
      status: 'completed',
      requested_at: '2026-01-02 00:00:00 UTC',
      started_at: '2026-01-03 12:00:00 UTC',
      completed_at: '2026-01-03 12:00:00 UTC',
      requester: OLGA,
    })
    expect(data[3]?.attributes.payload).toMatchObject({ email: { from: null, to: null } })
  })

  test('what is left can be shown by every platform', async () => {
    const { key } = world.organization
    const kinds = ['sku_lists', 'returns', 'customer_subscriptions', 'customer_password_resets'] as const
    const customer = await world.store.records.write(key, { kind: 'test' }, async (writer) => {
      const made = await plantCustomer(writer, 'planted', 2)
      await writer.create(
        'record',
        kinds.map((kind) => ({ kind, customerKey: made.key, attributes: { name: 'planted' } })),
      )
      await writer.erase(made.key)
      return made
    })
    const client = await commerceLayerClient(world)
    const names = 'addresses payment_sources subscriptions'.split(' ').map((name) => `customer_${name}`)
    const paths = [
      ...names,
      'orders',
      'order_subscriptions',
      'returns',
      'sku_lists',
      'attachments',
      'event_stores',
    ]
    const records = await world.store.records.list(key, {
      type: 'record',
      where: { op: 'eq', field: 'customerKey', value: customer.key },
      sort: [],
      limit: 9,
    })
    const urls = [
      ...paths.map((name) => `/api/customers/${customer.shortId}/${name}`),
      ...records
        .filter(({ kind }) => kinds.some((known) => known === kind))
        .map(({ kind, shortId }) => `/api/${kind}/${shortId}`),
      `/api/customers/${customer.shortId}?include=${paths.slice(0, 5).join()}`,
    ]
    expect(urls).toHaveLength(14)
    for (const url of urls) {
      const { status, body } = await client.get(url)
      expect([url, status]).toEqual([url, 200])
      expect(body).not.toContain('planted')
    }
    const shopline = await world.credential('shopline', { scopes: ['read_customers'] })
    const easycart = await easycartClient(world)
    const shown = [
      await world.send({
        url: `/admin/openapi/v20260301/customers/v2/${customer.numberId}.json`,
        headers: { authorization: `Bearer ${shopline.access_token}` },
      }),
      await easycart.send(`/customers/${customer.uuidId}?currency=usd`),
    ]
    expect(shown.map(({ status }) => status)).toEqual([200, 200])
    for (const { body } of shown) expect(body).not.toContain('planted')
  })
})
