import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commerceLayer } from '../../src/dialects/commerce-layer/index.ts'
import { resources } from '../../src/dialects/commerce-layer/resources/index.ts'
import { routes as commerceLayerRoutes, resourceRoutes } from '../../src/dialects/commerce-layer/routes.ts'
import type { WireResponse } from '../../src/dialects/dialect.ts'
import { easycart } from '../../src/dialects/easycart/index.ts'
import { routes as easycartRoutes } from '../../src/dialects/easycart/routes.ts'
import { dialects } from '../../src/dialects/index.ts'
import { shopline } from '../../src/dialects/shopline/index.ts'
import { webRoutes } from '../../src/dialects/shopline/oauth/web-routes.ts'
import { routes as shoplineRoutes } from '../../src/dialects/shopline/routes.ts'
import { type OpenApiDocument, templateOf } from '../../src/lib/openapi.ts'
import { createRouter, type RoutePattern } from '../../src/lib/route.ts'
import { adminOpenApi } from '../../src/server/admin/openapi.ts'
import { ADMIN_ROUTES } from '../../src/server/admin/routes.ts'
import { addressed, createDocs } from '../../src/server/docs.ts'
import { docsFiles, docsPage } from '../../src/server/docs-pages.ts'
import { checkOf } from '../support/expect-documented.ts'
import { speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'

/** Pages of a path of their own. */
const ACTIVATION = ['GET', 'POST'].map((method) => ({ method, path: '/user/activate/:handle' }))

const docs = createDocs(dialects, '0')
const documentOf = (name: string): OpenApiDocument => {
  const found = docs.find((one) => one.name === name)
  if (!found) throw new Error(`no document ${name}`)
  return found.document
}
const operationsIn = ({ paths }: OpenApiDocument): string[] =>
  Object.entries(paths)
    .flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    )
    .sort()
const namesOf = (routes: readonly RoutePattern[]): string[] =>
  routes.map(({ method, path }) => `${method} ${templateOf(path)}`).sort()

describe('every route is in its document, and nothing else', () => {
  test.each([
    ['shopline', [...shoplineRoutes, ...webRoutes, ...ACTIVATION]],
    ['easycart', easycartRoutes],
    ['admin', ADMIN_ROUTES],
  ])('of %s', (name, routes) => {
    expect(operationsIn(documentOf(name))).toEqual(namesOf(routes))
  })

  test('of commerce-layer, whose routes stand for each resource', () => {
    const find = createRouter([...commerceLayerRoutes, ...resourceRoutes])
    const met = new Set<RoutePattern>()
    for (const operation of operationsIn(documentOf('commerce-layer'))) {
      const [method = '', path = ''] = operation.split(' ')
      const { match } = find(method, path.replaceAll(/\{\w+\}/g, 'x'))
      expect(match, operation).not.toBeNull()
      if (match) met.add(match.route)
    }
    // What there is one of for each caller answers no other method than GET.
    const unmet = [...commerceLayerRoutes, ...resourceRoutes].filter((route) => !met.has(route))
    expect(unmet.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      ['application', 'organization']
        .flatMap((one) => ['DELETE', 'PATCH', 'POST', 'PUT'].map((method) => `${method} /api/${one}`))
        .sort(),
    )
  })

  test('of commerce-layer, with every operation and relationship of each resource', () => {
    const documented = new Set(operationsIn(documentOf('commerce-layer')))
    const wanted = [...resources.values()]
      .filter(({ served, singleton }) => served && !singleton)
      .flatMap(({ type, operations, relationships }) => [
        ...(operations.has('list') ? [`GET /api/${type}`] : []),
        ...(operations.has('create') ? [`POST /api/${type}`] : []),
        ...(operations.has('update') ? [`PATCH /api/${type}/{id}`] : []),
        ...(operations.has('delete') ? [`DELETE /api/${type}/{id}`] : []),
        ...relationships.flatMap(({ name }) => [
          `GET /api/${type}/{id}/${name}`,
          `GET /api/${type}/{id}/relationships/${name}`,
        ]),
      ])
    expect(wanted.filter((operation) => !documented.has(operation))).toEqual([])
    expect(wanted.length).toBeGreaterThan(300)
  })
})

