/** What is too much is refused in the platform's words; what is not, costs no more than it may (docs/limits.md). */
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { createAdminApi } from '../../src/server/admin/index.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import { adminParts } from '../support/admin-parts.ts'
import { ENGINES } from '../support/engines.ts'
import { listen } from '../support/listen.ts'
import { speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'

const VERSION = '/admin/openapi/v20260301'
const JSON_API = { 'Content-Type': 'application/vnd.api+json' }
const JSON_TYPE = { 'Content-Type': 'application/json' }
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
/** Up to so many characters. */
const filled = (start: string, part: string, most: number, end = '') =>
  `${start}${part.repeat(Math.floor((most - start.length - end.length) / part.length))}${end}`
const times = (count: number, make: (n: number) => string) => Array.from({ length: count }, (_, n) => make(n))

interface Asked {
  as: string
  url: string
  method?: string
  headers?: Record<string, string>
  body?: string
}
const get = (as: string, url: string): Asked => ({ as, url })
const post = (
  as: string,
  url: string,
  body: string,
  headers = JSON_TYPE as Record<string, string>,
): Asked => ({
  as,
  url,
  method: 'POST',
  headers,
  body,
})
const customer = (attributes: string) => `{"data":{"type":"customers","attributes":{${attributes}}}}`

/** Each limit: just within it, past it, and what is said then. */
const LIMITS: readonly [what: string, within: Asked | null, past: Asked, status: number, said: string][] = [
  // One megabyte of body, for all.
  [
    'a body, Commerce Layer',
    null,
    post('commerce-layer', '/api/customers', 'x'.repeat(1_100_000), JSON_API),
    413,
    'PAYLOAD_TOO_LARGE',
  ],
  [
    'a body, SHOPLINE',
    null,
    post('shopline', `${VERSION}/customers.json`, 'x'.repeat(1_100_000)),
    413,
    '"errors"',
  ],
  ['a body, Easycart', null, post('easycart', '/api/v1/products', 'x'.repeat(1_100_000)), 413, '"message"'],
  [
    'a body, the admin API',
    null,
    post('admin', '/clientele/v1/organizations', 'x'.repeat(1_100_000)),
    413,
    'too_large',
  ],
  // 16 KB of URL.
  [
    'a URL, Commerce Layer',
    null,
    get('commerce-layer', `/api/customers?${'x'.repeat(16_400)}`),
    414,
    'URI_TOO_LONG',
  ],
  [
    'a URL, SHOPLINE',
    null,
    get('shopline', `${VERSION}/v2/customers.json?${'x'.repeat(16_400)}`),
    414,
    '"errors"',
  ],
  ['a URL, Easycart', null, get('easycart', `/api/v1/customers?${'x'.repeat(16_400)}`), 414, '"message"'],
  [
    'a URL, the admin API',
    null,
    get('admin', `/clientele/v1/organizations?${'x'.repeat(16_400)}`),
    414,
    'too_long',
  ],
  // Levels of JSON.
  [
    'levels of a body, Commerce Layer',
    post(
      'commerce-layer',
      '/api/customers',
      customer(`"email":"deep@example.org","metadata":{"a":${deep(90)}}`),
      JSON_API,
    ),
    post(
      'commerce-layer',
      '/api/customers',
      customer(`"email":"deeper@example.org","metadata":{"a":${deep(5000)}}`),
      JSON_API,
    ),
    400,
    'errors',
  ],
  [
    'levels of a body, SHOPLINE',
    null,
    post('shopline', `${VERSION}/customers.json`, `{"customer":{"first_name":"A","x":${deep(5000)}}}`),
    400,
    'body: must be JSON',
  ],
  [
    'levels of a body, Easycart',
    null,
    post('easycart', '/api/v1/products', `{"name":${deep(5000)}}`),
    422,
    'given data was invalid',
  ],
  [
    'levels of a body, the admin API',
    null,
    post('admin', '/clientele/v1/organizations', `{"slug":${deep(5000)}}`),
    422,
    'slug',
  ],
  [
    'levels of a filter’s JSON',
    get('commerce-layer', `/api/customers?filter[q][metadata_jcont]={"a":${deep(90)}}`),
    get('commerce-layer', `/api/customers?filter[q][metadata_jcont]={"a":${deep(7000)}}`),
    400,
    'INVALID_FILTER_VALUE',
  ],
  // Commerce Layer's questions.
  [
    'the path of an include',
    get('commerce-layer', '/api/customers?include=orders.customer.orders.customer.orders.customer'),
    get('commerce-layer', '/api/customers?include=orders.customer.orders.customer.orders.customer.orders'),
    400,
    'INVALID_INCLUDE',
  ],
  [
    'comparisons',
    get('commerce-layer', `/api/customers?${filled('filter[q][email', '_or_email', 900, '_cont]=a')}`),
    get('commerce-layer', `/api/customers?${filled('filter[q][email', '_or_email', 1500, '_cont]=a')}`),
    400,
    'INVALID_FILTERS_SYNTAX',
  ],
  [
    'values that are compared one by one',
    get('commerce-layer', `/api/customers?filter[q][email_cont_any]=${times(100, (n) => `a${n}`).join()}`),
    get('commerce-layer', `/api/customers?filter[q][email_cont_any]=${times(101, (n) => `a${n}`).join()}`),
    400,
    'INVALID_FILTERS_SYNTAX',
  ],
  [
    'criteria to sort by',
    get('commerce-layer', `/api/customers?sort=${times(60, () => 'email').join()}`),
    get('commerce-layer', `/api/customers?sort=${times(61, () => 'email').join()}`),
    400,
    'INVALID_SORT_CRITERIA',
  ],
  [
    'a page, Commerce Layer',
    get('commerce-layer', '/api/customers?page[size]=25'),
    get('commerce-layer', '/api/customers?page[size]=26'),
    400,
    'INVALID_PAGE_VALUE',
  ],
  // SHOPLINE's.
  [
    'a page, SHOPLINE',
    get('shopline', `${VERSION}/v2/customers.json?limit=250`),
    get('shopline', `${VERSION}/v2/customers.json?limit=251`),
    422,
    'limit',
  ],
  [
    'ids of a list',
    get('shopline', `${VERSION}/v2/customers.json?ids=${times(64, String).join()}`),
    get('shopline', `${VERSION}/v2/customers.json?ids=${times(65, String).join()}`),
    422,
    'ids',
  ],
  [
    'conditions of a search',
    get('shopline', `${VERSION}/customers/v2/search.json?query=${times(50, () => 'state:1').join(';')}`),
    get('shopline', `${VERSION}/customers/v2/search.json?query=${times(51, () => 'state:1').join(';')}`),
    422,
    'query',
  ],
  [
    'a word that every object knows',
    get('shopline', `${VERSION}/customers/v2/search.json?query=accepts_marketing:true`),
    get('shopline', `${VERSION}/customers/v2/search.json?query=accepts_marketing:constructor`),
    422,
    'accepts_marketing',
  ],
  [
    'a packed body, the admin API',
    null,
    post('admin', '/clientele/v1/organizations', gzipSync(Buffer.alloc(1000)).toString('latin1'), {
      ...JSON_TYPE,
      'Content-Encoding': 'gzip',
    }),
    400,
    'no JSON',
  ],
  // No statement takes a NUL.
  ['a NUL in a path', null, post('shopline', '/user/activate/%00', ''), 404, ''],
  // Nothing is unpacked: a packed body is no JSON.
  [
    'a packed body, Commerce Layer',
    null,
    post('commerce-layer', '/api/customers', gzipSync(Buffer.alloc(50_000_000)).toString('latin1'), {
      ...JSON_API,
      'Content-Encoding': 'gzip',
    }),
    400,
    'errors',
  ],
  [
    'a packed body, SHOPLINE',
    null,
    post('shopline', `${VERSION}/customers.json`, gzipSync(Buffer.alloc(50_000_000)).toString('latin1'), {
      ...JSON_TYPE,
      'Content-Encoding': 'gzip',
    }),
    400,
    'body: must be JSON',
  ],
  [
    'a packed body, Easycart',
    null,
    post('easycart', '/api/v1/products', gzipSync(Buffer.alloc(50_000_000)).toString('latin1'), {
      ...JSON_TYPE,
      'Content-Encoding': 'gzip',
    }),
    422,
    'message',
  ],
]

/** Within every limit, and made to be dear: nothing may take a worker, or the store, for long. */
const DEAR: readonly Asked[] = [
  get(
    'commerce-layer',
    `/api/customers?${times(30, (n) => `filter[q][customer_addresses_address_city_or_email_or_status_${['cont', 'eq', 'not_eq'][n % 3]}]=a${n}`).join('&')}`,
  ),
  get(
    'commerce-layer',
    filled(
      '/api/orders?filter[q][customer_email',
      '_or_customer_customer_addresses_address_city',
      4000,
      '_null]=true',
    ),
  ),
  get('commerce-layer', filled('/api/customers?filter[q][email_matches]=', '%25a_', 15_000)),
  get('commerce-layer', filled('/api/customers?filter[q][email_in]=', 'ab,', 15_000)),
  get('commerce-layer', `/api/customers?sort=${times(60, () => 'customer_group.name').join()}`),
  get(
    'commerce-layer',
    filled('/api/customers?include=', 'orders.customer.orders.customer.orders.customer,', 15_000),
  ),
  get('shopline', filled(`${VERSION}/v2/customers.json?fields=`, 'id,', 15_000)),
  get('easycart', filled('/api/v1/customers?currency=usd&query=', '%25_', 15_000)),
  get('easycart', '/api/v1/customers?currency=usd&page=9007199254740991'),
  get('easycart', '/api/v1/statistics?currency=usd&type=sales&date=0001-01-01,9999-12-31'),
]
const CPU_MS = 1500

describe.each(ENGINES)('limits on %s', (engine) => {
  let world: World
  let server: Awaited<ReturnType<typeof listen>>
  const valid: Record<string, Record<string, string>> = {}
  beforeAll(async () => {
    world = await createWorld(engine)
    server = await listen(world, { further: [createAdminApi(await adminParts(world))] })
    for (const dialect of dialects)
      valid[dialect.name] = (
        await speakAs(
          world,
          dialect,
          await world.credential(dialect.name, { scopes: dialect.demoScopes ?? [] }),
        )
      ).headers
    const tokens = { ...world.services, adminTokens: world.store.adminTokens }
    const { token } = await createAdminToken(tokens, { name: 'test', expiresAt: null })
    valid.admin = { Authorization: `Bearer ${token}` }
    await world.store.records.write(world.organization.key, {}, (writer) =>
      writer.create(
        'customer',
        times(500, (n) => `a${n}@example.com`).map((email) => ({ email })),
      ),
    )
  })
  afterAll(async () => {
    await server.close()
    await world.close()
  })

  async function ask({ as, url, method = 'GET', headers = {}, body }: Asked) {
    const answer = await fetch(`${server.origin}${url}`, {
      method,
      headers: { ...valid[as], ...headers },
      ...(body === undefined ? {} : { body: Buffer.from(body, 'latin1') }),
    })
    return { status: answer.status, text: await answer.text() }
  }

  test.each(LIMITS)('%s', async (_what, within, past, status, said) => {
    if (within) expect((await ask(within)).status).toBeLessThan(300)
    const refused = await ask(past)
    expect([refused.status, refused.text]).toEqual([status, expect.stringContaining(said)])
  })

  test.each(DEAR)('$as $url', async (asked) => {
    const began = process.cpuUsage()
    expect((await ask(asked)).status).toBe(200)
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(CPU_MS)
  })

  test('headers of more than 64 KB are refused before they are read', async () => {
    const socket = connect(server.port, '127.0.0.1')
    let text = ''
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.write(`GET /api/customers HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(70_000)}\r\n\r\n`)
    await closed
    expect(text).toMatch(/^HTTP\/1\.1 431 /)
  })
})
