/** Runs the generator's statements on a migrated store, fast: foreign keys off, indexes built after the rows. */
import { CompiledQuery, sql } from 'kysely'
import { type Database, rows } from '../../src/store/database.ts'
import { type Chain, keysOf, type Shop, type Step, stagesOf } from './generate.ts'

export interface FillOptions {
  /** Build the indexes after the rows: pays from some ten thousand customers on. */
  indexesLast: boolean
  /** Connections that write at once; one where connections share a session. */
  lanes: number
  onStep?: (name: string, milliseconds: number) => void
}

/** Fills the (empty) organization. The connection must be a superuser's, as of the embedded engine and of the bench's own server. */
export async function fill(database: Database, shop: Shop, options: FillOptions): Promise<void> {
  const [last] = await rows<{ key: number }>(database, sql`select nextval('record_keys') as key`)
  const base = last?.key ?? 0
  const indexes = options.indexesLast ? await dropIndexes(database) : []
  for (const stage of stagesOf(shop, base)) await runChains(database, stage, options)
  await rows(database, sql`select setval('record_keys', ${keysOf(shop, base).next})`)
  await runChains(
    database,
    indexes.map((step) => [step]),
    options,
  )
  await runChains(database, [[['vacuum', sql.raw('vacuum (analyze)')]]], options)
}

/** Chains wait until a connection is free; the steps of one follow each other. */
async function runChains(
  database: Database,
  chains: readonly Chain[],
  { lanes, onStep }: FillOptions,
): Promise<void> {
  const waiting = [...chains]
  const work = async (connection: Database) => {
    const set = (setting: string) => connection.executeQuery(CompiledQuery.raw(setting))
    for (const [name, value] of Object.entries(SESSION)) await set(`set ${name} = ${value}`)
    for (let chain = waiting.shift(); chain; chain = waiting.shift())
      for (const [name, statement] of chain) {
        const started = performance.now()
        await rows(connection, statement)
        onStep?.(name, performance.now() - started)
      }
    for (const name of Object.keys(SESSION)) await set(`reset ${name}`)
  }
  const lane = () => database.connection().execute(work)
  await Promise.all(Array.from({ length: Math.min(lanes, chains.length) }, lane))
}

const SESSION = {
  session_replication_role: 'replica',
  maintenance_work_mem: "'512MB'",
  work_mem: "'256MB'",
  synchronous_commit: 'off',
}

const FILLED = ['customers', 'addresses', 'orders', 'payments', 'refunds', 'customer_totals']

/** All but the primary keys, which grow at their end. */
async function dropIndexes(database: Database): Promise<Step[]> {
  const found = await rows<{ name: string; text: string }>(
    database,
    sql`select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as text from pg_index i
      where i.indrelid::regclass::text = any(${sql.val(FILLED)}::text[]) and not i.indisprimary
        and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid) order by 1`,
  )
  for (const { name } of found) await rows(database, sql.raw(`drop index ${name}`))
  return found.map(({ name, text }) => [name, sql.raw(text)])
}
