/** `POST /oauth/token` (section 2.1): an application's id and secret for an access token. */
import type { Credential } from '../../core/credentials.ts'
import type { Organization } from '../../core/ports.ts'
import { jsonResponse, type Services, type WireResponse } from '../dialect.ts'
import { readAuthBody } from './auth-body.ts'
import { AUTH_CONTENT_TYPE, authRefusal, missingParameter, tooManyTokens } from './auth-errors.ts'
import { takeToken } from './limits.ts'
import type { CommerceLayerCall } from './routes.ts'
import { isScopeList, marketClaim, splitScopes, UNRESTRICTED } from './scopes.ts'
import {
  type AccessClaims,
  type ApplicationKind,
  agreesWithHost,
  applicationId,
  DIALECT,
  isConfidential,
  isUsable,
  kindOf,
} from './tokens.ts'

/** Default lifetimes of access tokens, seconds [docs: core/authentication]. */
const LIFETIMES: Record<ApplicationKind, number> = {
  sales_channel: 14_400,
  integration: 7_200,
  webapp: 7_200,
}
/** A webapp gets its tokens by an authorization code (section 2.1). */
const CLIENT_CREDENTIALS_KINDS: readonly ApplicationKind[] = ['sales_channel', 'integration']
/** Where Commerce Layer runs; nothing depends on it. */
const REGION = 'eu-west-1'
/** RFC 6749 section 5.1. */
const UNCACHED = { 'Cache-Control': 'no-store', Pragma: 'no-cache' }

export async function issueToken({ request, services }: CommerceLayerCall): Promise<WireResponse> {
  const { allowed, retryAfterSeconds } = await takeToken(request, services)
  if (!allowed) return tooManyTokens(retryAfterSeconds)
  const body = readAuthBody(request)
  const grant = body.get('grant_type')
  if (!grant) return missingParameter('grant_type')
  if (grant !== 'client_credentials') return authRefusal('unsupported_grant_type')
  const clientId = body.get('client_id')
  if (!clientId) return missingParameter('client_id')

  const secret = body.get('client_secret') ?? ''
  const found = await services.credentials.standing(DIALECT, clientId, services.secrets.hash(''))
  const known = found && isUsable(found.credential, services) && agreesWithHost(found.organization, request)
  if (!known || !secretFits(found.credential, secret, services)) return authRefusal('invalid_client')
  const { credential, organization } = found
  if (!CLIENT_CREDENTIALS_KINDS.includes(kindOf(credential))) return authRefusal('unauthorized_grant')
  const scope = grantedScope(body.get('scope') ?? '', credential)
  if (scope === null) return authRefusal('invalid_scope')

  const claims = accessClaims({ credential, organization, scope, secretSent: secret !== '' }, services)
  const answer = {
    access_token: await services.issuer.sign(claims),
    token_type: 'bearer',
    expires_in: claims.exp - claims.iat,
    scope,
    created_at: claims.iat,
  }
  return jsonResponse(200, AUTH_CONTENT_TYPE, answer, UNCACHED)
}

/** A public application may leave its secret out (also as `""`); whatever is sent must be right. */
const secretFits = (credential: Credential, secret: string, services: Services): boolean =>
  secret === '' ? !isConfidential(credential) : services.secrets.matches(secret, credential.secretHash)

/** The scope as it was written; null when it is none, or more than the application may have. */
function grantedScope(asked: string, { scopes: allowed }: Credential): string | null {
  const wanted = splitScopes(asked)
  if (wanted.length === 0) return allowed.length > 0 ? allowed.join(' ') : UNRESTRICTED
  if (!isScopeList(wanted)) return null
  return allowed.length === 0 || wanted.every((scope) => allowed.includes(scope)) ? asked : null
}

interface Grant {
  credential: Credential
  organization: Organization
  scope: string
  secretSent: boolean
}

/** The members in the order of section 2.3. */
function accessClaims(
  { credential, organization, scope, secretSent }: Grant,
  services: Services,
): AccessClaims {
  const now = Math.floor(services.clock().getTime() / 1000)
  const kind = kindOf(credential)
  const confidential = isConfidential(credential)
  const market = marketClaim(splitScopes(scope))
  return {
    organization: {
      id: organization.shortId,
      slug: organization.slug,
      enterprise: false,
      region: REGION,
    },
    application: {
      id: applicationId(credential),
      client_id: credential.publicId ?? '',
      kind,
      public: !confidential,
      confidential: confidential || secretSent,
    },
    scope,
    test: organization.mode === 'test',
    exp: now + LIFETIMES[kind],
    iat: now,
    iss: services.issuerUrl,
    rand: Buffer.from(services.random(4)).readUInt32BE() / 2 ** 32,
    ...(market ? { market } : {}),
  }
}
