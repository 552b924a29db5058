/** A Core API request from its token to its answer, in the order of section 7.3. */
import { CoreError } from '../../core/errors.ts'
import { all } from '../../core/query.ts'
import { joined } from '../../lib/joined.ts'
import { createRouter, type Match } from '../../lib/route.ts'
import { conditionally, type Target } from '../conditional.ts'
import type {
  LimitResult,
  LimitRule,
  RequestCaller,
  Services,
  WireRequest,
  WireResponse,
} from '../dialect.ts'
import { kept } from '../hot.ts'
import { newTraceId } from './documents.ts'
import { CORE_ERRORS, errorResponse, Refused } from './errors.ts'
import { limitHeaders, withinLimits } from './limits.ts'
import { type Asking, withId } from './load.ts'
import { refuseMediaType } from './negotiate.ts'
import { isAllowed, roleOf, visible } from './permissions.ts'
import { refuseIgnoredFilters } from './query/strict-filters.ts'
import { type Operation, relationshipOf } from './resource.ts'
import { resources } from './resources/index.ts'
import { type ResourceRoute, resourceRoutes } from './routes.ts'
import { authenticate, type Caller } from './tokens.ts'

const find = createRouter<ResourceRoute>(resourceRoutes)

/** Rate limit → token → route, method → Content-Type → Accept → permission → parameters → records. */
export async function answerCoreApi(request: WireRequest, services: Services): Promise<WireResponse> {
  const caller = await authenticate(request, services)
  if (caller) services.onCaller?.(requestCaller(caller))
  return withinLimits(request, caller, services, async (rules) => {
    if (!caller) return errorResponse('token')
    const { match, methods } = find(
      request.method === 'HEAD' ? 'GET' : request.method,
      request.path.replace(/\/$/, ''),
    )
    if (!match && methods.length > 0) return errorResponse('method', undefined, { Allow: methods.join(', ') })
    if (!match || !isKnown(match)) return errorResponse('notFound')
    services.onRoute?.(patternOf(match))
    const others = otherMethods(match)
    if (others) return errorResponse('method', undefined, { Allow: others })
    const refusal = refuseMediaType(request)
    if (refusal) return refusal
    if (!permit(caller, match)) return errorResponse('unauthorized')
    if (!match.route.hot || mayShowSecrets(request)) return handle(match, { caller, services }, request)
    const traceId = newTraceId(services)
    const { own, hasOpened } = watchingSecrets(services)
    const response = await handle(match, { caller, services: own, traceId }, request)
    return hasOpened() ? response : kept(response, request, hotOf(caller, rules, traceId, services))
  })
}

/** A page is given again with another trace id, to whoever has the same token; what it counts is said anew. */
const hotOf = (caller: Caller, rules: readonly LimitRule[], id: string, services: Services) => ({
  asOf: caller.asOf,
  until: caller.until ?? null,
  caller: requestCaller(caller),
  trace: { id, next: () => newTraceId(services) },
  limits: { rules, headers: (results: readonly LimitResult[]) => limitHeaders(rules, results) },
})

const requestCaller = ({ organization, credential, owner }: Caller): RequestCaller => ({
  organization: organization.key,
  credential: credential.id,
  onBehalf: owner !== null,
})

/** Services that know whether a secret was opened, of a market or to reset a password, by whatever way it is shown. */
function watchingSecrets(services: Services): { own: Services; hasOpened(): boolean } {
  let opened = false
  const own = { ...services }
  own.secrets = {
    ...services.secrets,
    open(sealed) {
      opened = true
      return services.secrets.open(sealed)
    },
  }
  return { own, hasOpened: () => opened }
}

/** Secrets that are sealed in the store lie open in no memory but that of their answer. */
const mayShowSecrets = ({ path, query }: WireRequest): boolean => /webhook|event/.test(`${path}?${query}`)

