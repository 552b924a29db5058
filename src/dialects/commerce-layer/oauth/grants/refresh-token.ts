/** `refresh_token`: the next tokens under a grant; each refresh token can be exchanged once. */
import type { FoundGrant } from '../../../../core/grants.ts'
import { knownOwner } from '../../tokens.ts'
import { authRefusal } from '../auth-errors.ts'
import { grantedScope } from '../scopes.ts'
import { answerGrant } from './answer.ts'
import type { GrantType, TokenRequest } from './token-request.ts'

/**
 * A refresh token that comes again was probably stolen from one of two, so the whole grant ends (RFC 9700
 * section 4.14.2); only not within this time, in which it may be one client that asked twice.
 */
const REPEAT_MS = 60_000

export const refreshToken: GrantType = {
  kinds: ['sales_channel', 'webapp', 'integration'],
  required: ['refresh_token'],
  async issue(asked) {
    const { body, services, organization } = asked
    const hash = services.secrets.hash(body.get('refresh_token') ?? '')
    const found = await services.grants.byRefreshToken(organization.key, hash)
    if (!found || found.grant.credentialId !== asked.credential.id) return authRefusal('invalid_grant')
    if (isReplay(found, asked)) await services.grants.revoke(organization.key, found.grant.id)
    if (!isLive(found, asked)) return authRefusal('invalid_grant')
    const { grant } = found
    const owner = knownOwner(grant)
    const scope = grantedScope(body.get('scope') ?? '', grant.scope)
    if (scope === null) return authRefusal('invalid_scope')
    return answerGrant(asked, { scope, owner, customClaim: grant.customClaim }, (_grant, tokens) =>
      services.grants.rotate(grant, hash, tokens),
    )
  },
}

const isLive = ({ usedAt, expiresAt, revoked }: FoundGrant, { services }: TokenRequest): boolean =>
  usedAt === null && !revoked && expiresAt > services.clock()

const isReplay = ({ usedAt }: FoundGrant, { services }: TokenRequest): boolean =>
  usedAt !== null && services.clock().getTime() - usedAt.getTime() > REPEAT_MS
