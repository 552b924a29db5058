/**
 * Keeps the figures of customers equal to their ledgers. Called at the end of every transaction that
 * wrote one, with the customers locked, so that each recomputation sees all that came before it.
 * The definitions are those of core/ledger.ts.
 */
import { sql } from 'kysely'
import type { Derived } from '../core/change.ts'
import { membersCounter } from '../core/counters.ts'
import { type Database, rows } from './database.ts'
import { appendMembers, memberPlaces } from './rank/moves.ts'

/** What the ledger says about these customers, in the columns of customer_totals. */
export const ledgerTotals = (organization: number, customers: readonly number[]) => sql`
  select ${organization}::bigint as organization_id, c.key as customer_key, l.currency, c.uuid_id as customer_uuid,
    count(*) filter (where l.kind = 'order' and l.status <> 'created') as placed_count,
    count(*) filter (where l.kind = 'order' and l.status = 'completed') as completed_count,
    min(l.at) filter (where l.kind = 'order' and l.status <> 'created') as first_placed_at,
    max(l.at) filter (where l.kind = 'order' and l.status <> 'created') as last_placed_at,
    coalesce(sum(l.amount) filter (where l.kind = 'order' and l.status not in ('created', 'canceled')), 0)::bigint as spent_amount,
    count(*) filter (where l.kind = 'payment') as payments_count,
    coalesce(sum(l.amount) filter (where l.kind = 'payment'), 0)::bigint as paid_amount,
    coalesce(sum(l.amount) filter (where l.kind = 'refund' and l.status = 'recorded'), 0)::bigint as refunded_amount
  from customers c
  join (
    select 'order' as kind, organization_id, customer_key, currency, status, amount, created_at as at from orders
    union all
    select 'payment', organization_id, customer_key, currency, null, amount, paid_at from payments
    union all
    select 'refund', organization_id, customer_key, currency, state, amount, created_at from refunds
  ) l on l.organization_id = c.organization_id and l.customer_key = c.key
  where c.organization_id = ${organization} and c.key = any(${sql.val(customers)}::bigint[])
    and l.organization_id = ${organization} and l.customer_key = any(${sql.val(customers)}::bigint[])
  group by c.key, c.uuid_id, l.currency`

const FIGURES = [
  'placed_count',
  'completed_count',
  'first_placed_at',
  'last_placed_at',
  'spent_amount',
  'payments_count',
  'paid_amount',
  'refunded_amount',
] as const

/**
 * Brings the kept figures of these (locked) customers up to date. Sets `updated_at` of those whose
 * figures changed (but for those that are `isUntouched`), and returns by how much each currency's number of customers changed,
 * and whose status did.
 */
export async function refreshTotals(
  database: Database,
  organization: number,
  customers: readonly number[],
  isUntouched: (key: number) => boolean,
  now: Date,
): Promise<{ members: Map<string, number>; statuses: Derived[] }> {
  const figures = (alias: string) => sql.join(FIGURES.map((name) => sql.ref(`${alias}.${name}`)))
  const changed = await rows<{ customer_key: number; currency: string; delta: number }>(
    database,
    sql`with fresh as (${ledgerTotals(organization, customers)}),
      before as (select * from customer_totals where organization_id = ${organization}
        and customer_key = any(${sql.val(customers)}::bigint[])),
      gone as (delete from customer_totals t using before b where t.organization_id = ${organization}
        and t.customer_key = b.customer_key and t.currency = b.currency
        and not exists (select 1 from fresh f where f.customer_key = b.customer_key and f.currency = b.currency)),
      kept as (insert into customer_totals as t (organization_id, customer_key, currency, customer_uuid, ${sql.join(FIGURES.map((n) => sql.ref(n)))})
        select organization_id, customer_key, currency, customer_uuid, ${sql.join(FIGURES.map((n) => sql.ref(n)))} from fresh
        on conflict (organization_id, customer_key, currency) do update
          set ${sql.join(FIGURES.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`))}
          where (${figures('t')}) is distinct from (${figures('excluded')})),
      moved as (${appendMembers(
        organization,
        sql`select coalesce(f.currency, b.currency) as currency, ${memberPlaces('b')} as gone, ${memberPlaces('f')} as come
          from fresh f full join before b on b.customer_key = f.customer_key and b.currency = f.currency`,
      )})
      select coalesce(f.customer_key, b.customer_key) as customer_key, coalesce(f.currency, b.currency) as currency,
        (coalesce(f.placed_count, 0) > 0)::int - (coalesce(b.placed_count, 0) > 0)::int as delta
      from fresh f full join before b on b.customer_key = f.customer_key and b.currency = f.currency
      where (${figures('f')}) is distinct from (${figures('b')})`,
  )
  const members = new Map<string, number>()
  for (const { currency, delta } of changed)
    members.set(membersCounter(currency), (members.get(membersCounter(currency)) ?? 0) + delta)
  const moved = [...new Set(changed.map((row) => row.customer_key))]
  const statuses = await refreshCustomers(database, organization, customers, moved, isUntouched, now)
  return { members, statuses }
}

/** The figures that a customer's own row carries: placed orders over all currencies, and when the last one was. */
async function refreshCustomers(
  database: Database,
  organization: number,
  customers: readonly number[],
  moved: readonly number[],
  isUntouched: (key: number) => boolean,
  now: Date,
): Promise<Derived[]> {
  const touched = moved.filter((key) => !isUntouched(key))
  const changed = await rows<{ key: number; from: string; to: string }>(
    database,
    sql`update customers c set placed_orders_count = f.placed, last_placed_at = f.last_placed_at,
        updated_at = case when c.key = any(${sql.val(touched)}::bigint[])
          then greatest(c.updated_at, ${now.toISOString()}::timestamptz) else c.updated_at end
      from (select k.key, k.status, coalesce(t.placed, 0) as placed, t.last_placed_at
        from customers k cross join lateral (
          select sum(placed_count) as placed, max(last_placed_at) as last_placed_at from customer_totals
          where organization_id = ${organization} and customer_key = k.key) t
        where k.organization_id = ${organization} and k.key = any(${sql.val(customers)}::bigint[])) f
      where c.organization_id = ${organization} and c.key = f.key
        and (c.placed_orders_count <> f.placed or c.last_placed_at is distinct from f.last_placed_at or c.key = any(${sql.val(touched)}::bigint[]))
      returning c.key, f.status as "from", c.status as "to"`,
  )
  return changed
    .filter(({ from, to }) => from !== to)
    .map((one) => ({ type: 'customer', field: 'status', ...one }))
}

/**
 * These customers leave the currencies that they placed orders in: their moves are logged, and the counters with how many of
 * them each loses are given.
 */
export async function leaveCurrencies(
  database: Database,
  organization: number,
  customers: readonly number[],
): Promise<[counter: string, members: number][]> {
  const lost = await rows<{ currency: string; members: number }>(
    database,
    sql`with lost as (select * from customer_totals where organization_id = ${organization}
        and customer_key = any(${sql.val(customers)}::bigint[]) and placed_count > 0),
      moved as (${appendMembers(
        organization,
        sql`select currency, ${memberPlaces('lost')} as gone, null::text[] as come from lost`,
      )})
      select currency, count(*) as "members" from lost group by currency`,
  )
  return lost.map(({ currency, members }) => [membersCounter(currency), members])
}
