/** Every endpoint of SHOPLINE and of Easycart is a conformance case that succeeds, and one for each of its refusals. */
import { describe, expect, test } from 'vitest'
import type { ConformanceCase } from '../../src/dialects/case.ts'
import { cases as easycartCases } from '../../src/dialects/easycart/cases.ts'
import { routes as easycartRoutes } from '../../src/dialects/easycart/routes.ts'
import { cases as shoplineCases } from '../../src/dialects/shopline/cases.ts'
import { routes as shoplineRoutes } from '../../src/dialects/shopline/routes.ts'
import { createRouter, type RoutePattern } from '../../src/lib/route.ts'

/** `GET /x` → the statuses that its cases expect, each once, in order. */
function statusesOf<R extends RoutePattern>(routes: readonly R[], cases: readonly ConformanceCase[]) {
  const find = createRouter(routes)
  const statuses = new Map<R, Set<number>>(routes.map((route) => [route, new Set()]))
  for (const { method = 'GET', path, expect: wanted } of cases) {
    const { match } = find(method, (path.split('?')[0] ?? '').replaceAll(/[{}]/g, ''))
    if (match) statuses.get(match.route)?.add(wanted.status)
  }
  return statuses
}

const lacking = (statuses: ReadonlySet<number>, wanted: readonly number[]) =>
  wanted.filter((status) => !statuses.has(status))
const hasBody = ({ method }: RoutePattern) => method === 'POST' || method === 'PUT' || method === 'PATCH'

describe('conformance cases', () => {
  test.each([
    ['SHOPLINE', shoplineCases],
    ['Easycart', easycartCases],
  ])('those of %s have a name each, and the reading ones come first', (_name, cases) => {
    const names = cases.map(({ name }) => name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    const firstWrite = cases.findIndex(({ writes }) => writes)
    expect(cases.slice(firstWrite).filter(({ writes }) => !writes)).toEqual([])
  })

  // A reading run must be harmless on a server that refuses nothing.
  test.each([
    ['SHOPLINE', shoplineCases, ['/customers/query_user_by_email.json', '/customers/addresses/list.json']],
    ['Easycart', easycartCases, []],
  ] as const)('those of %s that read only ask for what changes nothing', (_name, cases, lookups) => {
    const asking = cases.filter(({ writes, credential = 'valid' }) => !writes && credential === 'valid')
    const others = asking.filter(({ method = 'GET' }) => method !== 'GET' && method !== 'HEAD')
    expect([...new Set(others.map(({ path }) => path))].sort()).toEqual([...lookups].sort())
  })

  const shopline = statusesOf(shoplineRoutes, shoplineCases)
  test.each(
    [...shopline].map(([route, statuses]) => [`${route.method} ${route.path}`, route, statuses] as const),
  )('SHOPLINE %s', (_name, route, statuses) => {
    const known = hasBody(route) ? [200, 400, 401, 403, 406] : [200, 401, 403, 406]
    expect(lacking(statuses, known)).toEqual([])
    // Of whom nothing is known: an empty list, or nothing to delete (sections 6.6 and 6.9).
    const quiet = ['GET /customers/:id/orders.json', 'DELETE /customers/:id.json']
    if (route.path.includes(':') && !quiet.includes(`${route.method} ${route.path}`))
      expect(statuses).toContain(404)
  })

  const easycart = statusesOf(easycartRoutes, easycartCases)
  test.each(
    [...easycart].map(([route, statuses]) => [`${route.method} ${route.path}`, route, statuses] as const),
  )('Easycart %s', (_name, route, statuses) => {
    expect(lacking(statuses, route.everyStore ? [401] : [401, 403])).toEqual([])
    expect([...statuses].some((status) => status >= 200 && status < 300)).toBe(true)
    if (route.path.includes(':id')) expect(lacking(statuses, [400, 404])).toEqual([])
  })
})
