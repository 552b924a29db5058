/** `POST /oauth/revoke` (section 2.5): takes a token back. */
import { jsonResponse, type WireResponse } from '../dialect.ts'
import { readAuthBody } from './auth-body.ts'
import { AUTH_CONTENT_TYPE, authRefusal, missingParameter } from './auth-errors.ts'
import type { CommerceLayerCall } from './routes.ts'
import { agreesWithHost, DIALECT, isConfidential, isUsable, readOwnToken } from './tokens.ts'

/**
 * The secret is needed for a confidential application and for a guest's token, not for one that acts for a
 * customer or user. A text that is no valid token is revoked already (RFC 7009 section 2.2).
 */
export async function revokeToken({ request, services }: CommerceLayerCall): Promise<WireResponse> {
  const body = readAuthBody(request)
  const [clientId, token] = [body.get('client_id'), body.get('token')]
  if (!clientId) return missingParameter('client_id')
  if (!token) return missingParameter('token')

  const hash = services.secrets.hash(token)
  const found = await services.credentials.standing(DIALECT, clientId, hash)
  if (!found || !isUsable(found.credential, services) || !agreesWithHost(found.organization, request))
    return authRefusal('unauthorized_client')
  const claims = await readOwnToken(token, services)
  const secretNeeded = isConfidential(found.credential) || !claims?.owner
  const secret = body.get('client_secret') ?? ''
  if ((secretNeeded || secret !== '') && !services.secrets.matches(secret, found.credential.secretHash))
    return authRefusal('unauthorized_client')
  if (claims && claims.application.client_id !== clientId) return authRefusal('unauthorized_client')
  if (claims && !found.tokenRevoked)
    await services.credentials.revokeToken(found.organization.key, hash, new Date(claims.exp * 1000))
  return jsonResponse(200, AUTH_CONTENT_TYPE, {})
}
