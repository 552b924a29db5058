/** One request: route, token, limit, store, and then the endpoint; each step has its own file (section 6). */
import type { AsOf } from '../../core/as-of.ts'
import { CoreError } from '../../core/errors.ts'
import { where } from '../../core/query.ts'
import { joined } from '../../lib/joined.ts'
import { createRouter } from '../../lib/route.ts'
import { isUuid } from '../../lib/uuid.ts'
import { conditionally, type Target } from '../conditional.ts'
import {
  type LimitResult,
  type Services,
  type WireRequest,
  type WireResponse,
  withHeaders,
} from '../dialect.ts'
import { kept } from '../hot.ts'
import type { EasycartRoute } from './call.ts'
import {
  answerCoreError,
  EasycartRefusal,
  methodNotAllowed,
  routeNotFound,
  unauthenticated,
} from './errors.ts'
import { countRequest, limitHeaders, ruleOf } from './limits.ts'
import { routes } from './routes.ts'
import type { EasycartSettings } from './settings.ts'
import { authenticate, type Caller, selectStore } from './tokens.ts'

export const BASE = '/api/v1'
const find = createRouter<EasycartRoute>(routes)

export function createAnswer(settings: EasycartSettings) {
  return async (request: WireRequest, services: Services): Promise<WireResponse> => {
    // A trailing slash means the same path [assumed].
    const path = request.path.slice(BASE.length).replace(/\/$/, '')
    const { match, methods } = find(request.method === 'HEAD' ? 'GET' : request.method, path)
    if (match) services.onRoute?.(`${BASE}${match.route.path}`)
    const caller = match ? await authenticate(request, services) : null
    const { headers, refusal } = await countRequest(caller, settings, services)
    const answer = async () => {
      if (refusal) return refusal
      if (!match) return methods.length > 0 ? methodNotAllowed(request, methods) : routeNotFound(request)
      if (!caller) return unauthenticated()
      return handle(match.route, match.params, caller, request, services)
    }
    const response = await refusable(answer)
    return withHeaders(response, headers)
  }

  async function handle(
    route: EasycartRoute,
    params: Record<string, string>,
    caller: Caller,
    request: WireRequest,
    services: Services,
  ): Promise<WireResponse> {
    const call = { request, settings, caller, params }
    services.onCaller?.({ organization: caller.credential.organization, credential: caller.credential.id })
    if (route.everyStore) return route.handle(joined(call, { services }))
    const selected = await selectStore(caller, request, services)
    if ('refusal' in selected) return selected.refusal
    const { store, asOf } = selected
    services.onCaller?.({ organization: store.key, credential: caller.credential.id })
    const target = targetOf(route, params)
    const asked = { request, services, organization: store.key, credential: caller.credential.id, target }
    const response = await conditionally(asked, (within) =>
      refusable(() => route.handle(joined(call, { services: within, store }))),
    )
    return route.hot ? kept(response, request, hotOf(caller, store.key, asOf)) : response
  }

  function hotOf({ credential }: Caller, store: number, asOf: AsOf | undefined) {
    const rule = settings.rateLimit && ruleOf({ credential }, settings.rateLimit)
    return {
      // The token may be another organization's than the store is.
      asOf: asOf && credential.asOf && [...credential.asOf, ...asOf],
      until: credential.expiresAt,
      caller: { organization: store, credential: credential.id },
      ...(rule
        ? {
            limits: {
              rules: [rule],
              headers: ([result]: readonly LimitResult[]) =>
                limitHeaders(rule, result ?? { allowed: true, remaining: rule.capacity }),
            },
          }
        : {}),
    }
  }
}

function targetOf({ target }: EasycartRoute, { id = '' }: Record<string, string>): Target | null {
  return target && isUuid(id)
    ? { type: target, where: where(target).eq('uuidId' as never, id.toLowerCase()) }
    : null
}

/** A refusal that was thrown is an answer too. */
async function refusable(answer: () => Promise<WireResponse>): Promise<WireResponse> {
  try {
    return await answer()
  } catch (error) {
    if (error instanceof EasycartRefusal) return error.response
    if (error instanceof CoreError) return answerCoreError(error)
    throw error
  }
}
