/**
 * Puts the lines of a backup into a store, in one transaction: whatever stops it, the store is as it was before. The tables
 * are made as they were when the backup was, so that those of older versions load; the migrations since then come after.
 */
import { type RawBuilder, sql } from 'kysely'
import { anySealed } from '../any-sealed.ts'
import { freeOfForeignKeys } from '../copy-organization.ts'
import { raiseVersion } from '../data-versions.ts'
import { type Database, rows } from '../database.ts'
import { foreignKeys } from '../foreign-keys.ts'
import { doneMigrations, migrationFiles, runAll } from '../migrate.ts'
import { startAnew } from '../rank/fold.ts'
import { keptTables, LEFT_OUT } from './what-is-kept.ts'

/** Says why, in words for whoever asked. */
export class NotRestored extends Error {}

export interface LoadOptions {
  /** The names of the migrations that the backed up store had. */
  schema: readonly string[]
  /** What the store holds gives way. */
  replace: boolean
  /** Is given something that was sealed, or null, before anything is committed: whoever throws here prevents it. */
  tryKey(sealed: string | null, organizations: number): Promise<void>
  onRows?(rows: number): void
}

/** What brought the tables that count on. */
const COUNTED = ['0031-data-versions', '0033-ranks']

const LINES_AT_ONCE = 1000
const CHARACTERS_AT_ONCE = 1_000_000
const LOCK_TRIES = 20

export async function load(
  database: Database,
  lines: AsyncIterable<string>,
  options: LoadOptions,
): Promise<{ rows: number; organizations: number }> {
  return database.transaction().execute(async (transaction) => {
    await rows(transaction, sql`set local statement_timeout to 0`)
    const before = await emptied(transaction, options)
    const loaded = await freeOfForeignKeys(transaction, (free) =>
      (free ? loadLines : loadBetween)(transaction, lines, options.onRows),
    )
    await goOnCounting(transaction)
    const organizations = await raiseVersions(
      transaction,
      COUNTED.every((name) => options.schema.includes(name)) ? before : [],
    )
    await options.tryKey(await anySealed(transaction), organizations)
    return { rows: loaded, organizations }
  })
}

/** Where the database's user may not leave foreign keys unchecked they are taken away, and put back at the end. */
async function loadBetween(...loading: Parameters<typeof loadLines>): Promise<number> {
  const [transaction] = loading
  const keys = await foreignKeys(transaction)
  for (const { table, name } of keys)
    await rows(transaction, sql`alter table ${sql.table(table)} drop constraint ${sql.ref(name)}`)
  const loaded = await loadLines(...loading)
  for (const { table, name, definition } of keys)
    await rows(
      transaction,
      sql`alter table ${sql.table(table)} add constraint ${sql.ref(name)} ${sql.raw(definition)}`,
    )
  return loaded
}

interface Before {
  organization: number
  version: number
  generation: number
}

/** Makes the tables empty and as the backup has them; gives what counted in the store, and must go on counting. */
async function emptied(transaction: Database, { schema, replace }: LoadOptions): Promise<Before[]> {
  const done = await doneMigrations(transaction)
  if (done === null) {
    await makeTables(transaction, schema)
    return []
  }
  await lockAll(transaction)
  const [there] = await rows<{ count: number }>(
    transaction,
    sql`select count(*) as "count" from organizations`,
  )
  if (there?.count && !replace)
    throw new NotRestored(
      'the store has organizations already: restore into a new one, or give --replace and they are gone',
    )
  const before = COUNTED.every((name) => done.includes(name)) ? await countersOf(transaction) : []
  if (done.join() === schema.join()) {
    const tables = (await existing(transaction)).map((name) => sql.table(name))
    await rows(transaction, sql`truncate ${sql.join(tables)} restart identity`)
  } else {
    for (const name of await existing(transaction))
      await rows(transaction, sql`drop table ${sql.table(name)} cascade`)
    await rows(transaction, sql`drop sequence record_keys`)
    await rows(transaction, sql`delete from migrations`)
    await makeTables(transaction, schema)
  }
  return before
}

/** Of requests that are under way one may hold what we wait for, and wait for what we hold: then the database ends one of us. */
async function lockAll(transaction: Database): Promise<void> {
  const tables = (await existing(transaction)).map((name) => sql.table(name))
  for (let tries = 1; ; tries++) {
    await rows(transaction, sql`savepoint unlocked`)
    try {
      await rows(transaction, sql`lock table ${sql.join(tables)} in access exclusive mode`)
      return
    } catch (error) {
      if ((error as { code?: string }).code !== '40P01' || tries === LOCK_TRIES) throw error
      await rows(transaction, sql`rollback to savepoint unlocked`)
    }
  }
}

