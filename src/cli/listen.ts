/** Starts listening, and stops cleanly when it is told to: what is being answered is finished. */
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { PATIENCE_MS, watchConnections } from './drain.ts'
import { Refusal } from './explain.ts'
import { bySignal, type Ending, type StopFlags } from './stopping.ts'

export const portInUse = (port: number): string => `port ${port} is in use: choose another with --port`

export interface ListenOptions extends Partial<StopFlags> {
  host: string
  port: number
  secure?: boolean
  /** Is aborted when the server was told to end and whoever shares out requests shall know. */
  stopping?: AbortController
  /** Calls when it shall end. */
  stops?: (end: (how: Ending) => void) => void
}

export async function listen(
  app: FastifyInstance,
  { host, port, secure = false, stopping, stopDelay = 0, stopGrace = 0, stops = bySignal }: ListenOptions,
): Promise<{ origin: string; closed: Promise<void> }> {
  const connections = watchConnections(app.server)
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new Refusal(portInUse(port))
    throw error
  }
  async function end(how: Ending): Promise<void> {
    if (how === 'drain') {
      stopping?.abort()
      await wait(stopDelay)
    }
    if (how !== 'stop') await connections.drain({ grace: stopGrace })
    // What hangs is cut off in the end.
    setTimeout(connections.cut, PATIENCE_MS).unref()
    await app.close()
  }
  const bound = app.server.address() as AddressInfo
  const closed = new Promise<void>((resolve, reject) => {
    stops((how) => void end(how).then(resolve, reject))
  })
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  const scheme = secure ? 'https' : 'http'
  return { origin: `${scheme}://${shown.includes(':') ? `[${shown}]` : shown}:${bound.port}`, closed }
}
