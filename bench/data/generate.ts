/**
 * A shop of any size, written by a few set-based statements through the store's own tables, with everything kept that the
 * store keeps by itself. Every value follows from the seed and the number of the customer: the same order gives the
 * same shop. `clientele ledger verify` finds no difference in it.
 */
import { sql } from 'kysely'
import type { RecordType } from '../../src/core/schema.ts'
import { mintId } from '../../src/dialects/shopline/ids.ts'
import { COUNTERS } from './counters.ts'
import { FIRST_NAMES, folded, GROUPS, LAST_NAMES, PLACES } from './words.ts'

export interface Shop {
  organization: number
  customers: number
  seed: number
}

/** Orders of each customer. */
export const ORDERS_EACH = 3
/** So many customers ordered in the rare currency, whatever the size. */
export const RARE = { currency: 'CHF', customers: 40 }
/** What exists when: two years, so that a bigger shop is a denser one. */
const START = '2024-01-01T00:00:00Z'
const END = '2026-01-01T00:00:00Z'

/** A statement and what it is called while it runs. */
export type Step = readonly [name: string, statement: ReturnType<typeof sql>]
/** Steps that follow one another; the chains of one stage may run at once. */
export type Chain = readonly Step[]

/** The first key of each type: what is generated lies side by side behind `base`. */
export function keysOf({ customers }: Pick<Shop, 'customers'>, base: number) {
  const group = base + 1
  const customer = group + GROUPS.length
  const address = customer + customers
  const order = address + 2 * customers
  const payment = order + ORDERS_EACH * customers
  const refund = payment + ORDERS_EACH * customers
  return { group, customer, address, order, payment, refund, next: refund + ORDERS_EACH * customers }
}

