/** An answer as it is sent again: bytes, into which is written what is another in each. */
import type { Limiter, LimitResult, WireRequest, WireResponse } from '../../dialects/dialect.ts'
import type { Hot } from '../../dialects/hot.ts'
import { sizeOf } from '../traffic/keep-exchange.ts'
import type { RequestKey } from './request-key.ts'

export interface ReadyAnswer {
  hot: Hot
  dialect: string
  request: WireRequest
  /** Whose token the request had, and what it had beside its key. */
  token: string
  unread: string
  /** What each exchange takes up where it is kept. */
  exchangeSize: number
  /** Absent where nobody counts. */
  limits?: NonNullable<Hot['limits']>
  headers: Record<string, string>
  /** Names and values in turns, as they are sent; null: they are others each time. */
  flat: string[] | null
  body: Buffer
  /** Where the trace id stands in it, and room for one. */
  places: readonly number[]
  id: Buffer
  /** A copy of the body that nobody is being sent. */
  spare: Buffer | null
  /** Bytes in memory, about. */
  size: number
}

/** Beside body and headers. */
const FIXED_SIZE = 1500

export function makeReady(
  hot: Hot,
  {
    dialect,
    request,
    known: { token, unread },
    response,
  }: { dialect: string; request: WireRequest; known: RequestKey; response: WireResponse },
  limiter: Limiter,
): ReadyAnswer {
  const body = Buffer.from(response.body)
  const places = hot.trace ? placesOf(body, hot.trace.id) : []
  const headers = { ...response.headers, 'Content-Length': String(body.length) }
  const isCounted = hot.limits !== undefined && (limiter.counts?.(hot.limits.rules) ?? true)
  const isSame = !isCounted && !Object.values(headers).includes(hot.trace?.id ?? '')
  return {
    hot,
    dialect,
    request,
    token,
    unread,
    // Whoever keeps the exchange keeps the whole body.
    exchangeSize: sizeOf({ request, response: { status: 200, headers, body: '' } }),
    ...(isCounted && hot.limits ? { limits: hot.limits } : {}),
    headers,
    flat: isSame ? Object.entries(headers).flat() : null,
    body,
    places,
    id: Buffer.alloc(hot.trace?.id.length ?? 0),
    spare: null,
    size: FIXED_SIZE + 2 * (token.length + unread.length) + (places.length > 0 ? 2 : 1) * body.length,
  }
}

function placesOf(body: Buffer, id: string): number[] {
  const places: number[] = []
  for (let at = body.indexOf(id); at >= 0; at = body.indexOf(id, at + id.length)) places.push(at)
  return places
}

/** The id and the headers of this moment, these also as they are sent; `results` are those of its limits. */
export function renewed(
  { hot, limits, headers, flat }: ReadyAnswer,
  results: readonly LimitResult[],
): { id: string; headers: Record<string, string>; sent: Record<string, string> | string[] } {
  const id = hot.trace?.next() ?? ''
  if (flat) return { id, headers, sent: flat }
  const traced = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value === hot.trace?.id ? id : value]),
  )
  const all = { ...traced, ...limits?.headers(results) }
  return { id, headers: all, sent: all }
}

/** The body with that id; whoever takes it has it alone until it is given back, or for good. */
export function takeBody(ready: ReadyAnswer, id: string): Buffer {
  if (ready.places.length === 0) return ready.body
  const body = ready.spare ?? Buffer.from(ready.body)
  ready.spare = null
  // As bytes at once: it stands in there a dozen times.
  ready.id.write(id, 'latin1')
  for (const place of ready.places) body.set(ready.id, place)
  return body
}

export function giveBack(ready: ReadyAnswer, body: Buffer): void {
  if (body !== ready.body) ready.spare = body
}
