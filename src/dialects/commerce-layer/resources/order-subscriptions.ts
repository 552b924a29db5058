/**
 * Order subscriptions (section 6.8). `options` and `order_copies`, which the vendor's client no longer knows, are
 * served as the schema has them.
 */

import { byCustomerKey, COMMON, mapped, resource, stored } from '../describe-resource.ts'
import { loadOwner, ownersEmail } from '../values/customer-values.ts'
import {
  FREQUENCY,
  frequency,
  SUBSCRIPTION_SCOPES,
  SUBSCRIPTION_STATUSES,
  startsAt,
} from '../values/subscription-values.ts'
import { SUBSCRIPTION_TRIGGERS } from '../writing/subscriptions/triggers.ts'
import { subscriptionWriting } from '../writing/subscriptions/write-subscription.ts'

export const orderSubscriptions = resource('order_subscriptions', 'subscription', {
  attributes: {
    number: ['string sort filter'],
    status: ['string sort filter', mapped('status', SUBSCRIPTION_STATUSES)],
    frequency: ['string create update required sort filter', frequency, { matching: FREQUENCY }],
    activate_by_source_order: ['boolean create update'],
    place_target_order: ['boolean create update'],
    renewal_alert_period: ['integer create update'],
    customer_email: ['string filter', ownersEmail],
    starts_at: ['datetime create sort filter', startsAt],
    expires_at: ['datetime create update sort filter', stored('cancelAt')],
    last_run_at: ['datetime sort filter', stored('periodStart')],
    next_run_at: ['datetime update sort filter', stored('periodEnd')],
    occurrencies: ['integer sort filter', stored('activeCycles')],
    errors_count: ['integer sort filter'],
    succeeded_on_last_run: ['boolean sort filter'],
    options: ['object create update'],
    ...SUBSCRIPTION_TRIGGERS,
    ...COMMON,
  },
  relationships: {
    market: ['one markets create filter sort', { linked: 'market' }],
    subscription_model: ['one subscription_models filter sort', { linked: 'subscription_model' }],
    source_order: ['one orders create required filter', 'order'],
    customer: ['one customers filter sort', 'customer'],
    customer_payment_source: [
      'one customer_payment_sources update filter sort',
      { linked: 'customer_payment_source' },
    ],
    order_subscription_items: ['many order_subscription_items'],
    order_factories: ['many order_factories'],
    order_copies: ['many order_copies'],
    recurring_order_copies: ['many recurring_order_copies'],
    orders: ['many orders'],
    events: ['many events filter', 'notices'],
    tags: ['many tags create update filter staff', { linked: 'tags' }],
    versions: ['many versions', { relation: 'history' }],
    event_stores: ['many event_stores closed', 'history'],
  },
  scopes: SUBSCRIPTION_SCOPES,
  ownedBy: byCustomerKey,
  load: loadOwner('subscription'),
  writing: subscriptionWriting,
})
