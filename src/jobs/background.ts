/** Work that a server does beside answering: each job runs again and again, by itself, until it is stopped. */
import type { JobRun, WakeJobs } from '../core/job-run.ts'

export interface BackgroundJob {
  name: string
  /** Milliseconds from the end of one run to the start of the next. */
  every: number
  /** Does what is due, and says how much that was. Once `signal` is aborted it starts nothing new and ends as soon as it can. */
  run(signal: AbortSignal): Promise<number>
  /** One run looks again and again by itself, every few seconds: nobody wakes it. */
  restless?: true
}

export interface Background {
  /** For whoever has set the clock: what is due now shall not wait for the next look. */
  wake: WakeJobs
  /** Resolves when every job has ended; what a job has begun is finished first. */
  stop(): Promise<void>
}

type Log = (level: 'error', message: string, facts?: Record<string, unknown>) => void

/** After failures in a row a job waits longer, up to this many milliseconds. */
const LONGEST_WAIT = 30_000

/**
 * Starts the jobs; a job that fails is logged and tried again, and disturbs no other.
 * `startBackground([{ name: 'webhooks', every: 500, run }], log)`
 */
export function startBackground(jobs: readonly BackgroundJob[], log: Log): Background {
  const stopping = new AbortController()
  const running = jobs.map((job) => repeat(job, stopping.signal, log))
  return {
    async wake(patience) {
      const tired = new AbortController()
      const late = pause(patience, tired.signal).then(() => null)
      const asked = running.filter(({ job }) => !job.restless)
      const ran = asked.map(
        async ({ job, wake }): Promise<JobRun> => ({
          job: job.name,
          done: await Promise.race([wake(), late]),
        }),
      )
      return Promise.all(ran).finally(() => tired.abort())
    },
    async stop() {
      stopping.abort()
      await Promise.all(running.map(({ ended }) => ended))
    },
  }
}

interface Repeated {
  job: BackgroundJob
  /** How much the first run did that began after this. */
  wake(): Promise<number>
  ended: Promise<void>
}

function repeat(job: BackgroundJob, signal: AbortSignal, log: Log): Repeated {
  let waiting: ((done: number) => void)[] = []
  let resting = new AbortController()
  async function loop(): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      const answered = waiting
      waiting = []
      let done = 0
      try {
        done = await job.run(signal)
        failures = 0
      } catch (error) {
        failures++
        log('error', 'background job failed', { job: job.name, error: (error as Error).message })
      }
      for (const answer of answered) answer(done)
      if (waiting.length > 0) continue
      resting = new AbortController()
      const wait = failures === 0 ? job.every : Math.min(LONGEST_WAIT, job.every * 2 ** failures)
      await pause(wait, AbortSignal.any([signal, resting.signal]))
    }
    for (const answer of waiting) answer(0)
  }
  return {
    job,
    wake: () =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(0)
        waiting.push(resolve)
        resting.abort()
      }),
    ended: loop(),
  }
}

/** Resolves after so many milliseconds, or at once when `signal` is aborted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end)
  })
}
