/** No answer to a guest, to a customer or to another organization holds anything of another customer. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RecordType } from '../../src/core/schema.ts'
import { eventId } from '../../src/dialects/commerce-layer/history/present-event.ts'
import type { Relationship } from '../../src/dialects/commerce-layer/resource.ts'
import { resources, targetOf } from '../../src/dialects/commerce-layer/resources/index.ts'
import { type Client, commerceLayerClient } from '../support/commerce-layer-client.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { type Belongings, idOf, linkAll, plantBelongings, secretsOf } from '../support/plant-strangers.ts'
import { type Pool, randomRequest, tape } from '../support/random-requests.ts'
import { createWorld, type World } from '../support/world.ts'

const BOB = 'zzbobqx'
const CAROL = 'zzcarolqx'
/** What the caller has of its own; not looked for. */
const ME = 'plainme'
const MATCHERS = ['eq', 'not_eq', 'start', 'i_cont', 'not_cont', 'gt', 'in_or_null']
const OPEN = [
  'customers',
  'customer_addresses',
  'addresses',
  'customer_payment_sources',
  'customer_subscriptions',
  'orders',
  'order_subscriptions',
]
const KEPT: RecordType[] = [
  'customer',
  'address',
  'order',
  'payment',
  'refund',
  'subscription',
  'paymentSource',
  'record',
  'customerTag',
]

