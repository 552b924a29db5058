/** One request, in the order of checks of section 1.3; each step has its own file. */
import { CoreError } from '../../core/errors.ts'
import { joined } from '../../lib/joined.ts'
import { createRouter } from '../../lib/route.ts'
import { conditionally } from '../conditional.ts'
import type { Services, WireRequest, WireResponse } from '../dialect.ts'
import { kept } from '../hot.ts'
import { authenticate, type Caller } from './authenticate.ts'
import type { ShoplineRoute } from './call.ts'
import { checkHeaders } from './check-headers.ts'
import { answerCoreError, answerRefusal, notFound, ShoplineRefusal } from './errors.ts'
import { takeTurn, turnRules } from './limits.ts'
import { routes } from './routes.ts'
import type { ShoplineSettings } from './settings.ts'
import { createTimeZones } from './time.ts'

export function createAnswer(settings: ShoplineSettings) {
  const find = createRouter<ShoplineRoute>(routes)
  const offsetsOf = createTimeZones()

  async function answer(request: WireRequest, services: Services): Promise<WireResponse> {
    const [, version = '', path = ''] = /^\/admin\/openapi\/([^/]+)(\/.*)$/.exec(request.path) ?? []
    // [assumed A14] An unknown version, handle or path is not found, and so is a known path by another method.
    const { match } = find(request.method === 'HEAD' ? 'GET' : request.method, path)
    if (!match || !settings.versions.includes(version)) return notFound()
    services.onRoute?.(`/admin/openapi/:version${match.route.path}`)
    const { hostLabel } = request
    const addressed = hostLabel === null ? null : await services.organizations.byLabel(hostLabel)
    if (hostLabel !== null && !addressed) return notFound()
    const caller = await authenticate(request, services, addressed)
    services.onCaller?.({ organization: caller.store.key, credential: caller.credential.id })
    // Whatever carries a valid token counts, refused or not [assumed]; but a missing scope is told first.
    const allowed = await takeTurn(caller, services, settings.rateLimit)
    const { scope, handle } = match.route
    if (!caller.credential.scopes.includes(scope)) throw new CoreError('permission-denied', { scope })
    if (!allowed) throw new CoreError('rate-limited')
    checkHeaders(request, settings.strictContentType)
    const offsetAt = offsetsOf(caller.store.timeZone)
    const target = match.route.target?.(match.params, caller.credential) ?? null
    const [organization, credential] = [caller.store.key, caller.credential.id]
    const asked = { request, services, organization, credential, target }
    const response = await conditionally(asked, (within) => {
      const call = { request, settings, version, offsetAt, params: match.params, services: within }
      return refusable(() => handle(joined(caller, call)))
    })
    // A handle of this store may become the slug of another, which goes before it.
    const isFirst = hostLabel === null || hostLabel === caller.store.slug
    return match.route.hot && isFirst ? kept(response, request, hotOf(caller)) : response
  }

  const hotOf = (caller: Caller) => ({
    asOf: caller.asOf,
    until: caller.until ?? null,
    caller: { organization: caller.store.key, credential: caller.credential.id },
    limits: { rules: turnRules(caller, settings.rateLimit), headers: () => ({}) },
  })

  return (request: WireRequest, services: Services): Promise<WireResponse> =>
    refusable(() => answer(request, services))
}

/** A refusal that was thrown is an answer too. */
async function refusable(answer: () => Promise<WireResponse>): Promise<WireResponse> {
  try {
    return await answer()
  } catch (error) {
    if (error instanceof CoreError) return answerCoreError(error)
    if (error instanceof ShoplineRefusal) return answerRefusal(error)
    throw error
  }
}
