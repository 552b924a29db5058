/**
 * A server that nobody knows anything of: the demo's data, without the fixtures' facts. What the platforms find out by
 * reading, and make for writing, must be enough for most of their cases; and nothing of the demo's may be touched.
 */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import type { ConformanceCase, Facts } from '../../src/dialects/case.ts'
import type { CheckSend, WriteDone } from '../../src/dialects/conformance.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { dialects } from '../../src/dialects/index.ts'
import { runCase, type SendCase } from '../../src/jobs/check/run-case.ts'
import { createDemo } from '../../src/jobs/demo/create-demo.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { ENGINES } from '../support/engines.ts'
import { lowerCased } from '../support/run-cases.ts'
import { createWorld, type World } from '../support/world.ts'

/** How many cases must pass at least. */
const PLATFORMS = [
  { name: 'shopline', reading: 370, writing: 300, leaves: 0 },
  { name: 'easycart', reading: 320, writing: 145, leaves: 3 },
]

describe.each(ENGINES.slice(0, 1))('the demo on %s', (engine) => {
  let world: World
  let organization: Organization
  beforeAll(async () => {
    world = await createWorld(engine)
    organization = await createDemo(
      { seed: 42, customers: 60, now: new Date('2026-06-01T00:00:00Z') },
      {
        store: world.store,
        identities: createIdentities(dialects, (count) => randomBytes(count)),
        setTime: (at) => world.setTime(at.toISOString()),
      },
    )
    world.setTime()
  })
  afterAll(() => world?.close())

  describe.each(PLATFORMS)('as $name', ({ name, reading, writing, leaves }) => {
    const dialect = dialects.find((one) => one.name === name) as Dialect
    const { cases, base, authorize, discoverFacts, prepare } = dialect.conformance ?? missing(name)
    let credential: Record<string, string>
    let found: Facts
    const done: WriteDone[] = []

    const send: CheckSend = async ({ headers = {}, ...request }) =>
      world.send({
        ...request,
        headers: {
          ...lowerCased((await authorize('valid', credential, send)) ?? {}),
          ...lowerCased(headers),
        },
      })
    const sendCase =
      (one: ConformanceCase): SendCase =>
      async ({ path, host, credential: kind, headers, ...request }) => {
        const authorized = await authorize(kind, credential, send)
        if (!authorized) return `cannot be made: ${kind}`
        const url = path.startsWith('//') ? path.slice(1) : base(path)
        const wire = { ...request, url, headers: { ...lowerCased(authorized), ...lowerCased(headers) } }
        const answer = await world.send({ ...wire, hostLabel: host })
        if (one.writes && answer.status < 300) done.push({ request: wire, answer })
        return request.method === 'HEAD' ? { ...answer, body: '' } : answer
      }
    async function run(chosen: readonly ConformanceCase[], facts: Facts) {
      const failed: unknown[] = []
      let passed = 0
      for (const one of chosen) {
        const result = await runCase(one, sendCase(one), facts)
        if (result.outcome === 'failed') failed.push([one.name, result.differences])
        if (result.outcome === 'passed') passed++
      }
      return { failed, passed }
    }
    const customers = () => world.store.records.count(organization.key, 'customer', undefined)

    beforeAll(async () => {
      credential = await world.credential(name, {
        organizations: [organization],
        scopes: dialect.demoScopes ?? [],
      })
      found = await discoverFacts(send)
    })

    test('answers every reading case as specified', async () => {
      const before = await world.store.database
        .selectFrom('events' as never)
        .select((query) => query.fn.countAll().as('count'))
        .execute()
      const { failed, passed } = await run(
        cases.filter(({ writes }) => !writes),
        found,
      )
      expect(failed).toEqual([])
      expect(passed).toBeGreaterThanOrEqual(reading)
      const after = await world.store.database
        .selectFrom('events' as never)
        .select((query) => query.fn.countAll().as('count'))
        .execute()
      expect(after).toEqual(before)
    })

    test('answers every writing case as specified, and is cleaned up', async () => {
      const before = await customers()
      const prepared = await prepare?.(send, found)
      const { failed, passed } = await run(
        cases.filter(({ writes }) => writes),
        prepared?.facts ?? {},
      )
      const left = await prepared?.cleanUp(done)
      expect(failed).toEqual([])
      expect(passed).toBeGreaterThanOrEqual(writing)
      expect(left).toHaveLength(leaves)
      // Easycart’s API makes customers by giving access, and takes none away.
      expect((await customers()) - before).toBe(name === 'easycart' ? 5 : 0)
    })
  })
})

function missing(name: string): never {
  throw new Error(`${name} cannot be checked`)
}
