/**
 * The process that does the work beside requests: jobs, and the admin API, since what people start and watch in the console
 * (imports, syncs) lives in the memory of one process. Should it die, another one takes the jobs up: they are due in the
 * database until they are done.
 */
import type { WireRequest } from '../../dialects/dialect.ts'
import { answerForOthers } from '../../server/admin/elsewhere.ts'
import { createAdmin, createServices } from '../../server/compose.ts'
import { gatherTraffic, trafficAnswers } from '../../server/traffic/gathered.ts'
import { createRequestLog } from '../../server/traffic/request-log.ts'
import { createTraffic } from '../../server/traffic/traffic.ts'
import { startJobs } from '../jobs.ts'
import { openServer, type ServeFlags } from '../server-parts.ts'
import { ownLog, workplaceOf } from './worker.ts'

export async function workBeside(flags: ServeFlags): Promise<void> {
  const own = createTraffic(createRequestLog(undefined, ownLog()))
  const parts = await openServer(flags)
  const options = parts.options({ admin: parts.admin() })
  const services = createServices(options)
  const traffic = gatherTraffic(own, (name, argument) => place.calls.ask('everyone', { name, argument }))
  const admin = createAdmin(options, services, traffic)
  const place = workplaceOf(
    {
      ...trafficAnswers(own),
      admin: (request: WireRequest) =>
        Promise.all(admin.map((part) => answerForOthers(part, request, services))).then(([answer]) => answer),
      announce: (origin: string) => parts.announcement(origin, services),
    },
    parts.instruments.counted,
  )
  try {
    const ended = new Promise<void>((resolve) => place.onEnd(() => resolve()))
    const jobs = startJobs(parts.beside.store, parts.dialects, services, {
      ...flags,
      imports: parts.work.imports,
      reach: parts.reach,
    })
    await place.ready({ origin: null })
    await ended
    await Promise.all([jobs.stop(), parts.work.close()])
  } finally {
    await parts.close()
    await place.left()
  }
}
