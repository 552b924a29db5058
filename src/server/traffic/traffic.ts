/** What is known of the requests to the platforms since the server started. */
import type { Observer } from '../exchange.ts'
import { createTrafficCounts, type TrafficCounts } from './counts.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'

/** As a port: what one process knows, or what several of them do. */
type Asked<P> = {
  [M in keyof P]: P[M] extends (...given: infer G) => infer R ? (...given: G) => R | Promise<R> : never
}

export interface Traffic {
  log: Asked<RequestLog>
  counts: Pick<Asked<TrafficCounts>, 'read'>
}

/** Of this process. */
export interface OwnTraffic extends Traffic {
  observe: Observer
  log: RequestLog
  counts: TrafficCounts
}

export function createTraffic(log = createRequestLog(), counts = createTrafficCounts()): OwnTraffic {
  return {
    observe(exchange) {
      log.add(exchange)
      counts.count(exchange)
    },
    log,
    counts,
  }
}
