/**
 * The HTTP host: one port, every dialect told apart by path. It turns a socket's request into a plain
 * value, hands it to the dialect that owns the path, and writes what comes back.
 */

import type { IncomingMessage } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Clock } from '../core/ports.ts'
import type { Dialect, RequestCaller, Services, WireRequest, WireResponse } from '../dialects/dialect.ts'
import { RESERVED_LABELS } from '../lib/host-labels.ts'
import { unavailability } from '../store/unavailable.ts'
import { corsHeaders, preflight } from './cors.ts'
import type { Observer } from './exchange.ts'
import { answerWithFault, type FaultFor, type Outcome, WrongFault } from './faults.ts'
import { failureStatus } from './host-status.ts'
import type { Handler, HotAnswers } from './hot/hot-answers.ts'
import { loggedPath } from './log.ts'
import { createPauses } from './pauses.ts'
import type { Pair, ServerTls } from './tls.ts'

declare module 'fastify' {
  interface FastifyRequest {
    sentContentType: string | undefined
  }
}

/** 1 MB of body and 16 KB of URL: no platform publishes its own limits. */
const BODY_LIMIT = 1024 * 1024
const URL_LIMIT = 16 * 1024
/** The HTTP library counts the URL among the headers and by default takes 16 KB of both: none would be too long. */
const HEADER_LIMIT = 4 * URL_LIMIT

/** Answers all requests to its paths: a dialect, the admin API. */
export type HostPart = Pick<Dialect, 'owns' | 'cors' | 'handle' | 'refuse'>

export interface HostOptions {
  dialects: readonly Dialect[]
  /** What else answers below paths of its own. */
  further?: readonly HostPart[]
  services: Services
  /** `--domain`, without a port: hosts below it name organizations. */
  hostDomain: string
  /** Believe `X-Forwarded-*`. */
  trustProxy: boolean
  https?: Pair | ServerTls
  /** Which requests fail on purpose; absent: none. */
  faultFor?: FaultFor
  /** What the platforms' answers are dated by; absent: the real time. */
  datedBy?: Clock
  /** Who watches what is asked of the platforms and answered. */
  observers?: readonly Observer[]
  /** Answers that are given again from memory; absent: none. */
  hot?: HotAnswers
  /** Plain pages of the server itself; null when the path is none of them. */
  ownPage(path: string, request: WireRequest): Promise<WireResponse | null>
}

