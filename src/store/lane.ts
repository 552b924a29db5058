/**
 * Reads outside transactions. Those that come in one turn of the event loop, or while all connections are busy, go together
 * with the next one that is free: asking costs a message to another process and back, which many share then. Nothing that
 * writes may come here: what goes together is one transaction, of which one that fails would take back all.
 */
import type { Pool, PoolClient } from 'pg'
import { type Answer, type Asked, ask, isOfReader } from './ask.ts'
import type { OnQuery } from './database.ts'
import type { Columns } from './text-rows.ts'
import type { DatabaseWatch } from './watch-pool.ts'

export interface LaneOptions {
  pool: Pool
  /** Whether connections have sessions of their own; where they share one, each statement is asked alone. */
  named: boolean
  watch?: DatabaseWatch | undefined
  onQuery?: OnQuery | undefined
}

interface Waiting {
  asked: Asked
  since: number
  /** It waits no longer; once. */
  waited: (() => void) | undefined
  /** It is asked; what it gives is called at its end. */
  begins(): ((error?: unknown) => void) | undefined
  resolve(rows: Columns[]): void
  reject(error: unknown): void
}

/** Each waits for the slowest of those that it goes with. */
const MOST_TOGETHER = 8
/** As the pool says it. */
const TOO_LONG = 'timeout exceeded when trying to connect'

export interface Lane {
  ask(asked: Asked): Promise<Columns[]>
  /** How many wait, beside those that stand in the pool's own line. */
  waiting(): number
}

export function createLane({ pool, named, watch, onQuery }: LaneOptions): Lane {
  let queue: Waiting[] = []
  /** Who waits for a connection, or works on one. */
  let takers = 0
  let inLine = 0
  let isSoon = false
  const { max, connectionTimeoutMillis: patience } = pool.options
  let timer: NodeJS.Timeout | null = null

  /** Whoever comes in the same breath goes together. */
  function soon(): void {
    if (isSoon) return
    isSoon = true
    setImmediate(() => {
      isSoon = false
      go()
    })
  }

  function go(): void {
    while (takers < Math.min(max, queue.length)) {
      takers++
      void take().finally(() => {
        takers--
        go()
      })
    }
  }

  async function take(): Promise<void> {
    const began = performance.now()
    let client: PoolClient
    inLine++
    try {
      client = await pool.connect()
    } catch (error) {
      giveUp(began, error)
      return
    } finally {
      inLine--
    }
    const all = next()
    let breaks = true
    try {
      breaks = await work(client, all)
    } catch (error) {
      for (const { reject } of all) reject(error)
    } finally {
      client.release(breaks)
    }
  }

  /** Those who wait since then or longer have waited long enough. */
  function giveUp(since: number, error: unknown): void {
    const late = queue.filter((one) => one.since <= since)
    queue = queue.filter((one) => one.since > since)
    for (const one of late) {
      one.waited?.()
      one.reject(error)
    }
  }

  /** The pool's own patience begins when it is asked, which is when there is somebody to ask it. */
  function watchPatience(): void {
    if (!patience || timer) return
    timer = setTimeout(() => {
      timer = null
      giveUp(performance.now() - patience, new Error(TOO_LONG))
      if (queue.length > 0) watchPatience()
    }, patience)
    timer.unref()
  }

  /** The first ones, as many as leave work for the other connections; what is planned each time may take long, and goes alone. */
  function next(): Waiting[] {
    const most = named ? Math.min(MOST_TOGETHER, Math.ceil(queue.length / max)) : 1
    const end = queue.findIndex(({ asked }, index) => index >= most || (index > 0 && !asked.statement.steady))
    const isAlone = queue[0]?.asked.statement.steady === false
    return queue.splice(0, isAlone ? 1 : end < 0 ? queue.length : end)
  }

  /** Whether the connection is no good any more. */
  async function work(client: PoolClient, all: Waiting[]): Promise<boolean> {
    if (all.length === 0) return false
    const began = performance.now()
    const ends = all.map((one) => {
      one.waited?.()
      one.waited = undefined
      return one.begins()
    })
    const answers = await ask(
      client,
      all.map(({ asked }) => asked),
      named,
    )
    const took = performance.now() - began
    const again: Waiting[] = []
    for (const [index, one] of all.entries()) {
      const answer: Answer = answers[index] ?? null
      ends[index]?.(answer instanceof Error ? answer : undefined)
      if (answer === null) again.push(one)
      else {
        onQuery?.(one.asked.statement.text, took, one.asked.values)
        if (answer instanceof Error) one.reject(answer)
        else one.resolve(answer)
      }
    }
    queue.unshift(...again)
    return answers.some((answer) => answer instanceof Error && !isOfReader(answer) && isEnd(answer))
  }

  const line = (asked: Asked): Promise<Columns[]> =>
    new Promise((resolve, reject) => {
      // A statement is followed as its own request's, whoever takes it to a connection.
      const asker = watch?.asker()
      const begins = () => watch?.begins(asked.statement.text, asker)
      queue.push({ asked, since: performance.now(), waited: watch?.waits(), begins, resolve, reject })
      watchPatience()
      soon()
    })

  return { ask: line, waiting: () => Math.max(0, queue.length - inLine) }
}

/** What the server says of a statement has a code and leaves the connection as good as before; all else is its end. */
const isEnd = ({ code, severity }: Error & { code?: string; severity?: string }): boolean =>
  severity !== 'ERROR' || code === undefined
