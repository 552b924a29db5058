/** What answers below `/admin/oauth` and `/admin/oauth-web`. */
import { createRouter } from '../../../lib/route.ts'
import type { WireResponse } from '../../dialect.ts'
import { notFound } from '../errors.ts'
import { answerAuthorization, showAuthorization } from './authorize.ts'
import { openApp } from './install.ts'
import { createToken, refreshToken, type TokenCall } from './issue-token.ts'
import { fragmentPage } from './pages.ts'

export type WebCall = TokenCall

interface WebRoute {
  method: string
  path: string
  handle(call: WebCall): Promise<WireResponse>
}

export const webRoutes: readonly WebRoute[] = [
  { method: 'POST', path: '/admin/oauth/token/create', handle: createToken },
  { method: 'POST', path: '/admin/oauth/token/refresh', handle: refreshToken },
  { method: 'GET', path: '/admin/oauth-web', handle: async () => fragmentPage() },
  { method: 'GET', path: '/admin/oauth-web/install', handle: openApp },
  { method: 'GET', path: '/admin/oauth-web/authorize', handle: showAuthorization },
  { method: 'POST', path: '/admin/oauth-web/authorize', handle: answerAuthorization },
]

const find = createRouter(webRoutes)
/** Token requests and their answers in envelopes; the rest are pages. */
export const isTokenPath = (path: string): boolean => path.startsWith('/admin/oauth/')
const PREFIXES = ['/admin/oauth/', '/admin/oauth-web/']

export const isOAuthPath = (path: string): boolean =>
  path === '/admin/oauth-web' || PREFIXES.some((prefix) => path.startsWith(prefix))

export async function answerOAuth(call: WebCall): Promise<WireResponse> {
  const { method, path } = call.request
  const { match } = find(method === 'HEAD' ? 'GET' : method, path.replace(/\/$/, ''))
  if (!match) return notFound()
  call.services.onRoute?.(match.route.path)
  return match.route.handle(call)
}
