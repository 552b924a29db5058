/** GET /orders/{id} (section 4.3). */
import type { Order } from '../../../core/schema.ts'
import type { EasycartCall } from '../call.ts'
import { singleOf } from './get-record.ts'
import { presentOrderRows } from './list-orders.ts'
import { customersOf } from './load-customers.ts'
import { transactionParts } from './load-transactions.ts'
import { presentLine } from './present-order.ts'
import { presentInvoices, presentPerson, presentRefund } from './present-parts.ts'
import { presentTransactionRow } from './present-transaction.ts'

export const getOrder = singleOf({
  type: 'order',
  thing: 'Order',
  sections: { line_items: linesOf, customer: customerOf, transactions: transactionsOf, invoices: invoicesOf },
  present: async (order, call) => (await presentOrderRows([order], call))[0] ?? {},
})

async function linesOf(order: Order, { services, store }: EasycartCall) {
  const related = <R extends 'lines' | 'productAccess' | 'subscriptions'>(relation: R, first: string) =>
    services.records.related(store.key, 'order', relation, [order.key], {
      sort: [{ field: first }, { field: 'key' }],
    })
  const [lines, accesses, subscriptions] = await Promise.all([
    related('lines', 'position'),
    related('productAccess', 'createdAt'),
    related('subscriptions', 'createdAt'),
  ])
  const of = <V>(found: Map<number, V[]>): V[] => found.get(order.key) ?? []
  return of(lines).map((line) => presentLine(line, order, of(accesses), of(subscriptions)))
}

async function customerOf(order: Order, { services, store }: EasycartCall) {
  const customer = (await customersOf(services.records, store.key, [order]))(order)
  return customer && presentPerson(customer)
}

/** The payments, newest first, each as in its list and with its refunds [assumed]. */
async function transactionsOf(order: Order, call: EasycartCall) {
  const payments = await paymentsOf(order, call)
  const partsOf = await transactionParts(call.services.records, call.store.key, payments)
  return payments.map((payment) => {
    const parts = partsOf(payment)
    return { ...presentTransactionRow(payment, parts), refunds: parts.refunds.map(presentRefund) }
  })
}

async function invoicesOf(order: Order, call: EasycartCall) {
  return presentInvoices(order, ...(await paymentsOf(order, call)))
}

async function paymentsOf(order: Order, { services, store }: EasycartCall) {
  const payments = await services.records.related(store.key, 'order', 'payments', [order.key], {
    sort: [
      { field: 'paidAt', descending: true },
      { field: 'key', descending: true },
    ],
  })
  return payments.get(order.key) ?? []
}
