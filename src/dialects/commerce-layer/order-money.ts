/** What an order's books say: its money triples and its payment status. */

import { decimal, exponent } from '../../core/money.ts'
import type { Order, OrderLine, Payment, Refund } from '../../core/schema.ts'
import { type AttributeRow, computed, stored } from './describe-resource.ts'
import { formatMoney } from './format-money.ts'
import type { Load } from './resource.ts'

export interface OrderBooks {
  lines: readonly Pick<OrderLine, 'amount'>[]
  paymentStatus: string
}

/** Lines, payments and refunds of many orders in three statements. */
export const loadBooks: Load = async (read, orders) => {
  const keys = orders.map((order) => order.key)
  const lines = await read<'orderLine'>('order', 'lines', keys)
  const payments = await read<'payment'>('order', 'payments', keys)
  const paymentKeys = [...payments.values()].flat().map((payment) => payment.key)
  const refunds = await read<'refund'>('payment', 'refunds', paymentKeys)
  return (order) => {
    const paid = payments.get(order.key) ?? []
    const paymentStatus = paymentStatusOf(
      order as unknown as Order,
      paid,
      paid.flatMap((payment) => refunds.get(payment.key) ?? []),
    )
    return { lines: lines.get(order.key) ?? [], paymentStatus } satisfies OrderBooks
  }
}

const sum = (records: readonly { amount: number }[]): number =>
  records.reduce((total, { amount }) => total + amount, 0)

/** From what was paid and refunded in the order's currency; the platform's ten words for it (Orders). */
export function paymentStatusOf(
  order: Pick<Order, 'status' | 'amount' | 'currency'>,
  payments: readonly Pick<Payment, 'amount' | 'currency'>[],
  refunds: readonly Pick<Refund, 'amount' | 'currency' | 'state'>[],
): string {
  const paid = sum(payments.filter(({ currency }) => currency === order.currency))
  const refunded = sum(
    refunds.filter(({ currency, state }) => currency === order.currency && state === 'recorded'),
  )
  if (order.amount === 0) return 'free'
  if (order.status === 'refunded' || (paid > 0 && refunded >= paid)) return 'refunded'
  if (refunded > 0) return 'partially_refunded'
  if (paid >= order.amount) return 'paid'
  if (paid > 0) return 'partially_paid'
  return order.status === 'canceled' ? 'voided' : 'unpaid'
}

type Amount = (order: Order, books: OrderBooks) => number | null

/** The amounts that the ledger knows; the others are null. */
const AMOUNTS: Readonly<Record<string, Amount>> = {
  subtotal_amount: (_order, { lines }) => (lines.length > 0 ? sum(lines) : null),
  total_amount: ({ amount }) => amount,
  total_amount_with_taxes: ({ amount }) => amount,
  place_total_amount: ({ status, amount }) => (status === 'created' ? null : amount),
}

/** `x_amount_cents`, `x_amount_float`, `formatted_x_amount`; the first one filters and sorts where it is stored. */
export function money(name: string, description: string): Record<string, AttributeRow<Order>> {
  const show = (present: (minor: number, currency: string) => number | string) =>
    computed<Order>((order, { related }) => {
      const minor = AMOUNTS[name]?.(order, related as OrderBooks) ?? null
      return minor === null ? null : present(minor, order.currency)
    })
  const cents = name === 'total_amount' ? stored<Order>('amount') : show((minor) => minor)
  const known = name in AMOUNTS && name !== 'total_amount'
  return {
    // The subtotal is worked out from the lines: neither filtered nor sorted by.
    [`${name}_cents`]: [known ? 'integer' : description, cents],
    [`${name}_float`]: ['float', show((minor, currency) => Number(decimal(minor, exponent(currency))))],
    [`formatted_${name}`]: ['string', show(formatMoney)],
  }
}
