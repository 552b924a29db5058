/** Media types (Handling errors; the exact rules are those of the JSON:API library the platform runs on). */

import type { WireRequest, WireResponse } from '../dialect.ts'
import { CONTENT_TYPE, errorResponse } from './errors.ts'

const WRITES: ReadonlySet<string> = new Set(['POST', 'PATCH', 'PUT'])

/** Null when the request may go on. Content-Type counts for writes only, and is looked at first. */
export function refuseMediaType({ method, headers }: WireRequest): WireResponse | null {
  const type = headers['content-type'] ?? ''
  if (WRITES.has(method) && type.split(';')[0]?.trim().toLowerCase() !== CONTENT_TYPE)
    return errorResponse(
      'mediaType',
      `All requests that create or update must use the '${CONTENT_TYPE}' Content-Type. This request specified '${type}'.`,
    )
  const accept = headers.accept?.trim() ?? ''
  const entries = accept.split(',').map((entry) => entry.trim())
  if (accept === '' || entries.some((entry) => entry === CONTENT_TYPE || entry.startsWith('*/*'))) return null
  return errorResponse(
    'accept',
    `All requests must use the '${CONTENT_TYPE}' Accept without media type parameters. This request specified '${accept}'.`,
  )
}
