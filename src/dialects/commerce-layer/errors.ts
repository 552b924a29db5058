/** Commerce Layer's refusals: `{"errors":[{title, detail, code, status}]}` (section 7 of its specification). */
import { jsonResponse, type WireResponse } from '../dialect.ts'

export const CONTENT_TYPE = 'application/vnd.api+json'

const single = (status: number, code: string, title: string, detail: string): WireResponse =>
  jsonResponse(status, CONTENT_TYPE, { errors: [{ title, detail, code, status: String(status) }] })

export const notFound = (): WireResponse =>
  single(
    404,
    'RECORD_NOT_FOUND',
    'Record not found',
    'The requested resource was not found. Please double-check the resource id.',
  )

export const refuse = (status: number): WireResponse =>
  single(status, 'INTERNAL_SERVER_ERROR', 'Internal Server Error', 'Internal Server Error')
