/** What is known of the requests to the platforms since the server started. */
import type { Observer } from '../exchange.ts'
import { createTrafficCounts, type TrafficCounts } from './counts.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'

export interface Traffic {
  observe: Observer
  log: RequestLog
  counts: TrafficCounts
}

export function createTraffic(log = createRequestLog(), counts = createTrafficCounts()): Traffic {
  return {
    observe(exchange) {
      log.add(exchange)
      counts.count(exchange)
    },
    log,
    counts,
  }
}
