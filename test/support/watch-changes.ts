/** Notes which transaction changed a table of which organization, and which raised the version of its data. */
import { sql } from 'kysely'
import { type Database, rows } from '../../src/store/database.ts'

/** Why a change of these tables raises nothing: no answer that is remembered shows them, nor does a caller depend on them. */
export const UNSEEN: Readonly<Record<string, string>> = {
  kept_answers: 'an answer to a repeated write is read in the write’s own transaction',
  grants: 'read when a token is made or taken back; what that does to tokens is in revoked_tokens',
  refresh_tokens: 'read when they are used',
  authorization_codes: 'read when they are used',
}

/** Triggers, in this test's database alone, on every table of tenants and on the organizations themselves. */
export async function watchChanges(database: Database): Promise<void> {
  await rows(
    database,
    sql`create table watched (transaction xid8, "table" text, action text, organization bigint,
      unique (transaction, organization, "table", action))`,
  )
  await rows(
    database,
    sql`create function watch() returns trigger language plpgsql as $$
      declare changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
      begin
        if tg_op <> 'UPDATE' or old is distinct from new then
          insert into watched values (pg_current_xact_id(), tg_table_name, tg_op,
            coalesce(changed ->> 'organization_id', changed ->> 'key')::bigint) on conflict do nothing;
        end if;
        return null;
      end $$`,
  )
  const tables = await rows<{ name: string }>(
    database,
    sql`select table_name as "name" from information_schema.columns
      where table_schema = 'public' and column_name = 'organization_id' union select 'organizations'`,
  )
  for (const { name } of tables) {
    if (name in UNSEEN) continue
    await rows(
      database,
      sql`create trigger watch after insert or update or delete on ${sql.table(name)} for each row execute function watch()`,
    )
    // A restore works as a replica does, and is watched too.
    await rows(database, sql`alter table ${sql.table(name)} enable always trigger watch`)
  }
}

/** How many changes were seen since the last time, and those of transactions that left the version as it was: `organizations 3`. */
export async function unraised(database: Database): Promise<{ changes: number; unraised: string[] }> {
  const [found] = await rows<{ changes: number; unraised: string[] | null }>(
    database,
    // Snapshots are read by nobody, and nobody read an organization before it was made.
    sql`with each as (select w.transaction, w.organization, string_agg(w."table", ' ' order by w."table") as tables,
          bool_or("table" = 'data_versions') as raised,
          bool_or("table" = 'organizations' and action in ('INSERT', 'DELETE')) as made
        from watched w group by 1, 2)
      select count(*) as "changes", array_agg(organization || ': ' || tables)
        filter (where not raised and not made and exists
          (select from organizations o where o.key = organization and o.snapshot_of is null)) as "unraised" from each`,
  )
  await rows(database, sql`truncate watched`)
  return { changes: found?.changes ?? 0, unraised: found?.unraised ?? [] }
}
