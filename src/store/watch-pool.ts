/** Tells how long connections were waited for and statements took. */
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type { Pool } from 'pg'

export interface DatabaseWatch {
  /** Called once: how many connections there are, how many of them rest, how many callers wait for one. */
  pool(state: () => { total: number; idle: number; waiting: number }): void
  /** Somebody begins to wait for a connection; called by them is what it gives, when they have it or have given up. */
  waits(): () => void
  /** For whom the store is asked now; undefined: nobody wants to know. */
  asker(): object | undefined
  /** A statement begins, by its text without values, for `asker`; what it gives is called at its end. */
  begins(statement: string, asker: object | undefined): (error?: unknown) => void
}

/** `asking` as it is, watched; `pool` is where its connections come from; `waiting`: how many wait elsewhere. */
export function watchPool(
  asking: PostgresPool,
  pool: Pool,
  watch: DatabaseWatch,
  waiting: () => number,
): PostgresPool {
  watch.pool(() => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount + waiting() }))
  const watched = new WeakMap<PostgresPoolClient, PostgresPoolClient>()
  return {
    end: () => asking.end(),
    async connect() {
      const ends = watch.waits()
      const client = await asking.connect().finally(ends)
      const known = watched.get(client)
      if (known) return known
      const made = watchClient(client, watch)
      watched.set(client, made)
      return made
    },
  }
}

function watchClient(client: PostgresPoolClient, watch: DatabaseWatch): PostgresPoolClient {
  const query = (text: string, values: readonly unknown[]) => {
    const ends = watch.begins(text, watch.asker())
    const result = client.query(text, values)
    result.then(() => ends(), ends)
    return result
  }
  return { ...client, query } as PostgresPoolClient
}
