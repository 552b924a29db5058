/** The members of an Authentication API request: JSON, or a form as RFC 6749 has it. */
import { parsePairs } from '../../lib/query-string.ts'
import type { WireRequest } from '../dialect.ts'

/**
 * Text members only: whatever else is sent counts as missing. A body that is neither gives none. U+0000, which
 * no database text holds and no valid value has, becomes U+FFFD.
 */
export function readAuthBody(request: WireRequest): ReadonlyMap<string, string> {
  const form = /^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '')
  const members = form ? parsePairs(request.body) : Object.entries(readObject(request.body))
  return new Map(
    members.flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value.replaceAll('\0', '\uFFFD')]] : [],
    ),
  )
}

function readObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
