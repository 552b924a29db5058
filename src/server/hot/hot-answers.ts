/**
 * The last answers to reads, kept ready to be sent again. One is sent only when a look at the versions of the data, which
 * began after the request had come and which all requests of the moment share, finds those that it was made at. So it is
 * never older than what the store says, whoever wrote it, and wherever.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { LRUCache } from 'lru-cache'
import type { AsOf } from '../../core/as-of.ts'
import type { Clock } from '../../core/ports.ts'
import type { Limiter, WireRequest, WireResponse } from '../../dialects/dialect.ts'
import { isAt, type Moments } from '../../store/moments.ts'
import type { Exchange } from '../exchange.ts'
import { createByVersion } from './by-version.ts'
import { Given } from './given.ts'
import { giveBack, makeReady, type ReadyAnswer, renewed, takeBody } from './ready-answer.ts'
import { type RequestKey, requestKey } from './request-key.ts'

export interface HotOptions {
  /** All that is kept takes about so many bytes at most. */
  bytes: number
  moments: Pick<Moments, 'at'>
  clock: Clock
  limiter: Limiter
  /** Is told of every answer that is given from memory, before it is sent. */
  given(exchange: Exchange, route: string): void
}

export interface HotAnswers {
  /** Answers from memory what can be; everything else goes to `handler`, unread. `taking` is told of what is not taken at once. */
  before(handler: Handler, taking?: (reply: ServerResponse) => void): Handler
  /** Keeps the answer to that request if it may be given again; with the headers that were sent. */
  keep(raw: IncomingMessage, dialect: string, request: WireRequest, response: WireResponse): void
}
export type Handler = (raw: IncomingMessage, reply: ServerResponse) => void

/** A request that is answered the long way has its key with it: to look it up beside would cost more than all else. */
const KEY = Symbol('key')
type Keyed = IncomingMessage & { [KEY]?: RequestKey }
const keyed = (raw: Keyed, key: RequestKey): IncomingMessage => {
  raw[KEY] = key
  return raw
}

/** An answer that takes more than this part of all is not kept. */
const LARGEST_SHARE = 1 / 8

export function createHotAnswers({ bytes, moments, clock, limiter, given }: HotOptions): HotAnswers {
  const byVersion = createByVersion()
  const answers = new LRUCache<string, ReadyAnswer>({
    maxSize: bytes,
    maxEntrySize: Math.max(1, Math.floor(bytes * LARGEST_SHARE)),
    sizeCalculation: ({ size }, key) => size + 2 * key.length,
    dispose: ({ hot: { asOf } }, key) => byVersion.remove(key, asOf),
  })

  /** Whether it is still what the store would say. */
  async function stands({ hot: { asOf, until } }: ReadyAnswer): Promise<boolean> {
    const [only] = asOf
    const isSame =
      asOf.length === 1 && only
        ? isAt(only, await moments.at(only[0], true))
        : (await momentsOf(asOf)).every(Boolean)
    return isSame && (until === null || until > clock())
  }

  /** All of them are asked of the same moment, for which the first is waited. */
  const momentsOf = (asOf: AsOf) =>
    Promise.all(asOf.map(async (one) => isAt(one, await moments.at(one[0], true))))

  async function give(
    ready: ReadyAnswer,
    unread: string,
    raw: IncomingMessage,
    reply: ServerResponse,
    taking: (reply: ServerResponse) => void,
  ): Promise<boolean> {
    const [at, began] = [Date.now(), performance.now()]
    if (!(await stands(ready))) return false
    const results = ready.limits ? await limiter.take(ready.limits.rules) : []
    // What is refused was counted by none of the rules, and is refused the long way.
    if (results.some(({ allowed }) => !allowed)) return false
    const { id, headers, sent } = renewed(ready, results)
    // Most clients send the same each time, and taking it apart costs more than looking.
    const request =
      unread === ready.unread
        ? ready.request
        : { ...ready.request, headers: raw.headers as WireRequest['headers'] }
    const milliseconds = performance.now() - began
    const exchange = new Given(ready, request, { id, headers, at, milliseconds })
    given(exchange, ready.hot.route ?? '')
    reply.writeHead(200, sent)
    const body = takeBody(ready, id)
    reply.end(body)
    // What the system took whole is nobody's any more; what waits for a slow reader is.
    if (reply.socket && reply.writableLength === 0) giveBack(ready, body)
    else taking(reply)
    return true
  }

  return {
    before:
      (handler, taking = () => {}) =>
      (raw, reply) => {
        const key = requestKey(raw)
        if (key === null) return handler(raw, reply)
        const ready = answers.get(key.key)
        // Another token that ends alike.
        if (!ready || ready.token !== key.token) return handler(keyed(raw, key), reply)
        give(ready, key.unread, raw, reply, taking).then(
          (isGiven) => {
            if (!isGiven) handler(keyed(raw, key), reply)
          },
          // The store is what failed: the long way finds so and says it.
          () => handler(raw, reply),
        )
      },
    keep(raw, dialect, request, response) {
      const known = (raw as Keyed)[KEY]
      const { hot } = response
      if (!known || !hot) return
      const { key } = known
      // Where much is written all else would be full of what nobody is given any more.
      for (const outdated of byVersion.outdatedBy(hot.asOf)) answers.delete(outdated)
      answers.set(key, makeReady(hot, { dialect, request, known, response }, limiter))
      if (answers.has(key)) byVersion.add(key, hot.asOf)
    },
  }
}
