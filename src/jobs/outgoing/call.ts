/**
 * One request to a server that is not trusted: it may be somewhere it must not be, take its time, answer without end, or
 * send little that unpacks to much. Redirects are not followed here. Node's own client, since it lets us look names up
 * (reach.ts) and sends header names as they are written.
 */
import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { pipeline, type Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { isBadPort } from './bad-ports.ts'
import { NotCalled, type Reach } from './reach.ts'
import { readTarget } from './target.ts'

export interface Call {
  method: string
  headers: Readonly<Record<string, string>>
  body?: string
}

export interface CallLimits {
  /** For the name, the connection and its encryption. */
  connectMs: number
  /** For all of it, from the beginning to the last byte of the answer. */
  wholeMs: number
  /** Of the answer's body, unpacked. */
  mostBytes: number
  /** What of a longer answer: its beginning will do, or it is a failure. */
  longer: 'cut' | 'refuse'
}

export interface CallAnswer {
  status: number
  message: string
  /** Names in lower case. */
  headers: Record<string, string>
  body: Buffer
}

/** `code` of what went wrong where it was not the network: ours, beside Node's own such as `ECONNREFUSED`. */
export class CallFailed extends Error {
  readonly code: 'ERR_TIMEOUT' | 'ERR_TOO_LONG'
  constructor(code: CallFailed['code'], message: string) {
    super(message)
    this.code = code
    this.name = 'CallFailed'
  }
}

export interface CallWith {
  reach: Reach
  limits: CallLimits
  /** Keeps connections; absent: each call has one of its own. Not to be shared by callers of different reach. */
  agent?: Agent
  signal?: AbortSignal
}

/**
 * `call('https://example.com/hook', { method: 'POST', headers, body }, { reach, limits })`. Fails with `NotCalled`,
 * `CallFailed`, what `signal` was aborted with, or Node's error; never later than `limits.wholeMs`.
 */
export async function call(
  url: string,
  sent: Call,
  { reach, limits, agent, signal }: CallWith,
): Promise<CallAnswer> {
  const target = targetOf(url, reach)
  const ending = new AbortController()
  const late = (milliseconds: number, what: string) =>
    setTimeout(
      () => ending.abort(new CallFailed('ERR_TIMEOUT', `${what} within ${milliseconds} ms`)),
      milliseconds,
    )
  const whole = late(limits.wholeMs, 'no answer')
  const connecting = limits.connectMs < limits.wholeMs ? late(limits.connectMs, 'no connection') : undefined
  const ends = signal ? AbortSignal.any([ending.signal, signal]) : ending.signal
  try {
    const response = await answered(target, sent, {
      reach,
      agent,
      ends,
      connected: () => clearTimeout(connecting),
    })
    return {
      status: response.statusCode ?? 0,
      message: response.statusMessage ?? '',
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
      ),
      body: await readUpTo(limits, response),
    }
  } catch (error) {
    throw ends.aborted ? ends.reason : error
  } finally {
    clearTimeout(whole)
    clearTimeout(connecting)
  }
}

function targetOf(text: string, reach: Reach): URL {
  const url = readTarget(text)
  if (isBadPort(url.port)) throw new NotCalled(`port ${url.port} is another protocol’s`)
  // An address in the URL is connected to without being looked up.
  const refused = reach.refusesHost(url.hostname)
  if (refused) throw new NotCalled(refused)
  return url
}

function answered(
  url: URL,
  { method, headers, body }: Call,
  {
    reach,
    agent,
    ends,
    connected,
  }: Pick<CallWith, 'reach'> & {
    agent: Agent | undefined
    ends: AbortSignal
    connected(): void
  },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:'
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
    const sent = (secure ? httpsRequest : httpRequest)(url, {
      method,
      headers: { ...headers, ...length },
      agent: agent ?? false,
      lookup: reach.lookup,
      signal: ends,
    })
    sent.on('socket', (socket) => {
      if (sent.reusedSocket) connected()
      else socket.once(secure ? 'secureConnect' : 'connect', connected)
    })
    sent.on('error', (error) =>
      reject(sent.reusedSocket ? Object.assign(error, { reusedSocket: true }) : error),
    )
    sent.on('response', resolve)
    sent.end(body)
  })
}

const UNPACK = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const

/** Unpacked as it comes and no further than it is read, so that a small answer cannot become a large one here. */
async function readUpTo({ mostBytes, longer }: CallLimits, response: IncomingMessage): Promise<Buffer> {
  const unpack =
    UNPACK[(response.headers['content-encoding'] ?? '').trim().toLowerCase() as keyof typeof UNPACK]
  const body: Readable = unpack ? pipeline(response, unpack(), () => {}) : response
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      parts.push(part)
      length += part.length
      if (length <= mostBytes) continue
      if (longer === 'refuse')
        throw new CallFailed('ERR_TOO_LONG', `an answer is longer than ${mostBytes} bytes`)
      break
    }
  } catch (error) {
    // Who wants its beginning only has what was packed well.
    if (longer === 'refuse' || !/^Z_/.test((error as { code?: string }).code ?? '')) throw error
  } finally {
    // What is not read to its end cannot be used for another request.
    if (!response.complete) response.destroy()
  }
  return Buffer.concat(parts).subarray(0, mostBytes)
}
