/** How a kept request is shown: masked unless it is asked for as it was. */
import { Type } from 'typebox'
import { type KeptBody, type KeptRequest, textOf } from '../../traffic/keep-exchange.ts'
import { maskBody, maskHeaders, maskPairs, maskPath } from '../../traffic/mask.ts'
import { whyNoReplay } from '../../traffic/replay.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])

const REQUEST_MEMBERS = {
  id: Type.String(),
  at: Type.String({ format: 'date-time' }),
  dialect: Type.String(),
  method: Type.String(),
  path: Type.String(),
  query: Type.String(),
  status: Type.Integer(),
  /** `half` or `nothing`: the connection ended first. */
  arrives: Type.String(),
  milliseconds: Type.Number(),
  trace_id: orNull(Type.String()),
  fault: orNull(Type.String()),
  /** Its id; null where no valid one came with it, or a fault answered before anybody looked. */
  credential: orNull(Type.String()),
  request_bytes: Type.Integer(),
  response_bytes: Type.Integer(),
  /** The request that it repeats. */
  replay_of: orNull(Type.String()),
}
export const REQUEST = Type.Object(REQUEST_MEMBERS)
export type RequestShown = Type.Static<typeof REQUEST>

const MESSAGE = Type.Object({
  headers: Type.Record(Type.String(), Type.String()),
  body: Type.String(),
  /** Bytes as they were sent. */
  body_bytes: Type.Integer(),
  /** Only its first 64 KB are kept. */
  body_is_cut: Type.Boolean(),
})
export type MessageShown = Type.Static<typeof MESSAGE>

export const REQUEST_DETAIL = Type.Object({
  ...REQUEST_MEMBERS,
  /** `http://127.0.0.1:8080` */
  origin: Type.String(),
  masked: Type.Boolean(),
  request: MESSAGE,
  response: MESSAGE,
  /** Why it cannot be sent again; null: it can. */
  no_replay: orNull(Type.String()),
})
export type RequestDetail = Type.Static<typeof REQUEST_DETAIL>

/** A list asks again for what it showed a moment ago. */
const masked = new WeakMap<KeptRequest, { path: string; query: string }>()
function maskedPlace(kept: KeptRequest): { path: string; query: string } {
  const place = masked.get(kept) ?? { path: maskPath(kept.path), query: maskPairs(kept.query) }
  masked.set(kept, place)
  return place
}

export const presentRequest = (kept: KeptRequest, unmasked = false): RequestShown => ({
  id: kept.id,
  at: kept.at.toISOString(),
  dialect: kept.dialect,
  method: kept.method,
  ...(unmasked ? { path: kept.path, query: kept.query } : maskedPlace(kept)),
  status: kept.status,
  arrives: kept.arrives,
  milliseconds: Math.round(kept.milliseconds * 10) / 10,
  trace_id: kept.traceId,
  fault: kept.fault,
  credential: kept.credential,
  request_bytes: kept.requestBody.size,
  response_bytes: kept.responseBody.size,
  replay_of: kept.replayOf,
})

export function presentDetail(kept: KeptRequest, unmasked: boolean): RequestDetail {
  const message = (headers: Record<string, string>, body: KeptBody): MessageShown => ({
    headers: unmasked ? headers : maskHeaders(headers),
    body: unmasked ? textOf(body) : maskBody(textOf(body), typeOf(headers)),
    body_bytes: body.size,
    body_is_cut: body.isCut,
  })
  return {
    ...presentRequest(kept, unmasked),
    origin: kept.origin,
    masked: !unmasked,
    request: message(kept.requestHeaders, kept.requestBody),
    response: message(kept.responseHeaders, kept.responseBody),
    no_replay: whyNoReplay(kept),
  }
}

export const typeOf = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
