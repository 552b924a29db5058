/** Every fault in every platform's words, over a real socket: what clients see is what counts here. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { faultOfHeader, readFault } from '../../src/server/faults.ts'
import { isTokenRequest, LISTS, type Name, nowhere, POST, TOKEN, WORDS } from '../support/fault-words.ts'
import { anyOf, burst, every, faultyListen, faultySend } from '../support/faulty.ts'
import { listen } from '../support/listen.ts'
import { oauthOf } from '../support/oauth.ts'
import { speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'

let world: World
let sandbox: Awaited<ReturnType<typeof listen>>
let plain: Awaited<ReturnType<typeof listen>>
const headersOf: Record<string, Record<string, string>> = {}
beforeAll(async () => {
  world = await createWorld('embedded')
  for (const dialect of dialects) {
    const scopes = dialect.demoScopes ?? []
    const printed = await world.credential(dialect.name, { scopes })
    headersOf[dialect.name] = (await speakAs(world, dialect, printed)).headers
  }
  await writePerson(world, { customer: { email: 'ada@example.com' } })
  sandbox = await listen(world, { faultFor: faultOfHeader })
  plain = await listen(world)
})
afterAll(async () => {
  await Promise.all([sandbox?.close(), plain?.close()])
  await world?.close()
})

function ask(name: Name, fault: string | null, url: string = LISTS[name], init: RequestInit = {}) {
  return fetch(`${sandbox.origin}${url}`, {
    ...init,
    headers: {
      ...headersOf[name],
      ...(init.headers as Record<string, string>),
      ...(fault === null ? {} : { 'Clientele-Fault': fault }),
    },
  })
}
async function said(answer: Response) {
  return { status: answer.status, body: await answer.json() }
}
describe.each(WORDS)('%s %s', (name, url, words) => {
  test.each(Object.entries(words))('%s', async (fault, expected) => {
    const started = performance.now()
    const answer = await ask(name, fault, url, isTokenRequest(url) ? POST : {})
    if (expected === nowhere) {
      expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/plain; charset=utf-8'])
      expect(await answer.text()).toBe(`Clientele-Fault: ${fault} cannot happen at ${url}.\n`)
      return
    }
    expect(await said(answer)).toEqual(expected)
    if (fault.startsWith('timeout')) expect(performance.now() - started).toBeGreaterThanOrEqual(19)
    if (name === 'shopline') expect(answer.headers.get('traceid')).toMatch(/^[0-9a-f]{32}$/)
  })

  test.each(['drop-connection', 'drop-connection=after'])('%s: no answer at all', async (fault) => {
    const failed = await ask(name, fault, url, isTokenRequest(url) ? POST : {}).catch((error) => error)
    expect(failed).toBeInstanceOf(TypeError)
    expect(failed.cause.code).toBe('UND_ERR_SOCKET')
  })

  test('drop-connection=mid-body: the head, and half of the body', async () => {
    const answer = await ask(name, 'drop-connection=mid-body', url, isTokenRequest(url) ? POST : {})
    expect(answer.status).toBeLessThan(500)
    const length = Number(answer.headers.get('content-length'))
    expect(length).toBeGreaterThan(10)
    let arrived = 0
    const reading = (async () => {
      for await (const part of answer.body ?? []) arrived += part.length
    })()
    await expect(reading).rejects.toThrow('terminated')
    expect(arrived).toBe(Math.floor(length / 2))
  })
})

test('a rate limit says what is left, and when to come again, where the platform does', async () => {
  const limits = async (name: Name, url?: string) => {
    const { headers } = await ask(name, 'rate-limit', url, url ? POST : {})
    return Object.fromEntries([...headers].filter(([header]) => /ratelimit|retry-after/.test(header)))
  }
  expect(await limits('commerce-layer')).toEqual({
    'x-ratelimit-limit': '100',
    'x-ratelimit-interval': '60',
    'x-ratelimit-remaining': '0',
    'retry-after': '1',
  })
  expect(await limits('commerce-layer', TOKEN)).toEqual({ 'retry-after': '2' })
  expect(await limits('easycart')).toEqual({
    'x-ratelimit-limit': '100',
    'x-ratelimit-remaining': '0',
    'retry-after': '1',
  })
  expect(await limits('shopline')).toEqual({})
})

test('whoever shows no token is answered the same', async () => {
  for (const name of Object.keys(LISTS) as Name[])
    for (const [fault, status] of [
      ['rate-limit', 429],
      ['server-error', 500],
      ['expired-token', 401],
    ] as const) {
      const headers = { 'Clientele-Fault': fault }
      const answer = await fetch(`${sandbox.origin}${LISTS[name]}`, { headers })
      expect([name, answer.status]).toEqual([name, status])
      if (fault === 'rate-limit' && name !== 'shopline')
        expect(answer.headers.get('x-ratelimit-remaining')).toBe('0')
    }
})

test('an invalid cursor is told of by the parameter that was sent', async () => {
  const answer = await ask('commerce-layer', 'invalid-cursor', '/api/customers?page[size]=5&page[after]=xyz')
  expect(await answer.text()).toContain('"xyz is not a valid value for after page parameter."')
})

test('a client that renews its expired token goes on', async () => {
  const { client_id, client_secret } = await world.credential('commerce-layer')
  const body = JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret })
  expect((await ask('commerce-layer', 'expired-token')).status).toBe(401)
  const renewed = await fetch(`${sandbox.origin}${TOKEN}`, { ...POST, body })
  const { access_token } = (await renewed.json()) as { access_token: string }
  const authorization = { Authorization: `Bearer ${access_token}` }
  expect((await ask('commerce-layer', null, undefined, { headers: authorization })).status).toBe(200)
  // Nor was the one that "expired" taken back.
  expect((await ask('commerce-layer', null)).status).toBe(200)
})

describe('writes', () => {
  const create = (email: string, fault: string | null, key?: string) =>
    ask('commerce-layer', fault, '/api/customers', {
      method: 'POST',
      headers: { 'Content-Type': 'application/vnd.api+json', ...(key ? { 'Idempotency-Key': key } : {}) },
      body: JSON.stringify({ data: { type: 'customers', attributes: { email } } }),
    })
  const known = async (email: string) =>
    (
      await world.store.records.list(world.organization.key, {
        type: 'customer',
        where: { op: 'eq', field: 'email', value: email },
        sort: [],
        limit: 5,
      })
    ).length

  test.each(['rate-limit', 'expired-token', 'server-error', 'timeout=10', 'invalid-cursor'])(
    '%s: nothing is written',
    async (fault) => {
      expect((await create('nobody@example.com', fault)).ok).toBe(false)
      expect(await known('nobody@example.com')).toBe(0)
    },
  )

  test('a connection dropped before: nothing is written; after or in the middle: it is, and the key finds it', async () => {
    for (const [fault, written] of [
      ['drop-connection', 0],
      ['drop-connection=after', 1],
      ['drop-connection=mid-body', 1],
    ] as const) {
      const email = `${fault.replace(/\W/g, '-')}@example.com`
      await expect(create(email, fault, fault).then((answer) => answer.text())).rejects.toThrow()
      await sleep(10)
      expect([fault, await known(email)]).toEqual([fault, written])
      const again = await create(email, null, fault)
      expect(again.status).toBe(201)
      expect(again.headers.get('idempotent-replayed')).toBe(written ? 'true' : null)
      expect(await known(email)).toBe(1)
    }
  })
})

test('a name that is none, and whatever else the header may hold, is refused with what is allowed', async () => {
  const garbage = [
    ...[
      '',
      ' ',
      'nothing',
      'RATE-LIMIT',
      'rate-limit=1',
      'rate-limit, server-error',
      '=',
      'timeout=20, timeout=20',
    ],
    ...['timeout', 'timeout=', 'timeout=-1', 'timeout=1e3', 'timeout=600001', 'timeout=99999999999999999999'],
    ...['drop-connection=', 'drop-connection=now', 'constructor', '__proto__', 'x'.repeat(5000), '\u00ff"<>'],
  ]
  for (const name of Object.keys(LISTS) as Name[])
    for (const text of garbage) {
      const answer = await ask(name, text)
      const body = await answer.text()
      expect([text, answer.status, body]).toEqual([
        text,
        400,
        expect.stringMatching(
          /^Clientele-Fault: ".*" is no fault\. Allowed: rate-limit, expired-token, .*\.\n$/,
        ),
      ])
      expect(body.length).toBeLessThan(400)
    }
  expect(readFault(' timeout=0 ')).toEqual({ kind: 'timeout', milliseconds: 0 })
})

test('outside the sandbox the header has no effect', async () => {
  for (const name of Object.keys(LISTS) as Name[])
    for (const fault of ['rate-limit', 'drop-connection', 'timeout=600000', 'nothing']) {
      const headers = { ...headersOf[name], 'Clientele-Fault': fault }
      expect((await fetch(`${plain.origin}${LISTS[name]}`, { headers })).status).toBe(200)
    }
})

test('the server’s own pages do not fail', async () => {
  for (const fault of ['server-error', 'nothing'])
    for (const path of ['/healthz', '/']) expect((await ask('easycart', fault, path)).status).toBe(200)
})

test('closing ends a long timeout', async () => {
  const server = await listen(world, { faultFor: faultOfHeader })
  const headers = { 'Clientele-Fault': 'timeout=600000' }
  const waiting = fetch(`${server.origin}${LISTS.easycart}`, { headers })
  await sleep(30)
  const started = performance.now()
  await server.close()
  expect(performance.now() - started).toBeLessThan(3000)
  expect((await waiting).status).toBe(504)
})

describe('a world that fails by plan', () => {
  const plan = anyOf(burst(2, 2, 'rate-limit'), every(5, 'drop-connection'))
  const expected = [200, 429, 429, 200, 'dropped', 200]

  test('over a socket', async () => {
    const { origin, requests, close } = await faultyListen(world, plan)
    const seen = []
    for (const _ of expected)
      seen.push(
        await fetch(`${origin}${LISTS.shopline}`, {
          headers: headersOf.shopline as Record<string, string>,
        }).then(
          ({ status }) => status,
          () => 'dropped',
        ),
      )
    expect(seen).toEqual(expected)
    expect(requests.map(({ fault }) => fault?.kind ?? null)).toEqual([
      null,
      'rate-limit',
      'rate-limit',
      null,
      'drop-connection',
      null,
    ])
    await close()
  })

  test('without one', async () => {
    const { send, requests } = faultySend(world, plan)
    const { access_token } = (
      await oauthOf(world).ask({
        grant_type: 'client_credentials',
        ...(await world.credential('commerce-layer')),
      })
    ).body
    const seen = []
    for (const _ of expected)
      seen.push(
        await send({
          url: LISTS['commerce-layer'],
          headers: { authorization: `Bearer ${access_token}` },
        }).then(
          ({ status }) => status,
          ({ code }) => (code === 'ECONNRESET' ? 'dropped' : code),
        ),
      )
    expect(seen).toEqual(expected)
    expect(requests).toHaveLength(expected.length)
  })
})
