/** Faults by rule, over a real socket and through the admin API: which requests fail, how many, in whose words. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import type { FaultRuleShown } from '../../src/server/admin/sandbox/faults.ts'
import { createSandbox, type Sandbox } from '../../src/server/sandbox/sandbox.ts'
import { isTokenRequest, LISTS, type Name, nowhere, POST, TOKEN, WORDS } from '../support/fault-words.ts'
import { listenAsSandbox, type SandboxServer } from '../support/sandbox.ts'
import { speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
let sandbox: Sandbox
let server: SandboxServer
/** What rules that take some of the requests draw next; without any: 0. */
let draws: number[] = []
const headersOf: Record<string, Record<string, string>> = {}
const othersOf: Record<string, Record<string, string>> = {}
let app: { client_id: string; client_secret: string }

beforeAll(async () => {
  world = await createWorld('embedded')
  sandbox = createSandbox({ chance: () => draws.shift() ?? 0 })
  server = await listenAsSandbox(world, sandbox)
  const globex = await world.addOrganization({ slug: 'globex' })
  for (const dialect of dialects) {
    const scopes = dialect.demoScopes ?? []
    const own = await world.credential(dialect.name, { scopes })
    headersOf[dialect.name] = (await speakAs(world, dialect, own)).headers
    const others = await world.credential(dialect.name, { scopes, organizations: [globex] })
    othersOf[dialect.name] = (await speakAs(world, dialect, others)).headers
  }
  app = (await world.credential('commerce-layer')) as typeof app
})
afterEach(async () => {
  draws = []
  await server.admin('DELETE', '/sandbox/faults')
})
afterAll(async () => {
  await server?.close()
  await world?.close()
})

async function rule(body: Record<string, unknown>): Promise<FaultRuleShown> {
  const made = await server.admin<FaultRuleShown>('POST', '/sandbox/faults', body)
  expect([made.status, made.body]).toEqual([201, expect.anything()])
  return made.body
}
const rules = async () =>
  (await server.admin<{ rules: FaultRuleShown[] }>('GET', '/sandbox/faults')).body.rules

const ask = (name: Name, url: string = LISTS[name], init: RequestInit = {}, whose = headersOf) =>
  fetch(`${server.origin}${url}`, {
    ...init,
    headers: { ...whose[name], ...(init.headers as Record<string, string>) },
  })
const statuses = async (many: number, one: () => Promise<Response>) =>
  Promise.all(Array.from({ length: many }, () => one().then(({ status }) => status)))

describe.each(WORDS)('%s %s', (dialect, url, words) => {
  const init = isTokenRequest(url) ? POST : {}

  test.each(Object.entries(words))('%s, in its own words', async (fault, expected) => {
    await rule({ dialect, path: url.replace(/\?.*/, ''), fault, requests: 1 })
    const answer = await ask(dialect, url, init)
    if (expected === nowhere) {
      // It passes by, and waits for a request that it can have.
      expect(answer.headers.get('content-type')).toContain('json')
      expect(await rules()).toMatchObject([{ hits: 0, left: 1, last_hit_at: null }])
      return
    }
    expect({ status: answer.status, body: await answer.json() }).toEqual(expected)
    expect(await rules()).toMatchObject([{ hits: 1, left: 0, last_hit_at: expect.any(String) }])
    await (await ask(dialect, url, init)).text()
    expect(await rules()).toMatchObject([{ hits: 1, left: 0 }])
  })

  test.each(['drop-connection', 'drop-connection=after'])('%s: no answer at all', async (fault) => {
    await rule({ dialect, fault, requests: 1 })
    const failed = await ask(dialect, url, init).catch((error) => error)
    expect(failed.cause?.code).toBe('UND_ERR_SOCKET')
  })

  test('drop-connection=mid-body: half of it', async () => {
    await rule({ dialect, fault: 'drop-connection=mid-body', requests: 1 })
    const answer = await ask(dialect, url, init)
    await expect(answer.text()).rejects.toThrow('terminated')
  })
})

test('of many requests at once exactly the next three fail', async () => {
  for (const name of Object.keys(LISTS) as Name[]) {
    await rule({ dialect: name, organization: 'acme', fault: 'server-error', requests: 3 })
    const seen = await statuses(10, () => ask(name))
    expect([name, seen.filter((status) => status === 500).length]).toEqual([name, 3])
    expect(seen.filter((status) => status === 200)).toHaveLength(7)
  }
  expect((await rules()).map(({ hits, left }) => [hits, left])).toEqual([
    [3, 0],
    [3, 0],
    [3, 0],
  ])
})

