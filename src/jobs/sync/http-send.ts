/**
 * One request to a real server, without repeating it. Connections are kept; the answer's length and time are bounded;
 * a redirect is followed within the server only: what is presented there is for nobody else.
 */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { ClientRequest } from '../../dialects/client.ts'
import { type CallWith, call } from '../outgoing/call.ts'
import type { Reach } from '../outgoing/reach.ts'
import type { SendRequest } from './polite-get.ts'
import { SyncRefused } from './refused.ts'

const MOST_BYTES = 64 * 1024 * 1024
const MOST_REDIRECTS = 3
const CONNECT_MS = 10_000
/** A connection that nobody needs any more. */
const IDLE_MS = 30_000
/** Certificates that are not believed, names that nobody has and what we do not call stay so. */
const LASTING =
  /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|ENOTFOUND|ERR_INVALID_URL|ERR_TLS|ERR_SSL|ERR_NOT_CALLED|ERR_TOO_LONG/
const OWN = { 'user-agent': 'clientele', accept: '*/*', 'accept-encoding': 'gzip, deflate, br' }

/** `baseUrl` as `readBaseUrl` gives it; `timeoutMs` is for the whole of one answer. */
export function createHttpSend({
  baseUrl,
  timeoutMs,
  reach,
  signal,
}: {
  baseUrl: string
  timeoutMs: number
  reach: Reach
  /** Ends what is under way. */
  signal?: AbortSignal
}): SendRequest {
  const kept = { keepAlive: true, timeout: IDLE_MS }
  const agent = baseUrl.startsWith('https:') ? new HttpsAgent(kept) : new HttpAgent(kept)
  return async ({ method = 'GET', url, headers: given = {}, body }) => {
    const ends = performance.now() + timeoutMs
    const headers = { ...OWN, ...given }
    let target = `${baseUrl}${url}`
    for (let redirects = 0; ; redirects++) {
      const limits = {
        connectMs: CONNECT_MS,
        wholeMs: Math.max(1, Math.round(ends - performance.now())),
        mostBytes: MOST_BYTES,
        longer: 'refuse' as const,
      }
      const sent = { method, headers, ...(body === undefined ? {} : { body }) }
      const answer = await ask(target, sent, { reach, limits, agent, ...(signal ? { signal } : {}) })
      const { status, headers: told } = answer
      const location = status >= 300 && status < 400 ? told.location : undefined
      if (!location) return { status, headers: told, body: new TextDecoder().decode(answer.body) }
      target = followed({ method, url }, target, location, redirects)
    }
  }
}

/** For a server: `sendWithin(reach)(baseUrl, signal)`. */
export const sendWithin =
  (reach: Reach, timeoutMs = 60_000) =>
  (baseUrl: string, signal: AbortSignal): SendRequest =>
    createHttpSend({ baseUrl, timeoutMs, reach, signal })

async function ask(target: string, sent: Parameters<typeof call>[1], by: CallWith) {
  const once = () => call(target, sent, by)
  try {
    // The server closed a connection that rested just as it was used again: nothing was read of the request.
    return await once().catch((error: Error & { reusedSocket?: true }) => {
      if (error.reusedSocket && sent.method === 'GET') return once()
      throw error
    })
  } catch (error) {
    throw explained(error as Error, new URL(target).origin)
  }
}

/** Where a redirect leads, if one may follow it. */
function followed({ method = 'GET', url }: ClientRequest, from: string, to: string, before: number): string {
  const path = url.split('?')[0]
  if (!URL.canParse(to, from)) throw new SyncRefused(`${path} redirects to what is no address`)
  const next = new URL(to, from)
  if (next.origin !== new URL(from).origin)
    throw new SyncRefused(
      `${path} redirects to ${next.origin}: if that is the right server, give its address with --from`,
    )
  if (method !== 'GET' || before >= MOST_REDIRECTS) throw new SyncRefused(`${path} redirects without end`)
  return next.href
}

/** Of several addresses that were tried, each has its own error. */
function explained(error: Error & { code?: string; errors?: Error[] }, origin: string): Error {
  const code = error.code ?? ''
  const why = error.message || error.errors?.[0]?.message || code
  const message =
    code === 'ERR_TIMEOUT' ? `${origin} gave no answer in time` : `cannot reach ${origin}: ${why}`
  const hint = code === 'ERR_NOT_CALLED' ? ' (what may be called: --private-addresses)' : ''
  return LASTING.test(code) ? new SyncRefused(message + hint) : Object.assign(new Error(message), { code })
}
