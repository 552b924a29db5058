/**
 * Keeps the figures of customers equal to their ledgers, as parts of the statement that ends every transaction which
 * wrote one (keep.ts), with the customers locked, so that each recomputation sees all that came before it.
 * The definitions are those of core/ledger.ts.
 */
import { type RawBuilder, sql } from 'kysely'
import { membersCounter } from '../core/counters.ts'
import { type Database, rows } from './database.ts'
import { appendMoves, memberPlaces, movesOfMembers } from './rank/moves.ts'

type Sql = RawBuilder<unknown>

/** Values, or what stands for them in a statement. */
export interface Refreshed {
  organization: Sql
  /** The locked customers: one, or an array of several. */
  customers: Sql
  isOne: boolean
  /** An array of those of them whose `updated_at` follows their figures. */
  stamped: Sql
  now: Sql
}

const amongThem = ({ customers, isOne }: Refreshed) =>
  isOne ? sql`= ${customers}::bigint` : sql`= any(${customers}::bigint[])`

/** What the ledger says about these customers, in the columns of customer_totals. */
const ledgerTotals = (
  refreshed: Refreshed,
  { organization } = refreshed,
  among = amongThem(refreshed),
) => sql`
  select c.key as customer_key, l.currency, c.uuid_id as customer_uuid,
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
  where c.organization_id = ${organization} and c.key ${among}
    and l.organization_id = ${organization} and l.customer_key ${among}
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
].map((name) => sql.ref(name))

const figures = (alias: string) => sql.join(FIGURES.map((name) => sql`${sql.ref(alias)}.${name}`))

/**
 * Parts of a `with`, which bring the kept figures of these customers up to date:
 *
 * - `changed`: each total that is another one now: `customer_key`, `currency`, by how much its currency's number of customers
 *   moved (`delta`), and where it stood and stands among them (`gone`, `come`);
 * - `own`: each customer whose own row changed, as it is now: `key`, `created_at`, `updated_at`, `status`.
 */

export const refreshing = (refreshed: Refreshed): Sql[] => [
  sql`fresh as (${ledgerTotals(refreshed)})`,
  sql`changed as (select coalesce(f.customer_key, b.customer_key) as customer_key, coalesce(f.currency, b.currency) as currency,
      f.customer_key is null as is_over, f.customer_uuid, ${figures('f')},
      (coalesce(f.placed_count, 0) > 0)::int - (coalesce(b.placed_count, 0) > 0)::int as delta,
      ${memberPlaces('b')} as gone, ${memberPlaces('f')} as come
    from fresh f
    full join (select * from customer_totals where organization_id = ${refreshed.organization} and customer_key ${amongThem(refreshed)}) b
      on b.customer_key = f.customer_key and b.currency = f.currency
    where (${figures('f')}) is distinct from (${figures('b')}))`,
  sql`over as (delete from customer_totals t using changed c where t.organization_id = ${refreshed.organization}
      and t.customer_key = c.customer_key and t.currency = c.currency and c.is_over)`,
  sql`kept as (insert into customer_totals (organization_id, customer_key, currency, customer_uuid, ${sql.join(FIGURES)})
    select ${refreshed.organization}::bigint, customer_key, currency, customer_uuid, ${sql.join(FIGURES)}
      from changed where not is_over
    on conflict (organization_id, customer_key, currency) do update
      set ${sql.join(FIGURES.map((name) => sql`${name} = excluded.${name}`))})`,
  sql`own as (${refreshingCustomers(refreshed)})`,
]

/** The figures that a customer's own row carries: placed orders over all currencies, and when the last one was. */
function refreshingCustomers({ organization, customers, isOne, stamped, now }: Refreshed): Sql {
  const of = isOne
    ? sql`select ${customers}::bigint as key, sum(placed_count)::bigint as placed, max(last_placed_at) as last_placed_at from fresh`
    : sql`select k.key, sum(placed_count)::bigint as placed, max(last_placed_at) as last_placed_at
        from unnest(${customers}::bigint[]) as k (key) left join fresh on customer_key = k.key group by k.key`
  return sql`update customers c set placed_orders_count = coalesce(f.placed, 0), last_placed_at = f.last_placed_at,
      updated_at = case when f.is_stamped then greatest(c.updated_at, ${now}::timestamptz) else c.updated_at end
    from (select o.*, o.key = any(${stamped}::bigint[]) and exists (select 1 from changed where customer_key = o.key) as is_stamped
      from (${of}) o) f
    where c.organization_id = ${organization} and c.key = ${isOne ? sql`${customers}::bigint` : sql`f.key`}
      and (c.placed_orders_count <> coalesce(f.placed, 0) or c.last_placed_at is distinct from f.last_placed_at or f.is_stamped)
    returning c.key, c.created_at, c.updated_at, c.status`
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
      moved as (${appendMoves(
        sql`${organization}`,
        movesOfMembers(sql`select currency, ${memberPlaces('lost')} as gone, null::text[] as come from lost`),
      )})
      select currency, count(*) as "members" from lost group by currency`,
  )
  return lost.map(({ currency, members }) => [membersCounter(currency), members])
}
