/** A server with one thing broken is told apart from one without, in words that a person understands. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { check } from '../../src/jobs/check/check.ts'
import { BROKEN_OTHERS } from './broken-others.ts'
import { startBroken } from './broken-server.ts'
import { BROKEN as BROKEN_COMMERCE } from './broken-servers.ts'
import { type DemoServer, startDemo } from './demo-server.ts'

const BROKEN = [...BROKEN_COMMERCE, ...BROKEN_OTHERS]

let demo: DemoServer
beforeAll(async () => {
  demo = await startDemo()
})
afterAll(() => demo?.stop())

test.each(BROKEN)('$dialect: $what', async ({ dialect, breaks, only, failure }) => {
  const server = await startBroken(demo.origin, breaks)
  try {
    const credential = demo.dialects[dialect] ?? {}
    const { failed, failures } = await check({ dialect, baseUrl: server.origin, credential, only })
    expect(failed).toBeGreaterThan(0)
    expect(failures).toHaveLength(failed)
    const found = failures.find((one) => one.case === failure.case)
    expect(found).toMatchObject({ source: expect.stringMatching(/./), at: expect.stringMatching(/./) })
    expect(found?.differences.map(({ expected }) => expected).join('\n')).toMatch(failure.expected)
    expect(found?.differences.map(({ got }) => got).join('\n')).toMatch(failure.got)
  } finally {
    await server.stop()
  }
})

test.each([...new Set(BROKEN.map(({ dialect }) => dialect))])(
  '%s: the same cases pass where nothing is broken',
  async (dialect) => {
    const server = await startBroken(demo.origin)
    try {
      const credential = demo.dialects[dialect] ?? {}
      const { failures, cases } = await check({ dialect, baseUrl: server.origin, credential })
      expect(failures).toEqual([])
      const passed = new Set(cases.filter((one) => one.outcome === 'passed').map((one) => one.case))
      for (const { failure } of BROKEN.filter((one) => one.dialect === dialect))
        expect(passed).toContain(failure.case)
    } finally {
      await server.stop()
    }
  },
)