describe.each(docs.map(({ name, document }) => [name, document] as const))(
  'the document of %s',
  (_name, document) => {
    test('names nothing that it does not have, and each operation once', () => {
      const text = JSON.stringify(document)
      const names = [...new Set(text.match(/#\/components\/\w+\/[^"]+/g))]
      const lost = names.filter((pointer) => {
        const [, , kind = '', name = ''] = pointer.split('/')
        return !Object.hasOwn(document.components[kind as 'schemas'] ?? {}, name)
      })
      expect(lost).toEqual([])
      const ids = Object.values(document.paths).flatMap((one) =>
        Object.values(one).map(({ operationId }) => operationId),
      )
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    })

    test('says what a browser must know to try it', () => {
      const [server] = addressed(document, 'https://example.com').servers
      expect(server?.url).toMatch(/^https:\/\/example\.com/)
      expect(Object.keys(document.components.securitySchemes)).toHaveLength(1)
    })
  },
)

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
const isObject = (value: Json | undefined): value is { [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Members that hold whatever a client put there. */
const FREE = new Set(['metadata', 'jwt_custom_claim', 'payload', 'who', 'changes'])

/** The answer with one thing wrong, once for each thing: where, and how it reads then. */
function mutations(value: Json, path = ''): { what: string; body: Json }[] {
  if (Array.isArray(value)) {
    const [first, ...rest] = value
    return first === undefined
      ? []
      : mutations(first, `${path}/0`).map(({ what, body }) => ({ what, body: [body, ...rest] }))
  }
  if (!isObject(value)) return []
  const of = (what: string, body: Json) => ({ what: `${path} ${what}`, body })
  return [
    of('with a member too many', { ...value, stranger: 1 }),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const { [name]: _gone, ...others } = value
      if (FREE.has(name)) return [of(`without ${name}`, others)]
      return [
        of(`without ${name}`, others),
        of(`with ${name} of another type`, { ...value, [name]: [[inner]] }),
        ...(typeof inner === 'number'
          ? [of(`with ${name} as text`, { ...value, [name]: String(inner) })]
          : []),
        ...(typeof inner === 'string' && inner !== ''
          ? [of(`with ${name} as a number`, { ...value, [name]: 7 })]
          : []),
        ...mutations(inner, `${path}/${name}`).map(({ what, body }) => ({
          what,
          body: { ...value, [name]: body },
        })),
      ]
    }),
  ]
}

describe('an answer that is not as documented is told', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld('embedded')
    await writePerson(world, {
      customer: { email: 'ann@example.com', firstName: 'Ann' },
      orders: [{ at: '2026-01-15T10:00:00Z', currency: 'USD', amount: 1500, products: [] }],
    })
  })
  afterAll(() => world?.close())

  test.each([
    [commerceLayer, '/api/customers', ''],
    [commerceLayer, '/api/orders', 'include=customer'],
    [shopline, '/admin/openapi/v20260301/v2/customers.json', ''],
    [easycart, '/api/v1/customers', 'currency=usd'],
    [easycart, '/api/v1/transactions', ''],
  ])('of $name, $1', async (dialect, path, query) => {
    const printed = await world.credential(dialect.name, {
      scopes: dialect === shopline ? ['read_customers'] : [],
    })
    const { get } = await speakAs(world, dialect, printed)
    const answer = await get(query === '' ? path : `${path}?${query}`)
    expect(answer.status, String(answer.body)).toBe(200)
    const check = checkOf(dialect)
    const told = (changed: Partial<WireResponse>) =>
      check({ method: 'GET', path, query }, { ...answer, ...changed })
    expect(told({})).toBeNull()
    const wrong = mutations(JSON.parse(String(answer.body)))
    expect(wrong.length).toBeGreaterThan(20)
    const missed = wrong.filter(({ body }) => told({ body: JSON.stringify(body) }) === null)
    // An object's `data` and its page's neighbours are there only where they were asked for, or are.
    expect(missed.map(({ what }) => what).filter((what) => !OPTIONAL.test(what))).toEqual([])
    expect(told({ status: 201 })).toMatch(/not documented to answer 201/)
    expect(told({ headers: { 'Content-Type': 'text/plain' } })).toMatch(/a body of type text\/plain/)
  })
  const OPTIONAL = /^\/data\/0\/relationships\/\w+ without data$|^ without included$/

  test('null where nothing says so, and a path or a method that nobody knows', () => {
    const check = checkOf(easycart)
    const answer = { status: 200, headers: { 'Content-Type': 'application/json' } }
    const reach = { id: '0b8f5a2e-9f0f-4f8a-8a53-1f4e3f1d2c3b', name: 'Acme', slug: 'acme', role: 'owner' }
    const stores = (one: object) => JSON.stringify({ stores: [one] })
    const asked = { method: 'GET', path: '/api/v1/stores', query: '' }
    expect(check(asked, { ...answer, body: stores({ ...reach, is_default: true }) })).toBeNull()
    expect(check(asked, { ...answer, body: stores({ ...reach, is_default: null }) })).toMatch(/is_default/)
    expect(check(asked, { ...answer, body: stores({ ...reach, is_default: 'true' }) })).toMatch(/is_default/)
    expect(check({ ...asked, path: '/api/v1/shops' }, { ...answer, body: '{}' })).toMatch(/not documented/)
    expect(check({ ...asked, method: 'PUT' }, { ...answer, body: '{}' })).toMatch(/not documented/)
  })

  test('members may be left out where the caller chose them, and only then', () => {
    const check = checkOf(shopline)
    const answer = {
      status: 200,
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: '{"customers":[{"id":"1"}]}',
    }
    const asked = { method: 'GET', path: '/admin/openapi/v20260301/v2/customers.json' }
    expect(check({ ...asked, query: 'fields=id' }, answer)).toBeNull()
    expect(check({ ...asked, query: '' }, answer)).toMatch(/required property/)
  })
})

