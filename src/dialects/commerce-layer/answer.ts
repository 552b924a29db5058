/** A Core API request from its token to its answer, in the order of section 7.3. */
import { CoreError } from '../../core/errors.ts'
import { createRouter, type Match } from '../../lib/route.ts'
import type { Services, WireRequest, WireResponse } from '../dialect.ts'
import { CORE_ERRORS, errorResponse, Refused } from './errors.ts'
import { withinLimits } from './limits.ts'
import { refuseMediaType } from './negotiate.ts'
import { isAllowed, roleOf } from './permissions.ts'
import { type Operation, relationshipOf } from './resource.ts'
import { resources } from './resources/index.ts'
import { type ResourceRoute, resourceRoutes } from './routes.ts'
import { refuseIgnoredFilters } from './strict-filters.ts'
import { authenticate, type Caller } from './tokens.ts'

const find = createRouter<ResourceRoute>(resourceRoutes)

/** Rate limit → token → route, method → Content-Type → Accept → permission → parameters → records. */
export async function answerCoreApi(request: WireRequest, services: Services): Promise<WireResponse> {
  const caller = await authenticate(request, services)
  return withinLimits(request, caller, services, async () => {
    if (!caller) return errorResponse('token')
    const { match, methods } = find(
      request.method === 'HEAD' ? 'GET' : request.method,
      request.path.replace(/\/$/, ''),
    )
    if (!match && methods.length > 0) return errorResponse('method', undefined, { Allow: methods.join(', ') })
    if (!match || !isKnown(match.params)) return errorResponse('notFound')
    const others = otherMethods(match)
    if (others) return errorResponse('method', undefined, { Allow: others })
    const refusal = refuseMediaType(request)
    if (refusal) return refusal
    if (!permit(caller, match)) return errorResponse('unauthorized')
    try {
      if (services.settings.strictFilters && match.route.filtered)
        refuseIgnoredFilters(request.query, match.params)
      return await match.route.handle({ request, services, caller, params: match.params })
    } catch (error) {
      if (error instanceof Refused) return error.response
      if (error instanceof CoreError) return errorResponse(CORE_ERRORS[error.code])
      throw error
    }
  })
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  POST: 'create',
  PATCH: 'update',
  PUT: 'update',
  DELETE: 'delete',
}

/** The methods that this resource has at that path when the request's is none of them; null when it is. */
function otherMethods({ route, params }: Match<ResourceRoute>): string | null {
  const operations = resources.get(params.type ?? '')?.operations
  if (params.relationship || !operations) return null
  const asked = OPERATIONS[route.method] ?? (params.id === undefined ? 'list' : 'retrieve')
  if (operations.has(asked)) return null
  const here = params.id === undefined ? ['list', 'create'] : ['retrieve', 'update', 'delete']
  const methods: Record<string, string> = {
    list: 'GET',
    create: 'POST',
    retrieve: 'GET',
    update: 'PATCH',
    delete: 'DELETE',
  }
  return here.flatMap((name) => (operations.has(name as Operation) ? [methods[name]] : [])).join(', ')
}

/** A resource type with an endpoint, and a relationship of it. */
function isKnown({ type = '', relationship }: Record<string, string>): boolean {
  const resource = resources.get(type)
  return (
    resource?.served === true &&
    (relationship === undefined || relationshipOf(resource, relationship) !== undefined)
  )
}

/**
 * Whether the caller may do this to resources of that type at all; which of them says `visible`. [assumed]
 * Related records that the caller may not see are none rather than a refusal.
 */
function permit(caller: Caller, { route, params }: Match<ResourceRoute>): boolean {
  const type = params.type ?? ''
  const resource = resources.get(type)
  const link = resource && relationshipOf(resource, params.relationship ?? '')?.link
  // A history is for integrations alone (section 4.4): it tells who else acted.
  if (link === 'history' && roleOf(caller) !== 'integration') return false
  return isAllowed(caller, route.action, type)
}
