/** Tells whoever watches requests of one that was answered from memory, as they hear of all others. */
import type { Services } from '../../dialects/dialect.ts'
import type { Exchange, Observer } from '../exchange.ts'
import { loggedPath } from '../log.ts'
import type { Instruments } from '../metrics/instruments.ts'
import type { Tracing } from '../tracing.ts'

export interface Watchers {
  observers: readonly Observer[]
  instruments: Instruments
  tracing: Tracing | null
  log: Services['log']
}

/** Its time went to asking whether it still stands, which is asking the store. */
export const tellGiven =
  ({ observers, instruments, tracing, log }: Watchers) =>
  (exchange: Exchange, route: string): void => {
    const { dialect, request, milliseconds } = exchange
    const times = { caller: 0, store: milliseconds, answer: 0 }
    instruments.route(dialect, request.method, route).answered(200, milliseconds, times)
    tracing?.(dialect, request).end({ route, status: 200 })
    for (const observe of observers) observe(exchange)
    log('info', 'request', {
      method: request.method,
      path: loggedPath(request.path),
      status: 200,
      milliseconds: Math.round(milliseconds),
    })
  }
