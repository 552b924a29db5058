/** How long a client that is told 429 waits, by a clock of the test. */
import { expect, test } from 'vitest'
import type { WireRequest } from '../../dialects/dialect.ts'
import { rateLimit } from './failing.ts'
import { createSeen } from './seen.ts'
import type { Scene } from './trap.ts'

const ask = (page: number): WireRequest => ({
  method: 'GET',
  origin: 'http://localhost',
  path: '/customers',
  query: `page=${page}`,
  headers: { authorization: 'Bearer a' },
  body: '',
  address: '127.0.0.1',
  hostLabel: null,
})

/** The client is refused at 0, and asks for the same page at each of these moments; who was on it is shown then. */
async function asksAt(retryAfter: string | null, moments: readonly number[]) {
  const sprung = await rateLimit.spring({} as Scene)
  const seen = createSeen()
  const first = ask(2)
  expect(sprung?.fault?.hits(first, { isPage: true, at: 0 })).toBe(true)
  const headers: Record<string, string> = retryAfter === null ? {} : { 'Retry-After': retryAfter }
  sprung?.fault?.told(first, { status: 429, headers, body: '' }, ['x'], 0)
  const refused = moments.map((at) => sprung?.fault?.hits(ask(2), { isPage: true, at }))
  if (refused.at(-1) === false)
    seen.note(
      { isPage: true, ids: ['x'], next: null, number: 2, currency: null },
      'full',
      moments.at(-1) ?? 0,
    )
  seen.end('full')
  return { refused, ...sprung?.judge(seen) }
}

test.each([
  ['2', [2000], 'passed', /after 2\.00 s \(Retry-After: 2 was said\) and missed nobody/],
  ['2', [1950], 'passed', /after 1\.95 s/],
  ['2', [20, 2100], 'caught', /told Retry-After: 2, and asked for the same page again after 0\.02 s\.$/],
  ['2', [500, 1000, 2100], 'caught', /after 0\.50 s, 2 times too early in all/],
  [null, [500, 1600], 'passed', /how long to wait is not said here/],
  [null, [100, 300, 700, 1500], 'passed', /after 1\.50 s/],
  [null, [5, 10, 15, 20, 1500], 'caught', /same page 4 times within a second/],
  ['2', [], 'caught', /did not ask for that page again\. 1 customer of that page/],
] as const)('Retry-After %j, asked again at %j: %s', async (retryAfter, moments, status, evidence) => {
  const came = await asksAt(retryAfter, moments)
  expect(came.status).toBe(status)
  expect(came.evidence).toMatch(evidence)
  // As the platform would, it refuses until the time has passed.
  expect(came.refused).toEqual(moments.map((_, index) => index < moments.length - 1))
})

test('another client that asks for the same page is none of its affair', async () => {
  const sprung = await rateLimit.spring({} as Scene)
  const first = ask(2)
  sprung?.fault?.hits(first, { isPage: true, at: 0 })
  sprung?.fault?.told(first, { status: 429, headers: { 'retry-after': '1' }, body: '' }, [], 0)
  const other = { ...ask(2), headers: { authorization: 'Bearer b' } }
  expect(sprung?.fault?.hits(other, { isPage: false, at: 10 })).toBe(false)
  expect(sprung?.fault?.hits(ask(3), { isPage: true, at: 10 })).toBe(false)
})
