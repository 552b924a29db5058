/** Easycart: the customer API of easy.tools, as it goes over the wire. */
import { createRouter } from '../../lib/route.ts'
import { uuidFrom } from '../../lib/uuid.ts'
import type { Dialect } from '../dialect.ts'
import { client } from './client.ts'
import { methodNotAllowed, refuse, routeNotFound, unauthenticated } from './errors.ts'
import { countRequest } from './limits.ts'
import { type EasycartRoute, routes } from './routes.ts'
import { defaultSettings, type EasycartSettings } from './settings.ts'
import { authenticate, createCredential } from './tokens.ts'

const BASE = '/api/v1'
const find = createRouter<EasycartRoute>(routes)

/** The platform with some of its assumptions flipped: `createEasycart({ pageSize: 50 })`. */
export function createEasycart(changes: Partial<EasycartSettings> = {}): Dialect {
  const settings = { ...defaultSettings, ...changes }
  return {
    name: 'easycart',
    title: 'Easycart',
    ids: { form: 'uuid', mint: (_type, _key, random) => uuidFrom(random(16)) },
    mintOrganizationId: (random) => uuidFrom(random(16)),
    owns: (path) => path === BASE || path.startsWith(`${BASE}/`),

    async handle(request, services) {
      // A trailing slash means the same path [assumed].
      const path = request.path.slice(BASE.length).replace(/\/$/, '')
      const { match, methods } = find(request.method === 'HEAD' ? 'GET' : request.method, path)
      const caller = match ? await authenticate(request, services) : null
      const { headers, refusal } = await countRequest(caller, settings, services)
      const answer = async () => {
        if (refusal) return refusal
        if (!match) return methods.length > 0 ? methodNotAllowed(request, methods) : routeNotFound(request)
        if (!caller) return unauthenticated()
        return match.route.handle({ request, services, settings, caller, params: match.params })
      }
      const response = await answer()
      return { ...response, headers: { ...response.headers, ...headers } }
    },

    refuse,
    credentialOptions: ['furtherOrganizations'],
    createCredential,
    client,
    baseUrl: (origin) => `${origin}${BASE}`,
    exampleCurl: (origin, organization, printed) =>
      `curl -s -H 'Authorization: Bearer ${printed.token}' '${origin}${BASE}/customers?currency=${organization.currency.toLowerCase()}'`,
  }
}

export const easycart: Dialect = createEasycart()
