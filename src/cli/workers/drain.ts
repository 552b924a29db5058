/** Ends a server without a failed request: others take what is new, and those who keep a connection are told to leave it. */
import type { Server as HttpServer, ServerResponse } from 'node:http'
import { Server } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** A connection at rest is closed after so long: before, its client may be about to send on it. */
const GRACE_MS = 4000
/** How long what is being answered then is waited for. */
const PATIENCE_MS = 10_000
const LOOK_MS = 200

export async function drain(
  server: HttpServer,
  { grace = GRACE_MS, patience = PATIENCE_MS } = {},
): Promise<void> {
  // Says `Connection: close` (RFC 9112, 9.6) with the next answer, so that the client comes back on another one.
  server.prependListener('request', (_request: unknown, response: ServerResponse) => {
    response.shouldKeepAlive = false
  })
  let isEmpty = false
  // The HTTP server's own `close` would cut connections at rest at once, with what is on its way to us.
  Server.prototype.close.call(server, () => {
    isEmpty = true
  })
  const began = performance.now()
  while (!isEmpty && performance.now() - began < grace + patience) {
    if (performance.now() - began > grace) server.closeIdleConnections()
    await setTimeout(LOOK_MS)
  }
  server.closeAllConnections()
}
