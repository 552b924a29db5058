/** SHOPLINE's refusals: one flat `{"errors":"…"}` (section 9 of its specification). */
import type { CoreError, CoreErrorCode } from '../../core/errors.ts'
import { jsonResponse, type WireResponse } from '../dialect.ts'

export const CONTENT_TYPE = 'application/json; charset=utf-8'

const error = (status: number, text: string): WireResponse =>
  jsonResponse(status, CONTENT_TYPE, { errors: text })

/** "503 / 504" (HTTP status codes). */
export const gatewayTimeout = (): WireResponse => error(504, 'Gateway Timeout')
export const notFound = (): WireResponse => error(404, 'Not Found')
/** A request that breaks one of the platform's own rules; thrown by readers, answered in one place. */
export class ShoplineRefusal extends Error {
  readonly status: 400 | 404 | 406 | 412 | 422

  constructor(status: 400 | 404 | 406 | 412 | 422, text: string) {
    super(text)
    this.name = 'ShoplineRefusal'
    this.status = status
  }
}

/** A value of the wrong type: 400. `name: sentence` is the style of the vendor's SDK fixtures. */
export const wrongType = (field: string, sentence: string) =>
  new ShoplineRefusal(400, `${field}: ${sentence}`)
/** A value of the right type that cannot be meant: 422. */
export const unprocessable = (field: string, sentence: string) =>
  new ShoplineRefusal(422, `${field}: ${sentence}`)

/** [assumed] After the documented sample "The product does not exist." */
export const customerMissing = () => new ShoplineRefusal(404, 'The customer does not exist.')

export const answerRefusal = ({ status, message }: ShoplineRefusal): WireResponse => error(status, message)

/** What the core can refuse, in SHOPLINE's words (2.6 and 9.2; the 401 and 403 sentences are [assumed A6]). */
const CORE: Record<CoreErrorCode, [number, string | ((facts: CoreError['facts']) => string)]> = {
  'record-not-found': [404, 'Not Found'],
  'not-unique': [422, ({ field = 'customer' }) => `${field}: has already been taken`],
  'invalid-value': [422, ({ field = 'customer' }) => `${field}: invalid`],
  'credential-missing': [401, 'Unauthorized: access token is missing'],
  'credential-invalid': [401, 'Unauthorized: access token is invalid'],
  'credential-expired': [401, 'Unauthorized: access token has expired'],
  'permission-denied': [403, ({ scope }) => `This action requires ${scope} scope`],
  'precondition-failed': [412, 'Precondition Failed'],
  'key-reused': [422, 'Idempotency-Key: was used with another request'],
  // Singular, as the vendor's page on rate limiting has it.
  'rate-limited': [429, 'Too many request'],
  'store-unavailable': [503, 'Service Unavailable'],
}

export function answerCoreError({ code, facts }: CoreError): WireResponse {
  const [status, text] = CORE[code]
  return error(status, typeof text === 'string' ? text : text(facts))
}

const HOST_TEXTS = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const

export const refuse = (status: keyof typeof HOST_TEXTS): WireResponse => error(status, HOST_TEXTS[status])
