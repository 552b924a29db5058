/** Starts listening, and stops cleanly on SIGINT and SIGTERM: finish what is running, then close the store. */
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Store } from '../store/open-store.ts'
import { Refusal } from './explain.ts'

/** How long a stop waits for requests that are being answered. */
const PATIENCE_MS = 10_000

export const portInUse = (port: number): string => `port ${port} is in use: choose another with --port`

export async function listen(
  app: FastifyInstance,
  { host, port, secure = false }: { host: string; port: number; secure?: boolean },
  store: Store,
): Promise<{ origin: string; closed: Promise<void> }> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    await store.close()
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new Refusal(portInUse(port))
    throw error
  }
  const bound = app.server.address() as AddressInfo
  const closed = new Promise<void>((resolve, reject) => {
    const stop = () => {
      // What hangs is cut off in the end.
      setTimeout(() => app.server.closeAllConnections(), PATIENCE_MS).unref()
      app
        .close()
        .then(() => store.close())
        .then(resolve, reject)
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  })
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  const scheme = secure ? 'https' : 'http'
  return { origin: `${scheme}://${shown.includes(':') ? `[${shown}]` : shown}:${bound.port}`, closed }
}
