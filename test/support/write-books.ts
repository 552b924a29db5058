import type { Writer } from '../../src/core/ports.ts'
import type { Order } from '../../src/core/schema.ts'

/** What an order's lines are worth, and how much of it was paid and given back; amounts in minor units. */
interface Books {
  lines: readonly number[]
  paid: number
  refunded: number
}

/** Lines for every order; payments and refunds need a customer. */
export async function writeBooks(
  writer: Writer,
  orders: readonly Order[],
  specs: readonly Books[],
): Promise<void> {
  await writer.create(
    'orderLine',
    orders.flatMap(({ key }, index) =>
      (specs[index]?.lines ?? []).map((amount, position) => ({
        orderKey: key,
        position,
        productName: 'Tea',
        quantity: 1,
        unitAmount: amount,
        amount,
      })),
    ),
  )
  const paid = orders.flatMap((one, index) =>
    one.customerKey !== null && specs[index]?.paid ? [{ one, spec: specs[index] }] : [],
  )
  const payments = await writer.create(
    'payment',
    paid.map(({ one, spec }) => ({
      customerKey: one.customerKey ?? 0,
      orderKey: one.key,
      currency: one.currency,
      amount: spec.paid,
      paidAt: one.createdAt,
    })),
  )
  await writer.create(
    'refund',
    payments.flatMap((payment, index) => {
      const refunded = paid[index]?.spec.refunded ?? 0
      const { key: paymentKey, customerKey, currency } = payment
      return refunded > 0 ? [{ paymentKey, customerKey, currency, amount: refunded, state: 'recorded' }] : []
    }),
  )
}
