/** Easycart's failures on demand; the limit's headers stand on whatever the API itself answers. */
import { type Services, type WireRequest, type WireResponse, withHeaders } from '../dialect.ts'
import type { Failure } from '../failure.ts'
import { gatewayTimeout, invalidPage, refuse, tooManyAttempts, unauthenticated } from './errors.ts'
import { countedOut, countRequest } from './limits.ts'
import type { EasycartSettings } from './settings.ts'
import { authenticate } from './tokens.ts'

const ANSWERS: Readonly<Record<Exclude<Failure, 'timeout'>, () => WireResponse>> = {
  'rate-limit': () => tooManyAttempts(1),
  'expired-token': unauthenticated,
  'server-error': () => refuse(500),
  // No cursor exists (section 2.6): the page number is what can be wrong.
  'invalid-cursor': invalidPage,
}

export function createFail(settings: EasycartSettings) {
  return async (failure: Failure, request: WireRequest, services: Services): Promise<WireResponse> => {
    if (failure === 'timeout') return gatewayTimeout()
    const caller = await authenticate(request, services)
    const { headers, refusal } =
      failure === 'rate-limit' ? countedOut(caller, settings) : await countRequest(caller, settings, services)
    const response = refusal ?? ANSWERS[failure]()
    return withHeaders(response, headers)
  }
}
