/** Commerce Layer's surface at a glance. */
import type { Services, WireRequest, WireResponse } from '../dialect.ts'
import { publicKeys } from './jwks.ts'
import { revokeToken } from './oauth-revoke.ts'
import { issueToken } from './oauth-token.ts'

export interface CommerceLayerCall {
  request: WireRequest
  services: Services
  params: Record<string, string>
}

export interface CommerceLayerRoute {
  method: string
  path: string
  handle(call: CommerceLayerCall): Promise<WireResponse>
}

export const routes: readonly CommerceLayerRoute[] = [
  { method: 'POST', path: '/oauth/token', handle: issueToken },
  { method: 'POST', path: '/oauth/revoke', handle: revokeToken },
  { method: 'GET', path: '/.well-known/jwks.json', handle: publicKeys },
]
