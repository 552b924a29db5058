/** A process that the supervisor started: what it is there for, and how the two talk. */
import cluster from 'node:cluster'
import { type Calls, createCalls } from '../../lib/calls.ts'
import type { Counted } from '../../server/metrics/series.ts'
import type { LogOf } from '../../server/traffic/request-log.ts'
import type { Ending } from '../stopping.ts'

/** `answers`: requests. `beside`: jobs, and what people do in the console, which lives in the memory of one process. */
export type Role = 'answers' | 'beside'
export const ROLES: readonly Role[] = ['answers', 'beside']

/** Set by the supervisor for those it starts. */
export const ROLE_NAME = 'CLIENTELE_WORKER_ROLE'
/** What the ids of all requests since the start have in common. */
export const RUN_NAME = 'CLIENTELE_WORKER_RUN'
export const PORT_NAME = 'CLIENTELE_WORKER_PORT'

export interface Workplace {
  calls: Calls
  /** Is called once, when it shall end. */
  onEnd(end: (how: Ending) => void): void
  /** It does what it is there for. */
  ready(facts: { origin: string | null }): Promise<void>
  /** The last that it has counted. */
  left(): Promise<void>
}

/** `answers` is what the other processes may ask this one for. */
export function workplaceOf(
  answers: Readonly<Record<string, (argument: never) => unknown>>,
  counted: () => Counted,
): Workplace {
  const { worker } = cluster
  if (!worker) throw new Error('this process is no worker')
  let end: ((how: Ending) => void) | undefined
  let asked: Ending | undefined
  const ends = (how: Ending) => {
    if (asked) return
    asked = how
    end?.(how)
  }
  const post = (message: unknown) => {
    if (!process.connected) throw new Error('the supervisor is gone')
    process.send?.(message)
  }
  const calls = createCalls(post, {
    ...answers,
    counted,
    end: (how: Ending) => ends(how),
  })
  process.on('message', (message) => calls.take(message))
  // The whole group gets them from a terminal: the supervisor says what is to be done.
  process.on('SIGINT', () => {}).on('SIGHUP', () => {})
  process.on('SIGTERM', () => ends('drain'))
  return {
    calls,
    onEnd(told) {
      end = told
      if (asked) told(asked)
    },
    ready: (facts) => calls.ask('ready', facts),
    left: () => calls.ask<void>('left', counted()).catch(() => {}),
  }
}

/** Null: this process was started by somebody else. */
export function roleOfWorker(): Role | null {
  const role = process.env[ROLE_NAME]
  return cluster.isWorker ? (ROLES.find((one) => one === role) ?? null) : null
}

/** Ids of the requests that this process logs: of the run, and of no other process in it. */
export const ownLog = (): LogOf => ({ run: process.env[RUN_NAME] ?? '', process: cluster.worker?.id ?? 0 })

export const portOfWorker = (): number => Number(process.env[PORT_NAME])

/** Lets go of the supervisor afterwards, so that the process can end. */
export async function asWorker(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } finally {
    // Else it would be taken for a supervisor that has died.
    if (cluster.worker) cluster.worker.exitedAfterDisconnect = true
    if (process.connected) process.disconnect()
  }
}
