/** Conformance cases of orders, order subscriptions and returns (sections 6.7 to 6.9): their members, and writing. */
import type { ConformanceCase } from '../../case.ts'
import { ANSWERED, type Check, every, good, is, keys, matches, ours } from './case-checks.ts'
import {
  CREATE,
  changed,
  type Invalid,
  invalid,
  type Line,
  made,
  one,
  refused,
  sends,
  UPDATE,
} from './case-writes.ts'

const cents = (...names: string[]): string =>
  names.map((name) => `${name}_cents ${name}_float formatted_${name}`).join(' ')
const AMOUNTS = cents(
  ...'subtotal shipping payment_method discount adjustment gift_card total_tax subtotal_tax shipping_tax payment_method_tax adjustment_tax total total_taxable subtotal_taxable shipping_taxable payment_method_taxable adjustment_taxable'
    .split(' ')
    .map((name) => `${name}_amount`),
  'total_amount_with_taxes',
  'fees_amount',
  'duty_amount',
  'place_total_amount',
)
const COMMON = 'created_at updated_at reference reference_origin metadata'

const ATTRIBUTES = {
  orders: `number affiliate_code autorefresh place_async status payment_status fulfillment_status guest editable customer_email customer_type language_code currency_code tax_included tax_rate freight_taxable payment_method_taxable adjustment_taxable gift_card_taxable requires_billing_info country_code shipping_country_code_lock coupon_code gift_card_code gift_card_or_coupon_code ${AMOUNTS} skus_count line_item_options_count shipments_count tax_calculations_count validations_count errors_count payment_source_details token cart_url return_url terms_url privacy_url checkout_url placed_at approved_at cancelled_at payment_updated_at fulfillment_updated_at refreshed_at archived_at subscription_created_at expires_at expiration_info circuit_state circuit_failure_count ${COMMON}`,
  order_subscriptions: `number status frequency activate_by_source_order place_target_order renewal_alert_period customer_email starts_at expires_at last_run_at next_run_at occurrencies errors_count succeeded_on_last_run options ${COMMON}`,
  returns: `number status customer_email skus_count approved_at cancelled_at shipped_at rejected_at received_at refunded_at archived_at ${cents('estimated_refund_amount')} ${COMMON}`,
}
const RELATIONSHIPS = {
  orders:
    'market customer shipping_address billing_address store default_shipping_method default_payment_method available_payment_methods available_customer_payment_sources available_free_skus available_free_bundles payment_method payment_source discount_engine_item line_items line_item_options stock_reservations stock_line_items stock_transfers shipments payment_options transactions authorizations captures voids refunds returns order_subscription order_subscriptions order_factories order_copies recurring_order_copies attachments notifications links resource_errors events tags versions event_stores',
  order_subscriptions:
    'market subscription_model source_order customer customer_payment_source order_subscription_items order_factories order_copies recurring_order_copies orders events tags versions event_stores',
  returns:
    'order customer stock_location origin_address destination_address reference_capture reference_refund return_line_items attachments resource_errors events tags versions event_stores',
}

const answers = (status: 200 | 201, ...checks: Check[]): ConformanceCase['expect'] => ({
  status,
  headers: { 'Content-Type': ANSWERED },
  body: every(...checks),
})
const inFull = (type: keyof typeof ATTRIBUTES): Check[] => [
  keys('data', 'id type links attributes relationships meta'),
  keys('data.attributes', ATTRIBUTES[type]),
  keys('data.relationships', RELATIONSHIPS[type]),
]
const blank = (field: string): Invalid => [field, "can't be blank", { error: 'blank' }]
const inMarket = { market: one('markets', '{market}') }
const ofOrder = { order: one('orders', '{order_of_nobody}') }
const order = (id: string): Line => `PATCH /orders/${id}`

