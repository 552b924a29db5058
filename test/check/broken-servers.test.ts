/** A server with one thing broken is told apart from one without, in words that a person understands. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { check } from '../../src/jobs/check/check.ts'
import { startBroken } from './broken-server.ts'
import { BROKEN } from './broken-servers.ts'
import { type DemoServer, startDemo } from './demo-server.ts'

let demo: DemoServer
beforeAll(async () => {
  demo = await startDemo()
})
afterAll(() => demo?.stop())

describe.each(BROKEN)('$dialect: $what', ({ dialect, breaks, only, failure }) => {
  const run = async (broken: Parameters<typeof startBroken>[1]) => {
    const server = await startBroken(demo.origin, broken)
    try {
      return await check({ dialect, baseUrl: server.origin, credential: demo.dialects[dialect] ?? {}, only })
    } finally {
      await server.stop()
    }
  }

  test('fails, and the failure tells where', async () => {
    const { failed, failures } = await run(breaks)
    expect(failed).toBeGreaterThan(0)
    expect(failures).toHaveLength(failed)
    const found = failures.find((one) => one.case === failure.case)
    expect(found).toMatchObject({ source: expect.stringMatching(/./), at: expect.stringMatching(/./) })
    expect(found?.differences.map(({ expected }) => expected).join('\n')).toMatch(failure.expected)
    expect(found?.differences.map(({ got }) => got).join('\n')).toMatch(failure.got)
  })

  test('without the break the same cases pass', async () => {
    const { passed, failures } = await run({})
    expect(failures).toEqual([])
    expect(passed).toBeGreaterThan(0)
  })
})
