/**
 * Keeps what an order's own books say (paid, refunded, the sum of its lines) in the transaction that changes
 * them. Its payment status follows from these in a generated column. The definitions are those of core/ledger.ts.
 */
import { sql } from 'kysely'
import type { Derived } from '../core/change.ts'
import type { RecordType } from '../core/schema.ts'
import { type Database, rows } from './database.ts'
import type { AnyRecord } from './insert-rows.ts'
import { moment } from './parameters.ts'

/** The orders whose books one transaction changes. */
export interface TouchedBooks {
  /** These records are written, or were: call with what they were and with what they are. */
  touch(type: RecordType, records: readonly AnyRecord[]): void
  touchOrders(keys: readonly number[]): void
  /**
   * Brings all of them up to date, in two statements, one more where refunds were written, one more where
   * a payment status is another one now; none where nothing was
   * touched. Gives those whose payment status is another one now.
   */
  refresh(database: Database, organization: number, stamp: Stamp): Promise<Derived[]>
}

/** When it is, and whether that is when an order with another payment status changed. */
export interface Stamp {
  now: Date
  may(order: { key: number; customerKey: number | null }): boolean
}

/** By which field a record tells whose books it is in: an order's own, or those of a payment's order. */
const FIELD: Partial<Record<RecordType, 'orderKey' | 'paymentKey'>> = {
  orderLine: 'orderKey',
  payment: 'orderKey',
  refund: 'paymentKey',
}

export function createTouchedBooks(): TouchedBooks {
  const keys = { orderKey: new Set<number>(), paymentKey: new Set<number>() }
  return {
    touch(type, records) {
      const field = FIELD[type]
      if (!field) return
      for (const { [field]: key } of records) if (typeof key === 'number') keys[field].add(key)
    },
    touchOrders(orders) {
      for (const key of orders) keys.orderKey.add(key)
    },
    async refresh(database, organization, stamp) {
      if (keys.orderKey.size + keys.paymentKey.size === 0) return []
      const orders = await lockOrders(database, organization, [...keys.orderKey], [...keys.paymentKey])
      await renewPayments(database, organization, [...keys.paymentKey])
      return orders.length > 0 ? refreshBooks(database, organization, orders, stamp) : []
    },
  }
}

/**
 * What can still be paid back of a payment is another amount now, so the payment is another version: of two refunds
 * that both saw the first one (`If-Match`), the second is refused.
 */
async function renewPayments(database: Database, organization: number, payments: readonly number[]) {
  if (payments.length === 0) return
  await rows(
    database,
    sql`update payments set updated_at = updated_at
      where organization_id = ${organization} and key = any(${sql.val(payments)}::bigint[])`,
  )
}

/** Locked before anything is added up, so that of two transactions the later one sees both. */
async function lockOrders(
  database: Database,
  organization: number,
  orders: readonly number[],
  payments: readonly number[],
): Promise<number[]> {
  const found = await rows<{ key: number }>(
    database,
    sql`select key from orders where organization_id = ${organization} and key in (
        select unnest(${sql.val(orders)}::bigint[])
        union select order_key from payments where organization_id = ${organization}
          and key = any(${sql.val(payments)}::bigint[]))
      order by key for no key update`,
  )
  return found.map(({ key }) => key)
}

async function refreshBooks(
  database: Database,
  organization: number,
  orders: readonly number[],
  stamp: Stamp,
): Promise<Derived[]> {
  const refreshed = await rows<{ key: number; customerKey: number | null; from: string; to: string }>(
    database,
    sql`update orders o set paid_amount = f.paid, refunded_amount = f.refunded, lines_amount = f.lines
      from (select b.key, b.payment_status as status,
          coalesce((select sum(p.amount) from payments p where p.organization_id = ${organization}
            and p.order_key = b.key and p.currency = b.currency), 0)::bigint as paid,
          coalesce((select sum(r.amount) from payments p
            join refunds r on r.organization_id = p.organization_id and r.payment_key = p.key
            where p.organization_id = ${organization} and p.order_key = b.key
              and r.currency = b.currency and r.state = 'recorded'), 0)::bigint as refunded,
          (select sum(l.amount) from order_lines l where l.organization_id = ${organization}
            and l.order_key = b.key)::bigint as lines
        from orders b where b.organization_id = ${organization} and b.key = any(${sql.val(orders)}::bigint[])) f
      where o.organization_id = ${organization} and o.key = f.key
        and (o.paid_amount, o.refunded_amount, o.lines_amount) is distinct from (f.paid, f.refunded, f.lines)
      returning o.key, o.customer_key as "customerKey", f.status as "from", o.payment_status as "to"`,
  )
  const changed = refreshed.filter(({ from, to }) => from !== to)
  await stampOrders(database, organization, changed.filter(stamp.may), stamp.now)
  return changed.map(({ key, from, to }) => ({ type: 'order', field: 'paymentStatus', key, from, to }))
}

/** What an order is shown with changed, so it did: whoever asks for what changed since a moment must meet it. */
async function stampOrders(
  database: Database,
  organization: number,
  orders: readonly { key: number }[],
  now: Date,
): Promise<void> {
  if (orders.length === 0) return
  await rows(
    database,
    sql`update orders set updated_at = greatest(updated_at, ${moment(now)})
      where organization_id = ${organization} and key = any(${sql.val(orders.map(({ key }) => key))}::bigint[])`,
  )
}
