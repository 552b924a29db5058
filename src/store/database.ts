/** One pool of connections to one database, whichever engine serves it. */
import {
  CompiledQuery,
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type RawBuilder,
} from 'kysely'
import pg, { type PoolClient } from 'pg'
import { joined } from '../lib/joined.ts'
import { type Asked, ask, isAsked, isLostName } from './ask.ts'
import { createLane } from './lane.ts'
import { SplitClient } from './raw-rows.ts'
import { endSilent, noteSession } from './silence.ts'
import { type Columns, safeInteger } from './text-rows.ts'
import { type DatabaseWatch, watchPool } from './watch-pool.ts'
import type { LyingRow } from './written-rows.ts'

// biome-ignore lint/suspicious/noExplicitAny: tables are described in core/fields.ts, not in kysely's types
export type Database = Kysely<any>

const { builtins } = pg.types

const PARSERS: Record<number, (text: string) => unknown> = {
  [builtins.INT8]: safeInteger,
  [builtins.DATE]: (text) => text,
  [builtins.NUMERIC]: (text) => text,
}

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    PARSERS[oid] ?? pg.types.getTypeParser(oid, format as 'text'),
}

/**
 * How long the requests of a server may hold up a PostgreSQL server, in milliseconds. For the embedded engine there are none:
 * its connections share one session, and so its settings.
 */
export interface DatabaseLimits {
  /** A statement is cut off after so long, and a transaction that does nothing for so long. */
  statement: number
  /** How long a connection is waited for. */
  connection: number
}

const limiting = ({ statement, connection }: DatabaseLimits) => ({
  statement_timeout: statement,
  idle_in_transaction_session_timeout: statement,
  connectionTimeoutMillis: connection,
})

/** Is told of a statement that was answered: its text, how long it took, and its parameters. */
export type OnQuery = (statement: string, milliseconds: number, values: readonly unknown[]) => void

const valuesOf = ([first, ...others]: readonly unknown[]): readonly unknown[] =>
  isAsked(first) ? first.values : first === undefined ? [] : [first, ...others]

export interface ConnectOptions {
  connectionString?: string
  /** Folder of a Unix socket, for the embedded engine. */
  socketFolder?: string
  connections: number
  /** Absent: nothing is cut off. */
  limits?: DatabaseLimits
  onQuery?: OnQuery
  /** Is told of waits and statements; absent: nobody is. */
  watch?: DatabaseWatch
  /** A connection broke. */
  onLost?: () => void
}

export function connect(options: ConnectOptions): { database: Database; close(): Promise<void> } {
  const isRemote = options.connectionString !== undefined
  const pool = new pg.Pool({
    ...(options.connectionString ? { connectionString: options.connectionString } : {}),
    ...(options.socketFolder ? { host: options.socketFolder, user: 'postgres', database: 'postgres' } : {}),
    max: options.connections,
    ...(options.limits ? limiting(options.limits) : {}),
    // Whoever is gone without a word is missed by the system in the end, also where nothing is cut off.
    keepAlive: true,
    types: types as never,
    Client: SplitClient as never,
    // Times in JSON and as text are written in the session's zone, and a server's own may be any.
    onConnect: async (client) => {
      await client.query("set time zone 'UTC'")
      if (isRemote && !options.limits) await noteSession(client)
    },
  })
  // A connection that breaks is replaced by the pool: the error, which the statement that was running on it
  // fails with, must not end the process, neither from an idle connection nor from one in use.
  const lost = () => options.onLost?.()
  pool.on('error', lost)
  pool.on('connect', (client) => client.on('error', lost))
  if (isRemote) endSilent(pool, options.limits?.statement ?? null)
  // Names of statements belong to a session, and the embedded engine's connections share one.
  const named = options.socketFolder === undefined
  const asking = askingPool(pool, named)
  const { watch } = options
  const lane = createLane({ pool, named, watch: options.watch, onQuery: options.onQuery })
  const connections = watch ? watchPool(asking, pool, watch, lane.waiting) : asking
  const database: Database = new Kysely({
    dialect: new PostgresDialect({ pool: connections }),
    ...(options.onQuery
      ? {
          log: ({ query: { sql: text, parameters }, queryDurationMillis }) =>
            options.onQuery?.(text, queryDurationMillis, valuesOf(parameters)),
        }
      : {}),
  })
  lanes.set(database, lane.ask)
  return { database, close: () => database.destroy() }
}

/** Straight to a connection of the pool, for whoever is in no transaction. */
const lanes = new WeakMap<Database, (asked: Asked) => Promise<Columns[]>>()

/** Runs one statement and gives its rows. */
export async function rows<T>(database: Database, statement: RawBuilder<unknown>): Promise<T[]> {
  const result = await statement.execute(database)
  return result.rows as T[]
}

/** Kysely's pool, except that what is `Asked` goes past the driver's own reading of values. */
function askingPool(pool: pg.Pool, named: boolean): PostgresPool {
  const wrapped = new WeakMap<PoolClient, PostgresPoolClient>()
  return {
    async connect() {
      const client = await pool.connect()
      const known = wrapped.get(client)
      if (known) return known
      const query = async (text: string, values: readonly unknown[] = []) => {
        const [asked] = values
        if (!isAsked(asked)) return client.query(text, [...values])
        const [answer] = await ask(client, [asked], named)
        if (answer instanceof Error) throw answer
        return { command: 'SELECT', rowCount: 0, rows: answer ?? [] }
      }
      const made = { query, release: (error?: boolean) => client.release(error) } as PostgresPoolClient
      wrapped.set(client, made)
      return made
    },
    end: () => pool.end(),
  }
}

/** The statement's rows as text, in the order of its columns. */
export async function columnsOf(database: Database, asked: Asked): Promise<Columns[]> {
  const lane = lanes.get(database)
  // In a transaction nothing is left to try after a lost name; its work is done again.
  if (!lane) {
    const { rows: found } = await database.executeQuery(CompiledQuery.raw(asked.statement.text, [asked]))
    return found as unknown as Columns[]
  }
  try {
    return await lane(asked)
  } catch (error) {
    if (!isLostName(error)) throw error
    return lane(asked)
  }
}

/** What `read` gives of each row, in their order. The row is another one as soon as it returns. */
export const readOf = <R>(database: Database, asked: Asked, read: (row: LyingRow) => R): Promise<R[]> =>
  columnsOf(database, joined(asked, { read })) as Promise<unknown> as Promise<R[]>

export const raw = (text: string) => CompiledQuery.raw(text)
