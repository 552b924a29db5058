/** The members of an Authentication API request: JSON, or a form as RFC 6749 has it. */
import { parsePairs } from '../../../lib/query-string.ts'
import type { WireRequest } from '../../dialect.ts'

/**
 * Text members only: whatever else is sent counts as missing, but for a scope: without one the widest is granted, so
 * a list of scopes is read as its JSON, which is no scope. A body that is neither gives none. U+0000, which no
 * database text holds and no valid value has, becomes U+FFFD.
 */
export function readAuthBody(request: WireRequest): ReadonlyMap<string, string> {
  const form = /^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '')
  const members = form ? parsePairs(request.body) : Object.entries(readObject(request.body))
  return new Map(
    members.flatMap(([name, value]): [string, string][] => {
      const text = name === 'scope' && isOther(value) ? JSON.stringify(value) : value
      return typeof text === 'string' ? [[name, text.replaceAll('\0', '\uFFFD')]] : []
    }),
  )
}

const isOther = (value: unknown): boolean => typeof value !== 'string' && value !== null

function readObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
