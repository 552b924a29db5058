/** What every route of every platform is asked with: made from the route tables, so that none can be forgotten. */

import type { ConformanceCase, Facts } from '../../src/dialects/case.ts'
import { type Resource, relationshipOf } from '../../src/dialects/commerce-layer/resource.ts'
import { resources } from '../../src/dialects/commerce-layer/resources/index.ts'
import { resourceRoutes } from '../../src/dialects/commerce-layer/routes.ts'
import { easycart } from '../../src/dialects/easycart/index.ts'
import { routes as easycartRoutes } from '../../src/dialects/easycart/routes.ts'
import { missingFacts } from '../../src/dialects/facts.ts'
import { shopline } from '../../src/dialects/shopline/index.ts'
import { routes as shoplineRoutes } from '../../src/dialects/shopline/routes.ts'
import { requestOf } from '../../src/jobs/check/run-case.ts'
import { createRouter, type RoutePattern } from '../../src/lib/route.ts'
import { lowerCased } from '../support/run-cases.ts'
import type { PlatformName } from './platforms.ts'

export interface Ask {
  platform: PlatformName
  /** Of the route table: `GET /api/:type/:id`. */
  route: string
  /** With what stands for its names: `GET /api/customers/:id`. */
  row: string
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body: string
  /** SHOPLINE: what the route needs. */
  scope?: string
}

export const nameOf = ({ method, path }: RoutePattern): string => `${method} ${path}`

export const ROUTES: Readonly<Record<PlatformName, readonly string[]>> = {
  'commerce-layer': resourceRoutes.map(nameOf),
  shopline: shoplineRoutes.map(nameOf),
  easycart: easycartRoutes.map(nameOf),
}

/** Several of a route where it can be asked in several ways; `facts` are whose ids it names. */
export const asksOf = (platform: PlatformName, facts: Facts): Ask[] =>
  platform === 'commerce-layer' ? coreApiAsks(facts) : caseAsks(platform, facts)

const JSON_API = { accept: 'application/vnd.api+json', 'content-type': 'application/vnd.api+json' }

/** Every resource by every operation, through every relationship. */
function coreApiAsks(ids: Facts): Ask[] {
  const asks: Ask[] = []
  const add = (method: string, route: string, url: string, row = route, body = '') =>
    asks.push({
      platform: 'commerce-layer',
      route: `${method} ${route}`,
      row: `${method} ${row}`,
      ...{ method, url, body },
      headers: method === 'GET' ? { accept: JSON_API.accept } : JSON_API,
    })
  for (const { method, path, type } of resourceRoutes)
    if (type) add(method, path, path.replace(':id', ids.organization ?? 'self'))
  for (const resource of resources.values()) {
    const { type, operations, relationships } = resource
    if (!resource.served || resource.singleton) continue
    const [all, one] = [`/api/${type}`, `/api/${type}/:id`]
    const here = `${all}/${ids[type]}`
    const body = (id?: string) => bodyOf(resource, ids, id)
    if (operations.has('list')) add('GET', '/api/:type', all, all)
    if (operations.has('create')) add('POST', '/api/:type', all, all, body())
    if (operations.has('retrieve')) add('GET', '/api/:type/:id', here, one)
    for (const method of operations.has('update') ? ['PATCH', 'PUT'] : [])
      add(method, '/api/:type/:id', here, one, body(ids[type]))
    for (const { name } of relationships) {
      add('GET', '/api/:type/:id/:relationship', `${here}/${name}`, `${one}/${name}`)
      const linkage = `/relationships/${name}`
      add('GET', '/api/:type/:id/relationships/:relationship', here + linkage, one + linkage)
    }
    if (operations.has('delete')) add('DELETE', '/api/:type/:id', here, one)
  }
  return asks
}

/** What may be linked is linked to those ids. */
function bodyOf(resource: Resource, ids: Facts, id?: string): string {
  const flag = id === undefined ? 'creatable' : 'updatable'
  const linked = resource.relationships.flatMap((one) => {
    const type = one.targets.find((target) => ids[target])
    if (!one[flag] || !type || relationshipOf(resource, one.name)?.staff) return []
    const data = { type, id: ids[type] }
    return [[one.name, { data: one.many ? [data] : data }]]
  })
  const named = { type: resource.type, attributes: {}, relationships: Object.fromEntries(linked) }
  return JSON.stringify({ data: id === undefined ? named : { ...named, id } })
}

const DIALECTS = {
  shopline: { dialect: shopline, routes: shoplineRoutes },
  easycart: { dialect: easycart, routes: easycartRoutes },
} as const

/** The platform's own conformance cases that succeed: test/contract/every-route.test.ts sees to it that each route has one. */
function caseAsks(platform: 'shopline' | 'easycart', facts: Facts): Ask[] {
  const { dialect, routes } = DIALECTS[platform]
  const find = createRouter<RoutePattern & { scope?: string }>(routes)
  const asks = (dialect.conformance?.cases ?? []).flatMap((one): Ask[] => {
    if (!isPlain(one) || missingFacts(one, facts).length > 0) return []
    const { method, path, headers, body } = requestOf(one, facts)
    const { match } = find(method, path.split('?')[0] ?? '')
    if (!match) return []
    const { route } = match
    const row = nameOf(route)
    return [
      {
        ...{ platform, route: row, row, method, body },
        url: dialect.conformance?.base(path) ?? path,
        headers: lowerCased(headers),
        ...(route.scope ? { scope: route.scope } : {}),
      },
    ]
  })
  return [...new Map(asks.map((one) => [`${one.method} ${one.url} ${one.body}`, one])).values()]
}

/** It succeeds with a good credential, and without a word about the Host. */
const isPlain = ({ credential = 'valid', host, expect }: ConformanceCase): boolean =>
  credential === 'valid' && host === undefined && expect.status >= 200 && expect.status < 300
