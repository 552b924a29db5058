/** Nothing that an answer shows changes without the version of its organization's data. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import { cases as commerceLayerCases } from '../../src/dialects/commerce-layer/cases.ts'
import { writingCases as easycartCases } from '../../src/dialects/easycart/cases/cases-writing.ts'
import { dialects } from '../../src/dialects/index.ts'
import { customerCases as shoplineCases } from '../../src/dialects/shopline/cases.ts'
import { runCase } from '../../src/jobs/check/run-case.ts'
import { deliverDue } from '../../src/jobs/webhooks/deliver-due.ts'
import { commerceLayerFixture } from '../contract/commerce-layer.fixture.ts'
import { easycartWritingFixture } from '../contract/easycart-writing.fixture.ts'
import { shoplineFixture } from '../contract/shopline.fixture.ts'
import { changeEverything } from '../support/change-everything.ts'
import { ENGINES } from '../support/engines.ts'
import { fillOrganization } from '../support/organization-rows.ts'
import { everywhere } from '../support/reach.ts'
import { sendTo } from '../support/run-cases.ts'
import { unraised, watchChanges } from '../support/watch-changes.ts'
import { createWorld, type World } from '../support/world.ts'

const PLATFORMS = [
  ['commerce-layer', commerceLayerCases, commerceLayerFixture, (path: string) => `/api${path}`],
  ['shopline', shoplineCases, shoplineFixture, (path: string) => `/admin/openapi/v20260301${path}`],
  ['easycart', easycartCases, easycartWritingFixture, (path: string) => `/api/v1${path}`],
] as const

describe.each(ENGINES)('the version of everything on %s', (engine) => {
  let world: World
  const watched = () => {
    beforeAll(async () => {
      world = await createWorld(engine)
      await watchChanges(world.store.database)
    })
    afterAll(() => world.close())
  }
  const expectRaised = async () => {
    const { changes, unraised: found } = await unraised(world.store.database)
    expect(found).toEqual([])
    expect(changes).toBeGreaterThan(0)
  }
  describe('within requests', () => {
    watched()
    test.each(PLATFORMS)('whatever requests of %s change', async (_name, cases, fixture, base) => {
      const prepared = await fixture(world)
      // It gives the organization the ids of the documentation, past the store.
      await unraised(world.store.database)
      for (const one of cases.filter(({ writes }) => writes))
        await runCase(one, sendTo(world, prepared, base), prepared.facts)
      await expectRaised()
    })
  })

  describe('outside requests', () => {
    watched()
    let shop: Organization
    let count = 0
    beforeEach(async () => {
      shop = await world.addOrganization({ slug: `version-${count++}` })
      await fillOrganization(world.store, shop.key)
    })

    test('records of every kind, and a whole organization that is restored or emptied', async () => {
      const { copies, records, organizations } = world.store
      await copies.save(shop.key, 'start')
      await changeEverything(records, shop.key)
      await copies.restore(shop.key, 'start')
      await expectRaised()
      await copies.copy(
        { organization: shop.key, snapshot: null },
        {
          ...world.organization,
          slug: `copy-${count}`,
          handle: `copy-${count}`,
          shortId: `c${count}`,
          numberId: `9${count}`,
          uuidId: crypto.randomUUID(),
          name: null,
        },
      )
      await organizations.update(shop.key, { name: 'Another', profile: { email: 'b@example.com' } })
      await copies.remove(shop.key, 'start')
      await copies.empty(shop.key)
      await expectRaised()
    })

    test('webhooks that are called', async () => {
      await world.store.records.write(shop.key, { kind: 'test' }, async (writer) => {
        await writer.create('webhook', [
          { dialect: 'commerce-layer', topic: 'customers.create', callbackUrl: 'http://127.0.0.1:1/' },
        ])
      })
      await world.store.records.write(shop.key, { kind: 'test' }, (writer) => writer.create('customer', [{}]))
      const { outbox } = world.store
      const jobs = { outbox, services: world.services, dialects, reach: everywhere }
      await deliverDue(jobs, new AbortController().signal)
      const [delivery] = await world.store.records.list(shop.key, { type: 'delivery', sort: [], limit: 1 })
      expect(delivery?.attempts).toBeGreaterThan(0)
      expect(await outbox.replay(shop.key, delivery?.key ?? 0, new Date())).toBe(true)
      await expectRaised()
    })

    test('credentials and their tokens', async () => {
      const { credentials, grants } = world.store
      const later = new Date(Date.now() + 60_000)
      const printed = await world.credential('easycart', { organizations: [world.organization, shop] })
      await credentials.limit(printed.id ?? '', { capacity: 5 })
      const app = await world.credential('shopline', { kind: 'private_app', organizations: [shop] })
      const secretHash = new Uint8Array(32).fill(7)
      expect(
        await credentials.renewToken(app.id ?? '', {
          secretHash,
          expiresAt: later,
          scopes: [],
          oldUntil: later,
        }),
      ).toBe(true)
      await credentials.revokeToken(shop.key, secretHash, later)
      const grant = {
        id: 'g',
        organization: shop.key,
        credentialId: app.id ?? '',
        owner: { type: 'User', id: 'a' },
        customerKey: null,
        customClaim: null,
        scope: '',
      }
      const [refreshHash, accessHash] = [new Uint8Array(32).fill(8), new Uint8Array(32).fill(9)]
      await grants.create(grant, { refreshHash, refreshExpiresAt: later, accessHash, accessExpiresAt: later })
      await grants.revoke(shop.key, 'g')
      expect(await credentials.isTokenRevoked(shop.key, accessHash)).toBe(true)
      expect(await credentials.revoke(printed.id ?? '')).toBe(true)
      await expectRaised()
    })

    test('what changes nothing leaves the version as it is', async () => {
      const { moments, records, outbox } = world.store
      const before = await moments.at(shop.key)
      const [customer] = await records.list(shop.key, { type: 'customer', sort: [], limit: 1 })
      await records.write(shop.key, { kind: 'test' }, async (writer) => {
        await writer.update('customer', customer?.key ?? 0, { email: customer?.email ?? null })
      })
      await outbox.claim(shop.key, [], new Date(), new Date())
      expect(await moments.at(shop.key)).toEqual(before)
    })
  })
})
