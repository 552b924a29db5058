/** Every write of every platform that its conformance cases make, sent twice with one `Idempotency-Key`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cases as commerceLayerCases } from '../../src/dialects/commerce-layer/cases.ts'
import { writingCases } from '../../src/dialects/easycart/cases/cases-writing.ts'
import { customerCases as easycartCases } from '../../src/dialects/easycart/cases.ts'
import { fill } from '../../src/dialects/facts.ts'
import { customerCases } from '../../src/dialects/shopline/cases.ts'
import { ENGINES } from '../support/engines.ts'
import { lowerCased } from '../support/run-cases.ts'
import { createWorld } from '../support/world.ts'
import { commerceLayerFixture } from './commerce-layer.fixture.ts'
import { easycartFixture } from './easycart.fixture.ts'
import { easycartWritingFixture } from './easycart-writing.fixture.ts'
import { shoplineFixture } from './shopline.fixture.ts'

const PLATFORMS = [
  { name: 'commerce-layer', base: '/api', cases: commerceLayerCases, fixture: commerceLayerFixture },
  {
    name: 'shopline',
    base: '/admin/openapi/v20260301',
    cases: customerCases,
    fixture: shoplineFixture,
  },
  { name: 'easycart', base: '/api/v1', cases: easycartCases, fixture: easycartFixture },
  { name: 'easycart’s writes', base: '/api/v1', cases: writingCases, fixture: easycartWritingFixture },
] as const

describe.each(ENGINES)('on %s', (engine) => {
  describe.each(PLATFORMS)('$name', ({ base, cases, fixture }) => {
    const writing = cases.filter(
      ({ method = 'GET', path, credential = 'valid' }) =>
        !['GET', 'HEAD', 'OPTIONS'].includes(method) && !path.startsWith('//') && credential === 'valid',
    )
    let world: Awaited<ReturnType<typeof createWorld>>
    let prepared: Awaited<ReturnType<typeof fixture>>
    let authorized: Record<string, string>
    beforeAll(async () => {
      world = await createWorld(engine)
      prepared = await fixture(world)
      authorized = lowerCased(await prepared.authorize('valid'))
    })
    afterAll(() => world?.close())

    const lastEvents = () =>
      world.store.database
        .selectFrom('events' as never)
        .select((query) => query.fn.max('key' as never).as('last'))
        .execute()

    test('the second is answered as the first was, and does nothing', async () => {
      for (const [index, one] of writing.entries()) {
        const { facts } = prepared
        const send = () =>
          world.send({
            method: one.method ?? 'GET',
            url: base + fill(one.path, facts),
            body: fill(one.body ?? '', facts),
            hostLabel: one.host === undefined ? null : fill(one.host, facts),
            headers: {
              ...authorized,
              ...lowerCased(
                Object.fromEntries(
                  Object.entries(one.headers ?? {}).map(([header, value]) => [header, fill(value, facts)]),
                ),
              ),
              'idempotency-key': `case ${index}`,
            },
          })
        const first = await send()
        const done = await lastEvents()
        const second = await send()
        const isReplay = second.headers['Idempotent-Replayed'] === 'true'
        // What is refused before the endpoint is reached is refused again.
        expect([second.status, isReplay || first.status >= 400], one.name).toEqual([first.status, true])
        if (isReplay) expect(second.body, one.name).toBe(first.body)
        expect(await lastEvents(), one.name).toEqual(done)
      }
    })
  })
})
