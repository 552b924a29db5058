/** `urn:ietf:params:oauth:grant-type:jwt-bearer`: on behalf of whom the application's assertion names. */
import type { JsonObject } from '../../../../core/schema.ts'
import { asTokenOwner, type TokenOwner } from '../../tokens.ts'
import { authRefusal } from '../auth-errors.ts'
import { answerGrant } from './answer.ts'
import { findOwner } from './find-owner.ts'
import { type GrantType, requestedScope, type TokenRequest } from './token-request.ts'

/** [docs: core/authentication/jwt-bearer] */
const MAX_BYTES = 4096
const CLAIMS = 'https://commercelayer.io/claims'

export const jwtBearer: GrantType = {
  // The documentation names sales channels and webapps; js-auth's authenticate.spec.ts also integrations.
  kinds: ['sales_channel', 'webapp', 'integration'],
  required: ['assertion'],
  secretRequired: true,
  async issue(asked) {
    const scope = requestedScope(asked)
    if (scope === null) return authRefusal('invalid_scope')
    const claims = readAssertion(asked.body.get('assertion') ?? '', asked)
    if (!claims) return authRefusal('invalid_assertion')
    const owner = claims.owner && (await findOwner(claims.owner, asked))
    if (claims.owner && !owner) return authRefusal('invalid_assertion')
    return answerGrant(asked, { scope, owner, customClaim: claims.customClaim }, (grant, tokens) =>
      asked.services.grants.create(grant, tokens),
    )
  },
}

/**
 * Decoded "without verifying its signature" [docs: core/authentication/jwt-bearer]: the client secret is what
 * proves the sender. An `exp` that is there and past is refused (RFC 7523 section 3).
 */
function readAssertion(
  assertion: string,
  { services }: TokenRequest,
): { owner: TokenOwner | null; customClaim: JsonObject | null } | null {
  if (Buffer.byteLength(assertion) > MAX_BYTES) return null
  const payload = services.sharedSecretTokens.read(assertion)
  if (!payload) return null
  if (payload.exp !== undefined && !(Number(payload.exp) * 1000 > services.clock().getTime())) return null
  const claims = payload[CLAIMS]
  if (!isObject(claims)) return null
  const { owner = null, custom_claim: customClaim = null } = claims
  if (owner === null && customClaim === null) return null
  const tokenOwner = readOwner(owner)
  if (owner !== null && !tokenOwner) return null
  if (customClaim !== null && !isObject(customClaim)) return null
  return { owner: tokenOwner, customClaim }
}

/** Public ids are short words. */
const ID = /^[\w-]{1,64}$/

const readOwner = (owner: unknown): TokenOwner | null =>
  isObject(owner) && typeof owner.id === 'string' && typeof owner.type === 'string' && ID.test(owner.id)
    ? asTokenOwner({ type: owner.type, id: owner.id })
    : null

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