/** A refusal that was thrown is an answer too. */
async function refusable(answer: () => Promise<WireResponse>): Promise<WireResponse> {
  try {
    return await answer()
  } catch (error) {
    if (error instanceof Refused) return error.response
    if (error instanceof CoreError) return errorResponse(CORE_ERRORS[error.code])
    throw error
  }
}

const handle = (match: Match<ResourceRoute>, asking: Asking, request: WireRequest): Promise<WireResponse> =>
  refusable(() => answerRoute(match, asking, request))

async function answerRoute(
  match: Match<ResourceRoute>,
  asking: Asking,
  request: WireRequest,
): Promise<WireResponse> {
  const { caller, services } = asking
  const params = paramsOf(match)
  const { route } = match
  if (services.settings.strictFilters && route.filtered) refuseIgnoredFilters(request.query, params)
  const target = targetOf(params, caller)
  const organization = caller.organization.key
  const asked = { request, services, organization, credential: nameOf(caller), target }
  return conditionally(asked, (within) =>
    refusable(() => route.handle(joined(asking, { request, params, services: within }))),
  )
}

/** A shop's application speaks for each of its customers: one knows nothing of another. */
const nameOf = ({ credential, owner }: Caller): string =>
  owner ? `${credential.id} ${owner.type} ${owner.id}` : credential.id

/** The record that the path names, as far as the caller may see it. */
function targetOf({ type = '', id, relationship }: Record<string, string>, caller: Caller): Target | null {
  const resource = resources.get(type)
  if (!resource?.record || id === undefined || relationship !== undefined || id.includes('\0')) return null
  return { type: resource.record, where: all(withId(resource, id), visible(resource, caller)) }
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  POST: 'create',
  PATCH: 'update',
  PUT: 'update',
  DELETE: 'delete',
}

const METHODS: Readonly<Record<Operation, string>> = {
  list: 'GET',
  create: 'POST',
  retrieve: 'GET',
  update: 'PATCH',
  delete: 'DELETE',
}

/** The methods that this resource has at that path when the request's is none of them; null when it is. */
function otherMethods({ route, params }: Match<ResourceRoute>): string | null {
  if (route.type) return route.method === 'GET' ? null : 'GET'
  const operations = resources.get(params.type ?? '')?.operations
  if (params.relationship || !operations) return null
  const asked = OPERATIONS[route.method] ?? (params.id === undefined ? 'list' : 'retrieve')
  if (operations.has(asked)) return null
  return here(params)
    .flatMap((name) => (operations.has(name) ? [METHODS[name]] : []))
    .join(', ')
}

/** With the type, where the path is a singleton's. */
const paramsOf = ({ route, params }: Match<ResourceRoute>): Record<string, string> =>
  route.type ? { ...params, type: route.type } : params

/** With the type, of which there are so many and no more. */
const patternOf = ({ route, params }: Match<ResourceRoute>): string =>
  params.type === undefined ? route.path : route.path.replace(':type', params.type)

const here = ({ id }: Record<string, string>): readonly Operation[] =>
  id === undefined ? ['list', 'create'] : ['retrieve', 'update', 'delete']

/** A resource type with something to do at that path, or a relationship of it. */
function isKnown({ route, params }: Match<ResourceRoute>): boolean {
  if (route.type) return true
  const resource = resources.get(params.type ?? '')
  if (!resource?.served || resource.singleton) return false
  if (params.relationship !== undefined) return relationshipOf(resource, params.relationship) !== undefined
  return here(params).some((operation) => resource.operations.has(operation))
}

/**
 * Whether the caller may do this to resources of that type at all; which of them says `visible`. [assumed]
 * Related records that the caller may not see are none rather than a refusal.
 */
function permit(caller: Caller, match: Match<ResourceRoute>): boolean {
  const { type = '', relationship = '' } = paramsOf(match)
  const resource = resources.get(type)
  const link = resource && relationshipOf(resource, relationship)?.link
  // A history is for integrations alone (section 4.4): it tells who else acted.
  if (link === 'history' && roleOf(caller) !== 'integration') return false
  return isAllowed(caller, match.route.action, type)
}
