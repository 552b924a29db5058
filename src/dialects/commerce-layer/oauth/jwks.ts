/** `GET /.well-known/jwks.json`: the keys that access tokens are verified with (section 2.3). */
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { CommerceLayerCall } from '../routes.ts'
import { AUTH_CONTENT_TYPE } from './auth-errors.ts'

export const publicKeys = async ({ services }: CommerceLayerCall): Promise<WireResponse> =>
  jsonResponse(200, AUTH_CONTENT_TYPE, await services.issuer.publicKeys())
