/**
 * Embedded engines that the worlds of a run share, one world at a time: a new one costs seconds of work, an
 * emptied one a fraction of a second, and it has warmed up. They run in the process that starts the tests; a
 * world joins one as any second process would.
 */
import { mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { TestProject } from 'vitest/node'
import { connect, type Database, raw, rows } from '../../src/store/database.ts'
import { openEngine } from '../../src/store/embedded/engine.ts'
import { lockOwner } from '../../src/store/embedded/lock.ts'
import { migrate } from '../../src/store/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Data folders of the engines, and what each one's schema looks like when it is untouched. */
    embedded: { folders: string[]; schema: string }
  }
}

/** As many as there are workers, and one for a file that has two worlds at once. */
const ENGINES = 4

/** With its indexes: those of customers, empty, are 400 KB. */
const SMALL_BYTES = 1_000_000

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folders = await Promise.all(Array.from({ length: ENGINES }, () => mkdtemp(join(tmpdir(), 'engine-'))))
  const engines = await Promise.all(
    folders.map((folder) => openEngine({ folder, durable: false, exclusive: true })),
  )
  const schemas = await Promise.all(
    engines.map(({ socketFolder }) =>
      withDatabase(socketFolder, async (database) => {
        await migrate(database)
        return schemaOf(database)
      }),
    ),
  )
  project.provide('embedded', { folders, schema: schemas[0] ?? '' })
  return async () => {
    await Promise.all(engines.map((engine) => engine.close()))
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  }
}

/**
 * The data folder of an engine that nobody else uses and that is as good as new, or null when there is none: then
 * a world takes a folder of its own. What a test did to the schema stays its own trouble: such an engine is left.
 */
export async function takeEngine(embedded: {
  folders: string[]
  schema: string
}): Promise<{ folder: string; release(): Promise<void> } | null> {
  for (const folder of embedded.folders) {
    const taken = join(folder, 'taken')
    // Whoever makes the folder has the engine; one whose process died keeps it, and others do without.
    if (
      !(await mkdir(taken).then(
        () => true,
        () => false,
      ))
    )
      continue
    const owner = await lockOwner(folder)
    const isEmpty = owner && (await withDatabase(owner.socketFolder, (one) => empty(one, embedded.schema)))
    if (isEmpty) return { folder, release: () => rmdir(taken) }
  }
  return null
}

/** Every table empty, every sequence at its start, no statistics, no settings: what a new store is. */
async function empty(database: Database, schema: string): Promise<boolean> {
  await database.executeQuery(raw('rollback'))
  await database.executeQuery(raw('discard all'))
  if ((await schemaOf(database)) !== schema) return false
  const [found] = await rows<{ tables: string; written: string[]; largest: number; sequences: string[] }>(
    database,
    sql`select string_agg(quote_ident(relname), ', ') filter (where relkind = 'r') as "tables",
          coalesce(array_agg(quote_ident(relname)::text)
            filter (where relkind = 'r' and pg_relation_size(oid) > 0), '{}') as "written",
          max(pg_total_relation_size(oid)) filter (where relkind = 'r')::int as "largest",
          coalesce(array_agg(quote_ident(relname)::text)
            filter (where relkind = 'S' and pg_sequence_last_value(oid) is not null), '{}') as "sequences"
        from pg_class where relnamespace = 'public'::regnamespace and relname not like 'migrations%'`,
  )
  const { tables = '', written = [], largest = 0, sequences = [] } = found ?? {}
  // Each table has a handful of files, which a truncation makes anew: of small ones it is most of the work.
  if (largest > SMALL_BYTES) await database.executeQuery(raw(`truncate ${tables}`))
  else {
    await database.executeQuery(raw('set session_replication_role = replica'))
    for (const table of written) await database.executeQuery(raw(`delete from ${table}`))
    await database.executeQuery(raw('reset session_replication_role'))
    if (written.length > 0) await database.executeQuery(raw(`vacuum ${written.join(', ')}`))
  }
  for (const sequence of sequences) await database.executeQuery(raw(`alter sequence ${sequence} restart`))
  await database.executeQuery(raw('delete from pg_statistic'))
  await database.executeQuery(raw('vacuum pg_class, pg_statistic'))
  return true
}

/** Tables, columns with their order and defaults, constraints and indexes, as one text. */
async function schemaOf(database: Database): Promise<string> {
  const [found] = await rows<{ schema: string }>(
    database,
    sql`select md5(string_agg(part, ';' order by part)) as "schema" from (
          select format('%s.%s %s %s %s %s', attrelid::regclass, attnum, attname,
            format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)) as part
          from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
          join pg_class on pg_class.oid = attrelid
          where relnamespace = 'public'::regnamespace and attnum > 0 and relkind in ('r', 'S', 'v', 'm')
          union all select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid))
          from pg_constraint where connamespace = 'public'::regnamespace
          union all select indexdef from pg_indexes where schemaname = 'public'
          union all select format('%s %s', tgrelid::regclass, pg_get_triggerdef(oid)) from pg_trigger
          union all select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
        ) as parts`,
  )
  return found?.schema ?? ''
}

async function withDatabase<T>(socketFolder: string, work: (database: Database) => Promise<T>): Promise<T> {
  const { database, close } = connect({ socketFolder, connections: 1 })
  try {
    return await work(database)
  } finally {
    await close()
  }
}