test('requests that cannot have the fault take none of its turns, whoever comes at the same time', async () => {
  await rule({ fault: 'invalid-cursor', requests: 2 })
  const lists = statuses(4, () => ask('commerce-layer'))
  const tokens = statuses(6, () => ask('commerce-layer', TOKEN, { ...POST, body: JSON.stringify(app) }))
  expect((await lists).filter((status) => status === 400)).toHaveLength(2)
  await tokens
  expect(await rules()).toMatchObject([{ hits: 2, left: 0 }])
})

test('some of the requests: as chance has it', async () => {
  await rule({ dialect: 'easycart', fault: 'rate-limit', probability: 0.3 })
  draws = [0.29, 0.3, 0.999, 0]
  const seen = []
  for (let many = 0; many < 4; many++) seen.push((await ask('easycart')).status)
  expect(seen).toEqual([429, 200, 200, 429])
  await server.admin('DELETE', '/sandbox/faults')
  await rule({ dialect: 'easycart', fault: 'rate-limit', probability: 0 })
  draws = [0]
  expect((await ask('easycart')).status).toBe(200)
})

test('the header goes before the rules and takes none of their turns', async () => {
  await rule({ fault: 'server-error', requests: 1 })
  const header = (fault: string) => ({ headers: { 'Clientele-Fault': fault } })
  expect((await ask('shopline', undefined, header('rate-limit'))).status).toBe(429)
  expect((await ask('shopline', undefined, header('nonsense'))).status).toBe(400)
  expect(await rules()).toMatchObject([{ hits: 0 }])
  expect((await ask('shopline')).status).toBe(500)
})

test('rules are tried in the order in which they were made; one that is used up or disabled lets the next one have it', async () => {
  const first = await rule({ fault: 'rate-limit', requests: 1 })
  await rule({ fault: 'server-error' })
  const one = async () => (await ask('easycart')).status
  expect([await one(), await one()]).toEqual([429, 500])
  const change = (enabled: boolean) => server.admin('PATCH', `/sandbox/faults/${first.id}`, { enabled })
  expect((await change(true)).body).toMatchObject({ enabled: true, left: 1, hits: 1 })
  expect([await one(), await one()]).toEqual([429, 500])
  await change(true)
  await change(false)
  expect(await one()).toBe(500)
  await change(true)
  expect(await one()).toBe(429)
  expect(await server.admin('DELETE', `/sandbox/faults/${first.id}`)).toEqual({
    status: 200,
    body: { id: first.id, deleted: true },
  })
  expect((await change(true)).status).toBe(404)
  expect((await server.admin('DELETE', `/sandbox/faults/${first.id}`)).status).toBe(404)
  expect((await rules()).map(({ fault }) => fault)).toEqual(['server-error'])
})

