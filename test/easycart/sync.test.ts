/** What a sync brings from one Easycart server to another: every answer of the second is that of the first. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import { all, type Condition, where } from '../../src/core/query.ts'
import type { RecordOf, RecordType } from '../../src/core/schema.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createDemo } from '../../src/jobs/demo/create-demo.ts'
import type { Reconciliation } from '../../src/jobs/sync/counts.ts'
import { SyncRefused } from '../../src/jobs/sync/refused.ts'
import { createSeededRandom } from '../../src/lib/seeded-random.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { type EngineName, PROCESS_ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { sendTo, sync as syncBetween } from '../support/sync-worlds.ts'
import { createWorld, type World } from '../support/world.ts'
import { plantAwkward } from './awkward-shop.ts'
import { everyAnswer } from './every-answer.ts'

const NOW = new Date('2026-06-01T00:00:00Z')

interface Shop {
  world: World
  organization: Organization
  token: string
  answers(): Promise<Map<string, string>>
}

async function shopOf(world: World, organization: Organization): Promise<Shop> {
  const { token = '' } = await world.credential('easycart', { organizations: [organization] })
  const get = async (path: string) => {
    const answer = await world.send({ url: `/api/v1${path}`, headers: { authorization: `Bearer ${token}` } })
    return answer
  }
  return { world, organization, token, answers: () => everyAnswer(get) }
}

async function demoShop(engine: EngineName, customers: number): Promise<Shop> {
  const world = await createWorld(engine)
  const identities = createIdentities(dialects, createSeededRandom(3).fork('public ids').bytes)
  const setTime = (at: Date) => world.setTime(at.toISOString())
  const organization = await createDemo(
    { seed: 3, customers, now: NOW },
    { store: world.store, identities, setTime },
  )
  return shopOf(world, organization)
}

async function emptyShop(engine: EngineName, like: Organization): Promise<Shop> {
  const world = await createWorld(engine)
  world.setTime(NOW.toISOString())
  const { currency, timeZone } = like
  return shopOf(world, await world.addOrganization({ slug: 'copy', currency, timeZone }))
}

/** A run that goes on where the last one was cut off; after so many requests the network fails. */
function sync(from: Shop, to: Shop, cutAfter = Number.POSITIVE_INFINITY): Promise<Reconciliation> {
  const send = sendTo(from.world)
  let requests = 0
  return syncBetween({
    from: from.world,
    credential: { token: from.token },
    to: to.world,
    organization: to.organization,
    dialect: 'easycart',
    send: (request) => (requests++ > cutAfter ? Promise.reject(new Error('No network')) : send(request)),
  })
}

async function expectSame(from: Shop, to: Shop): Promise<void> {
  const there = await from.answers()
  const here = await to.answers()
  const different = [...new Set([...there.keys(), ...here.keys()])]
    .filter((path) => there.get(path) !== here.get(path))
    .slice(0, 5)
    .map((path) => ({ path, there: there.get(path), here: here.get(path) }))
  expect(different).toEqual([])
}

describe.each(PROCESS_ENGINES)('from Easycart to Easycart on %s', (engine) => {
  let from: Shop
  let to: Shop
  beforeAll(async () => {
    from = await demoShop(engine, times(5, 100))
    await from.world.store.records.write(from.organization.key, { kind: 'test' }, plantAwkward)
    to = await emptyShop(engine, from.organization)
  })
  afterAll(() => Promise.all([from, to].map((shop) => shop?.world.close())))

  test('every answer is the same, however often the run was cut off; a second run changes nothing', async () => {
    let cuts = 0
    let first: Reconciliation | null = null
    for (; first === null; cuts++)
      first = await sync(from, to, 110).catch((error) => {
        if (!(error instanceof SyncRefused)) throw error
        return null
      })
    expect(cuts).toBeGreaterThan(2)
    // Whatever was met again after a cut is counted once.
    expect(first).toMatchObject({ read: first.created, rejected: 0, updated: 0, unchanged: 0, deleted: 0 })
    await expectSame(from, to)
    const second = await sync(from, to)
    expect(second).toMatchObject({ read: first.read, created: 0, unchanged: first.read, rejected: 0 })
    expect(second).toMatchObject({ updated: 0, deleted: 0 })
  })

  test('what is changed, given, paid back and removed there is so here after the next run', async () => {
    await changeShop(from)
    expect(await sync(from, to)).toMatchObject({ rejected: 0 })
    await expectSame(from, to)
    expect(await sync(from, to)).toMatchObject({ created: 0, updated: 0, deleted: 0, rejected: 0 })
  })
})

async function changeShop({ world, organization, token }: Shop): Promise<void> {
  const write = async (method: string, path: string, body: object = {}) => {
    const { status } = await world.send({
      ...{ method, url: `/api/v1${path}`, body: JSON.stringify(body) },
      headers: { authorization: `Bearer ${token}` },
    })
    expect(status, path).toBeLessThan(300)
  }
  const { records } = world.store
  const one = async <T extends RecordType>(type: T, condition: Condition) => {
    const [found] = await records.list(organization.key, {
      type,
      where: condition,
      sort: [{ field: 'key' as never }],
      limit: 1,
    })
    if (!found) throw new Error(`No ${type}`)
    return found as RecordOf<T>
  }
  const { eq, isNull } = where('payment')
  const kiln = await one('product', where('product').eq('slug', 'kiln'))
  const large = await one('productVariant', where('productVariant').eq('name', 'Large'))
  await write('PATCH', `/products/${kiln.uuidId}`, { name: 'Oven', show_confetti: false, files: [] })
  await write('PATCH', `/product-variants/${large.uuidId}`, { name: 'Larger', is_hidden: true })
  await write('POST', '/product-access', {
    ...{ variant_id: large.uuidId, full_name: 'New Person', email: 'new@example.com', lang: 'en' },
  })
  const code = await one('promotionCode', where('promotionCode').isNull('archivedAt'))
  await write('POST', `/promotion-codes/${code.uuidId}/archive`)
  const plan = await one('subscription', where('subscription').eq('status', 'active'))
  await write('POST', `/subscriptions/${plan.uuidId}/cancel`, { immediately: true })
  const paid = await one('payment', all(eq('remoteId', 'pi_1'), eq('provider', 'stripe')))
  await write('POST', `/transactions/${paid.uuidId}/refunds`, { amount: 100 })
  const access = await one('productAccess', isNull('activeUntil' as never) as Condition)
  await write('DELETE', `/product-access/${access.uuidId}`)
  const submitted = await one('refund', where('refund').eq('state', 'submitted'))
  const zoe = await one('customer', where('customer').eq('email', 'Awkward@Example.com'))
  const parts = await one('customer', where('customer').eq('email', 'parts@example.com'))
  const opener = await one('customer', where('customer').eq('email', 'opener@example.com'))
  const open = await one('order', where('order').eq('customerKey', opener.key))
  const legacy = await one('order', where('order').eq('status', 'unknown'))
  await records.write(organization.key, { kind: 'test' }, async (writer) => {
    await writer.update('refund', submitted.key, { state: 'recorded' })
    await writer.update('customer', zoe.key, { email: 'zoe@example.com', fullName: null, avatarUrl: null })
    await writer.update('order', open.key, { status: 'completed' })
    await writer.remove('order', [legacy.key])
    await writer.remove('customer', [parts.key])
    const club = await writer.find(organization.key, 'product', 'slug', 'club-kwd')
    await writer.remove('product', [club?.key ?? 0])
  })
}
