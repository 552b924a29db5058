import { sql } from 'kysely'
import { type Database, rows } from './database.ts'
import { eraseCustomer } from './erase.ts'

/**
 * A live organization's snapshots forget the person as well, or a restore would bring them back. A test
 * organization's stay as they are: a test anonymizes somebody, and starts again.
 */
export async function eraseInSnapshots(
  transaction: Database,
  organization: number,
  customerKey: number,
  now: Date,
): Promise<void> {
  const snapshots = await rows<{ key: number }>(
    transaction,
    sql`select key from organizations where snapshot_of = ${organization} and mode = 'live' order by key`,
  )
  for (const { key: snapshot } of snapshots) {
    const known = await rows(
      transaction,
      sql`select 1 from customers where organization_id = ${snapshot} and key = ${customerKey} for no key update`,
    )
    if (known.length > 0) await eraseCustomer(transaction, snapshot, customerKey, now)
  }
}