/** The statements in their stages. Foreign keys are off while they run: what orders refer to comes after them. */
export function stagesOf(shop: Shop, base: number): Chain[][] {
  const keys = keysOf(shop, base)
  const { organization, customers, seed } = shop
  const hash = (what: string, of = sql`i`) =>
    sql`(hashint8extended(${of}::bigint, ${sql.lit(hashSeed(seed, what))}::bigint) & 9223372036854775807)`
  const md5 = (key: ReturnType<typeof sql>) => sql`md5(${sql.lit(String(seed))} || ':' || ${key})`
  const ids = (type: RecordType, key: ReturnType<typeof sql>) => sql`
    ${key} as key,
    substr(translate(encode(decode(${md5(key)}, 'hex'), 'base64'), '+/=', 'Qz0'), 1, 10) as short_id,
    ${numberId(type, key)} as number_id,
    overlay(overlay(${md5(key)} placing '4' from 13) placing '8' from 17)::uuid as uuid_id`
  const array = (values: readonly string[]) => sql`(${sql.val(values)}::text[])`
  const pick = (values: readonly string[], what: string) =>
    sql`${array(values)}[1 + ${hash(what)} % ${sql.lit(values.length)}]`
  const span = Date.parse(END) - Date.parse(START)
  const step = span / customers
  /** Milliseconds since the start: customers come one after the other. */
  const born = (i = sql`i`) =>
    sql`(floor(${i} * ${sql.lit(step)}::double precision) + ${hash('born', i)} % ${sql.lit(Math.max(1, Math.floor(step)))})`
  const at = (milliseconds: ReturnType<typeof sql>) =>
    sql`(timestamptz ${sql.lit(START)} + ${milliseconds} * interval '1 millisecond')`
  const everybody = sql`generate_series(0::bigint, ${sql.lit(customers - 1)}::bigint) as i`
  const isRare = sql`(i % ${sql.lit(Math.max(1, Math.floor(customers / RARE.customers)))} = 0
    and i / ${sql.lit(Math.max(1, Math.floor(customers / RARE.customers)))} < ${sql.lit(RARE.customers)} and j = 2)`

  const half = Math.floor(customers / 2)
  const orders = (
    from: number,
    to: number,
  ) => sql`insert into orders (organization_id, key, short_id, number_id, uuid_id, created_at, updated_at,
      customer_key, customer_email, number, status, currency, amount, quantity, canceled_at, paid_amount, refunded_amount)
    select ${organization}::bigint, ${ids('order', sql`(${sql.lit(keys.order)}::bigint + n)`)},
      created_at, created_at + interval '20 minutes', ${sql.lit(keys.customer)}::bigint + i, ${emailOf(sql`i`)},
      '#' || (1001 + n), status, currency, amount, 1 + amount % 3,
      case when status = 'canceled' then created_at + interval '20 minutes' end,
      case when status in ('completed', 'refunded') then amount else 0 end,
      case when status = 'refunded' then amount when status = 'completed' and h % 31 = 0 then amount / 3 else 0 end
    from (
      select i, j, n, h, ${at(sql`(b + floor((${sql.lit(span)} - b) * (j + (h % 997) / 997.0) / ${sql.lit(ORDERS_EACH)}))`)} as created_at,
        500 + h / 101 % 19500 as amount,
        case when ${isRare} then 'completed' else ${STATUSES} end as status,
        case when ${isRare} then ${sql.lit(RARE.currency)} when j = 1 and h % 10 = 0 then 'GBP' else ${currencyOf(hash('currency'))} end as currency
      from generate_series(${sql.lit(from)}::bigint, ${sql.lit(to)}::bigint) as i, generate_series(0, ${sql.lit(ORDERS_EACH - 1)}) as j,
        lateral (select i * ${sql.lit(ORDERS_EACH)} + j as n) numbered,
        lateral (select ${hash('order', sql`n`)} as h, ${born()} as b) drawn
    ) planned`

  const payments = sql`insert into payments (organization_id, key, short_id, number_id, uuid_id, created_at, updated_at,
      customer_key, order_key, currency, amount, tax_amount, provider, remote_id, paid_at)
    select ${organization}::bigint, ${ids('payment', sql`(key + ${sql.lit(keys.payment - keys.order)}::bigint)`)},
      updated_at, updated_at, customer_key, key, currency, paid_amount, paid_amount / 6, 'stripe', 'pi_' || key, updated_at
    from orders where organization_id = ${organization} and key >= ${sql.lit(keys.order)}::bigint and paid_amount > 0 order by orders.key`

  const refunds = sql`insert into refunds (organization_id, key, short_id, number_id, uuid_id, created_at, updated_at,
      payment_key, customer_key, currency, amount, state)
    select ${organization}::bigint, ${ids('refund', sql`(key + ${sql.lit(keys.refund - keys.order)}::bigint)`)},
      updated_at + interval '2 days', updated_at + interval '2 days', key + ${sql.lit(keys.payment - keys.order)}::bigint,
      customer_key, currency, refunded_amount, 'recorded'
    from orders where organization_id = ${organization} and key >= ${sql.lit(keys.order)}::bigint and refunded_amount > 0 order by orders.key`

  // The definitions are those of core/ledger.ts; here each order says what was paid for it and paid back.
  const totals = sql`insert into customer_totals (organization_id, customer_key, currency, customer_uuid, placed_count,
      completed_count, first_placed_at, last_placed_at, spent_amount, payments_count, paid_amount, refunded_amount)
    select ${organization}::bigint, customer_key, currency,
      overlay(overlay(${md5(sql`customer_key`)} placing '4' from 13) placing '8' from 17)::uuid,
      count(*) filter (where status <> 'created'), count(*) filter (where status = 'completed'),
      min(created_at) filter (where status <> 'created'), max(created_at) filter (where status <> 'created'),
      coalesce(sum(amount) filter (where status not in ('created', 'canceled')), 0),
      count(*) filter (where paid_amount > 0), sum(paid_amount), sum(refunded_amount)
    from orders where organization_id = ${organization} and key >= ${sql.lit(keys.order)}::bigint
    group by customer_key, currency order by customer_key, currency`

  const groups = sql`insert into customer_groups (organization_id, key, short_id, number_id, uuid_id, created_at, updated_at, name)
    select ${organization}::bigint, ${ids('group', sql`(${sql.lit(keys.group)}::bigint + i)`)},
      ${at(sql`0`)}, ${at(sql`0`)}, ${array(GROUPS)}[i + 1]
    from generate_series(0, ${sql.lit(GROUPS.length - 1)}) as i`

  const name = (first: readonly string[], last: readonly string[]) =>
    sql`${pick(first, 'first')} || ' ' || ${pick(last, 'last')}`
  const people = sql`insert into customers (organization_id, key, short_id, number_id, uuid_id, created_at, updated_at,
      reference, reference_origin, email, email_folded, phone, phone_folded, first_name, last_name, name_folded,
      language, gender, birthday, note, verified_email, account_state, group_key,
      email_consent_state, email_consent_level, email_consent_at, placed_orders_count, last_placed_at)
    select ${organization}::bigint, ${ids('customer', sql`(${sql.lit(keys.customer)}::bigint + i)`)},
      ${at(born())}, greatest(${at(born())}, coalesce(last_placed_at, ${at(born())}) + interval '20 minutes'),
      case when h % 4 = 0 then 'WEB-' || i end, case when h % 4 = 0 then 'webshop' end,
      ${emailOf(sql`i`)}, lower(${emailOf(sql`i`)}), '+48 ' || (600000000 + i), '48' || (600000000 + i),
      ${pick(FIRST_NAMES, 'first')}, ${pick(LAST_NAMES, 'last')}, ${name(folded(FIRST_NAMES), folded(LAST_NAMES))},
      (array['en', 'pl', 'de', 'fr'])[1 + h % 4], (array['female', 'male', 'secret', null])[1 + h / 7 % 4],
      case when h % 3 = 0 then date '1960-01-01' + (h % 15000)::int end,
      case when h % 10 = 0 then 'Prefers to be called before a delivery' end,
      h % 2 = 0, (array['registered', 'not_invited', 'invited', 'registered'])[1 + h / 11 % 4],
      case when h % 5 < 2 then ${sql.lit(keys.group)}::bigint + h / 13 % ${sql.lit(GROUPS.length)} end,
      case when h % 2 = 0 then 'subscribed' end, case when h % 2 = 0 then 'single_opt_in' end,
      case when h % 2 = 0 then ${at(born())} end,
      coalesce(placed, 0), last_placed_at
    from (select i, ${hash('customer')} as h, t.* from ${everybody} left join (
        select customer_key, sum(placed_count)::bigint as placed, max(last_placed_at) as last_placed_at from customer_totals
        where organization_id = ${organization} and customer_key >= ${sql.lit(keys.customer)}::bigint group by customer_key) t
      on t.customer_key = ${sql.lit(keys.customer)}::bigint + i) planned
    order by i`

  const places = (column: number) => PLACES.map((place) => String(place[column]))
  const addresses = sql`insert into addresses (organization_id, key, short_id, number_id, uuid_id, created_at, updated_at,
      entry_short_id, customer_key, is_default, first_name, last_name, line1, city, zip, country_code, country, phone)
    select ${organization}::bigint, a.*, ${at(born())}, ${at(born())}, a.short_id, ${sql.lit(keys.customer)}::bigint + i, j = 0,
      ${pick(FIRST_NAMES, 'first')}, ${pick(LAST_NAMES, 'last')}, 'Main Street ' || (1 + ${hash('house')} % 200),
      ${pick(places(0), 'place')}, ${pick(places(1), 'place')}, ${pick(places(2), 'place')}, ${pick(places(3), 'place')},
      '+48 ' || (600000000 + i)
    from ${everybody}, generate_series(0, 1) as j,
      lateral (select ${ids('address', sql`(${sql.lit(keys.address)}::bigint + 2 * i + j)`)}) a
    where ${hash('address')} % 10 < 7 and (j = 0 or ${hash('second')} % 5 = 0)`

  return [
    [
      [
        ['groups', groups],
        ['orders', orders(0, half - 1)],
      ],
      [['orders', orders(half, customers - 1)]],
    ],
    [
      [
        ['payments', payments],
        ['refunds', refunds],
      ],
      [
        ['totals', totals],
        ['customers', people],
        ['addresses', addresses],
      ],
    ],
    [COUNTERS.map((counter): Step => ['counters', counter(organization)])],
  ]
}

