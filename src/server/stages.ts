/**
 * What one request spends its time on, kept while it is answered: metrics, `Server-Timing` and traces read it. In
 * milliseconds of `performance.now()`.
 */

/** A time that several may spend at once; what they spend together counts once. */
interface Timer {
  open: number
  since: number
  total: number
}

export interface Stages {
  began: number
  /** When it was known whose request it is; 0: not yet, or nobody's. */
  callerAt: number
  /** Pattern of the route that it met: `/api/customers/:id`; empty: none. */
  route: string
  /** Asking the store: its connection, its statements, and what is done in a transaction. */
  store: Timer
  /** The same, for a caller who was not known yet. */
  storeBefore: number
  /** Only where somebody asked for it (`server/in-detail.ts`): waiting for a connection, and statements. */
  wait: Timer
  database: Timer
  statements: number
}

const newTimer = (): Timer => ({ open: 0, since: 0, total: 0 })

export const newStages = (now: number): Stages => ({
  began: now,
  callerAt: 0,
  route: '',
  store: newTimer(),
  storeBefore: 0,
  wait: newTimer(),
  database: newTimer(),
  statements: 0,
})

export function enter(timer: Timer, now: number): void {
  if (timer.open++ === 0) timer.since = now
}

export function leave(timer: Timer, now: number): void {
  if (--timer.open === 0) timer.total += now - timer.since
}

/** Said more than once the first time counts. */
export function knowCaller(stages: Stages, now: number): void {
  if (stages.callerAt !== 0) return
  stages.callerAt = now
  stages.storeBefore = stages.store.total
}

export interface StageTimes {
  /** Until it was known whose request it is: its token, as the store knows it. */
  caller: number
  store: number
  /** All else: what is asked, and how it is said. */
  answer: number
}

/** `now` is when the answer is there; the three add up to the time since the request came. */
export function timesOf(stages: Stages, now: number): StageTimes {
  const { began, callerAt, storeBefore, store } = stages
  const caller = callerAt === 0 ? 0 : callerAt - began
  const asked = store.total - (callerAt === 0 ? 0 : storeBefore)
  return { caller, store: asked, answer: Math.max(0, now - began - caller - asked) }
}
