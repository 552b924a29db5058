/** What an organization's data adds up to. Reads each table of it once: callers remember the result. */
import { sql } from 'kysely'
import { COUNTED_TYPES } from '../core/counters.ts'
import type { LifetimeValues, MonthOfMoney, Overview } from '../core/overview.ts'
import { readCounter } from './counters.ts'
import { type Database, rows } from './database.ts'

/** A moment for each month; its name is only made of those few (`monthName`): for every row it would cost the most. */
const monthOf = (timeZone: string) => sql`date_trunc('month', created_at at time zone ${timeZone})`
const monthName = sql`to_char(month, 'YYYY-MM') as "month"`

/** 1, 2, 5, 10, 20, 50 … of minor units: the same steps in any currency. */
const STEPS = Array.from({ length: 13 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat()

/** By the organization's own time zone. One statement after another: the embedded engine has one session. */
export async function readOverview(
  database: Database,
  organization: number,
  timeZone: string,
  now: Date,
): Promise<Overview> {
  const totals: Record<string, number> = {}
  for (const type of COUNTED_TYPES) totals[type] = await readCounter(database, organization, type)
  const [webhooks] = await rows<{ count: number }>(
    database,
    sql`select count(*) as "count" from webhooks where organization_id = ${organization} and disabled_at is null`,
  )
  totals.webhook = webhooks?.count ?? 0
  return {
    at: now,
    totals,
    customers: await rows(
      database,
      sql`select ${monthName}, "count" from (
          select ${monthOf(timeZone)} as month, count(*) as "count" from customers
          where organization_id = ${organization} group by 1) m order by m.month`,
    ),
    orders: await rows<MonthOfMoney>(
      database,
      sql`select ${monthName}, currency, "count", "amount" from (
          select ${monthOf(timeZone)} as month, currency, count(*) as "count",
            coalesce(sum(amount) filter (where status <> 'canceled'), 0)::bigint as "amount" from orders
          where organization_id = ${organization} and status <> 'created' group by 1, 2) m
        order by m.month, currency`,
    ),
    refunds: await rows<MonthOfMoney>(
      database,
      sql`select ${monthName}, currency, "count", "amount" from (
          select ${monthOf(timeZone)} as month, currency, count(*) as "count", sum(amount)::bigint as "amount"
          from refunds where organization_id = ${organization} and state = 'recorded' group by 1, 2) m
        order by m.month, currency`,
    ),
    lifetimeValues: await lifetimeValues(database, organization),
    currencies: await rows(
      database,
      sql`select substr(name, 9) as "currency", sum(value)::bigint as "customers" from counters
        where organization_id = ${organization} and name like 'members:%'
        group by name having sum(value) > 0 order by sum(value) desc, name`,
    ),
    countries: await countries(database, organization, totals.customer ?? 0),
  }
}

async function lifetimeValues(database: Database, organization: number): Promise<LifetimeValues[]> {
  const found = await rows<{ currency: string; step: number; customers: number; amount: number }>(
    database,
    sql`select currency, width_bucket(paid_amount - refunded_amount, ${sql.val(STEPS)}::bigint[]) as "step",
        count(*) as "customers", sum(paid_amount - refunded_amount)::bigint as "amount" from customer_totals
      where organization_id = ${organization} group by 1, 2 order by 1, 2`,
  )
  const all = new Map<string, LifetimeValues>()
  for (const { currency, step, customers, amount } of found) {
    const one = all.get(currency) ?? { currency, customers: 0, amount: 0, steps: [] }
    one.customers += customers
    one.amount += amount
    one.steps.push({ from: STEPS[step - 1] ?? 0, customers })
    all.set(currency, one)
  }
  return [...all.values()]
}

async function countries(database: Database, organization: number, all: number) {
  const found = await rows<{ country: string | null; customers: number }>(
    database,
    sql`select country_code as "country", count(*) as "customers" from addresses
      where organization_id = ${organization} and is_default and customer_key is not null
      group by 1 order by 2 desc, 1`,
  )
  const known = found.filter(({ country }) => country !== null)
  const rest = all - known.reduce((sum, { customers }) => sum + customers, 0)
  return rest > 0 ? [...known, { country: null, customers: rest }] : known
}
