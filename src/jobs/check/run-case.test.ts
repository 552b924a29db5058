import { expect, test } from 'vitest'
import type { ConformanceCase } from '../../dialects/case.ts'
import { runCase } from './run-case.ts'

const base: ConformanceCase = { name: 'a', source: 'b', path: '/x', expect: { status: 200 } }
const answering = (status: number, body: string, headers: Record<string, string> = {}) => {
  const sent: unknown[] = []
  return {
    sent,
    send: async (request: unknown) => {
      sent.push(request)
      return { status, body, headers }
    },
  }
}

test.each([
  ['in the path', { path: '/x/{order}' }],
  ['in a header', { headers: { A: '{order}' } }],
  ['in the body', { body: '{"a":"{order}"}' }],
  ['in what is expected', { expect: { status: 200, body: { a: [{ b: '{order}' }] } } }],
  ['in an expected header', { expect: { status: 200, headers: { Location: '/{order}' } } }],
  ['said beside it', { needs: ['order'] }],
  [
    'said by a test of the body',
    { expect: { status: 200, body: Object.assign(() => true as const, { needs: ['order'] }) } },
  ],
] as const)('a fact %s must be known, or nothing is sent', async (_where, part) => {
  const { send, sent } = answering(200, '{"a":[{"b":"7"}]}', { location: '/7' })
  const one = { ...base, ...part } as ConformanceCase
  expect(await runCase(one, send, {})).toEqual({ outcome: 'skipped', reason: 'not known: order' })
  expect(sent).toEqual([])
  expect(await runCase(one, send, { order: '7' })).toEqual({ outcome: 'passed' })
})

test('every difference is told, where it is', async () => {
  const { send } = answering(200, '{"a":1,"b":[{"c":"x"}],"e":null}')
  const body = { a: '1', b: [{ c: /^\d+$/ }], e: () => ({ at: 'f', expected: 'g', got: 'h' }) }
  expect(await runCase({ ...base, expect: { status: 200, body } }, send, {})).toEqual({
    outcome: 'failed',
    differences: [
      { at: 'body.a', expected: '"1"', got: '1' },
      { at: 'body.b.0.c', expected: 'like /^\\d+$/', got: '"x"' },
      { at: 'body.e.f', expected: 'g', got: 'h' },
    ],
  })
})

test.each([
  ['{"a":1}', 'without b'],
  ['{"a":1,"b":2,"c":3}', 'also c'],
  ['{"b":2,"a":1}', 'in another order: b, a'],
])('members of %s', async (text, got) => {
  const { send } = answering(200, text)
  expect(await runCase({ ...base, expect: { status: 200, body: { a: 1, b: 2 } } }, send, {})).toEqual({
    outcome: 'failed',
    differences: [{ at: 'body', expected: 'members a, b', got }],
  })
})
