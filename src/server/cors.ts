/** Cross-origin requests (the Fetch standard), for the dialects whose platform answers browsers. */
import type { Dialect, WireRequest, WireResponse } from '../dialects/dialect.ts'

const METHODS = 'GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS'
/** What browsers keep at most. */
const MAX_AGE_SECONDS = 7200

/** The answer to a browser's question whether it may send a request; null when it is none. */
export function preflight(
  dialect: Pick<Dialect, 'cors'>,
  { method, headers }: WireRequest,
): WireResponse | null {
  if (!dialect.cors || method !== 'OPTIONS' || !headers.origin) return null
  if (!headers['access-control-request-method']) return null
  const asked = headers['access-control-request-headers']
  return {
    status: 204,
    headers: {
      'Access-Control-Allow-Methods': METHODS,
      // `*` would leave Authorization out.
      ...(asked ? { 'Access-Control-Allow-Headers': asked } : {}),
      'Access-Control-Max-Age': String(MAX_AGE_SECONDS),
      Vary: 'Access-Control-Request-Headers',
    },
    body: '',
  }
}

/** What every answer of such a dialect carries when a browser asks from another origin. */
export function corsHeaders(
  dialect: Pick<Dialect, 'cors'> | undefined,
  { headers }: WireRequest,
): Record<string, string> {
  if (!dialect?.cors || !headers.origin) return {}
  return {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': dialect.cors.exposedHeaders.join(', '),
  }
}
