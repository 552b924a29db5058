/** Commerce Layer's refusals: `{"errors":[{title, detail, code, status}]}` (section 7 of its specification). */
import type { CoreErrorCode } from '../../core/errors.ts'
import { jsonResponse, type WireResponse } from '../dialect.ts'

export const CONTENT_TYPE = 'application/vnd.api+json'

/** Status, code and title of each refusal; the detail says what exactly was wrong. */
const ERRORS = {
  sort: [400, 'INVALID_SORT_CRITERIA', 'Invalid sort criteria'],
  pageValue: [400, 'INVALID_PAGE_VALUE', 'Invalid page value'],
  pageObject: [400, 'INVALID_PAGE_OBJECT', 'Invalid Page Object'],
  pageParam: [400, 'PARAM_NOT_ALLOWED', 'Page parameter not allowed'],
  field: [400, 'INVALID_FIELD', 'Invalid field'],
  fieldFormat: [400, 'INVALID_FIELD_FORMAT', 'Invalid field format'],
  resource: [400, 'INVALID_RESOURCE', 'Invalid resource'],
  include: [400, 'INVALID_INCLUDE', 'Invalid include'],
  filter: [400, 'FILTER_NOT_ALLOWED', 'Filter not allowed'],
  filtersSyntax: [400, 'INVALID_FILTERS_SYNTAX', 'Invalid filters syntax'],
  filterValue: [400, 'INVALID_FILTER_VALUE', 'Invalid filter value'],
  paramMissing: [400, 'PARAM_MISSING', 'Missing Parameter'],
  paramNotAllowed: [400, 'PARAM_NOT_ALLOWED', 'Param not allowed'],
  dataFormat: [400, 'INVALID_DATA_FORMAT', 'Invalid data format'],
  noKey: [400, 'KEY_ORDER_MISMATCH', 'A key is required'],
  otherKey: [400, 'KEY_NOT_INCLUDED_IN_URL', 'Key is not included in URL'],
  linksObject: [400, 'INVALID_LINKS_OBJECT', 'Invalid Links Object'],
  typeMismatch: [400, 'TYPE_MISMATCH', 'Type Mismatch'],
  badRequest: [400, 'BAD_REQUEST', 'Bad Request'],
  token: [401, 'INVALID_TOKEN', 'Invalid token'],
  unauthorized: [401, 'UNAUTHORIZED', 'Access denied'],
  notFound: [404, 'RECORD_NOT_FOUND', 'Record not found'],
  method: [405, 'METHOD_NOT_ALLOWED', 'Method not allowed'],
  accept: [406, 'NOT_ACCEPTABLE', 'Not acceptable'],
  timeout: [408, 'REQUEST_TIMEOUT', 'Request Timeout'],
  notUnique: [409, 'RECORD_NOT_UNIQUE', 'Record not unique'],
  precondition: [412, 'PRECONDITION_FAILED', 'Precondition failed'],
  bodySize: [413, 'PAYLOAD_TOO_LARGE', 'Payload Too Large'],
  urlLength: [414, 'URI_TOO_LONG', 'URI Too Long'],
  mediaType: [415, 'UNSUPPORTED_MEDIA_TYPE', 'Unsupported media type'],
  keyReused: [422, 'IDEMPOTENCY_KEY_REUSED', 'Idempotency key reused'],
  saveFailed: [422, 'SAVE_FAILED', 'Save failed or was cancelled'],
  locked: [423, 'LOCKED', 'Locked resource'],
  tooMany: [429, 'TOO_MANY_REQUESTS', 'Too many requests'],
  headerSize: [431, 'REQUEST_HEADER_FIELDS_TOO_LARGE', 'Request Header Fields Too Large'],
  server: [500, 'INTERNAL_SERVER_ERROR', 'Internal Server Error'],
  unavailable: [503, 'SERVICE_UNAVAILABLE', 'Service Unavailable'],
  gatewayTimeout: [504, 'GATEWAY_TIMEOUT', 'Gateway Timeout'],
} as const

/** Details that never vary; the others repeat the title where nothing more is said. */
const DETAILS: { [E in keyof typeof ERRORS]?: string } = {
  pageObject: 'Invalid Page Object.',
  dataFormat: 'Data must be a hash.',
  noKey: 'The resource object does not contain a key.',
  linksObject: 'Data is not a valid Links Object.',
  token: 'The access token you provided is invalid.',
  unauthorized: 'You are not authorized to perform this action on the requested resource.',
  notFound: 'The requested resource was not found. Please double-check the resource id.',
  precondition: 'The resource has changed since you read it.',
  keyReused: 'The Idempotency-Key was used with another request.',
  tooMany: 'You have reached your rate limit. Try again later.',
}

export function errorResponse(
  error: keyof typeof ERRORS,
  detail?: string,
  headers: Record<string, string> = {},
): WireResponse {
  const said = wordsOf(error)
  const body = {
    errors: [
      { title: said.title, detail: detail ?? said.detail, code: said.code, status: String(said.status) },
    ],
  }
  return jsonResponse(said.status, CONTENT_TYPE, body, headers)
}

/** What both APIs say; each has its own envelope. */
export function wordsOf(error: keyof typeof ERRORS) {
  const [status, code, title] = ERRORS[error]
  return { status, code, title, detail: DETAILS[error] ?? title }
}

/** Ends the reading of a request with the answer that it gets. */
export class Refused extends Error {
  readonly response: WireResponse
  constructor(error: keyof typeof ERRORS | WireResponse, detail?: string) {
    super(detail ?? (typeof error === 'string' ? error : `status ${error.status}`))
    this.name = 'Refused'
    this.response = typeof error === 'string' ? errorResponse(error, detail) : error
  }
}

/** What the core can refuse, in this platform's answers. */
export const CORE_ERRORS: Readonly<Record<CoreErrorCode, keyof typeof ERRORS>> = {
  'record-not-found': 'notFound',
  'not-unique': 'notUnique',
  'invalid-value': 'saveFailed',
  'credential-missing': 'token',
  'credential-invalid': 'token',
  'credential-expired': 'token',
  'permission-denied': 'unauthorized',
  'precondition-failed': 'precondition',
  'key-reused': 'keyReused',
  'rate-limited': 'tooMany',
  'store-unavailable': 'unavailable',
}

const HOST_ERRORS = {
  400: 'badRequest',
  408: 'timeout',
  413: 'bodySize',
  414: 'urlLength',
  431: 'headerSize',
  500: 'server',
  503: 'unavailable',
} as const

export const refuse = (status: keyof typeof HOST_ERRORS): WireResponse => errorResponse(HOST_ERRORS[status])
