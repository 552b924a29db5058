/** `client_credentials`: an application for itself; a sales channel's token is a guest's. */
import { authRefusal } from '../auth-errors.ts'
import { answerGuest } from './answer.ts'
import { type GrantType, requestedScope } from './token-request.ts'

export const clientCredentials: GrantType = {
  // A webapp gets its tokens by an authorization code.
  kinds: ['sales_channel', 'integration'],
  required: [],
  async issue(asked) {
    const scope = requestedScope(asked)
    return scope === null ? authRefusal('invalid_scope') : answerGuest(asked, scope)
  },
}
