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
  const known = await rows<{ snapshot: number }>(
    transaction,
    sql`select c.organization_id as "snapshot" from organizations s
      join customers c on c.organization_id = s.key and c.key = ${customerKey}
      where s.snapshot_of = ${organization} and s.mode = 'live' order by 1 for no key update of c`,
  )
  for (const { snapshot } of known) await eraseCustomer(transaction, snapshot, customerKey, now)
}
