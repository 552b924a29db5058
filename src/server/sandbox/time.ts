/**
 * Lets time pass in a sandbox. The clock goes forward in steps, and at each of them the jobs do what is due: an access
 * that ends in ten days is first said to end soon, then to have ended, and webhooks tell of both, as if somebody had waited.
 */
import type { JobRun, WakeJobs } from '../../core/job-run.ts'
import type { ClockState, SandboxClock } from './clock.ts'

const DAY_MS = 86_400_000
/** Shorter than what is told before something happens (a renewal: three days before). */
const STEP_MS = 2 * DAY_MS
/** What takes more steps takes longer ones. */
const MOST_STEPS = 200
/** How long jobs may take at one step, and in all; then the rest of the time passes at once. */
const STEP_PATIENCE_MS = 2000
const PATIENCE_MS = 10_000

export interface Passed {
  clock: ClockState
  /** What was done meanwhile, by job; null: it is still at it. */
  ran: readonly JobRun[]
}

export interface SandboxTime {
  state(): ClockState
  /** Stops the clock, sets it, lets it run. A later time is gone to step by step, an earlier one at once. */
  change(to: { at?: Date | undefined; running?: boolean | undefined }): Promise<Passed>
  /** By milliseconds; `check` throws where the clock must not show what it would. */
  advance(by: number, check: (at: Date) => void): Promise<Passed>
  reset(): Promise<Passed>
  /** Who is woken when the clock was moved; default: nobody. */
  wakes(jobs: WakeJobs): void
}

/** `real` measures how long the jobs take, in milliseconds. */
export function createSandboxTime(
  clock: SandboxClock,
  real: () => number = () => performance.now(),
): SandboxTime {
  let wake: WakeJobs = async () => []
  /** One after the other: two at once would both move what they found. */
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = (work: () => Promise<readonly JobRun[]>): Promise<Passed> => {
    const done = last.then(work).then((ran) => ({ clock: clock.state(), ran }))
    last = done.catch(() => {})
    return done
  }

  async function pass(milliseconds: number): Promise<readonly JobRun[]> {
    const step = Math.max(STEP_MS, Math.ceil(milliseconds / MOST_STEPS))
    const began = real()
    // What is due by now belongs to now; and what is under way is finished, so that no lease ends before its work.
    const runs = [...(await wake(STEP_PATIENCE_MS))]
    for (let left = milliseconds; left > 0; ) {
      const next = real() - began > PATIENCE_MS ? left : Math.min(step, left)
      clock.set(new Date(clock.clock().getTime() + next))
      left -= next
      runs.push(...(await wake(STEP_PATIENCE_MS)))
    }
    return summed(runs)
  }

  async function moveTo(at: Date): Promise<readonly JobRun[]> {
    const ahead = at.getTime() - clock.clock().getTime()
    if (ahead >= 0) return pass(ahead)
    clock.set(at)
    return summed(await wake(STEP_PATIENCE_MS))
  }

  return {
    state: clock.state,
    change: ({ at, running }) =>
      inTurn(async () => {
        // Stopped first: one that is set shows just that.
        if (running === false) clock.stop()
        const ran = at ? await moveTo(at) : []
        if (running === true) clock.run()
        return ran
      }),
    advance: (by, check) =>
      inTurn(async () => {
        check(new Date(clock.clock().getTime() + by))
        return pass(by)
      }),
    reset: () =>
      inTurn(async () => {
        clock.reset()
        return summed(await wake(STEP_PATIENCE_MS))
      }),
    wakes(jobs) {
      wake = jobs
    },
  }
}

/** Each job once: what it did in all its runs, and whether it was through at the end. */
function summed(runs: readonly JobRun[]): readonly JobRun[] {
  const jobs = new Map<string, { sum: number; through: boolean }>()
  for (const { job, done } of runs) {
    const before = jobs.get(job)?.sum ?? 0
    jobs.set(job, { sum: before + (done ?? 0), through: done !== null })
  }
  return [...jobs].map(([job, { sum, through }]) => ({ job, done: through ? sum : null }))
}
