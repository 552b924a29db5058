/** A renewal that comes near is told of, once for each period. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewRecord } from '../../src/core/ports.ts'
import { TELL_BEFORE, tellRenewals } from '../../src/jobs/tell-renewals.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'

const at = (day: string) => new Date(`${day}T00:00:00Z`)
const END = at('2026-05-01')

describe.each(ENGINES)('renewals on %s', (engine) => {
  let world: World
  let count = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  /** A store whose only customer has such subscriptions, which end their period on 1 May unless they say otherwise. */
  async function subscribed(...subscriptions: (NewRecord<'subscription'> & { status: string })[]) {
    world.setTime('2026-04-16T00:00:00Z')
    const { key } = await world.addOrganization({ slug: `renewals-${++count}` })
    const { records } = world.store
    const customer = await writePerson(
      world,
      { subscriptions: subscriptions.map((one) => ({ periodEnd: END, ...one })) },
      key,
    )
    const all = () => records.list(key, { type: 'subscription', sort: [{ field: 'key' }], limit: 99 })
    return {
      change: async (changes: NewRecord<'subscription'>) => {
        const [first] = await all()
        await records.write(key, { kind: 'test' }, (writer) =>
          writer.update('subscription', first!.key, changes),
        )
      },
      person: () => records.find(key, 'customer', 'key', customer.key),
      toldFor: async () => (await all()).map(({ renewalToldFor }) => renewalToldFor),
      notices: async () =>
        (await records.list(key, { type: 'notice', sort: [], limit: 99 })).filter(
          ({ topic }) => topic === 'subscription_renewal_upcoming',
        ).length,
    }
  }

  /** How many were told, of all stores. */
  const tell = (since?: Date) =>
    tellRenewals({
      records: world.store.records,
      due: world.store.due,
      clock: world.services.clock,
      tellBefore: TELL_BEFORE,
      ...(since ? { since } : {}),
    })

  test('three days before, and once; the customer stays as it is', async () => {
    const { change, person, toldFor, notices } = await subscribed({ status: 'active' })
    const before = await person()
    world.setTime('2026-04-27T23:59:59Z')
    expect(await tell()).toBe(0)
    world.setTime('2026-04-28T00:00:00Z')
    // The demo's: what was near before stays as it is.
    expect(await tell(new Date('2026-04-28T00:00:01Z'))).toBe(0)
    const ran = await Promise.all([tell(at('2026-04-28')), tell()])
    expect(ran[0] + ran[1]).toBe(1)
    expect(await toldFor()).toEqual([END])
    expect([await tell(), await notices()]).toEqual([0, 1])
    expect(await person()).toEqual(before)
    await change({ periodStart: END, periodEnd: at('2026-06-01') })
    expect(await tell()).toBe(0)
    world.setTime('2026-05-30T00:00:00Z')
    expect([await tell(), await notices()]).toEqual([1, 2])
  })

  test('of those alive whose period ends yet, and which are not called off by then', async () => {
    const { toldFor, notices } = await subscribed(
      { status: 'trialing' },
      // Instalments renew until they end.
      { status: 'active', activeCycles: 6, cancelAt: at('2026-09-01'), activeUntil: at('2026-09-01') },
      { status: 'active', renewalToldFor: at('2026-04-01') },
      { status: 'active', renewalToldFor: END },
      { status: 'active', cancelAt: END, canceledAt: at('2026-04-02') },
      { status: 'active', periodEnd: null },
      { status: 'active', periodEnd: at('2026-04-29') },
      { status: 'past_due' },
      { status: 'canceled' },
    )
    world.setTime('2026-04-29T00:00:00Z')
    expect(await tell()).toBe(3)
    expect(await toldFor()).toEqual([END, END, END, END, null, null, null, null, null])
    expect(await notices()).toBe(3)
  })
})
