/** SHOPLINE's refusals: one flat `{"errors":"…"}` (section 9 of its specification). */
import { jsonResponse, type WireResponse } from '../dialect.ts'

export const CONTENT_TYPE = 'application/json; charset=utf-8'

const error = (status: number, text: string): WireResponse =>
  jsonResponse(status, CONTENT_TYPE, { errors: text })

export const notFound = (): WireResponse => error(404, 'Not Found')
export const refuse = (status: number): WireResponse =>
  error(status, status === 500 ? 'Internal Server Error' : 'Bad Request')
