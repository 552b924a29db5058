/**
 * One client under test and the traps that are set for it: its requests are read as they are answered, a change is made
 * before the answer that it follows is sent, so that it is there when the client asks for the next page.
 */
import type { Organization } from '../../core/ports.ts'
import type { Dialect, Limiter, Services, WireRequest } from '../../dialects/dialect.ts'
import type { DialectTraps, ShownCustomers, TrapName } from '../../dialects/traps.ts'
import type { Exchange } from '../exchange.ts'
import type { Fault } from '../faults.ts'
import { createSeen } from './seen.ts'
import type { Scene, Sprung, Step, Trap, TrapFault, Verdict } from './trap.ts'

export type TrapStatus = 'waiting' | 'untried' | Verdict['status']

export interface TrapState {
  trap: Trap
  status: TrapStatus
  /** What was done; null: it is not set yet. */
  did: string | null
  evidence: string | null
  advice: string
}

export interface RunState {
  dialect: string
  step: Step | 'finished'
  armedAt: Date
  /** By step. */
  requests: Record<Step, number>
  seen: Record<Step, number>
  /** Customers that there were when the run began, and those that traps made. */
  customers: number
  pages: number
  lastRequestAt: Date | null
  traps: readonly TrapState[]
}

export interface TrapRun {
  organization: Organization
  dialect: string
  state(): RunState
  observe(exchange: Exchange): Promise<void>
  /** `at`: real time, in milliseconds. */
  faultFor(request: WireRequest, at: number): Fault | null
  /** The client is done with that step. */
  done(): Promise<void>
}

export interface RunOptions {
  organization: Organization
  dialect: Dialect
  platform: DialectTraps
  traps: readonly Trap[]
  services: Services
  customers: number
  now(): number
}

interface Armed {
  trap: Trap
  sprung: Sprung | null
  failures: number
}

/** A trap that fails so often is left alone. */
const TRIES = 3
/** A shorter page is no walk: counting asks for one row. */
const SHORTEST_PAGE = 2

