/**
 * A restore takes customers away and brings them back; what applications may do for them stays, as credentials do. It
 * goes with a customer that does not come back.
 */
import { sql } from 'kysely'
import { type Database, rows } from './database.ts'

interface CustomersGrant {
  id: string
  customerKey: number
}

/** Makes the grants nobody's, so that no customer's removal takes them along; gives whose they were. */
export const takeGrantsAside = (transaction: Database, organization: number): Promise<CustomersGrant[]> =>
  rows(
    transaction,
    sql`with held as (select id, customer_key from grants
        where organization_id = ${organization} and customer_key is not null order by id for update)
      update grants g set customer_key = null from held where g.organization_id = ${organization} and g.id = held.id
      returning held.id, held.customer_key as "customerKey"`,
  )

export async function giveGrantsBack(
  transaction: Database,
  organization: number,
  grants: readonly CustomersGrant[],
): Promise<void> {
  if (grants.length === 0) return
  const ids = sql.val(grants.map(({ id }) => id))
  await rows(
    transaction,
    sql`update grants g set customer_key = w.customer_key
      from unnest(${ids}::text[], ${sql.val(grants.map(({ customerKey }) => customerKey))}::bigint[])
        as w (id, customer_key)
      where g.organization_id = ${organization} and g.id = w.id and exists (select 1 from customers c
        where c.organization_id = ${organization} and c.key = w.customer_key)`,
  )
  await rows(
    transaction,
    sql`with gone as (delete from grants where organization_id = ${organization} and id = any(${ids}::text[])
        and customer_key is null returning id)
      delete from refresh_tokens where organization_id = ${organization} and grant_id in (select id from gone)`,
  )
}
