/** One of the processes that answer requests. */
import type { AnsweredElsewhere } from '../../server/admin/elsewhere.ts'
import type { Counted } from '../../server/metrics/series.ts'
import { trafficAnswers } from '../../server/traffic/gathered.ts'
import { createRequestLog } from '../../server/traffic/request-log.ts'
import { createTraffic } from '../../server/traffic/traffic.ts'
import { version } from '../admin-ports.ts'
import { listen } from '../listen.ts'
import { openServer, type ServeFlags } from '../server-parts.ts'
import { ownLog, workplaceOf } from './worker.ts'

export async function answerRequests(flags: ServeFlags): Promise<void> {
  const traffic = createTraffic(createRequestLog(undefined, ownLog()))
  const parts = await openServer(flags)
  const place = workplaceOf(trafficAnswers(traffic), parts.instruments.counted)
  try {
    const { calls } = place
    const stopping = new AbortController()
    const { app } = await parts.create({
      stopping: stopping.signal,
      traffic,
      elsewhere: {
        admin: (request) => calls.ask<AnsweredElsewhere>('admin', request),
        version: version(),
      },
      metrics: () => calls.ask<Counted>('counted'),
    })
    const { origin, closed } = await listen(app, {
      ...flags,
      secure: parts.secure,
      stopping,
      stops: place.onEnd,
    })
    await place.ready({ origin })
    await closed
  } finally {
    await parts.close()
    await place.left()
  }
}
