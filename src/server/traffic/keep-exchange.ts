/** What is kept of a request and its answer: all but what signs in, bodies up to a length. */
import type { WireRequest } from '../../dialects/dialect.ts'
import { percentDecode } from '../../lib/route.ts'
import type { Exchange } from '../exchange.ts'
import { type Cleaner, createCleaner } from './secrets.ts'

/** 64 KB. */
export const MOST_OF_A_BODY = 65_536

export interface KeptBody {
  /** UTF-8, outside the engine's heap and without the rest of what was cut off. */
  bytes: Uint8Array
  /** Bytes as it was sent. */
  size: number
  isCut: boolean
}

export interface KeptRequest {
  id: string
  at: Date
  dialect: string
  method: string
  origin: string
  hostLabel: string | null
  path: string
  query: string
  status: number
  arrives: Exchange['arrives']
  milliseconds: number
  traceId: string | null
  fault: string | null
  /** Key and credential id; null where no valid credential came with it, or nobody looked. */
  organization: number | null
  credential: string | null
  /** It acted for a customer or a user who had signed in. */
  onBehalf: boolean
  requestHeaders: Record<string, string>
  requestBody: KeptBody
  responseHeaders: Record<string, string>
  responseBody: KeptBody
  /** Something in its URL or body signs in and was not kept: it cannot be sent again. */
  isIncomplete: boolean
  /** The request that it is a repetition of. */
  replayOf: string | null
}

const encoder = new TextEncoder()
const scratch = new Uint8Array(MOST_OF_A_BODY)

function keepBody(
  text: string,
  clean: (text: string) => string,
  size: number = Buffer.byteLength(text),
): KeptBody {
  const { read, written } = encoder.encodeInto(clean(text.slice(0, MOST_OF_A_BODY)), scratch)
  return {
    bytes: scratch.slice(0, written),
    size,
    isCut: size > MOST_OF_A_BODY && read > 0,
  }
}

/** What the request was answered with, of which only the beginning may be there. */
export interface Answered {
  text(): string
  /** Bytes of all of it; absent: those of the text. */
  size?: number
}
const answeredWith = ({ response }: Exchange): Answered => ({ text: () => String(response.body) })

/** Names under which servers tell by what to find the request in their log. */
const TRACE = /^(x-)?(amzn-)?(trace|request)-?id$/i

/**
 * Reads are many and seldom looked at: what signs in is taken out of them when they are. Writes may bring passwords, which
 * are not held for a moment longer.
 */
export function keepExchange(
  exchange: Exchange,
  id: string,
  replayOf: string | null,
  answered: Answered = answeredWith(exchange),
): KeptRequest {
  const { dialect, request, response, arrives, fault, caller, at, milliseconds } = exchange
  const cleaner = once(() => createCleaner(request.path, presentedIn(request)))
  const asked = once(() => keepRequest(request, cleaner()))
  const requestHeaders = once(() => cleaner().headers(request.headers))
  const responseHeaders = once(() => cleaner().headers(response.headers))
  const responseBody = once(() =>
    keepBody(
      answered.text(),
      (text) => cleaner().body(text, response.headers['Content-Type'] ?? ''),
      answered.size,
    ),
  )
  if (!isRead(request)) for (const part of [asked, requestHeaders, responseHeaders, responseBody]) part()
  const trace = Object.entries(response.headers).find(([name]) => TRACE.test(name))
  const kept: KeptRequest = {
    id,
    at,
    dialect,
    method: request.method,
    origin: request.origin,
    hostLabel: request.hostLabel,
    get path() {
      return asked().path
    },
    get query() {
      return asked().query
    },
    status: response.status,
    arrives,
    milliseconds,
    traceId: trace?.[1] ?? null,
    fault,
    organization: caller?.organization ?? null,
    credential: caller?.credential ?? null,
    onBehalf: caller?.onBehalf ?? false,
    get requestHeaders() {
      return requestHeaders()
    },
    get requestBody() {
      return asked().requestBody
    },
    get responseHeaders() {
      return responseHeaders()
    },
    get responseBody() {
      return responseBody()
    },
    get isIncomplete() {
      return asked().isIncomplete
    },
    replayOf,
  }
  return kept
}

export const isRead = ({ method, body }: WireRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && body === ''

/** Done when it is asked for, and never twice; what it was made of is let go then. */
function once<T>(make: () => T): () => T {
  let todo: (() => T) | null = make
  let made: T
  return () => {
    if (todo) {
      made = todo()
      todo = null
    }
    return made
  }
}

function keepRequest(request: WireRequest, cleaner: Cleaner) {
  const [path, query] = [cleaner.text(request.path), cleaner.pairs(request.query)]
  const clean = (text: string) => cleaner.body(text, request.headers['content-type'] ?? '')
  const requestBody = keepBody(request.body, clean)
  const isWhole =
    path === request.path &&
    query === request.query &&
    !requestBody.isCut &&
    textOf(requestBody) === request.body
  return { path, query, requestBody, isIncomplete: !isWhole }
}

/** What it signed in with, also as the two halves of a name and a password. */
function presentedIn({ headers }: WireRequest): string[] {
  const [, scheme = '', value = ''] = /^(\w+)\s+(\S+)/.exec(headers.authorization ?? '') ?? []
  if (scheme.toLowerCase() !== 'basic') return [value]
  const [, password = ''] = Buffer.from(value, 'base64').toString().split(/:(.*)/s)
  return [value, password, percentDecode(password)]
}

export const textOf = ({ bytes }: KeptBody): string => Buffer.from(bytes).toString('utf8')

/** About what it takes up. */
export const sizeOf = ({ request, response }: Pick<Exchange, 'request' | 'response'>): number =>
  1000 +
  request.path.length +
  request.query.length +
  Math.min(request.body.length, MOST_OF_A_BODY) +
  bodySize(response) +
  lengthOf(request.headers) +
  lengthOf(response.headers)

/** Of one that is lent the beginning is kept, and where the length is said it may not have been made yet. */
function bodySize(response: Exchange['response']): number {
  if (response.lent) return Math.min(response.body.length, MOST_OF_A_BODY)
  return Number(response.headers['Content-Length'] ?? response.body.length)
}

function lengthOf(headers: Readonly<Record<string, string>>): number {
  let length = 0
  for (const name in headers) length += name.length + (headers[name]?.length ?? 0)
  return length
}
