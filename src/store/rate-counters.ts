/**
 * Rate counters that several servers share. Those who change the same counters take turns: the first statement
 * locks their rows, always in the order of their keys, so that no two wait for each other. What one server
 * counts while it waits for the database goes together, in one transaction: a caller who sends more than it
 * may holds one connection, not all of them.
 */
import { sql, type Transaction } from 'kysely'
import type { Clock } from '../core/ports.ts'
import type { CounterState, RateCounter, RateCounters } from '../core/rate-counters.ts'
import { inBatches } from '../lib/in-batches.ts'
import { type Database, rows } from './database.ts'
import { moment } from './parameters.ts'

interface Change {
  keys: readonly string[]
  count(held: Map<string, RateCounter>): unknown
}

const MINUTE_MS = 60_000
/** So many that have expired go for each new one: more than come in, and never a long statement. */
const FORGET_FOR_EACH_NEW = 2

export function createRateCounters(database: Database, clock: Clock): RateCounters {
  const change = inBatches((changes: readonly Change[]) =>
    database
      .transaction()
      .setIsolationLevel('read committed')
      .execute((transaction) => changeAll(transaction, changes, clock())),
  )
  return {
    change: async <T>(keys: readonly string[], count: Change['count']) =>
      (await change({ keys, count })) as T,
  }
}

async function changeAll(
  transaction: Transaction<unknown>,
  changes: readonly Change[],
  now: Date,
): Promise<unknown[]> {
  const keys = [...new Set(changes.flatMap((change) => change.keys))]
  const before = await lock(transaction, keys, now)
  const held = new Map(before)
  const results = changes.map(({ count }) => count(held))
  const changed = [...held].filter(([key, counter]) => counter !== before.get(key))
  if (changed.length > 0 || before.size < keys.length)
    await keep(transaction, {
      changed,
      keys,
      unused: keys.filter((key) => !held.has(key)),
      forget: FORGET_FOR_EACH_NEW * (keys.length - before.size),
      now,
    })
  return results
}

/** Those that there are; a row is made for the others, so that there is something to hold. */
async function lock(database: Database, keys: readonly string[], now: Date) {
  const found = await rows<{ key: string; state: CounterState | null; expiresAt: Date }>(
    database,
    sql`insert into rate_counters (key, expires_at)
      select key, ${moment(now)} from unnest(${sql.val(keys)}::text[]) as given (key) order by key collate "C"
      on conflict (key) do update set expires_at = rate_counters.expires_at
      returning key, state, expires_at as "expiresAt"`,
  )
  return new Map(
    found.flatMap(({ key, state, expiresAt }): [string, RateCounter][] =>
      state === null ? [] : [[key, { state, expiresAt }]],
    ),
  )
}

interface Outcome {
  changed: readonly (readonly [string, RateCounter])[]
  /** All that are held. */
  keys: readonly string[]
  /** Rows that were made for what then was not counted: whoever is refused leaves nothing behind. */
  unused: readonly string[]
  /** So many that have expired. */
  forget: number
  now: Date
}

async function keep(database: Database, { changed, keys, unused, forget, now }: Outcome): Promise<void> {
  const given = changed.map(([key, { state, expiresAt }]) => ({
    key,
    state,
    expires_at: new Date(Math.ceil(expiresAt.getTime() / MINUTE_MS) * MINUTE_MS),
  }))
  await rows(
    database,
    sql`with counted as (
        update rate_counters c set state = given.state, expires_at = given.expires_at
        from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
          as given (key text, state jsonb, expires_at timestamptz)
        where c.key = given.key),
      forgotten as (
        delete from rate_counters where key in (
          select key from rate_counters where expires_at < ${moment(now)} and key <> all(${sql.val(keys)}::text[])
          order by expires_at limit ${forget} for update skip locked))
      delete from rate_counters where key = any(${sql.val(unused)}::text[])`,
  )
}
