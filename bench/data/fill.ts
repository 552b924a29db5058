/** Runs the generator's statements on a migrated store, fast: foreign keys off, indexes built after the rows. */
import { CompiledQuery, type RawBuilder, sql } from 'kysely'
import { type Database, rows } from '../../src/store/database.ts'
import { keysOf, type Shop, stepsOf } from './generate.ts'

export interface FillOptions {
  /** Build the indexes after the rows: pays from some ten thousand customers on. */
  indexesLast: boolean
  onStep?: (name: string, milliseconds: number) => void
}

/** Fills the (empty) organization. The connection must be a superuser's, as of the embedded engine and of the bench's own server. */
export async function fill(database: Database, shop: Shop, options: FillOptions): Promise<void> {
  await database.connection().execute(async (connection) => {
    const run = async (name: string, statement: RawBuilder<unknown>) => {
      const started = performance.now()
      await rows(connection, statement)
      options.onStep?.(name, performance.now() - started)
    }
    const plainly = (text: string) => connection.executeQuery(CompiledQuery.raw(text))
    await plainly(`set session_replication_role = replica`)
    await plainly(`set maintenance_work_mem = '512MB'`)
    await plainly(`set work_mem = '256MB'`)
    const [last] = await rows<{ key: number }>(connection, sql`select nextval('record_keys') as key`)
    const base = last?.key ?? 0
    const indexes = options.indexesLast ? await dropIndexes(connection) : []
    for (const [name, statement] of stepsOf(shop, base)) await run(name, statement)
    await rows(connection, sql`select setval('record_keys', ${keysOf(shop, base).next})`)
    for (const definition of indexes) await run(definition.name, sql.raw(definition.text))
    await plainly(`set session_replication_role = origin`)
    await run('vacuum', sql.raw('vacuum (analyze)'))
    for (const name of ['maintenance_work_mem', 'work_mem', 'session_replication_role'])
      await plainly(`reset ${name}`)
  })
}

const FILLED = ['customers', 'addresses', 'orders', 'payments', 'refunds', 'customer_totals']

/** All but the primary keys, which grow at their end. */
async function dropIndexes(connection: Database): Promise<{ name: string; text: string }[]> {
  const found = await rows<{ name: string; text: string }>(
    connection,
    sql`select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as text from pg_index i
      where i.indrelid::regclass::text = any(${sql.val(FILLED)}::text[]) and not i.indisprimary
        and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid) order by 1`,
  )
  for (const { name } of found) await rows(connection, sql.raw(`drop index ${name}`))
  return found
}
