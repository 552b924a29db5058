/**
 * Nobody holds a connection for ever: a request has to be here within a time, and its answer has to be taken within one.
 * What is too late is answered in the platform's words where it is known whose request it is (408), and cut off where not.
 */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** One minute: 1 MB, the largest body, at 17 KB a second. */
export const CLIENT_MS = 60_000
/** A long answer has a second more for each so many bytes. */
const BYTES_A_SECOND = 32 * 1024
/** How often Node looks for requests that are too late, at the most. */
const LOOK_MS = 30_000

export interface SlowClients {
  /** For the HTTP library's server. */
  http: { headersTimeout: number; requestTimeout: number; connectionsCheckingInterval: number }
  /** A request whose body is still to come. */
  arriving(request: FastifyRequest, reply: FastifyReply): void
  /** Something is wrong with what a connection sends, or too late. */
  onClientError(error: NodeJS.ErrnoException, socket: Duplex): void
  /** An answer was written: its client has a time to take what is left of it, in bytes. */
  taking(reply: ServerResponse, left?: number): void
}

/** `refuse` answers a request of which no more is waited for. */
export function createSlowClients(
  milliseconds: number,
  refuse: (error: Error & { statusCode: number }, request: FastifyRequest, reply: FastifyReply) => void,
): SlowClients {
  const underWay = new WeakMap<Duplex, { request: FastifyRequest; reply: FastifyReply }>()

  return {
    http: {
      headersTimeout: milliseconds,
      requestTimeout: milliseconds,
      connectionsCheckingInterval: Math.min(LOOK_MS, Math.ceil(milliseconds / 4)),
    },
    arriving(request, reply) {
      if (hasBody(request.raw)) underWay.set(request.raw.socket, { request, reply })
    },
    onClientError(error, socket) {
      if (error.code === 'ECONNRESET' || socket.destroyed) return
      const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? underWay.get(socket) : undefined
      if (!late || late.request.raw.complete || late.reply.raw.headersSent)
        return refusePlainly(error, socket)
      late.reply.raw.shouldKeepAlive = false
      refuse(
        Object.assign(new Error('the body came too late'), { statusCode: 408 }),
        late.request,
        late.reply,
      )
    },
    taking(reply, left = reply.writableLength) {
      if (left === 0) return
      const timer = setTimeout(() => reply.destroy(), milliseconds + (left / BYTES_A_SECOND) * 1000)
      reply.once('close', () => clearTimeout(timer))
    },
  }
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined

const STATUSES: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
}

/** It is not known whose request it would have been. */
function refusePlainly({ code = '' }: NodeJS.ErrnoException, socket: Duplex): void {
  const status = STATUSES[code] ?? 400
  const body = `${STATUS_CODES[status]}\n`
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
  socket.destroy()
}
