/** The Authentication API's refusals (section 2.6): as the Core API's, but `status` is a number. */
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { wordsOf } from '../errors.ts'

export const AUTH_CONTENT_TYPE = 'application/json; charset=utf-8'

const refusals = {
  invalid_client: [
    401,
    'UNAUTHORIZED',
    'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
  ],
  /** Of a revocation. */
  unauthorized_client: [403, 'FORBIDDEN', 'You are not authorized to revoke this token'],
  /** [assumed] RFC 6749 section 5.2 and Doorkeeper's wording, for a grant that this kind may not use. */
  unauthorized_grant: [
    400,
    'BAD_REQUEST',
    'The client is not authorized to perform this request using this method.',
  ],
  invalid_assertion: [400, 'BAD_REQUEST', 'The provided assertion is invalid.'],
  /** [assumed] Doorkeeper's wording. */
  invalid_grant: [
    400,
    'BAD_REQUEST',
    'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
  ],
  invalid_scope: [400, 'BAD_REQUEST', 'The requested scope is invalid, unknown, or malformed.'],
  unsupported_grant_type: [
    400,
    'BAD_REQUEST',
    'The authorization grant type is not supported by the authorization server.',
  ],
} as const satisfies Record<string, readonly [number, string, string]>

const TITLES: Partial<Record<keyof typeof refusals, string>> = { unauthorized_grant: 'unauthorized_client' }

export function authRefusal(name: keyof typeof refusals): WireResponse {
  const [status, code, detail] = refusals[name]
  return single(TITLES[name] ?? name, detail, code, status)
}

export const missingParameter = (name: string): WireResponse =>
  single('invalid_request', `Missing required parameter: ${name}.`, 'BAD_REQUEST', 400)

/** Section 8's words [assumed], with the numeric status that js-auth's types name. */
export const tooManyTokens = (retryAfterSeconds: number): WireResponse =>
  single(
    'Too many requests',
    'You have reached your rate limit. Try again later.',
    'TOO_MANY_REQUESTS',
    429,
    { 'Retry-After': String(retryAfterSeconds) },
  )

/** A path or a method that the Authentication API has not [assumed]: in its own envelope. */
export const unknownEndpoint = (methods: readonly string[]): WireResponse =>
  methods.length > 0
    ? single('Method not allowed', 'Method not allowed', 'METHOD_NOT_ALLOWED', 405, {
        Allow: methods.join(', '),
      })
    : single('Not found', 'The requested resource was not found.', 'NOT_FOUND', 404)

/** What has nothing to do with the request [assumed]: the Core API's words; js-auth's types name 500. */
export function authFailure(error: 'server' | 'gatewayTimeout'): WireResponse {
  const { title, detail, code, status } = wordsOf(error)
  return single(title, detail, code, status)
}

const single = (
  title: string,
  detail: string,
  code: string,
  status: number,
  headers: Record<string, string> = {},
): WireResponse =>
  jsonResponse(status, AUTH_CONTENT_TYPE, { errors: [{ title, detail, code, status, meta: {} }] }, headers)
