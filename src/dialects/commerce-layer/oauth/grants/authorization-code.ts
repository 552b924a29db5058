/** `authorization_code`: a webapp exchanges the code that the authorization page gave it. */

import { knownOwner } from '../../tokens.ts'
import { authRefusal } from '../auth-errors.ts'
import { grantedScope } from '../scopes.ts'
import { answerGrant } from './answer.ts'
import type { GrantType } from './token-request.ts'

export const authorizationCode: GrantType = {
  kinds: ['webapp'],
  required: ['code', 'redirect_uri'],
  async issue(asked) {
    const { body, services, organization, credential } = asked
    const hash = services.secrets.hash(body.get('code') ?? '')
    const code = await services.grants.code(organization.key, hash)
    if (!code || code.credentialId !== credential.id || code.redirectUri !== body.get('redirect_uri'))
      return authRefusal('invalid_grant')
    // A code that comes twice ends what it was exchanged for (RFC 6749 section 4.1.2).
    if (code.grantId) await services.grants.revoke(organization.key, code.grantId)
    if (code.grantId || code.expiresAt <= services.clock()) return authRefusal('invalid_grant')
    const scope = grantedScope(body.get('scope') ?? '', code.scope)
    if (scope === null) return authRefusal('invalid_scope')
    const owner = knownOwner({ owner: code.owner, customerKey: null })
    return answerGrant(asked, { scope, owner, customClaim: null }, (grant, tokens) =>
      services.grants.createForCode(grant, tokens, hash),
    )
  },
}
