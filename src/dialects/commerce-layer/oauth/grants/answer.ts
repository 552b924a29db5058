/** What `POST /oauth/token` answers (section 2.1), member by member as the documentation prints it. */
import type { Grant, IssuedTokens } from '../../../../core/grants.ts'
import { ALPHANUMERIC, randomText } from '../../../../lib/random-text.ts'
import { jsonResponse, type WireResponse } from '../../../dialect.ts'
import type { AccessClaims } from '../../tokens.ts'
import { AUTH_CONTENT_TYPE, authRefusal } from '../auth-errors.ts'
import { type Bearing, signAccessToken } from './access-token.ts'
import type { TokenRequest } from './token-request.ts'

/** "Refresh tokens have a fixed default lifetime of 2 weeks that cannot be modified" [docs: core/authentication]. */
const REFRESH_LIFETIME_MS = 14 * 24 * 60 * 60 * 1000
/** RFC 6749 section 5.1. */
const UNCACHED = { 'Cache-Control': 'no-store', Pragma: 'no-cache' }

/** A token without a refresh token: exactly five members. */
export async function answerGuest(asked: TokenRequest, scope: string): Promise<WireResponse> {
  const signed = await signAccessToken(asked, { scope, owner: null, customClaim: null })
  if (!signed) return authRefusal('invalid_scope')
  return ok({ ...head(signed.token, signed.claims), ...tail(signed.claims) })
}

/**
 * A token with a refresh token. `keep` stores the issued tokens under their grant; when it says no, they
 * were asked for twice at once and the other request got them.
 */
export async function answerGrant(
  asked: TokenRequest,
  bearing: Bearing,
  keep: (grant: Grant, tokens: IssuedTokens) => Promise<boolean>,
): Promise<WireResponse> {
  const { services, credential, organization } = asked
  const signed = await signAccessToken(asked, bearing)
  if (!signed) return authRefusal('invalid_scope')
  const refreshToken = randomText(43, `${ALPHANUMERIC}-_`, services.random)
  const grant: Grant = {
    scope: bearing.scope,
    customClaim: bearing.customClaim,
    owner: bearing.owner && { type: bearing.owner.type, id: bearing.owner.id },
    customerKey: bearing.owner?.key ?? null,
    id: randomText(22, ALPHANUMERIC, services.random),
    organization: organization.key,
    credentialId: credential.id,
  }
  const kept = await keep(grant, {
    refreshHash: services.secrets.hash(refreshToken),
    refreshExpiresAt: new Date(services.clock().getTime() + REFRESH_LIFETIME_MS),
    accessHash: services.secrets.hash(signed.token),
    accessExpiresAt: new Date(signed.claims.exp * 1000),
  })
  if (!kept) return authRefusal('invalid_grant')
  const { owner } = bearing
  return ok({
    ...head(signed.token, signed.claims),
    refresh_token: refreshToken,
    ...tail(signed.claims),
    // js-auth's authenticate.spec.ts: neither is there when only a custom claim was brought.
    ...(owner ? { owner_id: owner.id, owner_type: owner.type.toLowerCase() } : {}),
  })
}

const head = (token: string, claims: AccessClaims) => ({
  access_token: token,
  token_type: 'bearer',
  expires_in: claims.exp - claims.iat,
})
const tail = (claims: AccessClaims) => ({ scope: claims.scope, created_at: claims.iat })

const ok = (body: object): WireResponse => jsonResponse(200, AUTH_CONTENT_TYPE, body, UNCACHED)
