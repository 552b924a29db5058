/** `POST /oauth/token` (section 2.1): an access token for one of five grants. */
import type { Credential } from '../../../core/credentials.ts'
import type { Services, WireResponse } from '../../dialect.ts'
import { takeToken } from '../limits.ts'
import type { CommerceLayerCall } from '../routes.ts'
import { isConfidential, kindOf } from '../tokens.ts'
import { readAuthBody } from './auth-body.ts'
import { authRefusal, missingParameter, tooManyTokens } from './auth-errors.ts'
import { findApplication } from './find-application.ts'
import { grantTypes } from './grants/index.ts'

/** Limit → parameters → application and its secret → its kind → what the grant itself asks for. */
export async function issueToken({ request, services }: CommerceLayerCall): Promise<WireResponse> {
  const { allowed, retryAfterSeconds } = await takeToken(request, services)
  if (!allowed) return tooManyTokens(retryAfterSeconds)
  const body = readAuthBody(request)
  const name = body.get('grant_type')
  if (!name) return missingParameter('grant_type')
  const grantType = grantTypes.get(name)
  if (!grantType) return authRefusal('unsupported_grant_type')
  const missing = ['client_id', ...grantType.required].find((member) => !body.get(member))
  if (missing) return missingParameter(missing)

  const secret = body.get('client_secret') ?? ''
  const found = await findApplication(body.get('client_id') ?? '', '', request, services)
  if (!found || !secretFits(found.credential, secret, grantType.secretRequired ?? false, services))
    return services.guesses.wrong(request.address).then(() => authRefusal('invalid_client'))
  const { credential, organization } = found
  if (!grantType.kinds.includes(kindOf(credential))) return authRefusal('unauthorized_grant')
  return grantType.issue({
    body,
    credential,
    organization,
    secretSent: secret !== '',
    services,
    address: request.address,
  })
}

/** A public application may leave its secret out (also as `""`); whatever is sent must be right. */
const secretFits = (
  credential: Credential,
  secret: string,
  required: boolean,
  services: Services,
): boolean =>
  secret === ''
    ? !required && !isConfidential(credential)
    : services.secrets.matches(secret, credential.secretHash)
