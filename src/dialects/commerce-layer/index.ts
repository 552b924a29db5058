/** Commerce Layer: its Core API (JSON:API) and Authentication API, as they go over the wire. */
import { ALPHANUMERIC, randomText } from '../../lib/random-text.ts'
import { createRouter } from '../../lib/route.ts'
import { ADDED_HEADERS } from '../conditional.ts'
import type { Dialect } from '../dialect.ts'
import { answerCoreApi } from './answer.ts'
import { callerOf } from './caller-of.ts'
import { client } from './client.ts'
import { conformance } from './conformance.ts'
import { refuse } from './errors.ts'
import { fail } from './fail.ts'
import { unknownEndpoint } from './oauth/auth-errors.ts'
import { openApi } from './openapi.ts'
import { type CommerceLayerRoute, routes } from './routes.ts'
import { createCredential, KINDS } from './tokens.ts'
import { traps } from './traps.ts'
import { views } from './views.ts'
import { webhooks } from './webhooks/index.ts'

const find = createRouter<CommerceLayerRoute>(routes)
const PATHS = ['/oauth/', '/.well-known/jwks.json']

export const commerceLayer: Dialect = {
  name: 'commerce-layer',
  title: 'Commerce Layer',
  ids: { form: 'short', mint: (_type, _key, random) => randomText(10, ALPHANUMERIC, random) },
  mintOrganizationId: (random) => randomText(10, ALPHANUMERIC, random),
  owns: (path) =>
    path === '/api' ||
    (path.startsWith('/api/') && !/^\/api\/v1(\/|$)/.test(path)) ||
    PATHS.some((own) => path.startsWith(own)),

  cors: {
    exposedHeaders: ['X-Ratelimit-Limit', 'X-Ratelimit-Interval', 'X-Ratelimit-Remaining', ...ADDED_HEADERS],
  },

  async handle(request, services) {
    if (request.path.startsWith('/api')) return answerCoreApi(request, services)
    const { match, methods } = find(request.method, request.path.replace(/\/$/, ''))
    if (!match) return unknownEndpoint(methods)
    services.onRoute?.(match.route.path)
    return match.route.handle({ request, services, params: match.params })
  },

  refuse,
  fail,
  callerOf,
  credentialKinds: KINDS,
  credentialOptions: ['scope', 'redirectUri'],
  createCredential,
  client,
  conformance,
  traps,
  openApi,
  webhooks,
  views,
  baseUrl: (origin) => `${origin}/api`,
  exampleCurl: (origin, _organization, printed) => {
    const token = `curl -s -H 'Content-Type: application/json' -d '{"grant_type":"client_credentials","client_id":"${printed.client_id}","client_secret":"${printed.client_secret}"}' '${origin}/oauth/token' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/'`
    return `curl -s -g -H "Authorization: Bearer $(${token})" -H 'Accept: application/vnd.api+json' '${origin}/api/customers?page[size]=5'`
  },
}
