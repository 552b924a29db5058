/** How the record types hang together, as data: what the query model can follow and the store can join. */
import type { RecordType } from './fields.ts'

/** `here` on this record equals `there` on the other; through a link record it is two such steps. */
export interface Relation {
  to: RecordType
  many: boolean
  here: string
  there: string
  through?: { type: RecordType; here: string; there: string }
  /** A further pair that must be equal (totals and orders meet on the customer and the currency). */
  also?: { here: string; there: string }
}

const one = <T extends RecordType>(to: T, here: string) => ({ to, many: false, here, there: 'key' }) as const
const many = <T extends RecordType>(to: T, there: string) => ({ to, many: true, here: 'key', there }) as const

/** What a record links to and what links to it, by the links' names; what happened to it, and the topics that fired. */
const linked = {
  links: many('link', 'fromKey'),
  backlinks: many('link', 'toKey'),
  history: many('event', 'recordKey'),
  notices: many('notice', 'recordKey'),
} as const

export const relations = {
  customer: {
    ...linked,
    group: one('group', 'groupKey'),
    addresses: many('address', 'customerKey'),
    tags: {
      ...many('tag', 'key'),
      through: { type: 'customerTag', here: 'customerKey', there: 'tagKey' },
    },
    orders: many('order', 'customerKey'),
    payments: many('payment', 'customerKey'),
    refunds: many('refund', 'customerKey'),
    subscriptions: many('subscription', 'customerKey'),
    productAccess: many('productAccess', 'customerKey'),
    paymentSources: many('paymentSource', 'customerKey'),
    records: many('record', 'customerKey'),
    totals: many('customerTotal', 'customerKey'),
    sources: many('sourceRecord', 'customerKey'),
    events: many('event', 'customerKey'),
  },
  group: { ...linked, customers: many('customer', 'groupKey') },
  tag: {
    ...linked,
    customers: {
      ...many('customer', 'key'),
      through: { type: 'customerTag', here: 'tagKey', there: 'customerKey' },
    },
  },
  customerTag: {},
  address: { ...linked, customer: one('customer', 'customerKey') },
  product: { variants: many('productVariant', 'productKey') },
  productVariant: { product: one('product', 'productKey') },
  promotionCode: {},
  order: {
    ...linked,
    customer: one('customer', 'customerKey'),
    lines: many('orderLine', 'orderKey'),
    payments: many('payment', 'orderKey'),
    subscriptions: many('subscription', 'orderKey'),
    productAccess: many('productAccess', 'orderKey'),
    refunds: {
      ...many('refund', 'paymentKey'),
      through: { type: 'payment', here: 'orderKey', there: 'key' },
    },
  },
  orderLine: { order: one('order', 'orderKey') },
  payment: {
    customer: one('customer', 'customerKey'),
    order: one('order', 'orderKey'),
    subscription: one('subscription', 'subscriptionKey'),
    refunds: many('refund', 'paymentKey'),
  },
  refund: { payment: one('payment', 'paymentKey') },
  subscription: {
    ...linked,
    customer: one('customer', 'customerKey'),
    order: one('order', 'orderKey'),
    payments: many('payment', 'subscriptionKey'),
  },
  productAccess: { customer: one('customer', 'customerKey') },
  paymentSource: { ...linked, customer: one('customer', 'customerKey') },
  record: { ...linked, customer: one('customer', 'customerKey') },
  link: {
    toCustomer: one('customer', 'toKey'),
    toGroup: one('group', 'toKey'),
    toTag: one('tag', 'toKey'),
    toAddress: one('address', 'toKey'),
    toOrder: one('order', 'toKey'),
    toPayment: one('payment', 'toKey'),
    toRefund: one('refund', 'toKey'),
    toSubscription: one('subscription', 'toKey'),
    toPaymentSource: one('paymentSource', 'toKey'),
    toRecord: one('record', 'toKey'),
    fromOrder: one('order', 'fromKey'),
    fromRecord: one('record', 'fromKey'),
    fromAddress: one('address', 'fromKey'),
    fromSubscription: one('subscription', 'fromKey'),
  },
  customerTotal: {
    customer: one('customer', 'customerKey'),
    orders: {
      ...many('order', 'customerKey'),
      here: 'customerKey',
      also: { here: 'currency', there: 'currency' },
    },
    subscriptions: { ...many('subscription', 'customerKey'), here: 'customerKey' },
  },
  event: { customer: one('customer', 'customerKey') },
  webhook: {
    history: linked.history,
    deliveries: many('delivery', 'webhookKey'),
    attempts: many('deliveryAttempt', 'webhookKey'),
  },
  notice: {
    customer: one('customer', 'customerKey'),
    deliveries: many('delivery', 'noticeKey'),
    attempts: many('deliveryAttempt', 'noticeKey'),
    webhooks: {
      ...many('webhook', 'key'),
      through: { type: 'delivery', here: 'noticeKey', there: 'webhookKey' },
    },
  },
  delivery: {
    customer: one('customer', 'customerKey'),
    webhook: one('webhook', 'webhookKey'),
    notice: one('notice', 'noticeKey'),
    attempts: many('deliveryAttempt', 'deliveryKey'),
  },
  deliveryAttempt: {
    customer: one('customer', 'customerKey'),
    webhook: one('webhook', 'webhookKey'),
    notice: one('notice', 'noticeKey'),
    delivery: one('delivery', 'deliveryKey'),
  },
  source: { records: many('sourceRecord', 'sourceKey'), held: many('heldItem', 'sourceKey') },
  heldItem: { source: one('source', 'sourceKey') },
  sourceRecord: { source: one('source', 'sourceKey'), customer: one('customer', 'customerKey') },
} as const satisfies Record<RecordType, Record<string, Relation>>