/** The address of the i-th customer, of which an e-mail look-up can be made: `emailOf(7)` is `Shopper7@example.com`. */
const emailOf = (i: ReturnType<typeof sql>) => sql`('Shopper' || ${i} || '@example.com')`
export const emailText = (index: number): string => `Shopper${index}@example.com`

const STATUSES =
  sql.raw(`case when h % 100 < 82 then 'completed' when h % 100 < 88 then 'canceled' when h % 100 < 91 then 'created'
  when h % 100 < 94 then 'refunded' when h % 100 < 97 then 'awaiting_payment' else 'processing' end`)

const currencyOf = (hash: ReturnType<typeof sql>) =>
  sql`case when ${hash} % 100 < 60 then 'EUR' when ${hash} % 100 < 85 then 'PLN' else 'USD' end`

/** As the platform that shows number ids mints them: the id of key 0 with the key's digits at its end. */
function numberId(type: RecordType, key: ReturnType<typeof sql>) {
  const zero = mintId(type, 0)
  if (type === 'customer') return sql`(${sql.lit(zero)}::numeric + ${key})`
  return sql`left(${sql.lit(zero)}, -length((${key})::text)) || (${key})::text`
}

/** Another sequence for every purpose, as a signed 32-bit number (FNV-1a). */
function hashSeed(seed: number, purpose: string): number {
  let hash = 0x811c9dc5
  for (const character of `${seed}/${purpose}`)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash | 0
}
