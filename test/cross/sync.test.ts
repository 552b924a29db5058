/**
 * From one organization to another, through each platform: what the first shows the second shows, though the first fails
 * all along, and though it changes while it is read.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import { where } from '../../src/core/query.ts'
import { dialects as shipped } from '../../src/dialects/index.ts'
import { PROCESS_ENGINES } from '../support/engines.ts'
import { anyOf, burst, every, faultySend } from '../support/faulty.ts'
import { LONG, times } from '../support/long.ts'
import { lowerCased } from '../support/run-cases.ts'
import { fillWithDemo, type Syncing, sync } from '../support/sync-worlds.ts'
import { tried } from '../support/tried.ts'
import { whatItShows } from '../support/what-it-shows.ts'
import { createWorld, type World } from '../support/world.ts'

/** Easycart is read customer by customer, which takes longer. Of the others at least two pages. */
const CUSTOMERS: Readonly<Record<string, number>> = {
  'commerce-layer': times(40, 10_000),
  shopline: times(60, 10_000),
  easycart: times(12, 10_000),
}
/** What no API shows, so that no sync brings it, and what is each organization's own: docs/mapping/commerce-layer.md. */
const OWN = /"(has_password|number|shared_secret)":("[^"]*"|[^,}]*),?/g
const EDITS = times(20, 500)
const DELETIONS = times(5, 50)

describe.each(PROCESS_ENGINES)('on %s', (engine) => {
  describe.each(shipped.map((dialect) => ({ name: dialect.name, dialect })))('$name', ({ name, dialect }) => {
    const customers = CUSTOMERS[name] ?? 0
    let world: World
    let there: Organization
    let here: Organization
    let credential: Record<string, string>
    let reading: Record<string, string>
    beforeAll(async () => {
      world = await createWorld(engine)
      there = world.organization
      await fillWithDemo(world, there, customers)
      const { currency, timeZone } = there
      here = await world.addOrganization({ slug: 'here', currency, timeZone })
      const scopes = dialect.demoScopes ?? []
      credential = await world.credential(name, { scopes })
      reading = await world.credential(name, { scopes, organizations: [here] })
    }, 600_000)
    afterAll(() => world?.close())

    const run = (more: Partial<Syncing> = {}) =>
      sync({ from: world, credential, to: world, organization: here, dialect: name, ...more })
    const left = name === 'commerce-layer' ? OWN : null
    const expectSame = async () => {
      const [wanted, found] = await Promise.all([
        whatItShows(world, dialect, credential, there, left),
        whatItShows(world, dialect, reading, here, left),
      ])
      const differing = [...new Set([...wanted.keys(), ...found.keys()])].filter(
        (item) => wanted.get(item) !== found.get(item),
      )
      for (const item of differing.slice(0, 1)) expect(found.get(item), item).toEqual(wanted.get(item))
      expect(differing).toEqual([])
      return wanted.size
    }

    test(
      'all of it comes, though the server fails all along; a second time nothing changes',
      async () => {
        const { send, requests } = faultySend(
          world,
          anyOf(
            burst(4, 3, 'rate-limit'),
            burst(9, 1, 'expired-token'),
            every(7, 'server-error'),
            every(11, 'drop-connection'),
            every(13, 'rate-limit'),
          ),
        )
        const first = await run({
          send: ({ headers = {}, ...request }) => send({ ...request, headers: lowerCased(headers) }),
        })
        expect(requests.filter(({ fault }) => fault).length).toBeGreaterThan(3)
        expect(first).toMatchObject({ rejected: 0, deleted: 0, updated: 0 })
        expect(first.retries).toBeGreaterThan(3)
        expect(await expectSame()).toBeGreaterThan(customers)
        expect(await run({ full: true })).toMatchObject({ created: 0, updated: 0, deleted: 0, rejected: 0 })
        const failed = requests.filter(({ fault }) => fault).length
        tried(
          `customers synced over ${name} (${engine})`,
          customers,
          `equal, though ${failed} requests failed`,
        )
      },
      LONG ? 7_200_000 : 300_000,
    )

    test(
      'what changes and goes while it is read has arrived after the next run',
      async () => {
        let requests = 0
        const work = changesOf(world, there, customers)
        const { send } = faultySend(world, () => null)
        await run({
          full: true,
          send: async ({ headers = {}, ...request }) => {
            // Something happens between any two requests.
            if (++requests > 2) await work.some(3)
            return send({ ...request, headers: lowerCased(headers) })
          },
        })
        await work.some(Number.POSITIVE_INFINITY)
        await run()
        await expectSame()
        expect(await run()).toMatchObject({ created: 0, updated: 0, deleted: 0 })
        tried(
          `changes while a sync over ${name} ran (${engine})`,
          EDITS + DELETIONS,
          'all there after the next run',
        )
      },
      LONG ? 7_200_000 : 300_000,
    )
  })
})

/** Edits and deletions of customers, their addresses and orders, so many at a time until all are done. */
function changesOf(world: World, { key: organization }: Organization, customers: number) {
  let left = EDITS + DELETIONS
  return {
    async some(count: number): Promise<void> {
      const until = Math.max(0, left - count)
      while (left > until) await one(world, organization, left--, customers)
    },
  }
}

async function one(world: World, organization: number, number: number, customers: number): Promise<void> {
  const { records } = world.store
  const [picked] = await records.list(organization, {
    type: 'customer',
    sort: [{ field: 'key' }],
    limit: 1,
    offset: (number * 17) % (customers - DELETIONS - 1),
  })
  if (!picked) return
  await records.write(organization, { kind: 'test' }, async (writer) => {
    if (number <= DELETIONS) {
      const [lonely] = await writer.list(organization, {
        type: 'customer',
        where: where('customer').eq('placedOrdersCount', 0),
        sort: [{ field: 'key' }],
        limit: 1,
      })
      const payments = lonely
        ? await writer.count(organization, 'payment', where('payment').eq('customerKey', lonely.key))
        : 1
      if (lonely && payments === 0) await writer.remove('customer', [lonely.key])
      return
    }
    if (number % 4 === 0) {
      const [order] =
        (await writer.related(organization, 'customer', 'orders', [picked.key])).get(picked.key) ?? []
      if (order) await writer.update('order', order.key, { status: 'canceled', canceledAt: world.clock() })
    } else if (number % 4 === 1) {
      const [address] =
        (await writer.related(organization, 'customer', 'addresses', [picked.key])).get(picked.key) ?? []
      if (address) await writer.update('address', address.key, { city: `City ${number}` })
    } else if (number % 4 === 2)
      await writer.update('customer', picked.key, { email: `moved-${number}@example.com` })
    else await writer.update('customer', picked.key, { firstName: `Name ${number}`, note: `Note ${number}` })
  })
}
