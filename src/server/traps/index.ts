/**
 * Traps for sync code. A developer points a client at an organization of the sandbox; while it walks, customers are
 * deleted, made and changed at the worst moments, requests fail; what it was shown afterwards tells whether it would have
 * lost somebody. Kept in this process: with several servers on one store, the client must ask the one that has the run.
 */
import type { Organization } from '../../core/ports.ts'
import type { Dialect, Services } from '../../dialects/dialect.ts'
import type { TrapName } from '../../dialects/traps.ts'
import type { Observer } from '../exchange.ts'
import type { FaultFor } from '../faults.ts'
import { createTrapRun, type RunState } from './run.ts'
import { TRAPS } from './table.ts'
import type { Step, Trap } from './trap.ts'

/** Its message is for whoever arms. */
export class TrapsRefused extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'TrapsRefused'
  }
}

export interface Traps {
  /** The traps that exist on that platform. */
  of(dialect: Dialect): readonly Trap[]
  /** Begins a run, in place of one that the organization has. Throws `TrapsRefused`. */
  arm(organization: Organization, dialect: Dialect, names: readonly TrapName[] | null): Promise<RunState>
  /** Null: none is armed. */
  state(organization: number): RunState | null
  /** The client is done with that step. Throws `TrapsRefused` where the run is not there. */
  done(organization: number, step: Step): Promise<RunState>
  disarm(organization: number): boolean
  observe: Observer
  faultFor: FaultFor
}

/** Runs at a time; the oldest goes. */
const MOST_RUNS = 20
/** Of each who was shown is remembered. */
const MOST_CUSTOMERS = 100_000
/** With fewer there is no walk to speak of. */
const FEWEST_CUSTOMERS = 30

export function createTraps({
  services,
  now = Date.now,
}: {
  services: Services
  /** Real time, in milliseconds, as exchanges are timed. */
  now?: () => number
}): Traps {
  const runs = new Map<number, ReturnType<typeof createTrapRun>>()

  const of = ({ traps }: Dialect): Trap[] => TRAPS.filter(({ name }) => traps?.advice[name] !== undefined)

  return {
    of,

    async arm(organization, dialect, names) {
      const { slug, mode, key } = organization
      if (mode !== 'test')
        throw new TrapsRefused(
          `${slug} is live: traps delete and change customers, so they need an organization of mode test`,
        )
      const { traps: platform } = dialect
      if (!platform) throw new TrapsRefused(`there are no traps for ${dialect.title}`)
      const known = of(dialect)
      const unknown = names?.find((name) => !known.some((trap) => trap.name === name))
      if (unknown !== undefined)
        throw new TrapsRefused(
          `${dialect.title} has no trap ${unknown}: there are ${known.map(({ name }) => name).join(', ')}`,
        )
      const customers = await services.records.count(key, 'customer')
      if (customers < FEWEST_CUSTOMERS)
        throw new TrapsRefused(
          `${slug} has ${customers} customers: a client must read several pages to be trapped, so make it ${FEWEST_CUSTOMERS} or more (200 are good)`,
        )
      if (customers > MOST_CUSTOMERS)
        throw new TrapsRefused(`${slug} has ${customers} customers: traps watch at most ${MOST_CUSTOMERS}`)
      const chosen = names?.length ? known.filter(({ name }) => names.includes(name)) : known
      const run = createTrapRun({ organization, dialect, platform, traps: chosen, services, customers, now })
      runs.delete(key)
      runs.set(key, run)
      for (const oldest of runs.keys()) if (runs.size > MOST_RUNS) runs.delete(oldest)
      return run.state()
    },

    state: (organization) => runs.get(organization)?.state() ?? null,

    async done(organization, step) {
      const run = runs.get(organization)
      if (!run) throw new TrapsRefused('no traps are armed')
      const at = run.state().step
      if (at !== step)
        throw new TrapsRefused(
          at === 'finished'
            ? 'this run is over: arm the traps again'
            : `the run waits for the ${at} sync, not for the ${step} one`,
        )
      await run.done()
      return run.state()
    },

    disarm: (organization) => runs.delete(organization),

    async observe(exchange) {
      for (const run of [...runs.values()]) await run.observe(exchange)
    },

    faultFor(request) {
      for (const run of runs.values()) {
        const fault = run.faultFor(request, now())
        if (fault) return fault
      }
      return null
    },
  }
}
