/**
 * Keeps an engine running. PostgreSQL ends itself where it cannot say any more what is written (a full disk under its log, a
 * disk that fails), and what starts it again finds all that was committed; so does this, with a thread on the same folder.
 */
import type { Worker } from 'node:worker_threads'

/** What became of the engine, for whoever tells people. */
export type EngineReport = { state: 'ended'; reason: string } | { state: 'started' }

/** What an engine says that cannot go on, with the reason: its thread may be busy with itself for good. */
export interface Panic {
  panic: string
}

/** For what it has said to its clients to reach them. */
const LAST_WORDS_MS = 200
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 5000

export interface Running {
  stop(): Promise<void>
}

/** `start` gives a worker that serves, or fails. The first start is the caller's. */
export function keepRunning(
  first: Worker,
  start: () => Promise<Worker>,
  tell: (report: EngineReport) => void,
): Running {
  let worker: Worker | null = null
  let isStopping = false
  let starting: Promise<void> | null = null
  const tired = new AbortController()

  function watch(engine: Worker): void {
    worker = engine
    let reason = 'the engine’s thread ended'
    engine.on('message', (message: Partial<Panic>) => {
      if (message.panic === undefined) return
      reason = message.panic
      setTimeout(() => void engine.terminate(), LAST_WORDS_MS)
    })
    engine.on('error', (error) => {
      reason = (error as Error).message
    })
    engine.once('exit', () => {
      worker = null
      if (isStopping) return
      tell({ state: 'ended', reason })
      starting = startAgain()
    })
  }

  async function startAgain(): Promise<void> {
    for (let wait = FIRST_WAIT_MS; !isStopping; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
      await pause(wait, tired.signal)
      if (isStopping) return
      const started = await start().catch(() => null)
      if (!started) continue
      watch(started)
      tell({ state: 'started' })
      return
    }
  }

  watch(first)
  return {
    async stop() {
      isStopping = true
      tired.abort()
      await starting
      if (worker) await stopWorker(worker)
    },
  }
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end, { once: true })
  })

function stopWorker(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    // An ended worker has no thread any more, and nothing to say.
    if (worker.threadId === -1) return resolve()
    worker.once('exit', () => resolve())
    worker.postMessage('stop')
  })
}
