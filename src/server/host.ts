/**
 * The HTTP host: one port, every dialect told apart by path. It turns a socket's request into a plain
 * value, hands it to the dialect that owns the path, and writes what comes back.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Clock } from '../core/ports.ts'
import type { Dialect, RequestCaller, Services, WireRequest, WireResponse } from '../dialects/dialect.ts'
import { joined } from '../lib/joined.ts'
import { unavailability } from '../store/unavailable.ts'
import { corsHeaders, preflight } from './cors.ts'
import type { Observer } from './exchange.ts'
import { answerWithFault, type FaultFor, type Outcome, WrongFault } from './faults.ts'
import { failureStatus } from './host-status.ts'
import type { Handler, HotAnswers } from './hot/hot-answers.ts'
import { loggedPath } from './log.ts'
import { createPauses } from './pauses.ts'
import { cut, send } from './send.ts'
import { CLIENT_MS, createSlowClients } from './slow-clients.ts'
import type { Pair, ServerTls } from './tls.ts'
import { bareIncoming, type Incoming, incomingOf, isHost, toWire } from './wire.ts'

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

/** Answers all requests to its paths: a dialect, the admin API. The services that it is handed are that request's own. */
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
  /** How long a client may take to send a request, and to take its answer; default one minute. Milliseconds. */
  clientTimeout?: number
  /** Which requests fail on purpose; absent: none. */
  faultFor?: FaultFor
  /** What the platforms' answers are dated by; absent: the real time. */
  datedBy?: Clock
  /** Who watches what is asked of the platforms and answered. */
  observers?: readonly Observer[]
  /** Answers that are given again from memory; absent: none. */
  hot?: HotAnswers
  /** Aborted when the server was told to end: nobody waits on purpose any more. */
  stopping?: AbortSignal
  /** Plain pages of the server itself; null when the path is none of them. */
  ownPage(path: string, request: WireRequest): Promise<WireResponse | null>
}

