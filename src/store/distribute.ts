/**
 * Spreads the tables over the nodes of a Citus cluster: all rows of an organization lie together in one shard of one
 * node, and what names the organization runs there as if there were nothing else.
 */
import { sql } from 'kysely'
import { type Database, rows } from './database.ts'
import { foreignKeys } from './foreign-keys.ts'

/** What tells where a row belongs. */
export const DISTRIBUTED_BY = 'organization_id'

/**
 * A copy on every node: the distributed tables point to them, and they lead to an organization that is not known yet (a
 * caller presents a client id). Few rows, seldom written.
 */
export const ON_EVERY_NODE: readonly string[] = ['organizations', 'credentials', 'credential_reach']

/** On the coordinator alone, and why. */
export const ON_THE_COORDINATOR: Readonly<Record<string, string>> = {
  signing_keys: 'a handful of rows, read when a server starts',
  admin_tokens: 'of whoever runs the server, no tenant',
  rate_counters: 'counted before anybody is known; unlogged',
  migrations: 'of the schema',
  migrations_lock: 'of the schema',
}

/** The one that the others are put beside. */
const FIRST = 'counters'

export async function hasCitus(database: Database): Promise<boolean> {
  const found = await rows(database, sql`select 1 from pg_extension where extname = 'citus'`)
  return found.length > 0
}

/**
 * Spreads what is not spread yet, and gives its names; safe to run again, as after an upgrade that brought new tables. In one transaction, in
 * which the foreign keys of those tables are gone: Citus takes none from a table that is not spread to one that is, and
 * tables that point to each other cannot all be the first.
 */
export async function distribute(database: Database): Promise<string[]> {
  const waiting = await unspread(database)
  if (waiting.length === 0) return []
  await database.transaction().execute(async (transaction) => {
    // Otherwise it would work on all shards of a table at once, over connections that do not see this transaction.
    await rows(transaction, sql`set local citus.multi_shard_modify_mode to 'sequential'`)
    const keys = await foreignKeys(transaction, waiting)
    for (const { table, name } of keys)
      await rows(transaction, sql`alter table ${sql.table(table)} drop constraint ${sql.ref(name)}`)
    for (const table of waiting) await spread(transaction, table)
    for (const { table, name, definition } of keys)
      await rows(
        transaction,
        sql`alter table ${sql.table(table)} add constraint ${sql.ref(name)} ${sql.raw(definition)}`,
      )
  })
  return waiting
}

/** Those on every node first, then the one that the others are put beside. */
async function unspread(database: Database): Promise<string[]> {
  const found = await rows<{ name: string }>(
    database,
    sql`select c.relname as "name" from pg_class c
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        and not exists (select 1 from pg_dist_partition p where p.logicalrelid = c.oid) order by 1`,
  )
  const place = (name: string) => (ON_EVERY_NODE.includes(name) ? 0 : name === FIRST ? 1 : 2)
  return found
    .map(({ name }) => name)
    .filter((name) => !(name in ON_THE_COORDINATOR))
    .sort((a, b) => place(a) - place(b))
}

async function spread(database: Database, table: string): Promise<void> {
  const name = sql`${table}::regclass`
  if (ON_EVERY_NODE.includes(table)) {
    await rows(database, sql`select create_reference_table(${name})`)
    return
  }
  const beside = table === FIRST ? 'none' : FIRST
  await rows(
    database,
    sql`select create_distributed_table(${name}, ${DISTRIBUTED_BY}, colocate_with => ${beside})`,
  )
}
