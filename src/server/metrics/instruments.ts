/** What a server counts of itself: requests by platform, route and stage, its database, its process. Never whose they were. */
import type { ReadReport } from '../../store/replicated-reader.ts'
import type { DatabaseWatch } from '../../store/watch-pool.ts'
import { type Detail, detail } from '../in-detail.ts'
import { enter, leave, type StageTimes } from '../stages.ts'
import { addUp, type Counted, label, type Metric, newHistogram, observe, type Series } from './series.ts'

const REQUESTS = 'clientele_request_duration_seconds'
const STAGES = 'clientele_request_stage_seconds'
const IN_WORK = 'clientele_requests_in_work'
const REFUSED = 'clientele_requests_refused_total'
const WAIT = 'clientele_database_wait_seconds'
const STATEMENTS = 'clientele_database_statement_seconds'
const CONNECTIONS = 'clientele_database_connections'
const WAITING = 'clientele_database_waiting'
const READS = 'clientele_reads_total'
const PROCESSES = 'clientele_processes'

export const METRICS: Readonly<Record<string, Metric>> = {
  [REQUESTS]: {
    kind: 'histogram',
    about:
      'From a request to its answer, by platform, method, pattern of the route (none: no route) and status.',
  },
  [STAGES]: {
    kind: 'histogram',
    about:
      'What requests spent that time on: caller (who asks), store (connection, statements, transactions), answer (the rest).',
  },
  [IN_WORK]: { kind: 'gauge', about: 'Requests that are in work or wait.' },
  [REFUSED]: { kind: 'counter', about: 'Requests that were refused because too many were in work.' },
  [WAIT]: { kind: 'histogram', about: 'Waiting for a connection to the database.' },
  [STATEMENTS]: { kind: 'histogram', about: 'Statements, from sending to the last row.' },
  [CONNECTIONS]: { kind: 'gauge', about: 'Connections to the database that are open, in use or at rest.' },
  [WAITING]: { kind: 'gauge', about: 'Callers that wait for a connection now.' },
  [READS]: {
    kind: 'counter',
    about: 'Reads by where they were answered, the primary or a replica; none without replicas.',
  },
  [PROCESSES]: { kind: 'gauge', about: 'Processes that these numbers are of.' },
  process_cpu_seconds_total: { kind: 'counter', about: 'Processor time used.' },
  process_resident_memory_bytes: { kind: 'gauge', about: 'Memory in use.' },
}

/** Whom connections are for: requests, or the work beside them. */
export type PoolName = 'requests' | 'beside'

export interface RouteCounts {
  answered(status: number, milliseconds: number, times: StageTimes): void
}

export interface Instruments {
  route(part: string, method: string, route: string): RouteCounts
  database(name: PoolName): DatabaseWatch
  /** How many requests are in work, and were refused. */
  gate(state: () => { inWork: number; refused: number }): void
  /** Where reads were answered. */
  reads(report: () => ReadReport): void
  /** All that this process has counted. */
  counted(): Counted
}

export function createInstruments(): Instruments {
  const series: Counted = {}
  const states: (() => Counted)[] = [ofProcess]
  const routes = new Map<string, RouteCounts>()

  function histogram(name: string, labels: string): Series {
    series[name] ??= {}
    const own = series[name]
    own[labels] ??= newHistogram()
    return own[labels]
  }

  function newRoute(labels: string): RouteCounts {
    const statuses = new Map<number, Series>()
    const stage = (name: string) => histogram(STAGES, `${labels},${label('stage', name)}`)
    const [caller, store, answer] = [stage('caller'), stage('store'), stage('answer')]
    return {
      answered(status, milliseconds, times) {
        let own = statuses.get(status)
        if (!own) {
          own = histogram(REQUESTS, `${labels},${label('status', status)}`)
          statuses.set(status, own)
        }
        observe(own, milliseconds)
        observe(caller, times.caller)
        observe(store, times.store)
        observe(answer, times.answer)
      },
    }
  }

  return {
    route(part, method, route) {
      const key = `${part} ${method} ${route}`
      let found = routes.get(key)
      if (!found) {
        const labels = [label('dialect', part), label('method', method), label('route', route || 'none')]
        found = newRoute(labels.join(','))
        routes.set(key, found)
      }
      return found
    },
    database(name) {
      const labels = label('for', name)
      const [waited, took] = [histogram(WAIT, labels), histogram(STATEMENTS, labels)]
      return {
        pool(state) {
          states.push(() => {
            const { total, idle, waiting } = state()
            return {
              [CONNECTIONS]: {
                [`${labels},state="in use"`]: [total - idle],
                [`${labels},state="at rest"`]: [idle],
              },
              [WAITING]: { [labels]: [waiting] },
            }
          })
        },
        waits() {
          const began = performance.now()
          const asked = detail()
          if (asked) enter(asked.stages.wait, began)
          return () => {
            const now = performance.now()
            observe(waited, now - began)
            if (asked) leave(asked.stages.wait, now)
          }
        },
        asker: detail,
        begins(statement, asker) {
          const began = performance.now()
          const asked = asker as Detail | undefined
          const ends = asked?.statement?.(statement)
          if (asked) {
            asked.stages.statements++
            enter(asked.stages.database, began)
          }
          return (error) => {
            const now = performance.now()
            observe(took, now - began)
            if (asked) leave(asked.stages.database, now)
            ends?.(error)
          }
        },
      }
    },
    gate(state) {
      states.push(() => {
        const { inWork, refused } = state()
        return { [IN_WORK]: { '': [inWork] }, [REFUSED]: { '': [refused] } }
      })
    },
    reads(report) {
      states.push(() => {
        const { primary, replicas } = report()
        const own = replicas.map(({ name, reads }) => [label('at', name), [reads]])
        return { [READS]: { [label('at', 'primary')]: [primary], ...Object.fromEntries(own) } }
      })
    },
    // Of several pools for the same purpose (replicas) the sum.
    counted: () => addUp([series, ...states.map((state) => state())]),
  }
}

function ofProcess(): Counted {
  const { user, system } = process.cpuUsage()
  return {
    [PROCESSES]: { '': [1] },
    process_cpu_seconds_total: { '': [(user + system) / 1e6] },
    process_resident_memory_bytes: { '': [process.memoryUsage.rss()] },
  }
}
