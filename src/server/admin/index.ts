/** The admin API: what the command line does to organizations and their credentials, over HTTP. */
import { jsonResponse, type WireRequest, type WireResponse } from '../../dialects/dialect.ts'
import { createRouter } from '../../lib/route.ts'
import { isStorable } from '../../lib/storable.ts'
import type { HostPart } from '../host.ts'
import { callerOf } from './callers.ts'
import { noteAsked } from './note-asked.ts'
import { ADMIN_PATH, ownsAdmin } from './path.ts'
import { readBody, readQuery } from './read-members.ts'
import { answerTo, JSON_TYPE, refusal, refusalOfStatus } from './refusal.ts'
import { type AdminParts, tokenParts } from './route.ts'
import { ADMIN_ROUTES } from './routes.ts'

export { ADMIN_PATH }

const findRoute = createRouter(
  ADMIN_ROUTES.map((route) => ({ ...route, path: `${ADMIN_PATH}${route.path}` })),
)

export function createAdminApi(parts: AdminParts): HostPart {
  return {
    owns: ownsAdmin,
    handle: (request, services) => answer(request, services.onRoute).catch(answerTo),
    refuse: refusalOfStatus,
  }

  async function answer(request: WireRequest, onRoute?: (route: string) => void): Promise<WireResponse> {
    const caller = await callerOf(request, tokenParts(parts))
    const { match, methods } = findRoute(request.method, request.path)
    // Before all else, so that nobody else learns what there is.
    if (!caller && !match?.route.open)
      return refusal(
        'unauthorized',
        'an admin token is needed: make one with `clientele admin-token create`',
        {
          'WWW-Authenticate': 'Bearer realm="clientele"',
        },
      )
    if (!match && methods.length === 0) return refusal('not_found', 'there is no such URL')
    if (!match)
      return refusal('method_not_allowed', `allowed here: ${methods.join(', ')}`, {
        Allow: methods.join(', '),
      })
    const { route, params } = match
    onRoute?.(route.path)
    // `%00` names nothing that could be kept.
    if (!Object.values(params).every(isStorable)) return refusal('not_found', 'there is no such URL')
    const asked = {
      params,
      caller,
      request,
      query: readQuery(request.query, route.query ?? {}),
      body: route.takes ? {} : readBody(request.body, route.body ?? {}),
    }
    await noteAsked(route, asked, parts)
    const { status, body, headers } = await route.answer(asked, parts)
    const further = { 'Cache-Control': 'no-store', ...headers }
    return route.type
      ? { status, headers: { 'Content-Type': route.type, ...further }, body: String(body) }
      : jsonResponse(status, JSON_TYPE, body, further)
  }
}
