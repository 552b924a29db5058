/** Something that was encrypted under the store's key, to try a key on; null when there is nothing yet. */
import { sql } from 'kysely'
import { type Database, rows } from './database.ts'

export async function anySealed(database: Database): Promise<string | null> {
  const [found] = await rows<{ sealed: string | null }>(
    database,
    sql`select coalesce((select private_key from signing_keys limit 1),
      (select signing_secret from credentials where signing_secret is not null limit 1),
      (select sealed_secret from webhooks where organization_id is not null
        and sealed_secret is not null limit 1)) as "sealed"`,
  )
  return found?.sealed ?? null
}
