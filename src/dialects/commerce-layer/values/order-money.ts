/** An order's money triples; the ledger knows some of the platform's amounts, the others are null. */
import { decimal, exponent } from '../../../core/money.ts'
import { type Condition, type JsonMember, not } from '../../../core/query.ts'
import type { Order } from '../../../core/schema.ts'
import { type AttributeRow, absent, computed, OWN_MEMBERS, ownMembers } from '../describe-resource.ts'
import type { Source } from '../resource.ts'
import { formatMoney } from './format-money.ts'
import { PLACED } from './order-statuses.ts'

interface Amount {
  field: 'amount' | 'linesAmount'
  /** The platform's own member that says it where the field does not. */
  own?: string
  /** For which orders; null for the others. */
  when?: { condition: Condition; holds(order: Order): boolean }
}

const AMOUNTS: Readonly<Record<string, Amount>> = {
  // Synced from a server that does not show the lines.
  subtotal_amount: { field: 'linesAmount', own: 'subtotal_amount_cents' },
  total_amount: { field: 'amount' },
  total_amount_with_taxes: { field: 'amount' },
  place_total_amount: {
    field: 'amount',
    when: { condition: PLACED, holds: ({ status }) => status !== 'created' },
  },
}

/** `x_amount_cents`, `x_amount_float`, `formatted_x_amount`; of these the first may be filtered and sorted by. */
export function money(name: string, description: string): Record<string, AttributeRow<Order>> {
  const amount = AMOUNTS[name]
  const minorOf = (order: Order): number | null =>
    amount && (amount.when?.holds(order) ?? true)
      ? (order[amount.field] ?? ownMinor(order, amount.own))
      : null
  const show = (present: (minor: number, currency: string) => number | string) =>
    computed<Order>((order) => {
      const minor = minorOf(order)
      return minor === null ? null : present(minor, order.currency)
    })
  const cents = amount ? { source: sourceOf(amount), present: minorOf } : absent
  return {
    [`${name}_cents`]: [description, cents],
    [`${name}_float`]: ['float', show((minor, currency) => Number(decimal(minor, exponent(currency))))],
    [`formatted_${name}`]: ['string', show(formatMoney)],
  }
}

function sourceOf({ field, own, when }: Amount): Source {
  if (own === undefined) return { field, ...(when ? { when: when.condition } : {}) }
  const member: JsonMember = { json: 'extras', path: [OWN_MEMBERS, own], as: 'integer' }
  return { field, when: not({ op: 'null', field }), otherwise: { field: member } }
}

const ownMinor = (order: Order, name: string | undefined): number | null => {
  const value = name === undefined ? null : ownMembers('order', order)[name]
  return typeof value === 'number' ? value : null
}
