/** Every `grant_type` (section 2.1). */
import { authorizationCode } from './authorization-code.ts'
import { clientCredentials } from './client-credentials.ts'
import { jwtBearer } from './jwt-bearer.ts'
import { password } from './password.ts'
import { refreshToken } from './refresh-token.ts'
import type { GrantType } from './token-request.ts'

export const grantTypes: ReadonlyMap<string, GrantType> = new Map([
  ['client_credentials', clientCredentials],
  ['password', password],
  ['authorization_code', authorizationCode],
  ['refresh_token', refreshToken],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', jwtBearer],
])
