/** Tells how long connections were waited for and statements took, whoever uses the pool and however. */
import type { Pool, PoolClient } from 'pg'

export interface DatabaseWatch {
  /** Called once: how many connections there are, how many of them rest, how many callers wait for one. */
  pool(state: () => { total: number; idle: number; waiting: number }): void
  /** Somebody begins to wait for a connection; called by them is what it gives, when they have it or have given up. */
  waits(): () => void
  /** A statement begins, by its text without values; what it gives is called at its end. */
  begins(statement: string): (error?: unknown) => void
}

export function watchPool(pool: Pool, watch: DatabaseWatch): void {
  watch.pool(() => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }))
  const connect = pool.connect.bind(pool) as (...given: unknown[]) => unknown
  const waited = async () => {
    const ends = watch.waits()
    try {
      return await connect()
    } finally {
      ends()
    }
  }
  // With a callback it is the pool's own `query`, which nobody here uses.
  Object.assign(pool, {
    connect: (...given: unknown[]) => (given.length === 0 ? waited() : connect(...given)),
  })
  pool.on('connect', (client) => watchClient(client, watch))
}

function watchClient(client: PoolClient, watch: DatabaseWatch): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown
  Object.assign(client, {
    query(...given: unknown[]) {
      const [first] = given
      const text = typeof first === 'string' ? first : (first as { text?: unknown }).text
      if (typeof text !== 'string') return query(...given)
      const result = query(...given)
      // What asks for itself (ask.ts) says when it is answered.
      const answered = result instanceof Promise ? result : (first as { answered?: unknown }).answered
      if (!(answered instanceof Promise)) return result
      const ends = watch.begins(text)
      answered.then(() => ends(), ends)
      return result
    },
  })
}
