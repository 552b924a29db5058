/**
 * Asks PostgreSQL a statement whose columns are known, for rows of raw text: nothing is described, no value is parsed,
 * and a statement that is asked again and again has a name on each connection, under which the server keeps its plan.
 */
import type { PoolClient, Submittable } from 'pg'
import { asking } from './asking.ts'
import type { Statement } from './statements.ts'
import type { Columns } from './text-rows.ts'

/** What a statement is asked with; goes through kysely as the one value of its text. */
export interface Asked {
  statement: Statement
  values: readonly unknown[]
}

export const isAsked = (value: unknown): value is Asked =>
  typeof value === 'object' && value !== null && 'statement' in value && 'values' in value

/** What this needs to know of a connection of `pg`; its own types leave it out. */
interface Connection {
  stream: { cork(): void; uncork(): void; write(bytes: Buffer): void }
  parse(message: { name: string; text: string }): void
  close(message: { type: 'S'; name: string }): void
}

/** The statements that one connection has names for, and names to be given back. */
interface Names {
  of: Map<Statement, string>
  stale: string[]
  next: number
}
/** Of each connection: the server keeps them in its own memory. */
const MOST_NAMES = 200
const NAMES = new WeakMap<Connection, Names>()

/** Named statements belong to a session: there are none where connections share one. */
export function ask(client: PoolClient, { statement, values }: Asked, named: boolean): Promise<Columns[]> {
  return new Promise((resolve, reject) => {
    const rows: Columns[] = []
    let connection: Connection | undefined
    const question = {
      submit(to: Connection) {
        connection = to
        send(to, statement, values, named && statement.steady)
      },
      handleRowDescription() {},
      handleDataRow({ fields }: { fields: Columns }) {
        rows.push(fields)
      },
      handleCommandComplete() {},
      handleEmptyQuery() {},
      handlePortalSuspended() {},
      handleError(error: Error) {
        if (connection) forget(connection, statement)
        reject(error)
      },
      // After an error as well, of which was told then.
      handleReadyForQuery() {
        resolve(rows)
      },
    }
    client.query(question as unknown as Submittable)
  })
}

function send(to: Connection, statement: Statement, values: readonly unknown[], named: boolean): void {
  const names = named ? namesOf(to) : null
  const name = names && known(names, statement)
  if (name) {
    to.stream.write(asking(name, values))
    return
  }
  to.stream.cork()
  try {
    to.stream.write(asking(prepared(to, names, statement), values))
  } finally {
    to.stream.uncork()
  }
}

function namesOf(connection: Connection): Names {
  const kept = NAMES.get(connection)
  if (kept) return kept
  const made: Names = { of: new Map(), stale: [], next: 1 }
  NAMES.set(connection, made)
  return made
}

/** The statement's name, which is the last to be given up then. */
function known({ of }: Names, statement: Statement): string | undefined {
  const name = of.get(statement)
  if (name !== undefined && of.size === MOST_NAMES) {
    of.delete(statement)
    of.set(statement, name)
  }
  return name
}

/** Sends the text under a new name, or under none. */
function prepared(to: Connection, names: Names | null, statement: Statement): string {
  const name = names ? newName(to, names, statement) : ''
  to.parse({ name, text: statement.text })
  return name
}

function newName(to: Connection, names: Names, statement: Statement): string {
  const [leastUsed] = names.of.keys()
  if (leastUsed && names.of.size >= MOST_NAMES) drop(names, leastUsed)
  for (const name of names.stale.splice(0)) to.close({ type: 'S', name })
  const name = `clientele_${names.next++}`
  names.of.set(statement, name)
  return name
}

function forget(connection: Connection, statement: Statement): void {
  const names = NAMES.get(connection)
  if (names) drop(names, statement)
}

function drop({ of, stale }: Names, statement: Statement): void {
  const name = of.get(statement)
  if (name === undefined) return
  of.delete(statement)
  stale.push(name)
}

/** The server's plan of the name is gone, or no longer fits: the statement itself is as good as ever. */
export const isLostName = (error: unknown): boolean =>
  LOST.has((error as { code?: string } | null)?.code ?? '')
/** feature_not_supported ("cached plan must not change result type"), invalid_sql_statement_name, duplicate_prepared_statement. */
const LOST: ReadonlySet<string> = new Set(['0A000', '26000', '42P05'])
