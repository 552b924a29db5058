/**
 * Sends requests exactly as they are given: paths are not normalized, no header is added but Host, lengths and the
 * user agent, redirects are not followed.
 */
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import type { ClientAnswer, ClientRequest } from '../../dialects/client.ts'

export interface HttpRequest extends ClientRequest {
  /** `http://127.0.0.1:8080`. */
  origin: string
  /** What the Host header says instead of the origin's own. */
  host?: string | null
}

export interface HttpSender {
  /** Fails with `NoAnswer` where nothing comes back; never for a status. */
  send(request: HttpRequest): Promise<ClientAnswer>
  close(): void
}

/** `unreachable`: nobody listens there, or the name or the certificate is wrong; no further request can do better. */
export class NoAnswer extends Error {
  readonly unreachable: boolean
  constructor(reason: string, unreachable: boolean) {
    super(reason)
    this.name = 'NoAnswer'
    this.unreachable = unreachable
  }
}

const UNREACHABLE =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPROTO|ERR_TLS_|ERR_SSL|UNABLE_TO_|.*CERT)/
const MOST_BYTES = 32 * 1024 * 1024

export function createHttpSender({ timeoutMs }: { timeoutMs: number }): HttpSender {
  const plain = new HttpAgent({ keepAlive: true })
  const secure = new HttpsAgent({ keepAlive: true })

  const once = (wanted: HttpRequest): Promise<ClientAnswer> =>
    new Promise((resolve, reject) => {
      const { origin, url, method = 'GET', headers = {}, body = '', host } = wanted
      const { protocol, hostname, port, host: own } = new URL(origin)
      const name = hostname.replace(/^\[|\]$/g, '')
      const isSecure = protocol === 'https:'
      const request = (isSecure ? requestHttps : requestHttp)({
        agent: isSecure ? secure : plain,
        hostname: name,
        port: port || undefined,
        path: encodeUnsafe(url),
        // Whom the certificate must name: an address has no name of its own to ask for.
        servername: isIP(name) ? '' : new URL(`${protocol}//${host ?? own}`).hostname,
        method,
        headers: {
          Host: host ?? own,
          'User-Agent': 'clientele-check',
          ...headers,
          ...(body !== '' || ['POST', 'PUT', 'PATCH'].includes(method)
            ? { 'Content-Length': String(Buffer.byteLength(body)) }
            : {}),
        },
      })
      const timer = setTimeout(
        () => request.destroy(new NoAnswer(`no answer within ${timeoutMs / 1000} s`, false)),
        timeoutMs,
      )
      const fail = (error: NodeJS.ErrnoException) => {
        clearTimeout(timer)
        if (error instanceof NoAnswer) return reject(error)
        if (request.reusedSocket && error.code === 'ECONNRESET') return reject(new StaleConnection())
        // Of several addresses that were tried, each has its own error.
        const first = (error as Partial<AggregateError>).errors?.[0] as NodeJS.ErrnoException | undefined
        const code = error.code ?? first?.code ?? ''
        reject(new NoAnswer(error.message || first?.message || code || 'no answer', UNREACHABLE.test(code)))
      }
      request.on('error', fail)
      request.on('response', (response) => {
        collect(response).then((answer) => {
          clearTimeout(timer)
          resolve(answer)
        }, fail)
      })
      request.end(body)
    })

  return {
    async send(request) {
      try {
        return await once(request)
      } catch (error) {
        // The server closed an idle connection just as it was used again: nothing was read of the request.
        if (error instanceof StaleConnection) return once(request)
        throw error
      }
    },
    close() {
      plain.destroy()
      secure.destroy()
    },
  }
}

class StaleConnection extends Error {}

/** What node:http refuses in a path: anything past ASCII, blanks and control characters. */
const encodeUnsafe = (url: string): string =>
  url.replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character))

async function collect(response: IncomingMessage): Promise<ClientAnswer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw new NoAnswer(`the answer is larger than ${MOST_BYTES} bytes`, false)
    chunks.push(chunk)
  }
  const headers: Record<string, string> = {}
  const raw = response.rawHeaders
  for (let index = 0; index < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2)
    const known = Object.keys(headers).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name
    headers[known] = headers[known] === undefined ? value : `${headers[known]}, ${value}`
  }
  return { status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString('utf8') }
}
