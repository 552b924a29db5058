/** The traffic of a server with several processes: each keeps its own, and is asked when somebody wants to see it. */
import { firstMinute, seenIn, type TrafficCell } from './counts.ts'
import type { KeptRequest } from './keep-exchange.ts'
import { numberIn, type RequestLog } from './request-log.ts'
import type { OwnTraffic, Traffic } from './traffic.ts'

/** Asks all processes, this one included. */
type Everyone = <T>(name: keyof ReturnType<typeof trafficAnswers>, argument: unknown) => Promise<T[]>

type Given<M extends keyof RequestLog> = Parameters<RequestLog[M]>

/** What a process is asked for of its own. */
export const trafficAnswers = ({ log, counts }: OwnTraffic) => ({
  'requests.list': (given: Given<'list'>) => log.list(...given),
  'requests.get': (given: Given<'get'>) => log.get(...given),
  'requests.clear': (given: Given<'clear'>) => log.clear(...given),
  'traffic.cells': (given: [organization: number, since: number]) => counts.cells(...given),
})

/** `own` is where repetitions of requests go. */
export const gatherTraffic = (own: OwnTraffic, everyone: Everyone): Traffic => ({
  log: {
    add: own.log.add,
    addReplay: own.log.addReplay,
    async list(...given) {
      const [, , { limit }] = given
      const lists = await everyone<ReturnType<RequestLog['list']>>('requests.list', given)
      const all = lists.flatMap(({ requests }) => requests).sort(newestFirst)
      return {
        requests: all.slice(0, limit),
        more: all.length > limit || lists.some(({ more }) => more),
      }
    },
    async get(...given) {
      const found = await everyone<KeptRequest | null>('requests.get', given)
      return found.find((one) => one !== null) ?? null
    },
    async clear(...given) {
      const cleared = await everyone<number>('requests.clear', given)
      return cleared.reduce((sum, one) => sum + one, 0)
    },
  },
  counts: {
    async read(organization, span) {
      const cells = await everyone<TrafficCell[]>('traffic.cells', [organization, firstMinute(span)])
      return seenIn(cells.flat(), organization, span)
    },
  },
})

const newestFirst = (a: KeptRequest, b: KeptRequest): number => (numberIn(b.id) ?? 0) - (numberIn(a.id) ?? 0)