/** The tables that the migrations make, and no other that may be in the database. */
async function existing(transaction: Database): Promise<string[]> {
  const names = (await migrationFiles()).flatMap(({ text }) =>
    [...text.matchAll(/^create (?:unlogged )?table (\w+)/gm)].map(([, name]) => name ?? ''),
  )
  const found = await rows<{ name: string }>(
    transaction,
    sql`select relname as "name" from pg_class where relkind in ('r', 'p')
      and relnamespace = 'public'::regnamespace and relname = any(${sql.val(names)}::text[]) order by 1`,
  )
  return found.map(({ name }) => name)
}

const countersOf = (transaction: Database): Promise<Before[]> =>
  rows(
    transaction,
    sql`select key as "organization",
        coalesce((select sum(value) from data_versions v where v.organization_id = o.key), 0)::bigint as "version",
        coalesce((select generation from rank_heads r where r.organization_id = o.key), 0) as "generation"
      from organizations o`,
  )

/** As `migrate` does, within this transaction. */
async function makeTables(transaction: Database, schema: readonly string[]): Promise<void> {
  await rows(
    transaction,
    sql`create table if not exists migrations (name varchar(255) primary key, timestamp varchar(255) not null)`,
  )
  for (const { name, text } of await migrationFiles()) {
    if (!schema.includes(name)) continue
    await runAll(transaction, text)
    await rows(
      transaction,
      sql`insert into migrations (name, timestamp) values (${name}, ${new Date().toISOString()})`,
    )
  }
}

async function loadLines(
  transaction: Database,
  lines: AsyncIterable<string>,
  onRows: LoadOptions['onRows'],
): Promise<number> {
  const tables = new Map((await keptTables(transaction)).map((table) => [table.name, table]))
  let insert: ((batch: readonly string[]) => Promise<unknown>) | undefined
  let batch: string[] = []
  let characters = 0
  let count = 0
  const flush = async () => {
    if (batch.length === 0) return
    await insert?.(batch)
    count += batch.length
    batch = []
    characters = 0
    onRows?.(count)
  }
  for await (const line of lines) {
    if (line.startsWith('[')) {
      batch.push(line)
      characters += line.length
      if (batch.length >= LINES_AT_ONCE || characters >= CHARACTERS_AT_ONCE) await flush()
      continue
    }
    await flush()
    const said = JSON.parse(line) as {
      table?: string
      columns?: string[]
      sequence?: string
      value: string
      called: boolean
    }
    if (said.table !== undefined)
      insert = inserting(transaction, tables.get(said.table)?.columns, said.table, said.columns ?? [])
    else
      await rows(
        transaction,
        sql`select setval('record_keys', ${said.value}::bigint, ${said.called}::boolean)`,
      )
  }
  await flush()
  return count
}

function inserting(
  transaction: Database,
  known: readonly { name: string; type: string }[] | undefined,
  table: string,
  columns: readonly string[],
): (batch: readonly string[]) => Promise<unknown> {
  if (!known || table in LEFT_OUT)
    throw new NotRestored(`the backup has a table ${table}, which there is not`)
  const values = columns.map((name, index): RawBuilder<unknown> => {
    const type = known.find((column) => column.name === name)?.type
    if (type === undefined)
      throw new NotRestored(`the backup has a column ${table}.${name}, which there is not`)
    return sql`(v.value ->> ${sql.lit(index)})::${sql.raw(type)}`
  })
  return (batch) =>
    rows(
      transaction,
      sql`insert into ${sql.table(table)} (${sql.join(columns.map((name) => sql.ref(name)))}) overriding system value
        select ${sql.join(values)} from json_array_elements(${`[${batch.join()}]`}::json) v`,
    )
}

/** Tables that number their rows themselves go on after those that were put there. */
async function goOnCounting(transaction: Database): Promise<void> {
  const numbered = await rows<{ table: string; column: string }>(
    transaction,
    sql`select c.relname as "table", a.attname as "column"
      from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and a.attidentity <> ''`,
  )
  for (const { table, column } of numbered)
    await rows(
      transaction,
      sql`select setval(pg_get_serial_sequence(${table}, ${column}),
        (select coalesce(max(${sql.ref(column)}), 0) + 1 from ${sql.table(table)}), false)`,
    )
}

/** Servers that run on the store remember what they read at a version: no version may come again. */
async function raiseVersions(transaction: Database, before: readonly Before[]): Promise<number> {
  const organizations = await rows<{ key: number }>(
    transaction,
    sql`select key from organizations order by key`,
  )
  const known = new Map(before.map((one) => [one.organization, one]))
  for (const { key } of organizations) {
    const counted = known.get(key)
    if (!counted) continue
    await raiseVersion(transaction, key)
    await rows(
      transaction,
      sql`update data_versions set value = value + ${counted.version}
        where organization_id = ${key} and slot = (select min(slot) from data_versions where organization_id = ${key})`,
    )
    await startAnew(transaction, key)
    await rows(
      transaction,
      sql`update rank_heads set generation = generation + ${counted.generation} where organization_id = ${key}`,
    )
  }
  return organizations.length
}
