/** Writes an answer to its socket. */
import type { ServerResponse } from 'node:http'
import type { WireResponse } from '../dialects/dialect.ts'
import { giveBack } from '../lib/byte-text.ts'

/** Ends the connection, after half of the body where that much is to arrive. */
export function cut(
  reply: ServerResponse,
  method: string,
  { status, headers, body }: WireResponse,
  arrives: 'half' | 'nothing',
): void {
  const sent = Buffer.from(method === 'HEAD' ? '' : body)
  if (arrives === 'nothing' || sent.length === 0) {
    reply.destroy()
    return
  }
  reply.writeHead(status, { ...headers, 'Content-Length': sent.length })
  reply.write(sent.subarray(0, Math.floor(sent.length / 2)), () => reply.destroy())
}

/**
 * Past the HTTP library, which would write the names of headers in lower case and add a character set to the content type.
 * As text rather than bytes where it is one: it goes out in one piece with the head, without a copy.
 */
export function send(reply: ServerResponse, method: string, response: WireResponse): void {
  const { status, headers, body, lent } = response
  const isEmpty = status === 204
  const sent: string[] = []
  for (const name in headers) if (!isEmpty || name !== 'Content-Type') sent.push(name, headers[name] ?? '')
  if (!isEmpty) sent.push('Content-Length', String(Buffer.byteLength(body)))
  reply.writeHead(status, sent)
  reply.end(method === 'HEAD' || isEmpty ? undefined : body)
  if (lent && typeof body !== 'string') whenTaken(reply, () => giveBack(body))
}

/** At once where the system took it whole, or nobody is there to take it. */
function whenTaken(reply: ServerResponse, then: () => void): void {
  if (reply.socket && reply.writableLength === 0) then()
  else reply.once('finish', then)
}