describe('which requests', () => {
  test('by method and path', async () => {
    await rule({ method: 'POST', path: '/api/*', fault: 'server-error' })
    await rule({ path: '*/customers*', fault: 'rate-limit' })
    const post = { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/vnd.api+json' } }
    expect((await ask('commerce-layer', undefined, post)).status).toBe(500)
    expect((await ask('commerce-layer')).status).toBe(429)
    expect((await ask('commerce-layer', '/api/orders')).status).toBe(200)
    expect((await ask('shopline')).status).toBe(429)
    expect((await ask('easycart', '/api/v1/stores')).status).toBe(200)
  })

  test.each(Object.keys(LISTS) as Name[])('%s: of one organization, by the credential', async (name) => {
    await rule({ dialect: name, organization: 'globex', fault: 'server-error' })
    expect((await ask(name)).status).toBe(200)
    expect((await ask(name, undefined, {}, othersOf)).status).toBe(500)
    // Whoever shows nothing is nobody's.
    expect((await fetch(`${server.origin}${LISTS[name]}`)).status).toBe(401)
  })

  test('requests for tokens: by the application that they name', async () => {
    await rule({ organization: 'acme', path: '/oauth/*', fault: 'expired-token' })
    const { client_id, client_secret } = app
    const body = (id: string) =>
      JSON.stringify({ grant_type: 'client_credentials', client_id: id, client_secret })
    const refused = await ask('commerce-layer', TOKEN, { ...POST, body: body(client_id) })
    expect(await refused.text()).toContain('invalid_grant')
    const unknown = await ask('commerce-layer', TOKEN, { ...POST, body: body('nobody') })
    expect(unknown.status).toBe(401)
    const other = await world.credential('shopline', {
      kind: 'custom',
      redirectUris: ['https://app.example.com/back'],
      scopes: ['read_customers'],
    })
    await rule({ organization: 'acme', dialect: 'shopline', fault: 'rate-limit' })
    const token = (appkey: string) =>
      fetch(`${server.origin}/admin/oauth/token/refresh`, { ...POST, headers: { appkey } }).then((answer) =>
        answer.text(),
      )
    expect(await token(other.app_key ?? '')).toContain('REQUEST_FREQUENTLY')
    expect(await token('0'.repeat(40))).not.toContain('REQUEST_FREQUENTLY')
  })

  test('a rule of an organization that is gone takes nothing', async () => {
    await world.addOrganization({ slug: 'initech' })
    await rule({ organization: 'initech', fault: 'server-error' })
    await server.admin('DELETE', '/organizations/initech')
    expect((await ask('easycart')).status).toBe(200)
    expect(await rules()).toMatchObject([{ organization: 'initech', hits: 0 }])
  })
})

test('a request that fails counts for its limit once, however often the platform was asked how it fails', async () => {
  const limited = await world.credential('easycart', { rateLimits: { capacity: 2 } })
  const headers = { Authorization: `Bearer ${limited.token}` }
  await rule({ fault: 'invalid-cursor', requests: 1 })
  const one = () => fetch(`${server.origin}${LISTS.easycart}`, { headers })
  const seen = [await one(), await one(), await one()]
  expect(seen.map(({ status, headers }) => [status, headers.get('x-ratelimit-remaining')])).toEqual([
    [400, '1'],
    [200, '0'],
    [429, '0'],
  ])
})

test.each([
  [{ fault: 'nothing' }, /is no fault\. Allowed: rate-limit/],
  [{}, /fault is missing/],
  [{ fault: 'timeout=9999999' }, /is no fault/],
  [{ fault: 'rate-limit', probability: 1.1 }, /a number from 0 to 1/],
  [{ fault: 'rate-limit', requests: 0 }, /a whole number from 1/],
  [{ fault: 'rate-limit', path: 'api/customers' }, /a path such as/],
  [{ fault: 'rate-limit', path: '/api/customers?page=2' }, /without a query/],
  [{ fault: 'rate-limit', method: 'post' }, /one of GET, /],
  [{ fault: 'rate-limit', dialect: 'magento' }, /one of commerce-layer, shopline, easycart/],
])('%j is refused', async (body, message) => {
  const refused = await server.admin<{ error: { message: string } }>('POST', '/sandbox/faults', body)
  expect([refused.status, refused.body.error.message]).toEqual([422, expect.stringMatching(message)])
  expect(await rules()).toEqual([])
})

test('an organization that is none, and one rule too many', async () => {
  const unknown = await server.admin('POST', '/sandbox/faults', { fault: 'rate-limit', organization: 'none' })
  expect(unknown.status).toBe(404)
  for (let many = 0; many < 100; many++) await rule({ fault: 'rate-limit', path: '/api/none' })
  expect((await server.admin('POST', '/sandbox/faults', { fault: 'rate-limit' })).status).toBe(409)
  expect(await server.admin('DELETE', '/sandbox/faults')).toEqual({ status: 200, body: { deleted: 100 } })
})

test('a server that is no sandbox has neither rules nor a clock, and says how to start one', async () => {
  const plain = await listenAsSandbox(world)
  for (const [method, path, body] of [
    ['GET', '/sandbox/faults'],
    ['POST', '/sandbox/faults', { fault: 'rate-limit' }],
    ['DELETE', '/sandbox/faults'],
    ['GET', '/sandbox/clock'],
    ['POST', '/sandbox/clock/advance', { seconds: 5 }],
    ['DELETE', '/sandbox/clock'],
  ] as const)
    expect(await plain.admin(method, path, body)).toEqual({
      status: 409,
      body: { error: { code: 'conflict', message: expect.stringContaining('clientele serve --sandbox') } },
    })
  await rule({ fault: 'server-error' })
  expect(
    (await fetch(`${plain.origin}${LISTS.easycart}`, { headers: headersOf.easycart ?? {} })).status,
  ).toBe(200)
  await plain.close()
})
