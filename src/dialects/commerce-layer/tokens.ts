/** Commerce Layer's credential: an OAuth application, whose client id and secret are exchanged for a JWT. */
import type { JWTPayload } from 'jose'
import type { AsOf } from '../../core/as-of.ts'
import type { Credential, Standing } from '../../core/credentials.ts'
import { CoreError } from '../../core/errors.ts'
import type { Grant } from '../../core/grants.ts'
import type { Organization } from '../../core/ports.ts'
import type { JsonObject } from '../../core/schema.ts'
import { ALPHANUMERIC, randomText } from '../../lib/random-text.ts'
import { isRedirectUri } from '../../lib/redirect-uri.ts'
import type { CreatedCredential, CredentialRequest, Services, WireRequest } from '../dialect.ts'
import { earliest } from '../hot.ts'
import type { MarketClaim } from './oauth/market-claim.ts'
import { isScopeList } from './oauth/scopes.ts'

export const DIALECT = 'commerce-layer'

/** What an application can be; the first unless said otherwise. */
export const KINDS = ['integration', 'sales_channel', 'webapp'] as const
export type ApplicationKind = (typeof KINDS)[number]

/** The customer or user that a token acts for. */
export interface TokenOwner {
  type: 'Customer' | 'User'
  id: string
}
/** Null for any other type. */
export const asTokenOwner = (owner: { type: string; id: string } | null): TokenOwner | null =>
  owner?.type === 'Customer' || owner?.type === 'User' ? { type: owner.type, id: owner.id } : null

/** With the key of the customer that it is. */
export type KnownOwner = TokenOwner & { key: number | null }
export function knownOwner({ owner, customerKey }: Pick<Grant, 'owner' | 'customerKey'>): KnownOwner | null {
  const known = asTokenOwner(owner)
  return known && { ...known, key: customerKey }
}

/** Who sent the request. */
export interface Caller {
  credential: Credential
  organization: Organization
  kind: ApplicationKind
  /** The customer or user that the token acts for; `key` is the customer's. */
  owner: KnownOwner | null
  test: boolean
  customClaim: JsonObject | null
  scope: string
  /** What all this was found at, and the time at which the token ends. */
  asOf?: AsOf
  until?: Date | null
}

const ID_PREFIX = 'cl_'

/** What tokens and `GET /api/application` show as the application's id. */
export const applicationId = (credential: Credential): string => credential.id.slice(ID_PREFIX.length)

/** Any kind but these three is none that this server makes. */
export const kindOf = (credential: Credential): ApplicationKind =>
  KINDS.find((kind) => kind === credential.kind) ?? 'integration'

/** A sales channel runs in browsers and can keep no secret; the others must show theirs (section 2.3). */
export const isConfidential = (credential: Credential): boolean => kindOf(credential) !== 'sales_channel'

/** How an event names the application that acted: as its token does (section 2.3). */
export const applicationClaim = ({ credential, kind }: Pick<Caller, 'credential' | 'kind'>) => ({
  id: applicationId(credential),
  client_id: credential.publicId,
  kind,
  public: !isConfidential(credential),
  confidential: isConfidential(credential),
})

/** A Host that names an organization must name this one. */
export const agreesWithHost = (organization: Organization, { hostLabel }: WireRequest): boolean =>
  hostLabel === null || hostLabel === organization.slug || hostLabel === organization.handle

export const isUsable = (credential: Credential, services: Services): boolean =>
  !credential.revokedAt && (!credential.expiresAt || credential.expiresAt > services.clock())

/**
 * The caller behind `Authorization: Bearer <jwt>`, or null (answer 401 INVALID_TOKEN, section 7.4): the
 * signature, key, issuer and expiry are this server's, neither token nor application was revoked, the
 * organization is the application's and the one that the Host names, and the customer that owns it is still
 * there. One statement.
 */
export async function authenticate(request: WireRequest, services: Services): Promise<Caller | null> {
  const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
  if (!token) return null
  const own = await readOwnToken(token, services)
  if (!own) return null
  const { claims, hash } = own
  const standing = await services.credentials.standing(
    DIALECT,
    claims.application.client_id,
    hash,
    claims.owner?.type === 'Customer' ? claims.owner.id : null,
  )
  if (!standing || standing.tokenRevoked || !isUsable(standing.credential, services)) return null
  // The customer is gone, and with it whatever the token was for.
  if (claims.owner?.type === 'Customer' && standing.customerKey === null) return null
  const { organization } = standing
  if (claims.organization.id !== organization.shortId || !agreesWithHost(organization, request)) return null
  return callerOf(claims, standing)
}

