/** Whose request it is: of the Core API the token's, of the Authentication API that of the application it names. */
import type { RequestCaller, Services, WireRequest } from '../dialect.ts'
import { readAuthBody } from './oauth/auth-body.ts'
import { authenticate, DIALECT } from './tokens.ts'

export async function callerOf(request: WireRequest, services: Services): Promise<RequestCaller | null> {
  if (request.path.startsWith('/api')) {
    const caller = await authenticate(request, services)
    return caller && { organization: caller.organization.key, credential: caller.credential.id }
  }
  const clientId = readAuthBody(request).get('client_id')
  const credential = clientId ? await services.credentials.byPublicId(DIALECT, clientId) : null
  return credential && { organization: credential.organization, credential: credential.id }
}