describe('/docs', () => {
  test('lists the documents, and shows each', () => {
    const listed = docsPage('/docs', docs)
    for (const { name, title } of docs) {
      expect(listed?.body).toContain(`<a href="/docs/${name}">${title}</a>`)
      expect(docsPage(`/docs/${name}`, docs)?.body).toContain(`data-document="/docs/${name}.json"`)
    }
    expect(docsPage('/docs/nothing', docs)).toBeNull()
    expect(docsPage('/docsx', docs)).toBeNull()
  })

  test('asks nothing of anybody else, by its policy', () => {
    for (const path of ['/docs', '/docs/admin']) {
      const policy = docsPage(path, docs)?.headers['Content-Security-Policy'] ?? ''
      expect(policy).toMatch(/^default-src 'none'; /)
      expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/)
    }
  })

  test('gives the documents with this server’s address, compressed for whoever takes that', async () => {
    const app = Fastify()
    await app.register(docsFiles(docs))
    const url = '/docs/shopline.json'
    const plain = await app.inject({ url, headers: { host: 'shop.example:8080' } })
    expect(plain.statusCode).toBe(200)
    expect(plain.json().servers[0].url).toBe('http://shop.example:8080/admin/openapi/{version}')
    const small = await app.inject({ url, headers: { 'accept-encoding': 'br, gzip' } })
    expect(small.headers['content-encoding']).toBe('gzip')
    expect(small.rawPayload.length).toBeLessThan(plain.rawPayload.length / 4)
    await app.close()
  })

  test('without an admin API there is no document of it', () => {
    expect(createDocs(dialects, null).map(({ name }) => name)).toEqual(dialects.map(({ name }) => name))
    expect(adminOpenApi('1.2.3').info.version).toBe('1.2.3')
  })
})