/** What stands is of one token alone, and the same object each time for as long as it does. */
const callers = new WeakMap<Standing, Caller>()

/** The same object each time, by which others remember what follows from it. */
function callerOf(claims: AccessClaims, standing: Standing): Caller {
  const known = callers.get(standing)
  if (known) return known
  const { credential, organization } = standing
  const caller: Caller = {
    credential,
    organization,
    kind: kindOf(credential),
    owner: claims.owner ? { ...claims.owner, key: standing.customerKey } : null,
    test: claims.test,
    customClaim: claims.custom_claim ?? null,
    scope: claims.scope,
    ...(standing.asOf ? { asOf: standing.asOf } : {}),
    until: earliest(new Date(claims.exp * 1000), credential.expiresAt, standing.goodUntil),
  }
  callers.set(standing, caller)
  return caller
}

/** The members of an access token (section 2.3), in their order. */
export interface AccessClaims extends JWTPayload {
  organization: { id: string; slug: string; enterprise: boolean; region: string }
  application: { id: string; client_id: string; kind: string; public: boolean; confidential: boolean }
  scope: string
  test: boolean
  exp: number
  iat: number
  iss: string
  rand: number
  owner?: TokenOwner
  market?: MarketClaim
  custom_claim?: JsonObject
}

/** The claims of a token that this server signed and that has not expired; null for any other text. */
export async function readOwnToken(
  token: string,
  services: Services,
): Promise<{ claims: AccessClaims; hash: Uint8Array } | null> {
  const checked = await services.issuer.verify(token)
  if ('failed' in checked || checked.payload.iss !== services.issuerUrl) return null
  const { payload: claims, hash } = checked
  return isAccessClaims(claims) ? { claims, hash } : null
}

/** The key also signs nothing else today; a token of another make must still not pass. */
const isAccessClaims = (payload: JWTPayload): payload is AccessClaims =>
  typeof (payload.organization as { id?: unknown } | undefined)?.id === 'string' &&
  typeof (payload.application as { client_id?: unknown } | undefined)?.client_id === 'string' &&
  typeof payload.exp === 'number' &&
  typeof payload.test === 'boolean' &&
  typeof payload.scope === 'string'

const DEFAULT_NAMES: Readonly<Record<string, string>> = {
  integration: 'Integration',
  sales_channel: 'Sales channel',
  webapp: 'Web app',
}

export async function createCredential(
  { organizations, name, scopes, kind, redirectUris, expiresAt, rateLimits }: CredentialRequest,
  services: Services,
): Promise<CreatedCredential> {
  const [home, ...others] = organizations
  if (!home || others.length > 0)
    throw new CoreError(
      'invalid-value',
      {},
      'a Commerce Layer application belongs to exactly one organization',
    )
  if (!isScopeList(scopes))
    throw new CoreError(
      'invalid-value',
      { field: 'scope' },
      `scope ${JSON.stringify(scopes.join(' '))} is not allowed: use market:all, market:id:<id>, market:code:<code>, store:…, or stock_location:… beside a market`,
    )
  const wrongUri = redirectUris.find((uri) => !isRedirectUri(uri))
  if (wrongUri !== undefined)
    throw new CoreError(
      'invalid-value',
      { field: 'redirect_uri' },
      `redirect URI ${JSON.stringify(wrongUri)} is not allowed: use an absolute URL without a fragment`,
    )
  const clientId = randomText(43, `${ALPHANUMERIC}-_`, services.random)
  const clientSecret = randomText(43, `${ALPHANUMERIC}-_`, services.random)
  const credential = await services.credentials.create(
    {
      id: `${ID_PREFIX}${randomText(10, ALPHANUMERIC, services.random)}`,
      organization: home.key,
      dialect: DIALECT,
      kind: kind ?? 'integration',
      // The vendor's command line greets by it.
      name: name ?? DEFAULT_NAMES[kind ?? 'integration'] ?? null,
      publicId: clientId,
      secretHash: services.secrets.hash(clientSecret),
      signingSecret: null,
      scopes: [...scopes],
      settings: { redirect_uris: redirectUris },
      rateLimits: rateLimits ?? null,
      expiresAt,
    },
    [home.key],
  )
  return { credential, printed: { id: credential.id, client_id: clientId, client_secret: clientSecret } }
}
