/** Writes one customer with a whole ledger from a short description; tests read better for it. */
import type { NewRecord } from '../../src/core/ports.ts'
import type { Customer } from '../../src/core/schema.ts'
import type { World } from './world.ts'

export interface OrderInput {
  at: string
  currency: string
  amount: number
  /** Default `completed`. */
  status?: string
  /** Captured; default the whole amount of a completed or refunded order, and nothing of any other. */
  paid?: number
  /** Confirmed by the provider; `submitted` is not yet. */
  refunded?: number
  submitted?: number
  /** Product ids; the first is the primary line, the others are bumps. */
  products?: string[]
  /** Later captures of the subscription it started. */
  renewals?: string[]
  uuidId?: string
}

export interface PersonInput {
  customer?: NewRecord<'customer'>
  orders?: OrderInput[]
  subscriptions?: (NewRecord<'subscription'> & { status: string })[]
  access?: NewRecord<'productAccess'>[]
}

export async function writePerson(
  world: World,
  { customer: given = {}, orders = [], subscriptions = [], access = [] }: PersonInput,
  organization = world.organization.key,
): Promise<Customer> {
  return world.store.records.write(organization, { kind: 'test' }, async (writer) => {
    const [customer] = await writer.create('customer', [given])
    if (!customer) throw new Error('No customer was written')
    const owned = { customerKey: customer.key }
    for (const one of orders) {
      const { currency, amount, status = 'completed', products = [], renewals = [] } = one
      const [order] = await writer.create('order', [
        {
          ...owned,
          status,
          currency,
          amount,
          createdAt: new Date(one.at),
          ...(one.uuidId ? { uuidId: one.uuidId } : {}),
        },
      ])
      const orderKey = order?.key ?? 0
      await writer.create(
        'orderLine',
        products.map((productUuid, position) => ({
          orderKey,
          position,
          productUuid,
          productName: `Product ${position}`,
          quantity: 1,
          unitAmount: position === 0 ? amount : 0,
          amount: position === 0 ? amount : 0,
          isBump: position > 0,
        })),
      )
      const paid = one.paid ?? (['completed', 'refunded'].includes(status) ? amount : 0)
      const captures = [...(paid > 0 ? [{ at: one.at, isRenewal: false, amount: paid }] : [])]
      captures.push(...renewals.map((at) => ({ at, isRenewal: true, amount })))
      const payments = await writer.create(
        'payment',
        captures.map((capture) => ({
          ...owned,
          orderKey,
          currency,
          amount: capture.amount,
          isRenewal: capture.isRenewal,
          paidAt: new Date(capture.at),
        })),
      )
      const refunds = [
        { state: 'recorded', amount: one.refunded ?? 0 },
        { state: 'submitted', amount: one.submitted ?? 0 },
      ].filter((refund) => refund.amount > 0)
      await writer.create(
        'refund',
        refunds.map((refund) => ({ ...owned, paymentKey: payments[0]?.key ?? 0, currency, ...refund })),
      )
    }
    await writer.create(
      'subscription',
      subscriptions.map((one) => ({
        ...owned,
        productName: 'Club',
        currency: 'PLN',
        recurringAmount: 4900,
        interval: 'month',
        ...one,
      })),
    )
    await writer.create(
      'productAccess',
      access.map((one) => ({ ...owned, ...one })),
    )
    return customer
  })
}
