/** Commerce Layer's failures on demand, in the words of its two APIs. */
import type { Services, WireRequest, WireResponse } from '../dialect.ts'
import { closedLimiter, type Failure } from '../failure.ts'
import { errorResponse } from './errors.ts'
import { takeToken, withinLimits } from './limits.ts'
import { authFailure, authRefusal, tooManyTokens } from './oauth/auth-errors.ts'
import { readParams } from './query/read-params.ts'
import { authenticate } from './tokens.ts'

type Fail = (request: WireRequest, services: Services) => Promise<WireResponse>

/** The rate limit's headers stand on whatever the API itself answers, as `withinLimits` has it. */
const counted =
  (answer: (request: WireRequest) => WireResponse): Fail =>
  async (request, services) =>
    withinLimits(request, await authenticate(request, services), services, async () => answer(request))

const CORE_API: Readonly<Record<Failure, Fail>> = {
  'rate-limit': (request, services) =>
    counted(() => errorResponse('tooMany'))(request, { ...services, limiter: closedLimiter }),
  'expired-token': counted(() => errorResponse('token')),
  'server-error': counted(() => errorResponse('server')),
  timeout: async () => errorResponse('gatewayTimeout'),
  'invalid-cursor': counted(({ query }) => {
    // Only histories have cursors (section 4.4); the other lists have page numbers.
    const sent = readParams(query).find(({ path: [name, key] }) => name === 'page' && key !== 'size')
    const [key, value] = [sent?.path[1] ?? 'number', sent?.value ?? '0']
    return errorResponse('pageValue', `${value} is not a valid value for ${key} page parameter.`)
  }),
}

/** It has no lists, and what expires there is the grant that is exchanged for a token. */
const AUTH_API: Readonly<Partial<Record<Failure, Fail>>> = {
  'rate-limit': async (request, services) =>
    tooManyTokens((await takeToken(request, { ...services, limiter: closedLimiter })).retryAfterSeconds),
  'server-error': async () => authFailure('server'),
  timeout: async () => authFailure('gatewayTimeout'),
}
const TOKEN_PATH = /^\/oauth\/token\/?$/

/** Null where that cannot happen. */
export async function fail(
  failure: Failure,
  request: WireRequest,
  services: Services,
): Promise<WireResponse | null> {
  if (request.path.startsWith('/api')) return CORE_API[failure](request, services)
  if (failure === 'expired-token' && TOKEN_PATH.test(request.path)) return authRefusal('invalid_grant')
  return AUTH_API[failure]?.(request, services) ?? null
}
