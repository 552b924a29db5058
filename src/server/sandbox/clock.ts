/**
 * A clock that whoever uses a sandbox may stop, set and advance. It is the clock of the store, the platforms and the jobs
 * of its process; sessions of the console go by the real one.
 */
import type { Clock } from '../../core/ports.ts'

export interface ClockState {
  now: Date
  /** False: it stands still. */
  running: boolean
  /** It was neither stopped nor set: it shows the real time. */
  real: boolean
  /** How far it is ahead of the real time, milliseconds. */
  ahead: number
}

export interface SandboxClock {
  clock: Clock
  state(): ClockState
  stop(): void
  /** Goes on from what it shows. */
  run(): void
  /** Shows that from now on; it runs or stands as before. */
  set(at: Date): void
  /** Back to the real time. */
  reset(): void
}

/** `real` is the time to go by: `createSandboxClock(() => new Date())`. */
export function createSandboxClock(real: Clock): SandboxClock {
  /** What it shows while it stands still. */
  let stoppedAt: number | null = null
  /** What it is ahead of the real time while it runs. */
  let ahead = 0
  const now = () => stoppedAt ?? real().getTime() + ahead
  return {
    clock: () => new Date(now()),
    state() {
      const at = now()
      const running = stoppedAt === null
      const difference = running ? ahead : at - real().getTime()
      return { now: new Date(at), running, real: running && ahead === 0, ahead: difference }
    },
    stop() {
      stoppedAt = now()
    },
    run() {
      ahead = now() - real().getTime()
      stoppedAt = null
    },
    set(at) {
      if (stoppedAt === null) ahead = at.getTime() - real().getTime()
      else stoppedAt = at.getTime()
    },
    reset() {
      ahead = 0
      stoppedAt = null
    },
  }
}
