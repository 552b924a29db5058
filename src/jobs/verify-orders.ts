/** Compares what is kept with each order with its lines, payments and refunds; see verify-ledger.ts. */
import { booksOf, paymentStatusOf } from '../core/ledger.ts'
import type { Reader, RecordStore } from '../core/ports.ts'
import type { Order } from '../core/schema.ts'

const BATCH = 500
const FIGURES = {
  paid_amount: 'paidAmount',
  refunded_amount: 'refundedAmount',
  lines_amount: 'linesAmount',
} as const

export interface OrderDifference {
  order: Pick<Order, 'key' | 'numberId' | 'currency'>
  figure: string
  kept: number | string | null
  ledger: number | string | null
}

/** The differences of all orders, batch by batch; with `repair` each batch's are mended after they are given. */
export async function* verifyOrders(
  records: RecordStore,
  organization: number,
  repair: boolean,
): AsyncGenerator<OrderDifference[]> {
  for (let last: number | null = 0; last !== null; ) {
    const after: number = last
    // One moment, so that a payment written meanwhile is in both figures or in neither.
    const batch = await records.write(
      organization,
      { kind: 'ledger verify' },
      (reader) => compareBatch(reader, organization, after),
      {
        oneMoment: true,
      },
    )
    yield batch.differences
    const wrong = [...new Set(batch.differences.map(({ order }) => order.key))]
    if (repair && wrong.length > 0)
      await records.write(organization, { kind: 'ledger verify' }, async (writer) =>
        writer.recomputeBooks(wrong),
      )
    last = batch.last
  }
}

async function compareBatch(reader: Reader, organization: number, after: number) {
  const orders = await reader.list(organization, {
    type: 'order',
    where: { op: 'gt', field: 'key', value: after },
    sort: [{ field: 'key' }],
    limit: BATCH,
  })
  const keys = orders.map(({ key }) => key)
  const lines = await reader.related(organization, 'order', 'lines', keys)
  const payments = await reader.related(organization, 'order', 'payments', keys)
  const paymentKeys = [...payments.values()].flat().map(({ key }) => key)
  const refunds = await reader.related(organization, 'payment', 'refunds', paymentKeys)
  const differences = orders.flatMap((order) => {
    const paid = payments.get(order.key) ?? []
    const books = booksOf(order.currency, {
      lines: lines.get(order.key) ?? [],
      payments: paid,
      refunds: paid.flatMap(({ key }) => refunds.get(key) ?? []),
    })
    return compareOrder(order, { ...order, ...books })
  })
  return { differences, last: orders.length < BATCH ? null : (keys.at(-1) ?? null) }
}

function compareOrder(order: Order, expected: Order): OrderDifference[] {
  const { key, numberId, currency } = order
  const found = Object.entries(FIGURES).map(([figure, field]) => ({
    figure,
    kept: order[field],
    ledger: expected[field],
  }))
  const status = { figure: 'payment_status', kept: order.paymentStatus, ledger: paymentStatusOf(expected) }
  return [...found, status]
    .filter(({ kept, ledger }) => kept !== ledger)
    .map((difference) => ({ order: { key, numberId, currency }, ...difference }))
}
