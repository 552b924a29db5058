/** Easycart's refusals: one flat object with a `message` (section 6 of its specification). */
import type { CoreError, CoreErrorCode } from '../../core/errors.ts'
import { jsonResponse, type WireRequest, type WireResponse } from '../dialect.ts'

export const CONTENT_TYPE = 'application/json'

const message = (status: number, text: string, headers: Record<string, string> = {}): WireResponse =>
  jsonResponse(status, CONTENT_TYPE, { message: text }, headers)

export const badRequest = (text: string): WireResponse => message(400, text)
export const currencyRequired = (): WireResponse => badRequest('A valid currency query parameter is required')
/** [assumed] Easycart itself shows the first page; in the words for the currency. */
export const invalidPage = (): WireResponse => badRequest('A valid page query parameter is required')
export const unauthenticated = (): WireResponse => message(401, 'Unauthenticated.')
export const storeForbidden = (): WireResponse => message(403, 'You do not have API access to this store.')
/** An id in the path that is no UUID: `Invalid product access ID` (Revoke Product Access; the others assumed). */
export const invalidId = (thing: string): WireResponse => badRequest(`Invalid ${thing.toLowerCase()} ID`)
export const notFound = (thing: string, id: string): WireResponse =>
  message(404, `${thing} with ID ${id} not found`)

/** A body that breaks rules: each field with its sentences (Create Product, Create Product Access). */
export const invalidData = (errors: Readonly<Record<string, readonly string[]>>): WireResponse =>
  jsonResponse(422, CONTENT_TYPE, { message: 'The given data was invalid.', errors })
/** A rule of the business that no field stands for: `Target variant not found.` */
export const unprocessable = (text: string): WireResponse => message(422, text)

/** Ends the reading of a request with the answer that it gets; thrown by readers, answered in one place. */
export class EasycartRefusal extends Error {
  readonly response: WireResponse
  constructor(response: WireResponse) {
    super(`Refused: ${response.status}`)
    this.name = 'EasycartRefusal'
    this.response = response
  }
}

/** What the core can refuse, in this platform's words; 401 and 403 as the endpoints give them. */
const CORE: Readonly<Record<CoreErrorCode, WireResponse>> = {
  'record-not-found': message(404, 'Not found'),
  'not-unique': invalidData({}),
  'invalid-value': invalidData({}),
  'credential-missing': unauthenticated(),
  'credential-invalid': unauthenticated(),
  'credential-expired': unauthenticated(),
  'permission-denied': storeForbidden(),
  'precondition-failed': message(412, 'Precondition failed.'),
  'key-reused': message(422, 'The Idempotency-Key was used with another request.'),
  'rate-limited': message(429, 'Too Many Attempts.'),
  'store-unavailable': message(503, 'Service Unavailable'),
}
export const answerCoreError = ({ code }: CoreError): WireResponse => CORE[code]

/** The framework's words and header; its flat body, not the sister product's nested one [assumed]. */
export const tooManyAttempts = (retryAfterSeconds: number): WireResponse =>
  message(429, 'Too Many Attempts.', { 'Retry-After': String(retryAfterSeconds) })

/** A path as the framework names it: `api/v1/customers`. */
const routeName = (request: WireRequest): string => request.path.replace(/^\/+|\/+$/g, '')

/** The framework's own words for a path nobody serves. */
export const routeNotFound = (request: WireRequest): WireResponse =>
  message(404, `The route ${routeName(request)} could not be found.`)

export function methodNotAllowed(request: WireRequest, methods: readonly string[]): WireResponse {
  const supported = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')
  return message(
    405,
    `The ${request.method} method is not supported for route ${routeName(request)}. Supported methods: ${supported}.`,
    { Allow: supported },
  )
}

/** [assumed] In the framework's flat body. */
export const gatewayTimeout = (): WireResponse => message(504, 'Gateway Timeout')

const HOST_TEXTS = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
  500: 'Server Error',
  503: 'Service Unavailable',
} as const

/** When to come back is told as with the limit (`Retry-After`; Laravel's own 503 has it, too). */
export const refuse = (status: keyof typeof HOST_TEXTS): WireResponse =>
  message(status, HOST_TEXTS[status], status === 503 ? { 'Retry-After': '1' } : {})
