/** What every dialect must hold, the three and a toy fourth that is one folder and one line. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialects as shipped } from '../../src/dialects/index.ts'
import { ENGINES } from '../support/engines.ts'
import { speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'
import { toy } from './toy/index.ts'

const dialects = [...shipped, toy]

describe.each(ENGINES)('on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine, { dialects })
    await addCustomers(world, world.organization.key, 'acme', 60)
  })
  afterAll(() => world.close())

  describe.each(dialects.map((dialect) => ({ name: dialect.name, dialect })))(
    '$name',
    ({ name, dialect }) => {
      const first = dialect.client.firstPage({ currency: 'USD' })

      test('refuses who presents nothing, nonsense or a revoked credential', async () => {
        expect((await world.send({ url: first })).status).toBe(401)
        const nonsense = { authorization: 'Bearer x.y.z', 'x-key': 'x' }
        expect((await world.send({ url: first, headers: nonsense })).status).toBe(401)
        const printed = await world.credential(name)
        const speaker = await speakAs(world, dialect, printed)
        expect((await speaker.get(first)).status).toBe(200)
        await world.store.credentials.revoke(printed.id ?? '')
        expect((await speaker.get(first)).status).toBe(401)
      })

      test('shows an organization nothing of another', async () => {
        const other = await world.addOrganization({ slug: `other-${name}` })
        await addCustomers(world, other.key, `other-${name}`, 3)
        const mine = await (await speakAs(world, dialect, await world.credential(name))).walk('USD')
        const printed = await world.credential(name, { organizations: [other] })
        const theirs = await (await speakAs(world, dialect, printed)).walk('USD')
        expect(theirs).toHaveLength(3)
        expect(mine.filter((id) => theirs.includes(id))).toEqual([])
      })

      test('refuses a credential on the host of another organization', async () => {
        const host = await world.addOrganization({ slug: `host-${name}` })
        const printed = await world.credential(name)
        const headers = (await speakAs(world, dialect, printed)).headers
        const sent = Object.fromEntries(
          Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]),
        )
        const answer = await world.send({ url: first, headers: sent, hostLabel: host.slug })
        expect([401, 403]).toContain(answer.status)
        expect(
          (await world.send({ url: first, headers: sent, hostLabel: world.organization.slug })).status,
        ).toBe(200)
      })

      test('a walk shows every customer once while others arrive', async () => {
        const before = await customerIds(world, dialect.ids.form)
        const speaker = await speakAs(world, dialect, await world.credential(name))
        const walked = await speaker.walk('USD', async (page) => {
          if (page < 3) await addCustomers(world, world.organization.key, `late-${name}-${page}`, 2, older())
        })
        expect(new Set(walked).size).toBe(walked.length)
        expect(before.filter((id) => !walked.includes(id))).toEqual([])
      })
    },
  )
})

/** Older with each call: latecomers go to the end of a list by latest order, where page numbers cannot shift. */
let oldest = Date.UTC(2001, 0, 1)
const older = () => {
  oldest -= 86_400_000
  return new Date(oldest)
}

/** Customers with one order each. */
async function addCustomers(
  world: World,
  organization: number,
  name: string,
  count: number,
  ordered = new Date('2026-01-01'),
) {
  await world.store.records.write(organization, { kind: 'test' }, async (writer) => {
    const customers = await writer.create(
      'customer',
      Array.from({ length: count }, (_, index) => ({ email: `${name}-${index}@example.com` })),
    )
    await writer.create(
      'order',
      customers.map((customer) => ({
        customerKey: customer.key,
        status: 'completed',
        currency: 'USD',
        amount: 100,
        createdAt: ordered,
      })),
    )
  })
}

async function customerIds(world: World, form: 'short' | 'number' | 'uuid'): Promise<string[]> {
  const customers = await world.store.records.list(world.organization.key, {
    type: 'customer',
    sort: [],
    limit: 10_000,
  })
  return customers.map((customer) => customer[`${form}Id` as const])
}
