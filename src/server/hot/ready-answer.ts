/** An answer as it is sent again: in pieces, between which goes what is another in each. */
import type { Limiter, LimitResult, WireRequest, WireResponse } from '../../dialects/dialect.ts'
import type { Hot } from '../../dialects/hot.ts'

export interface ReadyAnswer {
  hot: Hot
  dialect: string
  request: WireRequest
  /** Absent where nobody counts. */
  limits?: NonNullable<Hot['limits']>
  headers: Record<string, string>
  /** Names and values in turns, as they are sent; null: they are others each time. */
  flat: string[] | null
  /** The body, parted where the trace id stands. */
  pieces: readonly string[]
  /** A text of ASCII alone is sent without being looked at. */
  encoding: 'latin1' | 'utf8'
  /** Bytes in memory, about. */
  size: number
}

/** Beside body and headers, and for each piece and header. */
const FIXED_SIZE = 1500
const PIECE_SIZE = 64

export function makeReady(
  hot: Hot,
  { dialect, request, response }: { dialect: string; request: WireRequest; response: WireResponse },
  limiter: Limiter,
): ReadyAnswer {
  const length = Buffer.byteLength(response.body)
  const headers = { ...response.headers, 'Content-Length': String(length) }
  const isCounted = hot.limits !== undefined && (limiter.counts?.(hot.limits.rules) ?? true)
  const isSame = !isCounted && !Object.values(headers).includes(hot.trace?.id ?? '')
  const pieces = hot.trace ? response.body.split(hot.trace.id) : [response.body]
  return {
    hot,
    dialect,
    request,
    ...(isCounted && hot.limits ? { limits: hot.limits } : {}),
    headers,
    flat: isSame ? Object.entries(headers).flat() : null,
    pieces,
    encoding: isAscii(response.body, length) ? 'latin1' : 'utf8',
    // What is sent is also text of this process for a moment: of one byte a character where it can be.
    size: FIXED_SIZE + 2 * length + PIECE_SIZE * pieces.length,
  }
}

const isAscii = (text: string, bytes: number): boolean => text.length === bytes

/** The answer of this moment, its headers also as they are sent; `results` are those of its limits. */
export function renewed(
  { hot, limits, headers, flat, pieces }: ReadyAnswer,
  results: readonly LimitResult[],
): { headers: Record<string, string>; sent: Record<string, string> | string[]; body: string } {
  const id = hot.trace?.next() ?? ''
  const body = pieces.length === 1 ? (pieces[0] as string) : pieces.join(id)
  if (flat) return { headers, sent: flat, body }
  const traced = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value === hot.trace?.id ? id : value]),
  )
  const all = { ...traced, ...limits?.headers(results) }
  return { headers: all, sent: all, body }
}