describe.each(ENGINES)('what is another’s, on %s', { timeout: times(120_000, 3_600_000) }, (engine) => {
  let world: World
  let me: Belongings
  let strangers: Belongings[]
  let secrets: string[]
  let pool: Pool
  let callers: Record<'guest' | 'customer' | 'elsewhere', Client>

  beforeAll(async () => {
    world = await createWorld(engine)
    const other = await world.addOrganization({ slug: 'other' })
    await world.store.records.write(
      world.organization.key,
      { owner: { id: 'zzactor', type: 'Customer' } },
      async (writer) => {
        const [group] = await writer.create('group', [{ name: 'Shared' }])
        const [tag] = await writer.create('tag', [{ name: 'shared' }])
        // Later strangers first in every sort by their words, and in every other order of creation.
        const carol = await plantBelongings(writer, CAROL, group?.key ?? 0)
        me = await plantBelongings(writer, ME, group?.key ?? 0, true)
        const bob = await plantBelongings(writer, BOB, group?.key ?? 0)
        strangers = [bob, carol]
        for (const one of [...strangers, me]) {
          const customerKey = one.get('customers')?.[0]?.key ?? 0
          await writer.create('customerTag', [{ customerKey, tagKey: tag?.key ?? 0 }])
          await linkAll(writer, one, one)
        }
        // What must not happen, and would show everything if links alone decided.
        await linkAll(writer, bob, me)
        await linkAll(writer, me, carol)
        for (const [place, subscription] of (me.get('order_subscriptions') ?? []).entries())
          await writer.update('subscription', subscription.key, {
            orderKey: carol.get('orders')?.[place]?.key ?? null,
          })
      },
    )
    const events = await world.store.records.list(world.organization.key, {
      type: 'event',
      sort: [],
      limit: 10_000,
    })
    const keys = new Set(strangers.flatMap((one) => [...one.values()].flat().map(({ key }) => key)))
    const theirs = events.filter(({ recordKey }) => keys.has(recordKey))
    secrets = [
      ...strangers.flatMap((one, index) => secretsOf(one, [BOB, CAROL][index] ?? '')),
      ...theirs.map(eventId),
      'zzactor',
    ]
    const ids = (...from: Belongings[]) =>
      new Map(
        [...resources.keys()].map((type) => [
          type,
          from.flatMap((one) => (one.get(type) ?? []).map((record) => idOf(type, record))),
        ]),
      )
    pool = {
      own: ids(me),
      others: ids(...strangers),
      open: OPEN,
      events: theirs.slice(0, 20).map(eventId),
      values: [BOB, CAROL, `${BOB}0@example.com`, `${CAROL}0@example.com`, `${BOB}1 address city`],
      names: [`${BOB}0@example.com`, `${CAROL}0@example.com`],
    }
    const customer = me.get('customers')?.[0]?.shortId ?? ''
    callers = {
      guest: await commerceLayerClient(world, { kind: 'sales_channel' }),
      customer: await commerceLayerClient(world, { customer }),
      elsewhere: await commerceLayerClient(world, { organizations: [other] }),
    }
  })
  afterAll(() => world.close())

  const theirRecords = async () => {
    const keys = new Set(strangers.map((one) => one.get('customers')?.[0]?.key))
    const lists = await Promise.all(
      KEPT.map((type) =>
        world.store.records.list(world.organization.key, { type, sort: [{ field: 'key' }], limit: 100_000 }),
      ),
    )
    return lists
      .flat()
      .filter((record) =>
        keys.has((record as { customerKey?: number }).customerKey ?? (record as { key: number }).key),
      )
  }

  // First: the other test changes what the caller has.
  test('cannot be told from what nobody has, by counts, pages or order', async () => {
    const seen = async (url: string) => {
      const { status, document } = await callers.customer.get(url)
      const data = (Array.isArray(document.data) ? document.data : []) as { id: string }[]
      return { status, meta: document.meta, ids: data.map(({ id }) => id) }
    }
    const groups = OPEN.flatMap(groupsOf)
    // Some of each list and relationship that it can be asked through.
    const chosen = groups.flatMap(
      (pairs) => fc.sample(fc.shuffledSubarray(pairs), 1)[0]?.slice(0, timesOn(engine, 6, 1000)) ?? [],
    )
    expect(chosen.length).toBeGreaterThan(timesOn(engine, 200, 200))
    for (const [theirs, nobodys] of chosen) expect(await seen(theirs), theirs).toEqual(await seen(nobodys))
  })

  test('is in no answer, whatever is asked, and stays as it is', async () => {
    const before = JSON.stringify(await theirRecords())
    const statuses = new Map<number, number>()
    const caller = fc.oneof(
      { weight: 8, arbitrary: fc.constant('customer' as const) },
      { weight: 1, arbitrary: fc.constant('guest' as const) },
      { weight: 2, arbitrary: fc.constant('elsewhere' as const) },
    )
    await fc.assert(
      fc.asyncProperty(caller, tape, async (who, choices) => {
        // Elsewhere nobody has these e-mails yet: who sends one there has it from then on.
        const from = who === 'elsewhere' ? { ...pool, names: [] } : pool
        const { method, url, body } = randomRequest(choices, from)
        const answer = await callers[who].send(method, url, body)
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        expect(answer.status, `${method} ${url} ${body}`).toBeLessThan(500)
        expect(
          leaks(answer, `${decodeURIComponent(url)} ${body}`),
          `${who}: ${method} ${url} ${body}`,
        ).toEqual([])
      }),
      { numRuns: times(1500, 30_000), endOnFailure: true },
    )
    // One by one, so that a failure says which.
    const known = JSON.parse(before) as { key: number }[]
    const now = JSON.parse(JSON.stringify(await theirRecords())) as { key: number; kind?: string }[]
    const changed = known.filter(
      (one) => JSON.stringify(now.find(({ key }) => key === one.key)) !== JSON.stringify(one),
    )
    expect(changed.map((one) => [one, now.find(({ key }) => key === one.key)])).toEqual([])
    // Whoever forgot a password may ask for a reset by e-mail (section 5.9); nothing else is added to another.
    const added = now.filter((one) => !known.some(({ key }) => key === one.key))
    expect(added.filter(({ kind }) => kind !== 'customer_password_resets')).toEqual([])
    // The requests reach something: many are answered, and each kind of refusal occurs.
    for (const status of [200, 201, 400, 401, 404, 422])
      expect(statuses.get(status) ?? 0, `${status}s`).toBeGreaterThan(0)
    expect(statuses.get(200)).toBeGreaterThan(times(225, 6000))
  })

  /** What is in the answer and was not in the request. */
  function leaks(
    { headers, body }: { headers: Record<string, string>; body: string },
    request: string,
  ): string[] {
    const text = `${JSON.stringify(headers)}${body}`
    const asked = request.toLowerCase()
    return secrets.filter((secret) => text.includes(secret) && !asked.includes(secret.toLowerCase()))
  }

  /** Own lists, asked through what leads to others; and the same for what nobody has. */
  function groupsOf(type: string): [string, string][][] {
    const owner = pool.own.get(type)?.[0] ?? ''
    const lists = resources.get(type)?.relationships.filter(({ many }) => many) ?? []
    return lists.flatMap((relationship) => {
      const target = targetOf(relationship)
      if (!target || !OPEN.includes(target.type)) return []
      const list = `/api/${type}/${owner}/${relationship.name}`
      return target.relationships.flatMap((through) => [
        through.filterable ? filtersThrough(list, through) : [],
        through.sortable ? sortsThrough(list, through) : [],
      ])
    })
  }

  function filtersThrough(list: string, { name, targets }: Relationship): [string, string][] {
    const far = targetOf({ targets })
    const texts = far?.attributes.filter((one) => one.filterable && one.type === 'string') ?? []
    return texts.flatMap((attribute) =>
      MATCHERS.flatMap((matcher) =>
        [BOB, CAROL].map((word): [string, string] => {
          const field = 'field' in attribute.source ? attribute.source.field : ''
          const value = matcher === 'eq' ? `${word}1 ${far?.record} ${String(field)}` : word
          const filter = `${list}?filter[q][${name}_${attribute.name}_${matcher}]=${value}`
          return [filter, `${filter}~nobody`]
        }),
      ),
    )
  }

  function sortsThrough(list: string, { name, targets }: Relationship): [string, string][] {
    const sortable = targetOf({ targets })?.attributes.filter((one) => one.sortable) ?? []
    return sortable.flatMap((attribute) =>
      ['', '-'].map((sign): [string, string] => [
        `${list}?sort=${sign}${name}.${attribute.name}`,
        `${list}?sort=${sign}id`,
      ]),
    )
  }
})
