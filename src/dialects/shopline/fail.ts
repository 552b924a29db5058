/** SHOPLINE's failures on demand: those of its API, and of the token requests, whose status is 200 whatever happens. */
import { CoreError } from '../../core/errors.ts'
import type { WireRequest, WireResponse } from '../dialect.ts'
import type { Failure } from '../failure.ts'
import { answerCoreError, answerRefusal, gatewayTimeout, refuse, unprocessable } from './errors.ts'
import { TokenRefusal, tokenRefusal } from './oauth/envelope.ts'
import { isTokenPath } from './oauth/web-routes.ts'

type Fail = (traceId: string) => WireResponse

const API: Readonly<Record<Failure, Fail>> = {
  'rate-limit': () => answerCoreError(new CoreError('rate-limited')),
  'expired-token': () => answerCoreError(new CoreError('credential-expired')),
  'server-error': () => refuse(500),
  timeout: gatewayTimeout,
  'invalid-cursor': () => answerRefusal(unprocessable('page_info', 'invalid')),
}

const tokenFailure =
  (code: ConstructorParameters<typeof TokenRefusal>[0]): Fail =>
  (traceId) =>
    tokenRefusal(new TokenRefusal(code), traceId)

const TOKENS: Readonly<Partial<Record<Failure, Fail>>> = {
  'rate-limit': tokenFailure('REQUEST_FREQUENTLY'),
  // "OAUTH_CODE_INVALID" is all that can expire there (App authorization).
  'expired-token': tokenFailure('OAUTH_CODE_INVALID'),
  'server-error': tokenFailure('TOKEN_CREATE_EXCEPTION'),
  timeout: gatewayTimeout,
}

/** Pages for people have neither tokens nor lists, nor a limit of their own but for the approval. */
const PAGES: Readonly<Partial<Record<Failure, Fail>>> = {
  'rate-limit': API['rate-limit'],
  'server-error': API['server-error'],
  timeout: gatewayTimeout,
}

/** Null where that cannot happen. */
export function fail(failure: Failure, { path }: WireRequest, traceId: string): WireResponse | null {
  const table = path.startsWith('/admin/openapi/') ? API : isTokenPath(path) ? TOKENS : PAGES
  return table[failure]?.(traceId) ?? null
}
