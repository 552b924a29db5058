/** What was granted on behalf of a person who is erased: taken back, tokens that were issued included, and forgotten. */
import { sql } from 'kysely'
import { type Database, rows } from './database.ts'
import { moment } from './parameters.ts'

/** `owners`: the public ids of the person. */
export async function forgetGrants(
  database: Database,
  organization: number,
  owners: readonly string[],
  now: Date,
): Promise<void> {
  const chosen = sql`organization_id = ${organization} and owner_id = any(${sql.val(owners)}::text[])`
  const grants = await rows<{ id: string }>(database, sql`select id from grants where ${chosen} for update`)
  // A statement of its own: it sees the tokens of a refresh that held the grant until now.
  await rows(
    database,
    sql`with revoked as (
        insert into revoked_tokens (organization_id, token_hash, expires_at)
          select organization_id, access_token_hash, access_token_expires_at from refresh_tokens
          where organization_id = ${organization}
            and grant_id = any(${sql.val(grants.map(({ id }) => id))}::text[])
            and access_token_expires_at > ${moment(now)}
          on conflict do nothing),
      codes as (delete from authorization_codes where ${chosen})
      delete from grants where ${chosen}`,
  )
}
