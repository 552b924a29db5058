/** Easycart: the customer API of easy.tools, as it goes over the wire. */
import { createRouter } from '../../lib/route.ts'
import { uuidFrom } from '../../lib/uuid.ts'
import type { Dialect } from '../dialect.ts'
import { client } from './client.ts'
import { methodNotAllowed, refuse, routeNotFound, unauthenticated } from './errors.ts'
import { type EasycartRoute, routes } from './routes.ts'
import { authenticate, createCredential } from './tokens.ts'

export const BASE = '/api/v1'
const find = createRouter<EasycartRoute>(routes)

export const easycart: Dialect = {
  name: 'easycart',
  title: 'Easycart',
  ids: { form: 'uuid', mint: (_type, _key, random) => uuidFrom(random(16)) },
  mintOrganizationId: (random) => uuidFrom(random(16)),
  owns: (path) => path === BASE || path.startsWith(`${BASE}/`),

  async handle(request, services) {
    const path = request.path.slice(BASE.length).replace(/\/$/, '')
    const { match, methods } = find(request.method === 'HEAD' ? 'GET' : request.method, path)
    if (!match) return methods.length > 0 ? methodNotAllowed(request, methods) : routeNotFound(request)
    const caller = await authenticate(request, services)
    if (!caller) return unauthenticated()
    return match.route.handle({ request, services, caller, params: match.params })
  },

  refuse,
  createCredential,
  client,
  baseUrl: (origin) => `${origin}${BASE}`,
  exampleCurl: (origin, organization, printed) =>
    `curl -s -H 'Authorization: Bearer ${printed.token}' '${origin}${BASE}/customers?currency=${organization.currency.toLowerCase()}'`,
}
