/** A Core API request from its token to its answer, in the order of section 7.3. */
import { CoreError } from '../../core/errors.ts'
import { createRouter, type Match } from '../../lib/route.ts'
import type { Services, WireRequest, WireResponse } from '../dialect.ts'
import { CORE_ERRORS, errorResponse, Refused } from './errors.ts'
import { withinLimits } from './limits.ts'
import { refuseMediaType } from './negotiate.ts'
import { isAllowed, ownerLimit } from './permissions.ts'
import { relationshipOf } from './resource.ts'
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

/** A resource type, and a relationship of it, that exist. */
function isKnown({ type = '', relationship }: Record<string, string>): boolean {
  const resource = resources.get(type)
  return (
    resource !== undefined &&
    (relationship === undefined || relationshipOf(resource, relationship) !== undefined)
  )
}

/**
 * Whether the caller may do this: by kind and resource type, and for a customer's own token only on that
 * customer. [assumed] Other records of the customer are reached through the customer.
 */
function permit(caller: Caller, { route, params }: Match<ResourceRoute>): boolean {
  const resource = resources.get(params.type ?? '')
  const target =
    params.relationship && resource ? relationshipOf(resource, params.relationship)?.targets[0] : undefined
  if (target && !isAllowed(caller, 'show', params.type ?? '')) return false
  if (target && target !== params.type && !isAllowed(caller, route.action, target)) return false
  if (!target && !isAllowed(caller, route.action, params.type ?? '')) return false
  const own = ownerLimit(caller)
  return own === null || (params.type === 'customers' && params.id === own)
}
