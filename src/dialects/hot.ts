/**
 * Answers that may be given again from memory: to the same request, while the data that they show has not changed. A
 * route says that its answers are such (`hot: true` in the route tables): they show what is kept of their own organization,
 * to this caller, and neither the time nor anything that is made for this one answer.
 */
import type { AsOf } from '../core/as-of.ts'
import { joined } from '../lib/joined.ts'
import type { LimitResult, LimitRule, RequestCaller, WireRequest, WireResponse } from './dialect.ts'

/** What must be known of an answer to give it again. */
export interface Hot {
  /** What the caller and all that is shown were found at. */
  asOf: AsOf
  /** From then on it is another answer though nothing changed, by the services' clock; null: never. */
  until: Date | null
  caller: RequestCaller
  /** Pattern of the route, for who counts by it; whoever calls the platform adds it. */
  route?: string
  /** An id that stands in it (in its body as often as may be, or in a header) and is another one in each answer. */
  trace?: { id: string; next(): string }
  /** What each request is counted by, and what its answer says of that. */
  limits?: { rules: readonly LimitRule[]; headers(results: readonly LimitResult[]): Record<string, string> }
}

/** The earliest of these times; null: there is none. */
export const earliest = (...times: readonly (Date | null | undefined)[]): Date | null =>
  times.reduce<Date | null>((first, time) => (time && (!first || time < first) ? time : first), null)

/**
 * The answer with what must be known to give it again, where that may be: a page or a record that was read, and not one
 * whose handler said `hot: null`. Without `asOf` nobody knows how long it is true.
 */
export function kept(
  response: WireResponse,
  { method }: WireRequest,
  { asOf, ...hot }: Omit<Hot, 'asOf'> & { asOf: AsOf | undefined },
): WireResponse {
  if (method !== 'GET' || response.status !== 200 || !asOf || response.hot === null) return response
  return joined(response, { hot: { asOf, ...hot } })
}
