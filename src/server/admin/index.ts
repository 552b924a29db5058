/** The admin API: what the command line does to organizations and their credentials, over HTTP. */
import type { AdminTokens } from '../../core/admin-tokens.ts'
import { jsonResponse, type WireRequest, type WireResponse } from '../../dialects/dialect.ts'
import { createRouter } from '../../lib/route.ts'
import type { HostPart } from '../host.ts'
import { answerTo, JSON_TYPE, refusal, refusalOfStatus } from './refusal.ts'
import type { AdminParts } from './route.ts'
import { ADMIN_ROUTES } from './routes.ts'
import { presentedToken } from './tokens.ts'

export const ADMIN_PATH = '/clientele/v1'

const findRoute = createRouter(
  ADMIN_ROUTES.map((route) => ({ ...route, path: `${ADMIN_PATH}${route.path}` })),
)

export interface AdminApiParts extends AdminParts {
  adminTokens: AdminTokens
}

export function createAdminApi(parts: AdminApiParts): HostPart {
  const { adminTokens, services } = parts
  return {
    owns: (path) => path === ADMIN_PATH || path.startsWith(`${ADMIN_PATH}/`),
    async handle(request) {
      // First of all, so that nobody else learns what there is.
      const { authorization } = request.headers
      if (!(await presentedToken(authorization, { ...services, adminTokens })))
        return refusal(
          'unauthorized',
          'an admin token is needed: make one with `clientele admin-token create`',
          { 'WWW-Authenticate': 'Bearer realm="clientele"' },
        )
      return answer(request).catch(answerTo)
    },
    refuse: refusalOfStatus,
  }

  async function answer(request: WireRequest): Promise<WireResponse> {
    const { match, methods } = findRoute(request.method, request.path)
    if (!match && methods.length === 0) return refusal('not_found', 'there is no such URL')
    if (!match)
      return refusal('method_not_allowed', `allowed here: ${methods.join(', ')}`, {
        Allow: methods.join(', '),
      })
    if (request.query !== '') return refusal('bad_request', 'query parameters are not known here')
    const { status, body } = await match.route.answer({ params: match.params, request }, parts)
    return jsonResponse(status, JSON_TYPE, body, { 'Cache-Control': 'no-store' })
  }
}
