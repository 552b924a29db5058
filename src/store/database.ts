/** One pool of connections to one database, whichever engine serves it. */
import { CompiledQuery, Kysely, PostgresDialect, type RawBuilder } from 'kysely'
import pg from 'pg'

// biome-ignore lint/suspicious/noExplicitAny: tables are described in core/fields.ts, not in kysely's types
export type Database = Kysely<any>

const { builtins } = pg.types

/** Whole numbers beyond 2^53 would lose digits: refuse instead. */
function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`Integer out of range: ${text}`)
  return value
}

const PARSERS: Record<number, (text: string) => unknown> = {
  [builtins.INT8]: safeInteger,
  [builtins.DATE]: (text) => text,
  [builtins.NUMERIC]: (text) => text,
}

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    PARSERS[oid] ?? pg.types.getTypeParser(oid, format as 'text'),
}

export interface ConnectOptions {
  connectionString?: string
  /** Folder of a Unix socket, for the embedded engine. */
  socketFolder?: string
  connections: number
  onQuery?: (statement: string, milliseconds: number) => void
  /** A connection broke. */
  onLost?: () => void
}

export function connect(options: ConnectOptions): { database: Database; close(): Promise<void> } {
  const pool = new pg.Pool({
    ...(options.connectionString ? { connectionString: options.connectionString } : {}),
    ...(options.socketFolder ? { host: options.socketFolder, user: 'postgres', database: 'postgres' } : {}),
    max: options.connections,
    types: types as never,
  })
  // A connection that breaks is replaced by the pool: the error, which the statement that was running on it
  // fails with, must not end the process, neither from an idle connection nor from one in use.
  const lost = () => options.onLost?.()
  pool.on('error', lost)
  pool.on('connect', (client) => client.on('error', lost))
  const database: Database = new Kysely({
    dialect: new PostgresDialect({ pool }),
    ...(options.onQuery
      ? { log: (event) => options.onQuery?.(event.query.sql, event.queryDurationMillis) }
      : {}),
  })
  return { database, close: () => database.destroy() }
}

/** Runs one statement and gives its rows. */
export async function rows<T>(database: Database, statement: RawBuilder<unknown>): Promise<T[]> {
  const result = await statement.execute(database)
  return result.rows as T[]
}

export const raw = (text: string) => CompiledQuery.raw(text)
