/** GET /transactions/{id} (section 4.4). */
import type { Payment } from '../../../core/schema.ts'
import type { EasycartCall } from '../call.ts'
import { singleOf } from './get-record.ts'
import { customersOf } from './load-customers.ts'
import { recordedRefunds } from './load-refunds.ts'
import { transactionParts } from './load-transactions.ts'
import { presentInvoices, presentOrderPart, presentPerson, presentRefund } from './present-parts.ts'
import { presentTransaction } from './present-transaction.ts'
import { primaryLines } from './primary-line.ts'

export const getTransaction = singleOf({
  type: 'payment',
  thing: 'Transaction',
  sections: {
    order: orderOf,
    customer: customerOf,
    invoices: (payment) => presentInvoices(payment),
    refunds: refundsOf,
  },
  present: async (payment, { services, store }) =>
    presentTransaction(payment, (await transactionParts(services.records, store.key, [payment]))(payment)),
})

async function orderOf({ orderKey }: Payment, { services, store }: EasycartCall) {
  if (orderKey === null) return null
  const [orders, lineOf] = await Promise.all([
    services.records.related(store.key, 'payment', 'order', [orderKey]),
    primaryLines(services.records, store.key, [orderKey]),
  ])
  const order = orders.get(orderKey)?.[0]
  return order ? presentOrderPart(order, lineOf(orderKey)) : null
}

async function customerOf(payment: Payment, { services, store }: EasycartCall) {
  const customer = (await customersOf(services.records, store.key, [payment]))(payment)
  return customer && presentPerson(customer)
}

async function refundsOf(payment: Payment, { services, store }: EasycartCall) {
  return (await recordedRefunds(services.records, store.key, [payment]))(payment).map(presentRefund)
}
