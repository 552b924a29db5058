/** GET /subscriptions/{id} (section 4.5). */
import type { Subscription } from '../../../core/schema.ts'
import type { EasycartCall } from '../call.ts'
import { singleOf } from './get-record.ts'
import { presentTransactionRows } from './list-transactions.ts'
import { customersOf } from './load-customers.ts'
import { presentOrderPart, presentPerson } from './present-parts.ts'
import { presentProductRow } from './present-product.ts'
import { presentSingleSubscription, presentUpcomingInvoice } from './present-subscription.ts'
import { presentVariant } from './present-variant.ts'
import { primaryLines } from './primary-line.ts'

export const getSubscription = singleOf({
  type: 'subscription',
  thing: 'Subscription',
  // That these sections look like the same things elsewhere is assumed.
  sections: {
    customer: async (subscription, call) => {
      const customer = await holderOf(subscription, call)
      return customer && presentPerson(customer)
    },
    variant: variantOf,
    product: productOf,
    order: orderOf,
    renewals: renewalsOf,
    upcoming_invoice: presentUpcomingInvoice,
  },
  present: async (subscription, call) =>
    presentSingleSubscription(subscription, await holderOf(subscription, call)),
})

const holderOf = async (subscription: Subscription, { services, store }: EasycartCall) =>
  (await customersOf(services.records, store.key, [subscription]))(subscription)

/** The variant that is subscribed to, null where the store knows it no more. */
async function variantOf({ variantUuid }: Subscription, { services, store }: EasycartCall) {
  if (variantUuid === null) return null
  const variant = await services.records.find(store.key, 'productVariant', 'uuidId', variantUuid)
  return variant && presentVariant(variant)
}

async function productOf({ productUuid }: Subscription, { services, store, request }: EasycartCall) {
  if (productUuid === null) return null
  const product = await services.records.find(store.key, 'product', 'uuidId', productUuid)
  return product && presentProductRow(product, request.origin)
}

/** The order that started it. */
async function orderOf({ orderKey }: Subscription, { services, store }: EasycartCall) {
  if (orderKey === null) return null
  const [orders, lineOf] = await Promise.all([
    services.records.related(store.key, 'subscription', 'order', [orderKey]),
    primaryLines(services.records, store.key, [orderKey]),
  ])
  const order = orders.get(orderKey)?.[0]
  return order ? presentOrderPart(order, lineOf(orderKey)) : null
}

/** The payments that continued it, newest first. */
async function renewalsOf({ key }: Subscription, call: EasycartCall) {
  const payments = await call.services.records.related(call.store.key, 'subscription', 'payments', [key], {
    where: { op: 'eq', field: 'isRenewal', value: true },
    sort: [
      { field: 'paidAt', descending: true },
      { field: 'key', descending: true },
    ],
  })
  return presentTransactionRows(payments.get(key) ?? [], call)
}
