/** What tells one request from another, made of it as it came, before anything is taken apart. */
import type { IncomingMessage } from 'node:http'

/** Headers that no platform looks at, and that are others in each request of one client. All others make a difference. */
export const UNREAD: ReadonlySet<string> = new Set([
  'accept-encoding',
  'accept-language',
  'b3',
  'baggage',
  'cache-control',
  'cf-ray',
  'connection',
  'keep-alive',
  'pragma',
  'referer',
  'sentry-trace',
  'traceparent',
  'tracestate',
  'user-agent',
  'x-amzn-trace-id',
  'x-b3-parentspanid',
  'x-b3-spanid',
  'x-b3-traceid',
  'x-cloud-trace-context',
  'x-correlation-id',
  'x-datadog-parent-id',
  'x-datadog-trace-id',
  'x-request-id',
  'x-request-start',
])
const BODY: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding'])
/** What asks this server for something that its platform does not have: a fault, how long it took. */
const OWN = 'clientele-'

const AUTHORIZATION = 'authorization'
/** So many of a token's last characters are in the key; whether it is the same token, `token` tells. */
const TAIL = 32

export interface RequestKey {
  /** All that makes a difference, but for the token before its last characters: a text of its length takes longest to look up. */
  key: string
  /** The whole token, to be compared. */
  token: string
  /** The headers that make none. */
  unread: string
}

/** Null for what is never given from memory: any method but GET, a request with a body, or for more than an answer. */
export function requestKey({ method, url, rawHeaders, socket }: IncomingMessage): RequestKey | null {
  if (method !== 'GET') return null
  let key = `${url} ${socket.remoteAddress}`
  let unread = ''
  let token = ''
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase()
    const value = rawHeaders[index + 1] ?? ''
    // No header has a line break in it.
    const line = `\n${name}:${value}`
    if (UNREAD.has(name)) unread += line
    else if (name === AUTHORIZATION) {
      token += line
      key += `\n${name}:${value.slice(-TAIL)}`
    } else if (BODY.has(name) || name.startsWith(OWN)) return null
    else key += line
  }
  return { key, token, unread }
}
