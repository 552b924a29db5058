/** Whatever arrives, no dialect answers 5xx, and every refusal has its platform's shape. */
import { Agent, request as httpRequest } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { createAdminApi } from '../../src/server/admin/index.ts'
import { adminOpenApi } from '../../src/server/admin/openapi.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import { createRandom } from '../fuzz/mutate.ts'
import { adminParts } from '../support/admin-parts.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { ledgerDifferences } from '../support/ledger-differences.ts'
import { listen } from '../support/listen.ts'
import { LONG } from '../support/long.ts'
import { speakAs } from '../support/send-as.ts'
import { shapedRequests } from '../support/shaped-requests.ts'
import { tried } from '../support/tried.ts'
import { createWorld, type World } from '../support/world.ts'

/** Nothing that is asked here takes so long, on however busy a machine. */
const HANGS = 15_000

interface Answer {
  status: number
  type: string
  body: string
}

/** Paths that exist, to be bent: ids are filled in from the world. */
const PATHS: Record<string, string[]> = {
  'commerce-layer': [
    '/api/customers',
    '/api/customers/ID',
    '/api/customers/ID/orders',
    '/api/customers/ID/tags',
    '/api/customers/ID/event_stores',
    '/api/customers/ID/customer_addresses',
    '/api/customers/ID/relationships/customer_group',
    '/api/orders',
    '/api/tags',
    '/api/addresses',
    '/api/nothing',
    '/oauth/token',
    '/oauth/revoke',
    '/.well-known/jwks.json',
  ],
  shopline: [
    '/admin/openapi/v20260301/v2/customers.json',
    '/admin/openapi/v20260301/customers/v2/ID.json',
    '/admin/openapi/v20260301/customers/v2/count.json',
    '/admin/openapi/v19990101/v2/customers.json',
    '/admin/openapi/',
    '/admin/oauth/token/create',
  ],
  easycart: [
    '/api/v1/customers',
    '/api/v1/customers/ID',
    '/api/v1/store',
    '/api/v1/stores',
    '/api/v1/orders',
    '/api/v1/orders/ID',
    '/api/v1/transactions',
    '/api/v1/subscriptions',
    '/api/v1/statistics',
    '/api/v1/products',
    '/api/v1/products/ID/variants',
    '/api/v1/product-access',
    '/api/v1/promotion-codes',
    '/api/v1/transactions/ID/refunds',
    '/api/v1/subscriptions/ID/change-plan',
    '/api/v1/x',
    '/api/v1',
  ],
}

const NAMES = [
  'page[number]',
  'page[size]',
  'page',
  'page[after]',
  'sort',
  'include',
  'fields[customers]',
  'fields',
  'filter[q][email_eq]',
  'filter[q][email_or_status_cont]',
  'filter[q][tags_name_in]',
  'filter[q][created_at_gt]',
  'filter[q][metadata_jcont]',
  'filter[q][total_orders_count_gteq]',
  'filter[q][id_in]',
  'filter[q][customer_group_name_null]',
  'filter[email]',
  'filter',
  'limit',
  'ids',
  'since_id',
  'page_info',
  'created_at_min',
  'updated_at_max',
  'currency',
  'created_from',
  'created_to',
  'product',
  'subscription_status',
  'query',
]

const nasty = fc.constantFrom(
  '',
  '0',
  '-1',
  '1',
  '25',
  '26',
  '250',
  '251',
  '1e9',
  '99999999999999999999999999999',
  '9007199254740993',
  '1.5',
  'NaN',
  'null',
  'true',
  "'",
  '"',
  '\\',
  '%',
  '_',
  '\u0000',
  '%00',
  '%zz',
  '%',
  '[',
  ']',
  '{}',
  '{"a":{}}',
  '[1',
  'usd',
  'pln',
  'USD',
  '2026-02-30',
  '2026-02-28',
  '2026-01-01T00:00:00Z',
  '9999-12-31',
  '0000-00-00',
  '275760-09-13',
  'active',
  'ada@example.com',
  'orders,tags',
  'customer_group.name',
  '-created_at',
  'created_at,',
  '../../etc/passwd',
  '𝒳',
  'żółć',
  '\ud800',
  'a'.repeat(300),
  'eyJzaW5jZUlkIjoiMTYwNTc1OTAxNTM4OTA4Mjk1MjExMTI3ODgiLCJkaXJlY3Rpb24iOiJuZXh0IiwibGltaXQiOjF9',
  'e30',
  'W10',
  Buffer.from('{"sinceId":"1e400","direction":"next","limit":9999}').toString('base64url'),
  Buffer.from('{"sinceId":"1","direction":"prev","limit":1,"filters":{"ids":[1]}}').toString('base64url'),
)
const text = fc.oneof(nasty, fc.string({ maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 12 }))
const name = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...NAMES) }, { weight: 1, arbitrary: text })
const encode = (value: string) => encodeURIComponent(value.toWellFormed())
const pair = fc
  .tuple(name, text, fc.boolean())
  .map(([key, value, raw]) =>
    raw
      ? `${key.replace(/[^!-~]|[#]/g, '')}=${value.replace(/[^!-~]|[#]/g, '')}`
      : `${encode(key)}=${encode(value)}`,
  )
