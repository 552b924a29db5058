/** Ends a server without a failed request: others take what is new, and those who keep a connection are told to leave it. */
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import { Server, type Socket } from 'node:net'
import { setTimeout, setImmediate as turn } from 'node:timers/promises'

/** How long what is being answered is waited for when connections at rest are closed. */
export const PATIENCE_MS = 10_000
const LOOK_MS = 100

export interface Connections {
  /**
   * Takes no new connections, and says `Connection: close` (RFC 9112, 9.6) with the next answer on each that there is, so
   * that its client comes back on another one. Connections at rest are closed after `grace` milliseconds: before, a client may
   * be about to send on one. What hangs is cut off `patience` milliseconds later. Resolves when there is none left.
   */
  drain(options: { grace: number; patience?: number }): Promise<void>
  /** Cuts off all, also those that have not come as far as a request, which the HTTP server does not know. */
  cut(): void
}

/** Requests of one client that did not wait for the answers before: the last of them, and whether it wanted to stay. */
interface Answered {
  response: ServerResponse
  wasKept: boolean
}
const WAITING = Symbol('the last answer that waits for others on this connection')
type Watched = Socket & { [WAITING]?: ServerResponse; _httpMessage?: ServerResponse | null }

/** Knows the connections of a server from now on: to be called before it listens. */
export function watchConnections(server: HttpServer): Connections {
  const open = new Set<Watched>()
  server.on('connection', (socket: Watched) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  // Of a secure connection requests know the upper half.
  const upper = new Set<Watched>()
  server.on('secureConnection', (socket: Watched) => {
    upper.add(socket)
    socket.once('close', () => upper.delete(socket))
  })
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    // Another one is being answered on the connection (node:http, parserOnIncoming).
    if (response.socket === null) (request.socket as Watched)[WAITING] = response
  })
  const cut = () => {
    for (const socket of open) socket.destroy()
  }

  return {
    cut,
    async drain({ grace, patience = PATIENCE_MS }) {
      const gone = stopListening(server)
      sayClose(server, [...open, ...upper])
      await Promise.race([gone, setTimeout(grace, undefined, { ref: false })])
      // A client that opened a connection ahead has sent nothing on it.
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy()
      const until = performance.now() + patience
      let isEmpty = false
      void gone.then(() => {
        isEmpty = true
      })
      while (!isEmpty && performance.now() < until) {
        server.closeIdleConnections()
        await Promise.race([gone, setTimeout(LOOK_MS)])
      }
      cut()
      await gone
    },
  }
}

/** The HTTP server's own `close` would cut connections at rest at once, with what is on its way to us. */
async function stopListening(server: HttpServer): Promise<void> {
  await shortTurn()
  await new Promise<void>((resolve) => Server.prototype.close.call(server, () => resolve()))
}

/** A connection that the system has taken for us and we have not is reset when we stop listening. */
const SHORT_MS = 1
const MOST_TURNS_MS = 1000

/** Right after a turn of the event loop in which all such were accepted, and which was too short for many to come after them. */
async function shortTurn(): Promise<void> {
  const first = performance.now()
  for (let last = first; last - first < MOST_TURNS_MS; ) {
    await turn()
    const now = performance.now()
    if (now - last < SHORT_MS) return
    last = now
  }
}

/** Only the last answer of a connection says so: with it the connection ends, and what waits behind it would be lost. */
function sayClose(server: HttpServer, open: readonly Watched[]): void {
  const last = new WeakMap<Socket, Answered>()
  const isLast = (socket: Socket, response: ServerResponse) => {
    const before = last.get(socket)
    if (before && !before.response.headersSent) before.response.shouldKeepAlive = before.wasKept
    last.set(socket, { response, wasKept: response.shouldKeepAlive })
    response.shouldKeepAlive = false
  }
  for (const socket of open) {
    const waiting = socket[WAITING]
    const response = waiting && !waiting.writableFinished ? waiting : socket._httpMessage
    if (response && !response.headersSent) isLast(socket, response)
  }
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) =>
    isLast(request.socket, response),
  )
}