const creation: readonly ConformanceCase[] = [
  sends(
    'a new order is answered in full',
    CREATE,
    'POST /orders',
    made('orders', { reference: '{unique}-shop' }, inMarket),
    answers(
      201,
      ...inFull('orders'),
      matches('data.attributes.status', /^(draft|pending)$/),
      is('data.attributes.reference', '{unique}-shop'),
      is('data.attributes.placed_at', null),
      is('data.attributes.total_amount_cents', 0),
      matches('data.attributes.token', /^[0-9a-f]{32}$/),
    ),
  ),
  sends(
    'an order without a market',
    'Orders',
    'POST /orders',
    made('orders', {}),
    invalid(blank('relationships/market')),
  ),
  sends(
    "an order's status is not sent",
    'Orders',
    'POST /orders',
    made('orders', { status: 'placed' }, inMarket),
    refused([400, 'PARAM_NOT_ALLOWED', 'Param not allowed', 'status is not allowed.']),
  ),
  sends(
    'a trigger is not sent with a new order',
    'Orders',
    'POST /orders',
    made('orders', { _place: true }, inMarket),
    refused([400, 'PARAM_NOT_ALLOWED', 'Param not allowed', '_place is not allowed.']),
  ),
  sends(
    'a new order subscription is answered in full',
    CREATE,
    'POST /order_subscriptions',
    made('order_subscriptions', { frequency: 'monthly' }, { source_order: one('orders', '{order}') }),
    answers(
      201,
      ...inFull('order_subscriptions'),
      is('data.attributes.frequency', 'monthly'),
      is('data.attributes.status', 'draft'),
      is('data.attributes.customer_email', '{customer_email}'),
    ),
  ),
  sends(
    'an order subscription without what it needs',
    'Order subscriptions',
    'POST /order_subscriptions',
    made('order_subscriptions', {}),
    invalid(blank('frequency'), blank('relationships/source_order')),
  ),
  sends(
    'a frequency that is none',
    'Order subscriptions',
    'POST /order_subscriptions',
    made('order_subscriptions', { frequency: 'often' }, { source_order: one('orders', '{order}') }),
    invalid(['frequency', 'is not included in the list', { error: 'inclusion', value: 'often' }]),
  ),
  sends(
    'a new return is answered in full',
    CREATE,
    'POST /returns',
    made('returns', {}, ofOrder),
    answers(
      201,
      ...inFull('returns'),
      is('data.attributes.status', 'draft'),
      matches('data.attributes.number', /^#.+\/R\/001$/),
      ours(is('data.attributes.number', '#L-1/R/001')),
    ),
  ),
  sends(
    'a return without an order',
    'Returns',
    'POST /returns',
    made('returns', {}),
    invalid(blank('relationships/order')),
  ),
]

const update: readonly ConformanceCase[] = [
  sends(
    'a placed order says when',
    'Orders',
    order('{cart}'),
    changed('orders', '{cart}', { _place: true, language_code: 'it' }),
    answers(
      200,
      is('data.attributes.status', 'placed'),
      is('data.attributes.language_code', 'it'),
      matches('data.attributes.placed_at', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    ),
  ),
  sends(
    'a trigger that is false does nothing',
    UPDATE,
    order('{order_of_nobody}'),
    changed('orders', '{order_of_nobody}', { _cancel: false }),
    answers(200, is('data.attributes.status', 'placed')),
  ),
  sends(
    'an order that is not placed is not canceled',
    'Orders',
    order('{open_cart}'),
    changed('orders', '{open_cart}', { _cancel: true }),
    invalid(['_cancel', 'is not possible for a pending order', { error: 'invalid_status' }]),
  ),
  sends(
    'archived and taken back',
    'Orders',
    order('{order_of_nobody}'),
    changed('orders', '{order_of_nobody}', { _archive: true, _unarchive: true }),
    answers(200, is('data.attributes.archived_at', null)),
  ),
  sends('a placed order is not deleted', 'Handling errors', 'DELETE /orders/{order}', undefined, {
    status: 423,
    headers: { 'Content-Type': ANSWERED },
    body: {
      errors: [
        {
          title: 'Locked resource',
          detail: 'Failed to destroy Order with id={order}',
          code: 'LOCKED',
          status: '423',
        },
      ],
    },
  }),
]

const reading: readonly ConformanceCase[] = [
  good('an order in full', 'Orders', '/orders/{order}', ...inFull('orders')),
  good(
    'the captures of an order',
    'Orders',
    '/orders/{paid_order}/captures',
    is('data.0.type', 'captures'),
    ours(is('data.length', 1)),
  ),
  good('orders by when they were placed', 'Sorting results', '/orders?sort=-placed_at,number'),
]

export const orderCases: readonly ConformanceCase[] = [
  ...reading,
  ...[...creation, ...update].map((one) => ({ ...one, writes: true })),
]