export function createHost(options: HostOptions): FastifyInstance {
  const { services } = options
  const parts = [...options.dialects, ...(options.further ?? [])]
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: URL_LIMIT },
    trustProxy: options.trustProxy,
    exposeHeadRoutes: false,
    // What still arrives while the server stops gets its platform's answer, not the HTTP library's.
    return503OnClosing: false,
    // On closing, what is being answered is finished; only connections at rest are cut.
    forceCloseConnections: 'idle',
    ...(options.https
      ? { https: { ...options.https, maxHeaderSize: HEADER_LIMIT } }
      : { http: { maxHeaderSize: HEADER_LIMIT } }),
    // A URL that does not decode is no fault of ours: the dialect reads the raw path.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      answerFailure(error, request, reply),
  } as object) as unknown as FastifyInstance

  // Bodies reach the dialects as text, whatever their media type, also one that is no media type at all:
  // refusing it is the platform's business. The dialect reads the header as it was sent.
  app.decorateRequest('sentContentType', undefined)
  app.addHook('onRequest', (request, _reply, done) => {
    request.sentContentType = request.raw.headers['content-type']
    if (request.sentContentType !== undefined) request.raw.headers['content-type'] = 'text/plain'
    done()
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.setNotFoundHandler((request, reply) => answer(request, reply))
  app.setErrorHandler((error, request, reply) => answerFailure(error as Error, request, reply))
  app.all('/*', (request, reply) => answer(request, reply))
  app.addHook('onResponse', async (request, reply) =>
    services.log('info', 'request', {
      method: request.method,
      path: loggedPath((request.raw.url ?? '/').replace(/\?.*$/s, '')),
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
    }),
  )

  // A connection that is kept alive after the last answer would hold the closing up until it times out.
  let closing = false
  const { pause, endAll } = createPauses()
  app.addHook('preClose', async () => {
    closing = true
    endAll()
  })
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const wire = toWire(request, options.hostDomain)
    const { response, arrives } = await respond(wire, (milliseconds) =>
      pause(milliseconds, request.raw.socket),
    )
    return arrives === 'all'
      ? finish(reply, wire, response, request.raw)
      : cut(reply, wire.method, response, arrives)
  }

  function finish(
    reply: FastifyReply,
    wire: WireRequest,
    response: WireResponse,
    raw?: IncomingMessage,
  ): FastifyReply {
    const { datedBy } = options
    const dated = datedBy && dialectOf(wire) ? { Date: datedBy().toUTCString() } : {}
    const headers = { ...dated, ...response.headers, ...corsHeaders(ownerOf(wire), wire) }
    const sent = { ...response, headers }
    if (raw && response.hot) options.hot?.keep(raw, dialectOf(wire)?.name ?? '', wire, sent)
    if (closing) reply.raw.setHeader('connection', 'close')
    return send(reply, wire.method, sent)
  }

  const dialectOf = (wire: WireRequest) => options.dialects.find((candidate) => candidate.owns(wire.path))
  const ownerOf = (wire: WireRequest) => parts.find((candidate) => candidate.owns(wire.path))

  async function respond(wire: WireRequest, wait: (milliseconds: number) => Promise<void>): Promise<Outcome> {
    const part = ownerOf(wire)
    if (!part) return whole((await options.ownPage(wire.path, wire)) ?? notFound())
    // What cannot be a host would break the links that we print (RFC 9112, 3.2: 400).
    if (!isHost(wire.origin.replace(/^\w+:\/\//, ''))) return whole(part.refuse(400, wire))
    if (wire.path.length + wire.query.length > URL_LIMIT) return whole(part.refuse(414, wire))
    const asked = preflight(part, wire)
    if (asked) return whole(asked)
    const dialect = options.dialects.find((candidate) => candidate === part)
    return dialect ? watched(dialect, wire, wait) : whole(await part.handle(wire, services))
  }

  async function watched(
    dialect: Dialect,
    request: WireRequest,
    wait: (milliseconds: number) => Promise<void>,
  ): Promise<Outcome> {
    const { observers = [] } = options
    if (observers.length === 0) return (await ask(dialect, request, services, wait)).outcome
    const [at, began] = [new Date(), performance.now()]
    let caller: RequestCaller | null = null
    const telling: Services = { ...services }
    telling.onCaller = (known) => {
      caller = known
    }
    const tell = async ({ response, arrives }: Outcome, fault: string | null) => {
      const milliseconds = performance.now() - began
      const facts = { dialect: dialect.name, request, response, arrives, fault, at, milliseconds }
      for (const observe of observers) await observe({ ...facts, caller })
    }
    try {
      const { outcome, fault } = await ask(dialect, request, telling, wait)
      await tell(outcome, fault)
      return outcome
    } catch (error) {
      await tell(whole(dialect.refuse(failureStatus(error), request)), null)
      throw error
    }
  }

  async function ask(
    dialect: Dialect,
    wire: WireRequest,
    services: Services,
    wait: (milliseconds: number) => Promise<void>,
  ): Promise<{ outcome: Outcome; fault: string | null }> {
    const failed = await faulty(dialect, wire, services, wait)
    return failed ?? { outcome: whole(await dialect.handle(wire, services)), fault: null }
  }

  async function faulty(
    dialect: Dialect,
    wire: WireRequest,
    services: Services,
    wait: (milliseconds: number) => Promise<void>,
  ): Promise<{ outcome: Outcome; fault: string } | null> {
    try {
      const fault = (await options.faultFor?.(wire, dialect, services)) ?? null
      if (!fault) return null
      const caller = services.onCaller ? await dialect.callerOf(wire, services) : null
      if (caller) services.onCaller?.(caller)
      services.log('info', 'fault', { method: wire.method, path: loggedPath(wire.path), fault: fault.kind })
      return { outcome: await answerWithFault(fault, dialect, wire, services, wait), fault: fault.kind }
    } catch (error) {
      if (error instanceof WrongFault)
        return { outcome: whole(plain(400, `Clientele-Fault: ${error.message}`)), fault: 'wrong' }
      throw error
    }
  }

  function answerFailure(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const wire = toWire(request, options.hostDomain)
    const status = statusOf(error)
    const asked = { method: wire.method, path: loggedPath(wire.path) }
    if (status === 503) services.log('error', 'request not done', { ...asked, reason: unavailability(error) })
    if (status === 500)
      services.log('error', 'request failed', { ...asked, error: error.stack ?? String(error) })
    const dialect = ownerOf(wire)
    return finish(reply, wire, dialect ? dialect.refuse(status, wire) : plain(status, 'error'))
  }

  if (options.hot) {
    const front = options.hot.before
    for (const handler of app.server.listeners('request') as Handler[]) {
      app.server.removeListener('request', handler)
      const before = front(handler)
      app.server.on('request', (raw, reply) => (closing ? handler : before)(raw, reply))
    }
  }
  return app
}

const whole = (response: WireResponse): Outcome => ({ response, arrives: 'all' })

/** Ends the connection, after half of the body where that much is to arrive. */
function cut(
  reply: FastifyReply,
  method: string,
  { status, headers, body }: WireResponse,
  arrives: 'half' | 'nothing',
): FastifyReply {
  const { raw } = reply.hijack()
  const sent = method === 'HEAD' ? Buffer.alloc(0) : Buffer.from(body as Buffer)
  if (arrives === 'nothing' || sent.length === 0) {
    raw.destroy()
    return reply
  }
  raw.writeHead(status, { ...headers, 'Content-Length': sent.length })
  raw.write(sent.subarray(0, Math.floor(sent.length / 2)), () => raw.destroy())
  return reply
}

/**
 * Past Fastify, which would write the names of headers in lower case and add a character set to the content type. As text
 * rather than bytes: it goes out in one piece with the head, without a copy.
 */
function send(reply: FastifyReply, method: string, response: WireResponse): FastifyReply {
  const { raw } = reply.hijack()
  const { 'Content-Type': contentType, ...others } = response.headers
  for (const [name, value] of Object.entries(others)) raw.setHeader(name, value)
  raw.statusCode = response.status
  if (response.status !== 204) {
    if (contentType) raw.setHeader('content-type', contentType)
    raw.setHeader('content-length', Buffer.byteLength(response.body))
  }
  raw.end(method === 'HEAD' || response.status === 204 ? undefined : response.body)
  return reply
}

const HOST_STATUSES = [400, 408, 413, 414, 431] as const
type HostStatus = (typeof HOST_STATUSES)[number] | 500 | 503

function statusOf(error: Error & { statusCode?: number; code?: string }): HostStatus {
  const known = HOST_STATUSES.find((status) => status === error.statusCode)
  return known ?? failureStatus(error)
}

const plain = (status: number, text: string): WireResponse => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body: `${text}\n`,
})

const notFound = (): WireResponse => plain(404, 'Not found')

function toWire(request: FastifyRequest, hostDomain: string): WireRequest {
  const url = request.raw.url ?? '/'
  const at = url.indexOf('?')
  const host = request.host
  return {
    method: request.method,
    origin: `${request.protocol}://${host}`,
    path: at < 0 ? url : url.slice(0, at),
    query: at < 0 ? '' : url.slice(at + 1),
    headers: flatHeaders(request),
    body: typeof request.body === 'string' ? request.body : '',
    address: request.ip,
    hostLabel: labelOf(host, hostDomain),
  }
}

function flatHeaders({ headers, sentContentType }: FastifyRequest): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value
  if (sentContentType !== undefined) flat['content-type'] = sentContentType
  return flat
}

/** A name or an address, with or without a port; none is one as well. */
const isHost = (text: string): boolean => /^([\w.-]*|\[[\da-f:.]+\])(:\d*)?$/i.test(text)

/** `acme` of `acme.localhost:8080` under the domain `localhost`; null for any other host. */
export function labelOf(host: string, domain: string): string | null {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  if (!name.endsWith(`.${domain}`)) return null
  const label = name.slice(0, -domain.length - 1)
  return label === '' || label.includes('.') || RESERVED_LABELS.includes(label) ? null : label
}
