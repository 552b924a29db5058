/**
 * Runs a dialect's conformance cases against a whole Clientele without a socket: one test a case, on one
 * engine, over data that the fixture writes once. Call it inside `describe.each(ENGINES)`, or on its own.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CaseCredential, ConformanceCase, Facts } from '../../src/dialects/case.ts'
import { runCase, type SendCase } from '../../src/jobs/check/run-case.ts'
import type { EngineName } from './engines.ts'
import { createWorld, type World } from './world.ts'

export interface CaseFixture {
  facts: Facts
  /** The headers that authorize a request in that way: `{}` for `none`. */
  authorize(credential: CaseCredential): Promise<Record<string, string>>
}

/**
 * `runCases('embedded', 'easycart', cases, easycartFixture, (path) => `/api/v1${path}`)`. `base` puts a
 * case's path below the dialect's base URL; paths that start with `//` are sent from the root. Every case
 * must run: one that needs a fact the fixture does not give is a failure here.
 */
export function runCases(
  engine: EngineName,
  dialectName: string,
  cases: readonly ConformanceCase[],
  fixture: (world: World) => Promise<CaseFixture>,
  base: (path: string) => string,
): void {
  describe(`${dialectName} conformance on ${engine}`, () => {
    let world: World
    let prepared: CaseFixture
    beforeAll(async () => {
      world = await createWorld(engine)
      prepared = await fixture(world)
    })
    afterAll(() => world?.close())

    test('every case has a name of its own', () => {
      const names = cases.map((one) => one.name)
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    })

    test.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
      const result = await runCase(one, sendTo(world, prepared, base), prepared.facts)
      expect(result, `${one.name} (${one.source})`).toEqual({ outcome: 'passed' })
    })
  })
}

export function sendTo(world: World, prepared: CaseFixture, base: (path: string) => string): SendCase {
  return async ({ method, path, headers, body, host, credential }) => {
    const url = path.startsWith('//') ? path.slice(1) : base(path)
    const answer = await world.send({
      url,
      method,
      body,
      hostLabel: host,
      headers: { ...lowerCased(await prepared.authorize(credential)), ...lowerCased(headers) },
    })
    // What the host does: an answer to HEAD has no body.
    return method === 'HEAD' ? { ...answer, body: '' } : answer
  }
}

/** Header names as the host hands them to a dialect. */
export const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
