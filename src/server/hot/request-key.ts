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

/** Null for what is never given from memory: any method but GET, a request with a body, or for more than an answer. */
export function requestKey({ method, url, rawHeaders, socket }: IncomingMessage): string | null {
  if (method !== 'GET') return null
  let key = `${url} ${socket.remoteAddress}`
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase()
    if (UNREAD.has(name)) continue
    if (BODY.has(name) || name.startsWith(OWN)) return null
    // No header has a line break in it.
    key += `\n${name}:${rawHeaders[index + 1]}`
  }
  return key
}
