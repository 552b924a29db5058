/** What changing a plan costs, what is declined, and what ends by the clock. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewRecord } from '../../src/core/ports.ts'
import { endSubscriptions } from '../../src/jobs/end-what-is-due.ts'
import { easycartClient } from '../support/easycart-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'

const at = (day: string) => new Date(`${day}T00:00:00Z`)
/** Half of the period is left. */
const HALF = '2026-04-16T00:00:00Z'
const PERIOD = { periodStart: at('2026-04-01'), periodEnd: at('2026-05-01') }

describe.each(ENGINES)('subscriptions on %s', (engine) => {
  let world: World
  let count = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  /** A customer who pays 10.00 a month, half-way through a period, and dearer and cheaper plans. */
  async function subscribed(changes: NewRecord<'subscription'> = {}) {
    world.setTime(HALF)
    const organization = await world.addOrganization({ slug: `plans-${++count}` })
    const { key } = organization
    const { records } = world.store
    const [product, variants] = await records.write(key, { kind: 'test' }, async (writer) => {
      const [made] = await writer.create('product', [
        { name: 'Club', slug: 'club', status: 'published', currency: 'PLN' },
      ])
      const plan = (name: string, amount: number, interval: string, extras = {}) => ({
        productKey: made?.key ?? 0,
        name,
        kind: 'recurring',
        amount,
        interval,
        intervalCount: 1,
        extras,
      })
      const plans = await writer.create('productVariant', [
        plan('Plus', 3000, 'month'),
        plan('Mini', 500, 'month'),
        plan('Yearly', 9000, 'year'),
        plan('Instalments', 1000, 'month', { easycart: { active_cycles: 4 } }),
      ])
      return [made, Object.fromEntries(plans.map(({ name, uuidId }) => [name, uuidId]))]
    })
    const customer = await writePerson(
      world,
      {
        orders: [{ at: '2026-04-01T00:00:00Z', currency: 'PLN', amount: 1000 }],
        subscriptions: [
          {
            status: 'active',
            recurringAmount: 1000,
            productUuid: product?.uuidId ?? '',
            ...PERIOD,
            ...changes,
          },
        ],
      },
      key,
    )
    const client = await easycartClient(world, [organization])
    const own = async () =>
      (await records.related(key, 'customer', 'subscriptions', [customer.key])).get(customer.key)?.[0]
    const id = (await own())?.uuidId
    return {
      key,
      customer,
      own,
      change: (name: string) =>
        client.write('POST', `/subscriptions/${id}/change-plan`, { variant_id: variants[name] }),
      post: (action: string, body?: object) => client.write('POST', `/subscriptions/${id}/${action}`, body),
      value: async () => (await client.get(customer.uuidId, 'currency=pln')).lifetime_value,
      renewals: () =>
        records.list(key, {
          type: 'payment',
          where: { op: 'eq', field: 'isRenewal', value: true },
          sort: [{ field: 'key' }],
          limit: 9,
        }),
      topics: async () =>
        (await records.list(key, { type: 'notice', sort: [{ field: 'key' }], limit: 99 })).map(
          ({ topic }) => topic,
        ),
    }
  }

  const end = (since?: Date) =>
    endSubscriptions({
      records: world.store.records,
      due: world.store.due,
      clock: world.services.clock,
      warnBefore: 0,
      ...(since ? { since } : {}),
    })

  test('a dearer plan costs the difference for the rest of the period, at once', async () => {
    const { change, own, value, renewals, topics } = await subscribed()
    expect(await change('Plus')).toMatchObject({
      status: 200,
      json: { variant_name: 'Plus', recurring_amount: 3000, current_period_end: '2026-05-01T00:00:00+00:00' },
    })
    const subscription = await own()
    expect(await renewals()).toMatchObject([
      {
        amount: 1000,
        subscriptionKey: subscription?.key,
        paidAt: new Date(HALF),
        provider: 'stripe',
        currency: 'PLN',
      },
    ])
    expect(await value()).toBe(2000)
    expect(await topics()).toContain('subscription_plan_changed')
  })

  test('a cheaper plan costs nothing, and pays nothing back', async () => {
    const { change, own, value, renewals } = await subscribed()
    expect((await change('Mini')).status).toBe(200)
    expect(await own()).toMatchObject({ variantName: 'Mini', recurringAmount: 500, ...PERIOD })
    expect(await renewals()).toEqual([])
    expect(await value()).toBe(1000)
  })

  test('what was given for nothing is not set off', async () => {
    const { key, customer, change, own, renewals } = await subscribed()
    const subscription = await own()
    await world.store.records.write(key, { kind: 'test' }, async (writer) => {
      const free = { customerKey: customer.key, status: 'completed', currency: 'PLN', amount: 0 }
      const [order] = await writer.create('order', [free])
      await writer.update('subscription', subscription?.key ?? 0, { orderKey: order?.key ?? null })
    })
    expect((await change('Plus')).status).toBe(200)
    expect((await change('Yearly')).status).toBe(200)
    expect((await renewals()).map(({ amount }) => amount)).toEqual([1500, 9000 - 1500])
  })

  test('another rhythm begins a new period, paid in full less the rest of the old one', async () => {
    const { change, own, renewals } = await subscribed({ quantity: 2 })
    expect((await change('Yearly')).status).toBe(200)
    expect(await renewals()).toMatchObject([{ amount: 2 * 9000 - 1000 }])
    const year = { periodStart: new Date(HALF), periodEnd: new Date('2027-04-16T00:00:00Z') }
    expect(await own()).toMatchObject({ interval: 'year', ...year })
  })

  test('a trial is changed for nothing; instalments end by themselves', async () => {
    const { change, own, renewals } = await subscribed({ status: 'trialing', trialEnd: at('2026-05-01') })
    expect((await change('Instalments')).json).toMatchObject({ status: 'trialing', active_cycles: 4 })
    expect(await renewals()).toEqual([])
    const until = new Date('2026-09-01T00:00:00Z')
    expect(await own()).toMatchObject({ activeUntil: until, cancelAt: until, canceledAt: null, ...PERIOD })
  })

  test('a declined payment changes nothing', async () => {
    const { key, customer, change, own, renewals } = await subscribed()
    const before = await own()
    await world.store.records.write(key, { kind: 'test' }, (writer) =>
      writer.create('paymentSource', [{ customerKey: customer.key, sourceToken: 'tok_chargeDeclined' }]),
    )
    expect(await change('Plus')).toEqual({ status: 422, json: { message: 'Your card was declined.' } })
    expect(await own()).toEqual(before)
    expect(await renewals()).toEqual([])
  })

  test('a change of plan that is repeated is charged once', async () => {
    const { change, renewals } = await subscribed()
    const answers = await Promise.all([change('Plus'), change('Plus'), change('Plus')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422])
    expect(await renewals()).toHaveLength(1)
  })

  test('a scheduled cancellation takes effect at the period’s end, once', async () => {
    const { post, own, topics } = await subscribed()
    await post('cancel')
    expect(await end()).toBe(0)
    // E9: active until then.
    expect(await own()).toMatchObject({ status: 'active', cancelAt: PERIOD.periodEnd })
    world.setTime('2026-05-01T00:00:00Z')
    expect((await post('resume')).status).toBe(422)
    // The demo's: what was due before stays as it is.
    expect(await end(at('2026-05-02'))).toBe(0)
    const ended = await Promise.all([end(), end()])
    expect(ended[0] + ended[1]).toBe(1)
    expect(await own()).toMatchObject({ status: 'canceled', canceledAt: new Date(HALF) })
    expect(await topics()).toEqual(expect.arrayContaining(['subscription_canceled', 'subscription_expired']))
  })

  test('one that was resumed goes on', async () => {
    const { post, own } = await subscribed()
    await post('cancel')
    await post('resume')
    world.setTime('2026-06-01T00:00:00Z')
    expect(await end()).toBe(0)
    expect(await own()).toMatchObject({ status: 'active', cancelAt: null, canceledAt: null })
  })
})
