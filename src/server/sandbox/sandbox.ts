/** What a sandbox has beside an ordinary server: faults on demand, and a clock of its own. */
import type { Clock } from '../../core/ports.ts'
import { createSandboxClock } from './clock.ts'
import { createFaultRules, type FaultRules } from './fault-rules.ts'
import { createSandboxTime, type SandboxTime } from './time.ts'

export interface Sandbox {
  /** THE clock: of the store, the services and the jobs. */
  clock: Clock
  time: SandboxTime
  rules: FaultRules
}

/** `chance`: of rules that take some of the requests, from 0 to 1. */
export function createSandbox({
  real = () => new Date(),
  chance = Math.random,
}: {
  real?: Clock
  chance?: () => number
} = {}): Sandbox {
  const clock = createSandboxClock(real)
  return {
    clock: clock.clock,
    time: createSandboxTime(clock),
    rules: createFaultRules(chance, real),
  }
}
