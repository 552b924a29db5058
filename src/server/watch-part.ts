/** Looks at each request of a part: counts it, tells the caller its stages who asks for them, makes the span of it. */
import { type Services, type WireRequest, type WireResponse, withHeaders } from '../dialects/dialect.ts'
import { joined } from '../lib/joined.ts'
import type { HostPart } from './host.ts'
import { failureStatus } from './host-status.ts'
import { type Detail, inDetail } from './in-detail.ts'
import { metered } from './metered.ts'
import type { Instruments } from './metrics/instruments.ts'
import { knowCaller, newStages, type Stages, timesOf } from './stages.ts'
import type { RequestSpan, Tracing } from './tracing.ts'

/** `Clientele-Timing: 1` asks for `Server-Timing` (W3C Server Timing) in the answer. */
const ASKS = 'clientele-timing'

/** `tracing` null: nobody wants spans. */
export function createPartWatch(instruments: Instruments, tracing: Tracing | null) {
  return <P extends HostPart>(name: string, part: P): P => ({
    ...part,
    async handle(request, services) {
      const stages = newStages(performance.now())
      follow(services, stages)
      const asks = request.headers[ASKS] === '1'
      const span = tracing?.(name, request)
      const answer = () => part.handle(request, services)
      try {
        const response = await (asks || span ? followed(answer, stages, span) : answer())
        const took = told(name, request, stages, response.status)
        span?.end({ route: stages.route, status: response.status })
        if (asks) return withTiming(response, stages, took)
        return response.hot ? { ...response, hot: joined(response.hot, { route: stages.route }) } : response
      } catch (error) {
        const status = failureStatus(error)
        told(name, request, stages, status)
        span?.end({ route: stages.route, status, error })
        throw error
      }
    },
  })

  function told(name: string, { method }: WireRequest, stages: Stages, status: number): number {
    const now = performance.now()
    const took = now - stages.began
    instruments
      .route(name, METHODS.has(method) ? method : 'other', stages.route)
      .answered(status, took, timesOf(stages, now))
    return took
  }
}

/** The services are this request's own (server/host.ts). */
function follow(services: Services, stages: Stages): void {
  const { onCaller } = services
  services.records = metered(services.records, stages)
  services.organizations = metered(services.organizations, stages)
  services.credentials = metered(services.credentials, stages)
  services.grants = metered(services.grants, stages)
  services.limiter = metered(services.limiter, stages)
  const hearCaller: typeof onCaller = (caller) => {
    knowCaller(stages, performance.now())
    onCaller?.(caller)
  }
  const hearRoute = (route: string) => {
    stages.route = route
  }
  // By their names: V8 holds a function that is written where it is assigned to be one that stays, and all that it knows with it.
  services.onCaller = hearCaller
  services.onRoute = hearRoute
}

/** Whoever asks may make up others, and as many as they like. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

function followed(
  answer: () => Promise<WireResponse>,
  stages: Stages,
  span: RequestSpan | undefined,
): Promise<WireResponse> {
  const asked: Detail = { stages, statement: span?.statement }
  return inDetail(asked, () => (span ? span.within(answer) : answer()))
}

/** `wait` and `database` are within `caller` and `store`. */
function withTiming(response: WireResponse, stages: Stages, took: number): WireResponse {
  const { caller, store, answer } = timesOf(stages, stages.began + took)
  const { wait, database, statements } = stages
  const told = [
    part('caller', caller),
    part('store', store),
    part('answer', answer),
    part('wait', wait.total),
    `${part('database', database.total)};desc="${statements} statement${statements === 1 ? '' : 's'}"`,
    part('total', took),
  ]
  return withHeaders(response, { 'Server-Timing': told.join(', ') })
}

const part = (name: string, milliseconds: number): string => `${name};dur=${milliseconds.toFixed(2)}`
