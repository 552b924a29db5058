/** Brings a database to the current schema: numbered .sql files, each once, in order, under a lock. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { type Migration, Migrator, sql } from 'kysely'
import { sqlStatements } from '../lib/sql-statements.ts'
import { type Database, rows } from './database.ts'

const FOLDER = new URL('../../migrations/', import.meta.url)

/** A later version of Clientele has changed the store, and this one does not know how. */
export class NewerStore extends Error {
  constructor(what: string, unknown: readonly string[]) {
    super(
      `${what} is of a later version of Clientele than this one, which does not know ${unknown.join(', ')}: use that version or a later one`,
    )
    this.name = 'NewerStore'
  }
}

/** Throws where `done` has what this version does not know. */
export async function refuseNewer(what: string, done: readonly string[]): Promise<void> {
  const known = new Set((await migrationFiles()).map(({ name }) => name))
  const unknown = done.filter((name) => !known.has(name))
  if (unknown.length > 0) throw new NewerStore(what, unknown)
}

export async function migrationFiles(): Promise<{ name: string; text: string }[]> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).sort()
  return Promise.all(
    names.map(async (name) => ({
      name: name.replace(/\.sql$/, ''),
      text: await readFile(new URL(name, FOLDER), 'utf8'),
    })),
  )
}

/** Changes whenever a migration does: tells whether a prepared template is still the current schema. */
export async function schemaHash(): Promise<string> {
  const hash = createHash('sha256')
  for (const { name, text } of await migrationFiles())
    hash.update(name).update('\0').update(text).update('\0')
  return hash.digest('hex')
}

/** The names of the migrations that ran now; none when the schema was current. Safe when two run at once. */
export async function migrate(database: Database): Promise<string[]> {
  const files = await migrationFiles()
  // Kysely looks at every table and takes its lock first: a third of the time that a command takes to start.
  const done = await doneMigrations(database)
  if (done?.join() === files.map(({ name }) => name).join()) return []
  await refuseNewer('the store', done ?? [])
  const migrator = new Migrator({
    db: database,
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          files.map(({ name, text }): [string, Migration] => [name, { up: (db) => runAll(db, text) }]),
        ),
    },
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName)
}

/** One by one: a cluster hands each on to its nodes as it came. */
export async function runAll(database: Database, text: string): Promise<void> {
  for (const statement of sqlStatements(text)) await sql.raw(statement).execute(database)
}

/** Which migrations the database still lacks; all of them when it is empty. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const wanted = (await migrationFiles()).map((file) => file.name)
  const done = new Set(await doneMigrations(database))
  await refuseNewer('the store', [...done])
  return wanted.filter((name) => !done.has(name))
}

/** The names of the migrations that ran, in order; null where none ever did. */
export async function doneMigrations(database: Database): Promise<string[] | null> {
  const [table] = await rows<{ name: string | null }>(
    database,
    sql`select to_regclass('public.migrations')::text as "name"`,
  )
  if (!table?.name) return null
  const found = await rows<{ name: string }>(
    database,
    sql`select name from migrations order by name collate "C"`,
  )
  return found.map(({ name }) => name)
}
