/** How token requests are answered: status 200 whatever happened, the outcome in `code` and `i18nCode` (section 2.2). */
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { CONTENT_TYPE } from '../errors.ts'

/** The names are documented (App authorization), codes and sentences are [assumed]. */
const FAILURES = {
  OAUTH_CODE_INVALID: [400, 'The authorization code is invalid or has expired'],
  REQUEST_FREQUENTLY: [400, 'Requests are too frequent'],
  STORE_INFORMATION_ERROR: [400, 'The store does not exist'],
  STORE_NOT_INSTALL_APP: [400, 'The app is not installed in this store'],
  REQUEST_NOT_IN_APP_IP_WHITELIST: [400, 'The request does not come from an allowed address'],
  TOKEN_CREATE_EXCEPTION: [500, 'The token could not be created'],
} as const
type Failure = keyof typeof FAILURES

export interface IssuedToken {
  accessToken: string
  /** `2026-11-25T04:00:00.000+00:00` */
  expireTime: string
  /** Joined by commas. */
  scope: string
}

export class TokenRefusal extends Error {
  readonly i18nCode: Failure
  constructor(i18nCode: Failure, message: string = FAILURES[i18nCode][1]) {
    super(message)
    this.name = 'TokenRefusal'
    this.i18nCode = i18nCode
  }
}

/** [assumed] No name is documented for a request that is not the app's own: the last one of the list. */
export const notTheApps = (message: string) => new TokenRefusal('TOKEN_CREATE_EXCEPTION', message)

const envelope = (
  code: number,
  i18nCode: string,
  message: string | null,
  data: IssuedToken | null,
  traceId: string,
) =>
  jsonResponse(200, CONTENT_TYPE, { code, i18nCode, message, data, traceId }, { 'Cache-Control': 'no-store' })

export const tokenAnswer = (data: IssuedToken, traceId: string): WireResponse =>
  envelope(200, 'SUCCESS', null, data, traceId)

export const tokenRefusal = ({ i18nCode, message }: TokenRefusal, traceId: string): WireResponse =>
  envelope(FAILURES[i18nCode][0], i18nCode, message, null, traceId)
