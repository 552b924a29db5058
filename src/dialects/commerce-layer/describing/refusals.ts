/** The refusals of both APIs, each by its status (section 7). */
import { anyObject, anything, closed, listOf, named, type Schema, text } from '../../../lib/json-schema.ts'
import { answer, type OpenApiResponse, type Reference, sharedAnswers } from '../../../lib/openapi.ts'
import { CONTENT_TYPE } from '../errors.ts'
import { AUTH_CONTENT_TYPE } from '../oauth/auth-errors.ts'

const ERRORS = {
  400: ['BadRequest', 'The request cannot be read.'],
  401: ['Unauthorized', 'The token is missing or invalid, or may not do this.'],
  404: ['NotFound', 'There is no such resource.'],
  406: ['NotAcceptable', 'Only JSON:API is answered.'],
  409: ['NotUnique', 'Another record has that value.'],
  412: ['PreconditionFailed', '`If-Match` names another version.'],
  415: ['UnsupportedMediaType', 'The body is said to be something other than JSON:API.'],
  422: ['Unprocessable', 'The record would be invalid.'],
  423: ['Locked', 'The resource may not be deleted now.'],
  429: ['TooManyRequests', 'The rate limit is reached.'],
  500: ['ServerError', 'The server failed.'],
  503: ['Unavailable', 'The store cannot be reached.'],
  504: ['GatewayTimeout', 'The answer took too long.'],
} as const
export type ErrorStatus = keyof typeof ERRORS

const AUTH_ERRORS = {
  400: ['GrantRefused', 'A parameter is missing, or the grant is not valid.'],
  401: ['ClientUnknown', 'The client id or secret is wrong.'],
  403: ['NotYours', 'The client may not revoke this token.'],
  429: ['TooManyTokens', 'The rate limit is reached.'],
  500: ['AuthServerError', 'The server failed.'],
  503: ['Unavailable', 'The store cannot be reached.'],
  504: ['AuthGatewayTimeout', 'The answer took too long.'],
} as const
export type AuthErrorStatus = keyof typeof AUTH_ERRORS

const word = { title: text, detail: text, code: text }
export const ERROR_SCHEMAS: Readonly<Record<string, Schema>> = {
  Errors: closed({
    errors: listOf(
      closed(
        { ...word, status: text, source: closed({ pointer: text }), meta: anyObject },
        { optional: ['source', 'meta'] },
      ),
    ),
  }),
  AuthErrors: closed({
    errors: listOf(closed({ ...word, status: { type: 'integer' }, meta: { ...anything, type: 'object' } })),
  }),
}

const namesOf = (errors: Readonly<Record<number, readonly [string, string]>>) =>
  Object.fromEntries(Object.entries(errors).map(([status, [name]]) => [status, name]))

export const refusals = (statuses: readonly ErrorStatus[]): Record<number, Reference> =>
  sharedAnswers(namesOf(ERRORS), statuses)
export const authRefusals = (statuses: readonly AuthErrorStatus[]): Record<number, Reference> =>
  sharedAnswers(namesOf(AUTH_ERRORS), statuses)

export const ERROR_ANSWERS: Readonly<Record<string, OpenApiResponse>> = Object.fromEntries([
  ...Object.values(AUTH_ERRORS).map(([name, about]) => [
    name,
    answer(about, AUTH_CONTENT_TYPE, named('AuthErrors')),
  ]),
  // The host's own refusals are the Core API's on every path.
  ...Object.values(ERRORS).map(([name, about]) => [name, answer(about, CONTENT_TYPE, named('Errors'))]),
])