const header = fc.string({ maxLength: 30 }).map((value) => value.replace(/[^ -~]/g, ''))

/** A resource object with something in it that may be of any shape. */
const written = fc
  .tuple(
    fc.constantFrom('customers', 'orders', 'tags', 'addresses', 'people'),
    fc.constantFrom('attributes', 'relationships', 'id', 'links'),
    fc.dictionary(
      fc.constantFrom(
        'email',
        'metadata',
        'name',
        'reference',
        'tags',
        'customer_group',
        '_add_tags',
        '__proto__',
      ),
      fc.jsonValue(),
      { maxKeys: 3 },
    ),
    fc.jsonValue(),
    fc.boolean(),
  )
  .map(([type, member, members, value, shaped]) =>
    JSON.stringify({ data: { type, [member]: shaped ? members : value } }),
  )

const garbage = fc.record({
  dialect: fc.constantFrom(...dialects.map((dialect) => dialect.name)),
  path: fc.nat(),
  id: fc.oneof(
    fc.constant('real'),
    text.map((value) => encode(value) || 'x'),
  ),
  suffix: fc.oneof(
    { weight: 6, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom('/', '//', '%', '/%00', '.json', '/x') },
  ),
  method: fc.oneof(
    { weight: 6, arbitrary: fc.constant('GET') },
    { weight: 2, arbitrary: fc.constantFrom('POST', 'PATCH', 'PUT', 'DELETE', 'HEAD', 'OPTIONS') },
  ),
  query: fc.array(pair, { maxLength: 5 }).map((pairs) => pairs.join('&')),
  credential: fc.oneof({ weight: 5, arbitrary: fc.constant('valid') }, { weight: 1, arbitrary: header }),
  accept: fc.option(header),
  type: fc.option(
    fc.oneof(
      header,
      fc.constantFrom(
        'application/json',
        'application/vnd.api+json',
        'application/vnd.api+json',
        'text/plain',
      ),
    ),
  ),
  store: fc.option(text.map((value) => value.replace(/[^ -~]/g, ''))),
  body: fc.oneof(
    fc.constantFrom(
      '',
      '{',
      '[]',
      'null',
      '{"data":null}',
      '{"grant_type":5}',
      '{"grant_type":"client_credentials"}',
      `{"data":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      '{"data":{"type":"customers","attributes":{"email":"a@example.com","metadata":{"__proto__":{"a":1}}}}}',
    ),
    fc.json(),
    written,
  ),
})

describe.each(ENGINES)('garbage on %s', (engine) => {
  let world: World
  let port: number
  let close: () => Promise<void>
  let connections: () => Promise<number>
  const valid: Record<string, Record<string, string>> = {}
  const realIds: Record<string, string> = {}
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })

  beforeAll(async () => {
    world = await createWorld(engine)
    const admin = createAdminApi(await adminParts(world))
    ;({ port, close, connections } = await listen(world, { further: [admin] }))
    const [ada] = await world.store.records.write(world.organization.key, {}, (writer) =>
      writer.create('customer', [{ email: 'ada@example.com', firstName: 'Ada' }]),
    )
    if (!ada) throw new Error('no customer')
    const tokens = { ...world.services, adminTokens: world.store.adminTokens }
    const { token } = await createAdminToken(tokens, { name: 'test', expiresAt: null })
    valid.admin = { Authorization: `Bearer ${token}` }
    for (const dialect of dialects) {
      valid[dialect.name] = (
        await speakAs(
          world,
          dialect,
          await world.credential(dialect.name, { scopes: dialect.demoScopes ?? [] }),
        )
      ).headers
      realIds[dialect.name] = ada[`${dialect.ids.form}Id` as const]
    }
  })
  afterAll(async () => {
    agent.destroy()
    await close()
    await world.close()
  })

  test(
    'gives no 5xx, and every error has its platform’s shape',
    async () => {
      await fc.assert(
        fc.asyncProperty(garbage, async (given) => {
          const known = PATHS[given.dialect] ?? []
          const template = known[given.path % known.length] ?? '/'
          const path =
            template.replace('ID', given.id === 'real' ? (realIds[given.dialect] ?? '') : given.id) +
            given.suffix
          const headers: Record<string, string> = {
            ...(given.credential === 'valid' ? valid[given.dialect] : { Authorization: given.credential }),
            ...(given.accept === null ? {} : { Accept: given.accept }),
            ...(given.type === null ? {} : { 'Content-Type': given.type }),
            ...(given.store === null ? {} : { 'X-Easycart-Store': given.store }),
          }
          const answer = await send(given.method, `${path}?${given.query}`, headers, given.body)
          expect(answer.status, answer.body).toBeLessThan(500)
          if (answer.status >= 400 && given.method !== 'HEAD') expect(wrongShape(path, answer)).toBeNull()
        }),
        { numRuns: timesOn(engine, 150, 25_000) },
      )
      tried(`bad requests on ${engine}: garbage`, timesOn(engine, 150, 25_000), 'no 5xx, no hang')
    },
    LONG ? 3_600_000 : 20_000,
  )

  /** They would reach out, or take away what the other requests need. */
  const LEFT_OUT =
    /sync|replay|backup|restore|snapshot|delete \/organizations\/|admin-tokens|\/session|delete .*credentials|\/oauth\/revoke/

  test(
    'of the OpenAPI documents, bent: no 5xx, no hang, no leak, and the books still agree',
    async () => {
      const ids = [...Object.values(realIds), world.organization.slug, '00000000-0000-4000-8000-000000000000']
      const apis = [
        ...dialects.map((dialect) => ({ name: dialect.name, document: dialect.openApi?.() })),
        { name: 'admin', document: adminOpenApi('0') },
      ].flatMap(({ name, document }) =>
        document ? [{ name, ...shapedRequests(document, { ids, leaveOut: LEFT_OUT }) }] : [],
      )
      const runs = timesOn(engine, 200, 25_000)
      const seed = Date.now() % 1_000_000
      const random = createRandom(seed)
      const statuses = new Map<number, number>()
      const before = heap()
      for (let run = 0; run < runs; run++) {
        const { name, make } = apis[run % apis.length] as (typeof apis)[number]
        const asked = make(random)
        const headers = { ...valid[name], ...asked.headers }
        const answer = await send(asked.method, asked.path, headers, asked.body)
        const what = () => `seed ${seed}, ${run}: ${JSON.stringify(asked).slice(0, 2000)}\n${answer.body}`
        expect(answer.status, what()).toBeLessThan(500)
        // Past what the HTTP library reads, nobody knows whom it is for.
        if (answer.status === 431) expect(asked.path.length, what()).toBeGreaterThan(40_000)
        else if (answer.status >= 400 && name !== 'admin')
          expect(wrongShape(asked.path, answer), what()).toBeNull()
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      }
      // They reach more than the door.
      const share = (from: number) =>
        [...statuses].reduce(
          (sum, [status, count]) => sum + (status >= from && status < from + 100 ? count : 0),
          0,
        ) / runs
      expect(share(200), JSON.stringify([...statuses])).toBeGreaterThan(0.02)
      expect((statuses.get(401) ?? 0) / runs).toBeLessThan(0.5)
      expect(await connections()).toBeLessThanOrEqual(4)
      if (LONG) expect((await heap()) - (await before)).toBeLessThan(100_000_000)
      expect(await ledgerDifferences(world.store.records, world.organization.key)).toEqual([])
      tried(`bad requests on ${engine}: of the OpenAPI documents`, runs, 'no 5xx, no hang, books agree')
    },
    LONG ? 3_600_000 : 20_000,
  )

  const heap = async () => {
    globalThis.gc?.()
    return process.memoryUsage().heapUsed
  }

  function send(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const length =
        method === 'GET' || method === 'HEAD' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
      const call = httpRequest(
        { host: '127.0.0.1', port, method, path, headers: { ...headers, ...length }, agent },
        (answer) => {
          let received = ''
          answer.setEncoding('utf8')
          answer.on('data', (chunk) => {
            received += chunk
          })
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              type: answer.headers['content-type'] ?? '',
              body: received,
            }),
          )
        },
      )
      call.setTimeout(HANGS, () => call.destroy(new Error(`no answer to ${method} ${path}`)))
      call.on('error', reject)
      call.end(method === 'GET' || method === 'HEAD' ? undefined : body)
    })
  }
})

/** What is wrong with an error's shape, or null. A path that no dialect owns is answered by the host itself. */
function wrongShape(path: string, { body, type }: Answer): string | null {
  const owner = dialects.find((dialect) => dialect.owns(path.split('?')[0] ?? ''))
  // A page is for people.
  if (!owner || type.startsWith('text/html')) return null
  const parsed = JSON.parse(body)
  switch (owner.name) {
    case 'commerce-layer':
      return Array.isArray(parsed.errors) &&
        parsed.errors.length > 0 &&
        parsed.errors.every((error: Record<string, unknown>) =>
          /^title,detail,code,(source,)?status(,meta)?$/.test(Object.keys(error).join()),
        )
        ? null
        : body
    case 'shopline':
      return Object.keys(parsed).join() === 'errors' &&
        typeof parsed.errors === 'string' &&
        type.startsWith('application/json')
        ? null
        : body
    default:
      return typeof parsed.message === 'string' && type.startsWith('application/json') ? null : body
  }
}
