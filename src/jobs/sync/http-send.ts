/**
 * One request to a real server, without repeating it. Connections are kept; the answer's length and time are bounded;
 * a redirect is followed within the server only: what is presented there is for nobody else.
 */
import type { ClientRequest } from '../../dialects/client.ts'
import type { SendRequest } from './polite-get.ts'
import { SyncRefused } from './refused.ts'

const MOST_BYTES = 64 * 1024 * 1024
const MOST_REDIRECTS = 3
/** Certificates that are not believed and names that nobody has stay so. */
const LASTING = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|ENOTFOUND|ERR_INVALID_URL|ERR_TLS|ERR_SSL/

/** `baseUrl` as `readBaseUrl` gives it; `timeoutMs` is for the whole of one answer. */
export function createHttpSend({
  baseUrl,
  timeoutMs,
  signal,
}: {
  baseUrl: string
  timeoutMs: number
  /** Ends what is under way. */
  signal?: AbortSignal
}): SendRequest {
  return async ({ method = 'GET', url, headers = {}, body }) => {
    const limit = AbortSignal.timeout(timeoutMs)
    const ends = signal ? AbortSignal.any([limit, signal]) : limit
    let target = `${baseUrl}${url}`
    for (let redirects = 0; ; redirects++) {
      const {
        status,
        headers: told,
        text,
      } = await ask(target, {
        method,
        headers,
        signal: ends,
        ...(body === undefined ? {} : { body }),
      })
      const location = status >= 300 && status < 400 ? told.location : undefined
      if (!location) return { status, headers: told, body: text }
      target = followed({ method, url }, target, location, redirects)
    }
  }
}

async function ask(target: string, init: RequestInit) {
  try {
    const response = await fetch(target, { ...init, redirect: 'manual' })
    const headers: Record<string, string> = Object.fromEntries(response.headers)
    return { status: response.status, headers, text: await readText(response) }
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

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MOST_BYTES) throw new SyncRefused(`an answer is longer than ${MOST_BYTES} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** `fetch failed` says nothing; its cause does. */
function explained(error: Error, origin: string): Error {
  if (error instanceof SyncRefused) return error
  const cause = error.cause as { code?: string; message?: string; errors?: Error[] } | undefined
  const code = cause?.code ?? ''
  const why = cause?.message || cause?.errors?.[0]?.message || code || error.message
  const message =
    error.name === 'TimeoutError' ? `${origin} gave no answer in time` : `cannot reach ${origin}: ${why}`
  return LASTING.test(code) ? new SyncRefused(message) : Object.assign(new Error(message), { code })
}
