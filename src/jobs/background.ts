/** Work that a server does beside answering: each job runs again and again, by itself, until it is stopped. */

export interface BackgroundJob {
  name: string
  /** Milliseconds from the end of one run to the start of the next. */
  every: number
  /** Does what is due. Once `signal` is aborted it starts nothing new and ends as soon as it can. */
  run(signal: AbortSignal): Promise<void>
}

export interface Background {
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
    async stop() {
      stopping.abort()
      await Promise.all(running)
    },
  }
}

async function repeat({ name, every, run }: BackgroundJob, signal: AbortSignal, log: Log): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    try {
      await run(signal)
      failures = 0
    } catch (error) {
      failures++
      log('error', 'background job failed', { job: name, error: (error as Error).message })
    }
    await pause(failures === 0 ? every : Math.min(LONGEST_WAIT, every * 2 ** failures), signal)
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