export function createTrapRun(options: RunOptions): TrapRun {
  const { organization, dialect, platform, services, customers, now } = options
  const armed: Armed[] = options.traps.map((trap) => ({ trap, sprung: null, failures: 0 }))
  const seen = createSeen()
  const used = new Set<string>()
  const requests: Record<Step, number> = { full: 0, incremental: 0 }
  const armedAt = new Date(now())
  const failing = new WeakMap<WireRequest, TrapFault>()
  let step: RunState['step'] = 'full'
  let lastRequestAt: Date | null = null
  /** Who walks, known by the last page that was asked for. */
  let walker: WireRequest | null = null
  let unfinished: NonNullable<Sprung['later']>[] = []
  let queue = Promise.resolve()

  /** One after the other, so that what one answer sets off is done before the next is looked at. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    queue = queue.then(work).catch((error: Error) => {
      services.log('warn', 'a trap failed', { organization: organization.slug, error: error.message })
    })
    return queue
  }

  const idField = `${dialect.ids.form}Id` as 'shortId' | 'numberId' | 'uuidId'

  function sceneOf(trap: TrapName, page: ShownCustomers | null, ahead: ShownCustomers | null): Scene {
    const actor = { kind: 'trap', id: trap }
    return {
      ...{ organization: organization.key, platform, trap, page, ahead, seen, used, now },
      reader: services.records,
      find: (id) => services.records.find(organization.key, 'customer', idField, id),
      idOf: (customer) => customer[idField],
      write: (work) => services.records.write(organization.key, actor, work),
      edit: (writer, customer, more = {}) =>
        writer.update('customer', customer.key, { ...platform.edit(customer, trap), ...more }),
    }
  }

  async function spring(one: Armed, page: ShownCustomers | null, ahead: ShownCustomers | null) {
    try {
      one.sprung = await one.trap.spring(sceneOf(one.trap.name, page, ahead))
      if (one.sprung?.later) unfinished.push(one.sprung.later)
    } catch (error) {
      one.failures++
      throw error
    }
  }

  const unset = (when: Trap['set']) =>
    armed.filter(({ trap, sprung, failures }) => trap.set === when && !sprung && failures < TRIES)

  /** Sets what may be set after that page; of those that move rows, and of those that fail, one. */
  async function afterPage(request: WireRequest, page: ShownCustomers): Promise<void> {
    if (page.next === null || page.ids.length < SHORTEST_PAGE || unset('between pages').length === 0) return
    const ahead = await wouldShow({ ...request, ...splitUrl(page.next) })
    if (!ahead || ahead.ids.length === 0) return
    const isLast = ahead.next === null
    const taken = { moves: false, fails: armed.some(isFailing) }
    for (const one of unset('between pages')) {
      if (!isLast && armed.some((other) => other !== one && isRereading(other))) continue
      const { moves = false, fails = false } = one.trap
      if ((moves && platform.rowsMove && taken.moves) || (fails && taken.fails && !isLast)) continue
      await spring(one, page, ahead)
      if (!one.sprung) continue
      taken.moves ||= moves
      taken.fails ||= fails
    }
  }

  const isRereading = ({ trap, sprung, failures }: Armed) =>
    trap.rereads === true && failures < TRIES && (!sprung || sprung.judge(seen).status === 'walking')

  /** It waits for the request that it lets fail. */
  const isFailing = ({ trap, sprung }: Armed) =>
    trap.fails === true && sprung !== null && sprung.judge(seen).status === 'walking'

  /** What an answer would show now; nobody is told and nothing is counted. */
  async function wouldShow(request: WireRequest): Promise<ShownCustomers | null> {
    const { onCaller: _, ...quiet } = services
    const response = await dialect.handle(request, { ...quiet, limiter: OPEN, log: () => {} })
    return response.status === 200 ? platform.shown(request, response) : null
  }

  async function look({ request, response, arrives, at, caller }: Exchange): Promise<void> {
    if (step === 'finished') return
    const fault = failing.get(request)
    if (fault) {
      requests[step]++
      const refusedAt = now()
      const would = await wouldShow(withoutFault(request, walker))
      fault.told(request, response, would?.ids ?? [], refusedAt)
      return
    }
    if (caller?.organization !== organization.key) return
    requests[step]++
    lastRequestAt = at
    if (request.method !== 'GET' || response.status !== 200 || arrives !== 'all') return
    const shown = platform.shown(request, response)
    if (!shown) return
    seen.note(shown, step, at.getTime())
    if (step !== 'full') return
    for (const one of [...unfinished])
      if (await one({ seen })) unfinished = unfinished.filter((other) => other !== one)
    if (!shown.isPage) return
    walker = request
    await afterPage(request, shown)
  }

  function statusOf({ trap, sprung }: Armed): Pick<TrapState, 'status' | 'evidence'> {
    if (sprung) {
      const verdict = sprung.judge(seen)
      // It was set, and the client never came to where it would have stepped into it.
      return verdict.status === 'walking' && step === 'finished' ? { ...verdict, status: 'untried' } : verdict
    }
    return step === 'full'
      ? { status: 'waiting', evidence: null }
      : { status: 'untried', evidence: trap.takes }
  }

  return {
    organization,
    dialect: dialect.name,
    state: () => ({
      ...{ dialect: dialect.name, step, armedAt, lastRequestAt, requests: { ...requests } },
      customers: armed.reduce((sum, { sprung }) => sum + (sprung?.made ?? 0), customers),
      seen: { full: seen.count('full'), incremental: seen.count('incremental') },
      pages: seen.pages(),
      traps: armed.map((one) => ({
        trap: one.trap,
        did: one.sprung?.did ?? null,
        advice: platform.advice[one.trap.name] ?? '',
        ...statusOf(one),
      })),
    }),

    async observe(exchange) {
      const isOurs = failing.has(exchange.request) || exchange.caller?.organization === organization.key
      if (exchange.dialect === dialect.name && isOurs) await inTurn(() => look(exchange))
    },

    faultFor(request, at) {
      if (step !== 'full' || !walker || !dialect.owns(request.path)) return null
      const sameToken = request.headers.authorization === walker.headers.authorization
      const isPage = sameToken && request.method === 'GET' && request.path === walker.path
      const fault = armed
        .flatMap(({ sprung }) => sprung?.fault ?? [])
        .find((one) => one.hits(request, { isPage, at }))
      if (!fault) return null
      failing.set(request, fault)
      return { kind: fault.kind }
    },

    done: () =>
      inTurn(async () => {
        if (step === 'finished') return
        seen.end(step)
        if (step === 'incremental') {
          step = 'finished'
          return
        }
        for (const one of unset('between syncs')) await spring(one, null, null)
        const goesOn = armed.some(({ trap, sprung }) => sprung && trap.until === 'incremental')
        step = goesOn ? 'incremental' : 'finished'
        if (step === 'finished') seen.end('incremental')
      }),
  }
}

const OPEN: Limiter = {
  take: async (rules) =>
    rules.map(({ capacity }) => ({ allowed: true, remaining: capacity, retryAfterSeconds: 0 })),
}

const splitUrl = (url: string): Pick<WireRequest, 'path' | 'query'> => {
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  return { path, query }
}

/** As the walker that is known to be let in would ask. */
const withoutFault = (request: WireRequest, walker: WireRequest | null): WireRequest => ({
  ...request,
  headers: { ...request.headers, ...(walker ? { authorization: walker.headers.authorization ?? '' } : {}) },
})
