/** Takes grants back, with the access tokens that still live under them; within a transaction. */
import { type RawBuilder, sql } from 'kysely'
import { type Database, rows } from './database.ts'
import { moment } from './parameters.ts'

/** `which` is a condition on `grants g`. */
export async function revokeGrants(
  transaction: Database,
  organization: number,
  which: RawBuilder<unknown>,
  now: Date,
): Promise<void> {
  await rows(
    transaction,
    sql`update grants g set revoked_at = coalesce(revoked_at, ${moment(now)})
      where organization_id = ${organization} and ${which}`,
  )
  // A statement of its own: it sees the tokens of a refresh that held the grant until now.
  await rows(
    transaction,
    sql`insert into revoked_tokens (organization_id, token_hash, expires_at)
      select t.organization_id, t.access_token_hash, t.access_token_expires_at from grants g
      join refresh_tokens t on t.organization_id = g.organization_id and t.grant_id = g.id
      where g.organization_id = ${organization} and ${which} and t.access_token_expires_at > ${moment(now)}
      on conflict do nothing`,
  )
}

/** A customer's sessions end, and nothing of what their tokens carried is kept. Gives how many there were. */
export async function forgetGrants(
  transaction: Database,
  organization: number,
  customerKey: number,
  now: Date,
): Promise<number> {
  await revokeGrants(transaction, organization, sql`g.customer_key = ${customerKey}`, now)
  const gone = await rows(
    transaction,
    sql`delete from grants where organization_id = ${organization} and customer_key = ${customerKey} returning 1`,
  )
  return gone.length
}
