/** Clients that keep a connection: each has one at a time, and remembers what became of every request. */
import { Agent, request } from 'node:http'
import { connect } from 'node:net'

export interface Asked {
  /** Null: there was no answer. */
  status: number | null
  body: string
  /** What was said about the connection. */
  connection: string | undefined
  /** Why there was none: `ECONNREFUSED`, `ECONNRESET`. */
  error: string | null
  /** On a connection that had carried an answer before. */
  again: boolean
}

export interface KeepingClient {
  ask(path: string, options?: { method?: string; body?: string }): Promise<Asked>
  /** All that it asked, in order. */
  asked: Asked[]
  end(): void
}

export function createKeepingClient(origin: string, headers: Record<string, string>): KeepingClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const asked: Asked[] = []
  const keep = (one: Asked) => {
    asked.push(one)
    return one
  }
  return {
    asked,
    ask: (path, { method = 'GET', body } = {}) =>
      new Promise<Asked>((resolve) => {
        const sent = request(`${origin}${path}`, { agent, method, headers }, (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (part) => {
            text += part
          })
          response.on('error', failed).on('end', () =>
            resolve({
              status: response.statusCode ?? null,
              body: text,
              connection: response.headers.connection,
              error: null,
              again: sent.reusedSocket,
            }),
          )
        })
        const failed = (error: NodeJS.ErrnoException) =>
          resolve({
            status: null,
            body: '',
            connection: undefined,
            error: error.code ?? error.message,
            again: sent.reusedSocket,
          })
        sent.on('error', failed).end(body)
      }).then(keep),
    end: () => agent.destroy(),
  }
}

export interface Pipelined {
  /** Requests whose turn was begun: all of one are sent at once. */
  sent: number
  answered: number
  /** Whether the last answer said that the connection ends. */
  saidClose: boolean
  /** Resolves when the connection is over. */
  over: Promise<void>
}

/** Sends `count` requests at once, and so many again when all are answered, as long as the connection lives. */
export function pipeline(origin: string, path: string, headers: object, count: number): Pipelined {
  const { hostname, port } = new URL(origin)
  const lines = Object.entries({ host: `${hostname}:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  const turn = `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`.repeat(count)
  const socket = connect(Number(port), hostname)
  let seen = ''
  const told: Pipelined = {
    sent: 0,
    answered: 0,
    saidClose: false,
    over: new Promise((resolve) => socket.on('error', () => {}).once('close', () => resolve())),
  }
  const send = () => {
    told.sent += count
    socket.write(turn)
  }
  socket.once('connect', send)
  socket.setEncoding('latin1').on('data', (text) => {
    seen += text
    for (let rest = afterAnswer(seen); rest !== null; rest = afterAnswer(seen)) {
      told.saidClose = /^connection: close\r$/im.test(seen.slice(0, seen.indexOf('\r\n\r\n') + 2))
      seen = rest
      told.answered++
      if (told.answered === told.sent && !told.saidClose) send()
    }
  })
  return told
}

/** What follows the first answer, by its length; null while it is not there whole. */
function afterAnswer(text: string): string | null {
  const end = text.indexOf('\r\n\r\n')
  const length = Number(/^content-length: (\d+)\r$/im.exec(text.slice(0, end + 2))?.[1] ?? Number.NaN)
  return end < 0 || text.length < end + 4 + length ? null : text.slice(end + 4 + length)
}
