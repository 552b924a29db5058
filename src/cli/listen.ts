/** Starts listening, and stops cleanly on SIGINT and SIGTERM: what is being answered is finished. */
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { Refusal } from './explain.ts'

/** How long a stop waits for requests that are being answered. */
const PATIENCE_MS = 10_000

export const portInUse = (port: number): string => `port ${port} is in use: choose another with --port`

export async function listen(
  app: FastifyInstance,
  {
    host,
    port,
    secure = false,
    stops = bySignal,
  }: { host: string; port: number; secure?: boolean; stops?: (stop: () => void) => void },
): Promise<{ origin: string; closed: Promise<void> }> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new Refusal(portInUse(port))
    throw error
  }
  const bound = app.server.address() as AddressInfo
  const closed = new Promise<void>((resolve, reject) => {
    stops(() => {
      // What hangs is cut off in the end.
      setTimeout(() => app.server.closeAllConnections(), PATIENCE_MS).unref()
      app.close().then(resolve, reject)
    })
  })
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  const scheme = secure ? 'https' : 'http'
  return { origin: `${scheme}://${shown.includes(':') ? `[${shown}]` : shown}:${bound.port}`, closed }
}

/** The first signal stops it in order, a second of either kind at once. */
function bySignal(stop: () => void): void {
  const once = () => {
    process.off('SIGINT', once).off('SIGTERM', once)
    stop()
  }
  process.on('SIGINT', once).on('SIGTERM', once)
}
