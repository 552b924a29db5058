/** What the admin API refuses, and how it says so: `{"error":{"code":"not_found","message":"…"}}`. */
import { CoreError, type CoreErrorCode } from '../../core/errors.ts'
import { jsonResponse, type WireResponse } from '../../dialects/dialect.ts'

export const STATUSES = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  timeout: 408,
  conflict: 409,
  too_large: 413,
  uri_too_long: 414,
  invalid: 422,
  headers_too_large: 431,
  internal: 500,
  unavailable: 503,
} as const
export type RefusalCode = keyof typeof STATUSES

export class AdminRefusal extends Error {
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.name = 'AdminRefusal'
    this.code = code
  }
}

export const JSON_TYPE = 'application/json; charset=utf-8'

export const refusal = (
  code: RefusalCode,
  message: string,
  headers: Record<string, string> = {},
): WireResponse => jsonResponse(STATUSES[code], JSON_TYPE, { error: { code, message } }, headers)

/** What the host itself refuses. */
export function refusalOfStatus(status: number): WireResponse {
  const [code] = Object.entries(STATUSES).find(([, known]) => known === status) ?? ['internal']
  return refusal(code as RefusalCode, HOST_TEXTS[status] ?? 'the server failed: its log says why')
}

const HOST_TEXTS: Readonly<Record<number, string>> = {
  400: 'the request is not HTTP that can be answered',
  408: 'the request took too long to arrive',
  413: 'the body is larger than 1 MB',
  414: 'the URL is too long',
  431: 'the headers are too long',
  503: 'the store cannot be reached',
}

/** The codes that what is done to organizations ends with; every other is a failure of ours. */
const CORE_CODES: Partial<Record<CoreErrorCode, RefusalCode>> = {
  'record-not-found': 'not_found',
  'not-unique': 'conflict',
  'invalid-value': 'invalid',
}

/** The answer to what was thrown; throws what is no refusal. */
export function answerTo(error: unknown): WireResponse {
  if (error instanceof AdminRefusal) return refusal(error.code, error.message)
  const code = error instanceof CoreError ? CORE_CODES[error.code] : undefined
  if (code === undefined) throw error
  return refusal(code, (error as CoreError).message)
}
