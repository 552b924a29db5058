/** All data of an organization at once, table by table, within a transaction of the caller's. */
import { type RawBuilder, sql } from 'kysely'
import { type Database, rows } from './database.ts'
import { hasCitus } from './distribute.ts'
import { COPIED, type CopiedTable } from './snapshot-tables.ts'

type Sql = RawBuilder<unknown>

const INSUFFICIENT_PRIVILEGE = '42501'

const affected = async (transaction: Database, statement: Sql): Promise<number> =>
  Number((await statement.execute(transaction)).numAffectedRows ?? 0)

const columnsOf = (table: string, columns: readonly string[]): Sql =>
  sql.join(columns.map((column) => sql.id(table, column)))

/**
 * While `work` runs no foreign key is checked and nothing cascades, as in a replica: what is copied is a whole that
 * keeps them, and the checks are half of the work. `free` is false, and all as ever, where the database's user may not
 * do that (it takes a superuser, or `grant set on parameter session_replication_role`), and on a cluster, where it would
 * hold for this node alone.
 */
export async function freeOfForeignKeys<T>(
  transaction: Database,
  work: (free: boolean) => Promise<T>,
): Promise<T> {
  const free = !(await hasCitus(transaction)) && (await setRole(transaction, 'replica'))
  const result = await work(free)
  if (free) await setRole(transaction, 'origin')
  return result
}

async function setRole(transaction: Database, role: 'replica' | 'origin'): Promise<boolean> {
  await rows(transaction, sql`savepoint role`)
  try {
    await rows(transaction, sql`set local session_replication_role = ${sql.raw(role)}`)
    await rows(transaction, sql`release savepoint role`)
    return true
  } catch (error) {
    if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error
    await rows(transaction, sql`rollback to savepoint role`)
    return false
  }
}

/** Copies all rows of `from`, keys and public ids included, into `to`, which has none. */
export async function copyData(transaction: Database, from: number, to: number): Promise<void> {
  for (const table of COPIED) await copyRows(transaction, table, from, to)
}

/** Makes the rows of `organization` those of `snapshot`; gives how many went or were replaced. */
export async function replaceData(
  transaction: Database,
  organization: number,
  snapshot: number,
  free: boolean,
): Promise<number> {
  // Two sets are compared as wholes. With a count that is out of date the planner would look each row up by itself,
  // through any index that starts with the organization.
  await rows(transaction, sql`set local enable_nestloop = off`)
  // Where foreign keys act, a row that goes takes others along: then all go, and all come back.
  const removed = await removeData(transaction, organization, free ? snapshot : null)
  for (const table of COPIED) await copyRows(transaction, table, snapshot, organization, free)
  return removed
}

/** `missing`: only those that `to` does not have. */
async function copyRows(
  transaction: Database,
  { name, identity, columns, instead }: CopiedTable,
  from: number,
  to: number,
  missing = false,
): Promise<void> {
  const values = columns.map((column) => instead[column] ?? sql.id('f', column))
  const isMissing = sql`and not exists (select 1 from ${sql.table(name)} t where t.organization_id = ${to}
    and (${columnsOf('t', identity)}) = (${columnsOf('f', identity)}))`
  await rows(
    transaction,
    sql`insert into ${sql.table(name)} (organization_id, ${sql.join(columns.map((column) => sql.ref(column)))})
      select ${to}::bigint, ${sql.join(values)} from ${sql.table(name)} f where organization_id = ${from}
      ${missing ? isMissing : sql``}`,
  )
}

/** Removes the organization's rows, those that `other` has just so excepted; gives how many. */
export async function removeData(
  transaction: Database,
  organization: number,
  other: number | null,
): Promise<number> {
  let removed = 0
  for (const table of COPIED.toReversed())
    removed += await affected(
      transaction,
      sql`delete from ${sql.table(table.name)} t where organization_id = ${organization}
        ${other === null ? sql`` : sql`and not ${inJustSo(table, other)}`}`,
    )
  return removed
}

const inJustSo = ({ name, identity, columns }: CopiedTable, other: number): Sql => {
  const rest = columns.filter((column) => !identity.includes(column))
  return sql`exists (select 1 from ${sql.table(name)} o where o.organization_id = ${other}
    and (${columnsOf('o', identity)}) = (${columnsOf('t', identity)})
    and (${columnsOf('o', rest)}) is not distinct from (${columnsOf('t', rest)}))`
}
