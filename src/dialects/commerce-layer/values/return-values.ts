/** Values of a return that are not plain members of its record. */
import { decimal, exponent } from '../../../core/money.ts'
import type { Customer, LongTailRecord, Order } from '../../../core/schema.ts'
import { type AttributeRow, computed, own, ownMembers, type Value } from '../describe-resource.ts'
import type { Load } from '../resource.ts'
import { loadOwner, ownerEmail } from './customer-values.ts'
import { formatMoney } from './format-money.ts'

interface Related {
  owner: Customer | undefined
  /** The order's, which the return's amounts are in. */
  currency: string | null
}

/** Customers and orders of many returns, in three statements. */
export const loadReturn: Load = async (read, returns, asking) => {
  const ownerOf = await loadOwner('record')(read, returns, asking)
  const links = await read<'link'>(
    'record',
    'links',
    returns.map(({ key }) => key),
  )
  const orderKeyOf = (key: number) => links.get(key)?.find(({ name }) => name === 'order')?.toKey
  const orderKeys = returns.flatMap(({ key }) => orderKeyOf(key) ?? [])
  const orders = await read<'order'>('link', 'toOrder', orderKeys)
  return (one): Related => {
    const order: Order | undefined = orders.get(orderKeyOf(one.key) ?? 0)?.[0]
    return { owner: ownerOf(one) as Customer | undefined, currency: order?.currency ?? null }
  }
}

export const returnEmail: Value<LongTailRecord> = computed((_return, { related }) =>
  ownerEmail((related as Related).owner),
)

const CENTS = 'estimated_refund_amount_cents'

/** What it will give back is worked out from its line items, which are not kept: known of imported ones alone. */
const show = (
  name: string,
  present: (minor: number, currency: string) => number | string,
): Value<LongTailRecord> =>
  computed((record, { related }) => {
    const members = ownMembers('record', record)
    const { currency } = related as Related
    const minor = members[CENTS]
    return typeof minor === 'number' && currency ? present(minor, currency) : (members[name] ?? null)
  })

export const ESTIMATED_REFUND: Readonly<Record<string, AttributeRow<LongTailRecord>>> = {
  [CENTS]: ['integer', own('record', CENTS, 'integer')],
  estimated_refund_amount_float: [
    'float',
    show('estimated_refund_amount_float', (minor, currency) => Number(decimal(minor, exponent(currency)))),
  ],
  formatted_estimated_refund_amount: ['string', show('formatted_estimated_refund_amount', formatMoney)],
}
