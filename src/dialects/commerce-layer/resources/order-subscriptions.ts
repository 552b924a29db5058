/** Order subscriptions (section 6.8). */
import { loadOwner, ownersEmail } from '../customer-values.ts'
import { absent, byCustomerKey, COMMON, mapped, resource, stored } from '../describe-resource.ts'
import { frequency, SUBSCRIPTION_SCOPES, SUBSCRIPTION_STATUSES } from '../subscription-values.ts'

export const orderSubscriptions = resource('order_subscriptions', 'subscription', {
  attributes: {
    number: ['string sort filter', absent],
    status: ['string sort filter', mapped('status', SUBSCRIPTION_STATUSES)],
    frequency: ['string sort filter', frequency],
    activate_by_source_order: ['boolean', absent],
    place_target_order: ['boolean', absent],
    renewal_alert_period: ['integer', absent],
    customer_email: ['string filter', ownersEmail],
    starts_at: ['datetime sort filter', stored('createdAt')],
    expires_at: ['datetime sort filter', stored('cancelAt')],
    last_run_at: ['datetime sort filter', stored('periodStart')],
    next_run_at: ['datetime sort filter', stored('periodEnd')],
    occurrencies: ['integer sort filter', stored('activeCycles')],
    errors_count: ['integer sort filter', absent],
    succeeded_on_last_run: ['boolean sort filter', absent],
    ...COMMON,
  },
  relationships: {
    market: ['one markets filter sort'],
    subscription_model: ['one subscription_models filter sort'],
    source_order: ['one orders filter', 'order'],
    customer: ['one customers filter sort', 'customer'],
    customer_payment_source: ['one customer_payment_sources filter sort'],
    order_subscription_items: ['many order_subscription_items'],
    order_factories: ['many order_factories'],
    recurring_order_copies: ['many recurring_order_copies'],
    orders: ['many orders'],
    events: ['many events filter', 'notices'],
    tags: ['many tags filter'],
    event_stores: ['many event_stores closed', 'history'],
  },
  scopes: SUBSCRIPTION_SCOPES,
  ownedBy: byCustomerKey,
  load: loadOwner('subscription'),
})
