/**
 * Asks PostgreSQL a statement whose columns are known, for rows of raw text: nothing is described, no value is parsed,
 * and a statement that is asked again and again has a name on each connection, under which the server keeps its plan.
 */
import { createHash } from 'node:crypto'
import type { PoolClient, Submittable } from 'pg'
import { asking, SYNC } from './asking.ts'
import { takeRows } from './raw-rows.ts'
import type { Statement } from './statements.ts'
import type { Columns } from './text-rows.ts'
import { createWrittenRow, type LyingRow } from './written-rows.ts'

/** What a statement is asked with; goes through kysely as the one value of its text. */
export interface Asked {
  statement: Statement
  values: readonly unknown[]
  /** Its rows are read past the driver, each while it lies where it was received; what this gives are its answer's rows. */
  read?: (row: LyingRow) => unknown
}

const OF_READERS = new WeakSet<Error>()
/** Whoever read the rows failed: the connection is as good as before. */
export const isOfReader = (error: Error): boolean => OF_READERS.has(error)

export const isAsked = (value: unknown): value is Asked =>
  typeof value === 'object' && value !== null && 'statement' in value && 'values' in value

/** What this needs to know of a connection of `pg`; its own types leave it out. */
interface Connection {
  stream: { cork(): void; uncork(): void; write(bytes: Buffer): void }
  parse(message: { name: string; text: string }): void
  close(message: { type: 'S'; name: string }): void
}

/** The texts that one connection has names for, and names to be given back. */
interface Names {
  of: Map<string, string>
  stale: string[]
}
/** Of each connection: the server keeps them in its own memory. */
const MOST_NAMES = 200
const NAMES = new WeakMap<Connection, Names>()

/** Its rows; or why it failed; null: it was left out, since one before it failed. */
export type Answer = Columns[] | Error | null

/**
 * Asks several at once, in one piece, and gives their answers in the same order. Named statements belong to a session: there
 * are none where connections share one.
 */
export const ask = (client: PoolClient, all: readonly Asked[], named: boolean): Promise<Answer[]> =>
  new Promise((resolve) => {
    client.query(new Question(all, named, resolve))
  })

/** Rows lie one after the other, each for as long as it is read. */
const ROW = createWrittenRow()

/**
 * What the driver submits and tells of what comes back. A class, since there is one for each asking: an object with functions
 * of its own takes ten times as much, and one with a getter is left for a full collection, with all that it knows.
 */
class Question implements Submittable {
  readonly #all: readonly Asked[]
  readonly #named: boolean
  readonly #resolve: (answers: Answer[]) => void
  readonly #answers: Answer[] = []
  #rows: unknown[] = []
  #connection: Connection | undefined
  #failure: Error | null = null

  constructor(all: readonly Asked[], named: boolean, resolve: (answers: Answer[]) => void) {
    this.#all = all
    this.#named = named
    this.#resolve = resolve
  }

  /** For whoever stands between, as the values are. */
  get text(): string {
    return this.#all.map(({ statement }) => statement.text).join(';\n')
  }

  get values(): unknown[] {
    return this.#all.flatMap(({ values }) => values)
  }

  // What it gives is told as an error; what it throws would leave the connection waiting for ever.
  submit(given: unknown): Error | undefined {
    const to = given as Connection
    this.#connection = to
    try {
      takeRows(to, this.#all.some(({ read }) => read) ? this : null)
      send(to, this.#all, this.#named)
      return undefined
    } catch (error) {
      takeRows(to, null)
      return error as Error
    }
  }

  takeRow(bytes: Buffer, from: number): boolean {
    const read = this.#all[this.#answers.length]?.read
    if (!read) return false
    try {
      if (!this.#failure) this.#rows.push(read(ROW.at(bytes, from)))
    } catch (error) {
      // Thrown on, it would leave the connection waiting for ever.
      this.#failure = error instanceof Error ? error : new Error(String(error))
      OF_READERS.add(this.#failure)
    }
    return true
  }

  handleRowDescription(): void {}

  handleDataRow({ fields }: { fields: Columns }): void {
    this.#rows.push(fields)
  }

  handleCommandComplete(): void {
    this.#answers.push(this.#failure ?? (this.#rows as Columns[]))
    this.#rows = []
    this.#failure = null
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete()
  }

  handlePortalSuspended(): void {}

  handleError(error: Error): void {
    const others = this.#all.slice(this.#answers.length)
    if (this.#connection) {
      // The driver tells of nothing more, and what is asked next may be its own.
      takeRows(this.#connection, null)
      // What comes after it was not even prepared.
      for (const { statement } of others) forget(this.#connection, statement)
    }
    this.#resolve([...this.#answers, error, ...others.slice(1).map(() => null)])
  }

  // After an error as well, of which was told then.
  handleReadyForQuery(): void {
    if (this.#connection) takeRows(this.#connection, null)
    this.#resolve(this.#answers)
  }
}

function send(to: Connection, all: readonly Asked[], named: boolean): void {
  // Made before anything is sent: values that cannot be written leave nothing half asked.
  const parts = all.map(({ statement, values }) => {
    const names = named && statement.steady ? namesOf(to) : null
    const name = names && known(names, statement)
    const fresh = names && !name ? nameOf(statement) : ''
    return { statement, names, name, fresh, bytes: asking(name ?? fresh, values) }
  })
  if (parts.every(({ name }) => name)) {
    to.stream.write(Buffer.concat([...parts.map(({ bytes }) => bytes), SYNC]))
    return
  }
  to.stream.cork()
  try {
    for (const { statement, names, name, fresh, bytes } of parts) {
      if (!name && !names?.of.has(statement.text)) {
        if (names) keepName(to, names, statement, fresh)
        to.parse({ name: fresh, text: statement.text })
      }
      to.stream.write(bytes)
    }
    to.stream.write(SYNC)
  } finally {
    to.stream.uncork()
  }
}

/**
 * Of the text itself: a pooler between us may give one session to several clients in turn, and a name must never mean
 * another client's statement.
 */
const nameOf = ({ text }: Statement): string =>
  `clientele_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`

function namesOf(connection: Connection): Names {
  const kept = NAMES.get(connection)
  if (kept) return kept
  const made: Names = { of: new Map(), stale: [] }
  NAMES.set(connection, made)
  return made
}

/** The statement's name, which is the last to be given up then. */
function known({ of }: Names, { text }: Statement): string | undefined {
  const name = of.get(text)
  if (name !== undefined && of.size === MOST_NAMES) {
    of.delete(text)
    of.set(text, name)
  }
  return name
}

function keepName(to: Connection, names: Names, { text }: Statement, name: string): void {
  const [leastUsed] = names.of.keys()
  if (leastUsed !== undefined && names.of.size >= MOST_NAMES) drop(names, leastUsed)
  for (const stale of names.stale.splice(0)) to.close({ type: 'S', name: stale })
  names.of.set(text, name)
}

function forget(connection: Connection, statement: Statement): void {
  const names = NAMES.get(connection)
  if (names) drop(names, statement.text)
}

function drop({ of, stale }: Names, text: string): void {
  const name = of.get(text)
  if (name === undefined) return
  of.delete(text)
  stale.push(name)
}

/** The server's plan of the name is gone, or no longer fits: the statement itself is as good as ever. */
export const isLostName = (error: unknown): boolean =>
  LOST.has((error as { code?: string } | null)?.code ?? '')
/** feature_not_supported ("cached plan must not change result type"), invalid_sql_statement_name, duplicate_prepared_statement. */
const LOST: ReadonlySet<string> = new Set(['0A000', '26000', '42P05'])