export function createHost(options: HostOptions): FastifyInstance {
  // With the members that a request sets, so that its own need no more.
  const services: Services = { onCaller: undefined, onRoute: undefined, ...options.services }
  const parts = [...options.dialects, ...(options.further ?? [])]
  const slow = createSlowClients(options.clientTimeout ?? CLIENT_MS, (error, request, reply) =>
    failed(error, request, reply),
  )
  // The HTTP library has a setting of its own for one of them, and would set it aside.
  const { requestTimeout, ...http } = { ...slow.http, maxHeaderSize: HEADER_LIMIT }
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: URL_LIMIT },
    trustProxy: options.trustProxy,
    exposeHeadRoutes: false,
    // What still arrives while the server stops gets its platform's answer, not the HTTP library's.
    return503OnClosing: false,
    // On closing, what is being answered is finished; only connections at rest are cut.
    forceCloseConnections: 'idle',
    requestTimeout,
    clientErrorHandler: slow.onClientError,
    ...(options.https ? { https: { ...options.https, ...http } } : { http }),
    // A URL that does not decode is no fault of ours: the dialect reads the raw path.
    frameworkErrors: failed,
  } as object) as unknown as FastifyInstance

  // Who has sent a whole request and nothing more to send (RFC 9293, 3.6: half-closed) gets its answer all the same.
  Object.assign(app.server, { httpAllowHalfOpen: true })

  // Bodies reach the dialects as text, whatever their media type, also one that is no media type at all:
  // refusing it is the platform's business. The dialect reads the header as it was sent.
  app.decorateRequest('sentContentType', undefined)
  app.addHook('onRequest', (request, reply, done) => {
    slow.arriving(request, reply)
    request.sentContentType = request.raw.headers['content-type']
    if (request.sentContentType !== undefined) request.raw.headers['content-type'] = 'text/plain'
    done()
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  const whole = (request: FastifyRequest, reply: FastifyReply) =>
    answer(incomingOf(request), reply.hijack().raw)
  app.setNotFoundHandler(whole)
  app.setErrorHandler((error, request, reply) => failed(error as Error, request, reply))
  app.all('/*', whole)
  app.addHook('onResponse', async ({ raw }, reply) => tellDone(raw, reply.statusCode, reply.elapsedTime))

  // A connection that is kept alive after the last answer would hold the closing up until it times out.
  let closing = false
  const { pause, endAll } = createPauses()
  options.stopping?.addEventListener('abort', endAll)
  app.addHook('preClose', async () => {
    closing = true
    endAll()
  })
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
    // A file: of what is still to be read nothing waits in the connection yet.
    slow.taking(reply.raw, Number(reply.getHeader('content-length')) || 1)
  })

  function failed(error: Error, request: FastifyRequest, reply: FastifyReply): void {
    answerFailure(error, toWire(incomingOf(request), options.hostDomain), reply.hijack().raw)
  }

  async function answer(incoming: Incoming, reply: ServerResponse): Promise<void> {
    const { raw } = incoming
    const wire = toWire(incoming, options.hostDomain)
    try {
      const { response, arrives } = await respond(wire, (milliseconds) => pause(milliseconds, raw.socket))
      if (arrives === 'all') finish(reply, wire, response, raw)
      else {
        cut(reply, wire.method, response, arrives)
        slow.taking(reply)
      }
    } catch (error) {
      answerFailure(error as Error, wire, reply)
    }
  }

  /** What is read without a body has nothing that the HTTP library would have to do for it. */
  function straight(handler: Handler): Handler {
    return (raw, reply) => {
      if (options.trustProxy || !isBare(raw) || !ownerOf({ path: pathOf(raw) })) return handler(raw, reply)
      const began = performance.now()
      answer(bareIncoming(raw, options.https ? 'https' : 'http'), reply).then(
        () => tellDone(raw, reply.statusCode, performance.now() - began),
        (error: Error) => {
          services.log('error', 'answer not sent', { path: loggedPath(pathOf(raw)), error: error.stack })
          reply.destroy()
        },
      )
    }
  }

  const tellDone = (raw: IncomingMessage, status: number, milliseconds: number): void =>
    services.log('info', 'request', {
      method: raw.method,
      path: loggedPath(pathOf(raw)),
      status,
      milliseconds: Math.round(milliseconds),
    })

  function finish(
    reply: ServerResponse,
    wire: WireRequest,
    response: WireResponse,
    raw?: IncomingMessage,
  ): void {
    const { datedBy } = options
    const dated = datedBy && dialectOf(wire) ? { Date: datedBy().toUTCString() } : {}
    const headers = joined(joined(dated, response.headers), corsHeaders(ownerOf(wire), wire))
    const sent = { ...response, headers }
    if (raw && response.hot) options.hot?.keep(raw, dialectOf(wire)?.name ?? '', wire, sent)
    if (closing) reply.setHeader('Connection', 'close')
    send(reply, wire.method, sent)
    slow.taking(reply)
  }

  const dialectOf = (wire: WireRequest) => options.dialects.find((candidate) => candidate.owns(wire.path))
  const ownerOf = ({ path }: Pick<WireRequest, 'path'>) => parts.find((candidate) => candidate.owns(path))

  async function respond(wire: WireRequest, wait: (milliseconds: number) => Promise<void>): Promise<Outcome> {
    const part = ownerOf(wire)
    if (!part) return ofAll((await options.ownPage(wire.path, wire)) ?? notFound())
    // What cannot be a host would break the links that we print (RFC 9112, 3.2: 400).
    if (!isHost(wire.origin.replace(/^\w+:\/\//, ''))) return ofAll(part.refuse(400, wire))
    if (wire.path.length + wire.query.length > URL_LIMIT) return ofAll(part.refuse(414, wire))
    const asked = preflight(part, wire)
    if (asked) return ofAll(asked)
    const dialect = options.dialects.find((candidate) => candidate === part)
    // Its own: whoever follows it sets members of theirs. A copy takes less than an object that is written out.
    const own = { ...services }
    return dialect ? watched(dialect, wire, own, wait) : ofAll(await part.handle(wire, own))
  }

  async function watched(
    dialect: Dialect,
    request: WireRequest,
    own: Services,
    wait: (milliseconds: number) => Promise<void>,
  ): Promise<Outcome> {
    const { observers = [] } = options
    if (observers.length === 0) return (await ask(dialect, request, own, wait)).outcome
    const [at, began] = [new Date(), performance.now()]
    let caller: RequestCaller | null = null
    // By its name, as in server/watch-part.ts.
    const hearCaller = (known: RequestCaller) => {
      caller = known
    }
    own.onCaller = hearCaller
    const tell = async ({ response, arrives }: Outcome, fault: string | null) => {
      const milliseconds = performance.now() - began
      const facts = { dialect: dialect.name, request, response, arrives, fault, at, milliseconds }
      const exchange = { ...facts, caller }
      for (const observe of observers) {
        const ends = observe(exchange)
        // Most have nothing to wait for.
        if (ends) await ends
      }
    }
    try {
      const { outcome, fault } = await ask(dialect, request, own, wait)
      await tell(outcome, fault)
      return outcome
    } catch (error) {
      await tell(ofAll(dialect.refuse(failureStatus(error), request)), null)
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
    return failed ?? { outcome: ofAll(await dialect.handle(wire, services)), fault: null }
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
        return { outcome: ofAll(plain(400, `Clientele-Fault: ${error.message}`)), fault: 'wrong' }
      throw error
    }
  }

  function answerFailure(error: Error, wire: WireRequest, reply: ServerResponse): void {
    const status = statusOf(error)
    const asked = { method: wire.method, path: loggedPath(wire.path) }
    if (status === 503) services.log('error', 'request not done', { ...asked, reason: unavailability(error) })
    if (status === 500)
      services.log('error', 'request failed', { ...asked, error: error.stack ?? String(error) })
    const dialect = ownerOf(wire)
    finish(reply, wire, dialect ? dialect.refuse(status, wire) : plain(status, 'error'))
  }

  const front = (handler: Handler) => options.hot?.before(handler, slow.taking) ?? handler
  for (const handler of app.server.listeners('request') as Handler[]) {
    app.server.removeListener('request', handler)
    const [before, direct] = [inTurn(front(straight(handler))), inTurn(straight(handler))]
    app.server.on('request', (raw, reply) => (closing ? direct : before)(raw, reply))
  }
  return app
}

/**
 * What a client sends without waiting for its answers (RFC 9112, 9.3.2) is worked on as it takes them: else one connection
 * would take hundreds of places, and its answers, which nobody reads, as much memory.
 */
const inTurn =
  (handler: Handler): Handler =>
  (raw, reply) => {
    if (reply.socket) handler(raw, reply)
    else reply.once('socket', () => handler(raw, reply))
  }

const pathOf = ({ url = '/' }: IncomingMessage): string => {
  const at = url.indexOf('?')
  return at < 0 ? url : url.slice(0, at)
}

/** A read that brings no body, of a path that is nothing but itself. */
const isBare = (raw: IncomingMessage): boolean =>
  (raw.method === 'GET' || raw.method === 'HEAD') &&
  raw.headers['content-length'] === undefined &&
  raw.headers['transfer-encoding'] === undefined &&
  !pathOf(raw).includes('%')

const ofAll = (response: WireResponse): Outcome => ({ response, arrives: 'all' })

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
