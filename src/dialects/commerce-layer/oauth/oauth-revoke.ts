/** `POST /oauth/revoke` (section 2.5): takes an access or a refresh token back. */
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { CommerceLayerCall } from '../routes.ts'
import { isConfidential, readOwnToken } from '../tokens.ts'
import { readAuthBody } from './auth-body.ts'
import { AUTH_CONTENT_TYPE, authRefusal, missingParameter } from './auth-errors.ts'
import { findApplication } from './find-application.ts'

/**
 * The secret is needed for a confidential application and for a guest's token, not for one that acts for a
 * customer or user. With either token of a grant goes the whole grant ("refresh tokens included"; RFC 7009
 * section 2.1). A text that is no valid token is revoked already (RFC 7009 section 2.2).
 */
export async function revokeToken({ request, services }: CommerceLayerCall): Promise<WireResponse> {
  const body = readAuthBody(request)
  const token = body.get('token')
  if (!token) return missingParameter('token')

  // js-auth's revoke.spec.ts: without a client id 403 as well.
  const found = await findApplication(body.get('client_id') ?? '', token, request, services)
  if (!found) return authRefusal('unauthorized_client')
  const { credential, organization } = found
  const hash = services.secrets.hash(token)
  const claims = (await readOwnToken(token, services))?.claims
  const grant = await services.grants.byToken(organization.key, hash)
  const owner = claims?.owner ?? grant?.owner
  const secret = body.get('client_secret') ?? ''
  const secretNeeded = isConfidential(credential) || !owner
  if ((secretNeeded || secret !== '') && !services.secrets.matches(secret, credential.secretHash))
    return authRefusal('unauthorized_client')
  const foreign = claims && claims.application.client_id !== credential.publicId
  if (foreign || (grant && grant.credentialId !== credential.id)) return authRefusal('unauthorized_client')

  if (grant) await services.grants.revoke(organization.key, grant.id)
  if (claims && !found.tokenRevoked)
    await services.credentials.revokeToken(organization.key, hash, new Date(claims.exp * 1000))
  return jsonResponse(200, AUTH_CONTENT_TYPE, {})
}
