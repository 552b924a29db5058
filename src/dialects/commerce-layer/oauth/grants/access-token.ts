/** The access token (section 2.3): its claims, in their order, signed. */
import type { Organization } from '../../../../core/ports.ts'
import type { JsonObject } from '../../../../core/schema.ts'
import type { Services } from '../../../dialect.ts'
import {
  type AccessClaims,
  type ApplicationKind,
  applicationId,
  isConfidential,
  type KnownOwner,
  kindOf,
} from '../../tokens.ts'
import { findInScope } from '../find-in-scope.ts'
import { marketClaim, mayEnter } from '../market-claim.ts'
import { splitScopes } from '../scopes.ts'
import type { TokenRequest } from './token-request.ts'

/** Default lifetimes of access tokens, seconds [docs: core/authentication]. */
const LIFETIMES: Record<ApplicationKind, number> = {
  sales_channel: 14_400,
  integration: 7_200,
  webapp: 7_200,
}
/** Where Commerce Layer runs; nothing depends on it. */
const REGION = 'eu-west-1'

/** On whose behalf, and for what. */
export interface Bearing {
  scope: string
  owner: KnownOwner | null
  customClaim: JsonObject | null
}

/** Null when the scope names a market that this caller must not enter (answer invalid_scope). */
export async function signAccessToken(
  asked: TokenRequest,
  { scope, owner, customClaim }: Bearing,
): Promise<{ token: string; claims: AccessClaims } | null> {
  const { credential, organization, secretSent, services } = asked
  const scopes = splitScopes(scope)
  const inScope = await findInScope(scopes, organization, services)
  const { markets } = inScope
  const isPrivate = markets.some((market) => market.groupKey !== null)
  const groupKey = isPrivate ? await groupOf(owner, organization, services) : null
  if (!markets.every((market) => mayEnter(market, groupKey))) return null

  const now = Math.floor(services.clock().getTime() / 1000)
  const kind = kindOf(credential)
  const confidential = isConfidential(credential)
  const market = marketClaim(scopes, inScope)
  const claims: AccessClaims = {
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
    ...(owner ? { owner: { id: owner.id, type: owner.type } } : {}),
    ...(market ? { market } : {}),
    ...(customClaim ? { custom_claim: customClaim } : {}),
  }
  return { token: await services.issuer.sign(claims), claims }
}

async function groupOf(
  owner: KnownOwner | null,
  organization: Organization,
  { records }: Services,
): Promise<number | null> {
  if (!owner?.key) return null
  return (await records.find(organization.key, 'customer', 'key', owner.key))?.groupKey ?? null
}
