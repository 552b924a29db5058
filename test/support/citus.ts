/**
 * The suite on a Citus cluster: `CLIENTELE_TEST_CITUS_URL` names databases of one, parted by commas, each brought there with
 * `clientele migrate --distributed`. The PostgreSQL half then runs in them instead, one world in each at a time: as many as
 * a file has worlds at once, and as there are workers.
 */
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'

export const CITUS_URLS = (process.env.CLIENTELE_TEST_CITUS_URL ?? '').split(',').filter(Boolean)

/** Held while a world is in a database. */
const TAKEN = 0x636c
const PATIENCE_MS = 60_000

/** An emptied database that nobody else uses. */
export async function takeCitus(): Promise<{ url: string; release(): Promise<void> }> {
  const until = performance.now() + PATIENCE_MS
  while (performance.now() < until) {
    for (const url of CITUS_URLS) {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      if (await take(client)) return { url, release: () => client.end() }
      await client.end()
    }
    await setTimeout(100)
  }
  throw new Error('no database of the cluster became free: name more of them in CLIENTELE_TEST_CITUS_URL')
}

async function take(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query('select pg_try_advisory_lock($1) as taken', [TAKEN])
  if (!rows[0].taken) return false
  const found = await client.query(
    `select string_agg(quote_ident(relname), ', ') as tables from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not like 'migrations%'`,
  )
  await client.query(`set client_min_messages = error; truncate ${found.rows[0].tables}`)
  return true
}
