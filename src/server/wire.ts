/** A request as the HTTP library has it, as the plain value that dialects take. */
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { WireRequest } from '../dialects/dialect.ts'
import { RESERVED_LABELS } from '../lib/host-labels.ts'

/** What a request is made of, whichever way it came. */
export interface Incoming {
  raw: IncomingMessage
  protocol: string
  /** With its port, as it was sent. */
  host: string
  address: string
  body: string
  contentType: string | undefined
}

/** One whose body the HTTP library read, and behind a trusted proxy where that is configured. */
export const incomingOf = (request: FastifyRequest): Incoming => ({
  raw: request.raw,
  protocol: request.protocol,
  host: request.host,
  address: request.ip,
  body: typeof request.body === 'string' ? request.body : '',
  contentType: request.sentContentType,
})

/** One without a body, straight from its socket. */
export const bareIncoming = (raw: IncomingMessage, protocol: string): Incoming => ({
  raw,
  protocol,
  host: raw.headers.host ?? '',
  address: raw.socket.remoteAddress ?? '',
  body: '',
  contentType: raw.headers['content-type'],
})

export function toWire(incoming: Incoming, hostDomain: string): WireRequest {
  const { raw, host, body, address } = incoming
  const { url = '/', method = 'GET' } = raw
  const at = url.indexOf('?')
  return {
    method,
    origin: `${incoming.protocol}://${host}`,
    path: at < 0 ? url : url.slice(0, at),
    query: at < 0 ? '' : url.slice(at + 1),
    headers: flatHeaders(incoming),
    body,
    address,
    hostLabel: labelOf(host, hostDomain),
  }
}

function flatHeaders({ raw: { headers }, contentType }: Incoming): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value
  }
  if (contentType !== undefined) flat['content-type'] = contentType
  return flat
}

/** A name or an address, with or without a port; none is one as well. */
export const isHost = (text: string): boolean => /^([\w.-]*|\[[\da-f:.]+\])(:\d*)?$/i.test(text)

/** `acme` of `acme.localhost:8080` under the domain `localhost`; null for any other host. */
export function labelOf(host: string, domain: string): string | null {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  if (!name.endsWith(`.${domain}`)) return null
  const label = name.slice(0, -domain.length - 1)
  return label === '' || label.includes('.') || RESERVED_LABELS.includes(label) ? null : label
}
