/** The admin API of a server with several processes: one of them answers it for all, whichever of them was asked. */
import type { Services, WireRequest, WireResponse } from '../../dialects/dialect.ts'
import type { HostPart } from '../host.ts'
import { failureStatus } from '../host-status.ts'
import { ownsAdmin } from './path.ts'
import { refusal, refusalOfStatus } from './refusal.ts'

export interface AnsweredElsewhere {
  response: WireResponse
  /** Pattern of the route that it met. */
  route: string
}

export type AdminElsewhere = (request: WireRequest) => Promise<AnsweredElsewhere>

/** Where it is not: the request goes there. */
export const adminElsewhere = (ask: AdminElsewhere, log: Services['log']): HostPart => ({
  owns: ownsAdmin,
  refuse: refusalOfStatus,
  async handle(request, { onRoute }) {
    try {
      const { response, route } = await ask(request)
      onRoute?.(route)
      return response
    } catch (error) {
      log('error', 'the admin API was not answered', { reason: (error as Error).message })
      return refusal('unavailable', 'the process that answers this is being started anew: try again')
    }
  },
})

/** Where it is: a failure is an answer as well. */
export async function answerForOthers(
  part: HostPart,
  request: WireRequest,
  services: Services,
): Promise<AnsweredElsewhere> {
  let route = ''
  const own = { ...services }
  own.onRoute = (pattern) => {
    route = pattern
  }
  try {
    return { response: await part.handle(request, own), route }
  } catch (error) {
    services.log('error', 'request failed', { path: route, error: (error as Error).stack ?? String(error) })
    return { response: part.refuse(failureStatus(error), request), route }
  }
}
