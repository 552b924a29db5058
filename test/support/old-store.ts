/** A store as it was many migrations ago, with data that the later ones work on, and what it is made of afterwards. */
import { sql } from 'kysely'
import { connect, type Database, rows } from '../../src/store/database.ts'
import { openEngine } from '../../src/store/embedded/engine.ts'
import { migrationFiles, runAll } from '../../src/store/migrate.ts'

/** The last one that it has had. */
const LAST = '0006-outbox'

/** Makes the database an old store of so many customers, each with two orders, lines, a payment, some with a refund. */
export async function makeOld(database: Database, customers: number): Promise<void> {
  await rows(database, sql`drop schema public cascade`)
  await rows(database, sql`create schema public`)
  await rows(
    database,
    sql`create table migrations (name varchar(255) primary key, timestamp varchar(255) not null)`,
  )
  for (const { name, text } of await migrationFiles()) {
    if (name > LAST) break
    await runAll(database, text)
    await rows(database, sql`insert into migrations values (${name}, '2026-01-01T00:00:00.000Z')`)
  }
  await runAll(database, planted(customers))
}

/** Ids, and when it was made, from a number. */
const record = (number: string) =>
  `'s' || ${number}, (${number})::text, md5((${number})::text)::uuid, timestamptz '2026-01-01' + (${number}) * interval '1 second',
   timestamptz '2026-01-01' + (${number}) * interval '1 second'`
const RECORD = 'short_id, number_id, uuid_id, created_at, updated_at'

const planted = (customers: number): string => `
  insert into organizations (key, short_id, number_id, uuid_id, merchant_id, slug, handle, name, currency, time_zone, mode,
    created_at) select 1, 's', '1', md5('')::uuid, 'm', 'acme', 'acme', 'Acme', 'USD', 'UTC', 'live', timestamptz '2026-01-01';
  insert into customers (organization_id, key, short_id, number_id, uuid_id, created_at, updated_at, email, email_folded,
    first_name, full_name, name_folded, phone, placed_orders_count)
    select 1, n, 's' || n, n, md5(n::text)::uuid, timestamptz '2026-01-01' + n * interval '1 second', timestamptz '2026-01-02',
      'c' || n || '@example.com', 'c' || n || '@example.com', 'First ' || n, 'First ' || n, 'first ' || n,
      '+1 (212) ' || n, 2 from generate_series(100, ${customers + 99}) n;
  insert into orders (organization_id, key, ${RECORD}, customer_key, status, currency, amount, number)
    select 1, k, ${record('k')}, k / 1000, 'completed', 'USD', 100 + k % 7, 'N' || k
    from (select n * 1000 + i as k from generate_series(100, ${customers + 99}) n, generate_series(1, 2) i) x;
  insert into order_lines (organization_id, key, order_key, position, product_name, quantity, unit_amount, amount)
    select 1, key * 10 + i, key, i, 'Mug', 1, amount, amount from orders, generate_series(0, 1) i;
  insert into payments (organization_id, key, ${RECORD}, customer_key, order_key, currency, amount, paid_at)
    select 1, key * 10 + 5, ${record('key * 10 + 5')}, customer_key, key, 'USD', amount - key % 2, created_at from orders;
  insert into refunds (organization_id, key, ${RECORD}, payment_key, customer_key, currency, amount, state)
    select 1, key + 1, ${record('key + 1')}, key, customer_key, 'USD', 10, 'recorded' from payments where key % 3 = 0;
  insert into customer_totals (organization_id, customer_key, currency, customer_uuid, placed_count, completed_count,
    first_placed_at, last_placed_at, spent_amount, payments_count, paid_amount, refunded_amount)
    select 1, o.customer_key, 'USD', c.uuid_id, 2, 2, min(o.created_at), max(o.created_at), sum(o.amount), 2,
      sum(o.amount - o.key % 2), 0
    from orders o join customers c on c.key = o.customer_key group by 1, 2, 4;
  insert into counters (organization_id, name, slot, value)
    select 1, 'customer', n, ${customers} / 2 from generate_series(1, 2) n`

/** Every table, column, index and row, as one text for each kind: equal for equal stores. */
export async function contentsOf(database: Database): Promise<Record<string, string>> {
  const told: Record<string, string> = {}
  const columns = await rows<{ table: string; columns: string }>(
    database,
    sql`select table_name as "table",
        string_agg(concat_ws(' ', column_name, data_type, column_default, is_nullable), ', ' order by column_name) as "columns"
      from information_schema.columns where table_schema = 'public' group by 1 order by 1`,
  )
  for (const one of columns) told[`columns of ${one.table}`] = one.columns
  const parts = await rows<{ name: string; definition: string }>(
    database,
    sql`select indexname as "name", indexdef as "definition" from pg_indexes where schemaname = 'public'
      union all select conname || ' of ' || conrelid::regclass, pg_get_constraintdef(oid) from pg_constraint
        where connamespace = 'public'::regnamespace
      union all select extname, extversion from pg_extension order by 1`,
  )
  for (const { name, definition } of parts) told[name] = definition
  for (const { table } of columns) {
    // When a migration ran is another time each time.
    const row = table === 'migrations' ? sql`t.name` : sql`to_jsonb(t)::text`
    const [found] = await rows<{ count: number; hash: string }>(
      database,
      sql`select count(*) as "count", md5(string_agg(${row}, E'\n' order by ${row} collate "C")) as "hash"
        from ${sql.table(table)} t`,
    )
    told[`rows of ${table}`] = `${found?.count} ${found?.hash}`
  }
  return told
}

/** What the store there is asked for, with nobody else at it. */
export async function withDatabase<T>(
  at: { folder: string } | { databaseUrl: string },
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const engine =
    'folder' in at ? await openEngine({ folder: at.folder, durable: false, exclusive: true }) : null
  const { database, close } = connect({
    connections: 1,
    ...('databaseUrl' in at ? { connectionString: at.databaseUrl } : {}),
    ...(engine ? { socketFolder: engine.socketFolder } : {}),
  })
  try {
    return await work(database)
  } finally {
    await close()
    await engine?.close()
  }
}
