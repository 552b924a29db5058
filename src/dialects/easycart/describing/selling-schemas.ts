/** What Easycart shows of what is sold, and of the sales (sections 4.3 to 4.9). */
import {
  anyOf,
  closed,
  exactly,
  flag,
  integer,
  listOf,
  named,
  nothing,
  number,
  oneOf,
  orNull,
  type Schema,
  text,
} from '../../../lib/json-schema.ts'
import type { presentLine, presentOrderRow } from '../reading/present-order.ts'
import type { presentOrderPart, presentRefund } from '../reading/present-parts.ts'
import type { PRODUCT_SETTINGS, presentProductRow } from '../reading/present-product.ts'
import type { presentPromotionCode } from '../reading/present-promotion-code.ts'
import type {
  presentSingleSubscription,
  presentSubscription,
  presentUpcomingInvoice,
} from '../reading/present-subscription.ts'
import type { presentTransaction, presentTransactionRow } from '../reading/present-transaction.ts'
import type { presentVariant, VARIANT_SETTINGS } from '../reading/present-variant.ts'
import { PROMOTION_CODE_STATUSES } from '../reading/promotion-code-status.ts'
import type { presentStatistic } from '../statistics/present-statistic.ts'
import { STATISTIC_TYPES } from '../statistics/statistic-types.ts'
import { AMOUNT, CURRENCY, ID, INTERVAL, ORDER_STATUS, SUBSCRIPTION_STATUS, TIME } from './people-schemas.ts'

const ORDER = {
  id: ID,
  status: ORDER_STATUS,
  amount: AMOUNT,
  currency: CURRENCY,
  quantity: integer,
  product_name: text,
  customer_email: orNull(text),
  created_at: TIME,
} satisfies Record<keyof ReturnType<typeof presentOrderRow>, Schema>
export const listedOrder = closed(ORDER)

const line = closed({
  product_name: text,
  variant_name: orNull(text),
  amount: AMOUNT,
  amount_total: AMOUNT,
  currency: CURRENCY,
  quantity: integer,
  is_order_bump: flag,
  access: listOf(closed({ type: oneOf('product', 'subscription'), id: ID })),
} satisfies Record<keyof ReturnType<typeof presentLine>, Schema>)

export const refund = closed({
  id: ID,
  amount: AMOUNT,
  currency: CURRENCY,
  created_at: TIME,
} satisfies Record<keyof ReturnType<typeof presentRefund>, Schema>)

const loose = anyOf(text, number, nothing)
export const invoice = closed({ id: loose, number: loose, issued_at: orNull(TIME), type: loose })

const orderPart = closed({
  id: ID,
  status: ORDER_STATUS,
  product_name: text,
  quantity: integer,
} satisfies Record<keyof ReturnType<typeof presentOrderPart>, Schema>)

const TRANSACTION = {
  id: ID,
  remote_id: orNull(text),
  provider: text,
  refund_state: oneOf('none', 'partial', 'full'),
  total: AMOUNT,
  refunded_amount: AMOUNT,
  currency: CURRENCY,
  customer_email: text,
  product_name: text,
  is_subscription_followup: flag,
  date: TIME,
} satisfies Record<keyof ReturnType<typeof presentTransactionRow>, Schema>
export const listedTransaction = closed(TRANSACTION)

export const transaction = closed({
  ...({
    id: ID,
    remote_id: orNull(text),
    provider: text,
    provider_name: text,
    refund_state: TRANSACTION.refund_state,
    total: AMOUNT,
    net_amount: AMOUNT,
    tax_amount: AMOUNT,
    refunded_amount: AMOUNT,
    remaining_refundable: AMOUNT,
    currency: CURRENCY,
    customer_email: text,
    product_name: text,
    is_subscription_followup: flag,
    refundable: flag,
    date: TIME,
  } satisfies Record<keyof ReturnType<typeof presentTransaction>, Schema>),
  order: orNull(orderPart),
  customer: orNull(named('Person')),
  invoices: orNull(listOf(named('Invoice'))),
  refunds: orNull(listOf(named('Refund'))),
})

export const order = closed({
  ...ORDER,
  line_items: orNull(listOf(line)),
  customer: orNull(named('Person')),
  transactions: orNull(listOf(closed({ ...TRANSACTION, refunds: listOf(named('Refund')) }))),
  invoices: orNull(listOf(named('Invoice'))),
})

const SUBSCRIPTION = {
  id: ID,
  remote_id: orNull(text),
  provider: orNull(text),
  status: SUBSCRIPTION_STATUS,
  variant_name: orNull(text),
  product_name: text,
  recurring_amount: AMOUNT,
  currency: CURRENCY,
  interval: INTERVAL,
  interval_count: integer,
  quantity: integer,
  customer_email: text,
  current_period_start: orNull(TIME),
  current_period_end: orNull(TIME),
  trial_end: orNull(TIME),
  cancel_at: orNull(TIME),
  canceled_at: orNull(TIME),
  active_until: orNull(TIME),
  active_cycles: orNull(integer),
  cancel_early: flag,
  keep_access_after_expiring: flag,
  is_delegated: flag,
  created_at: TIME,
} satisfies Record<keyof ReturnType<typeof presentSubscription>, Schema>
export const listedSubscription = closed(SUBSCRIPTION)

const upcomingInvoice = closed({
  amount: AMOUNT,
  currency: CURRENCY,
  date: TIME,
} satisfies Record<keyof NonNullable<ReturnType<typeof presentUpcomingInvoice>>, Schema>)

const VARIANT = (intervals: Schema) =>
  ({
    id: ID,
    type: oneOf('one_time', 'recurring'),
    recurring_options: orNull(closed({ interval: intervals, interval_count: integer })),
    name: orNull(text),
    amount: AMOUNT,
  }) satisfies Record<keyof ReturnType<typeof presentVariant>, Schema>

/** The words of Get Product’s sample. */
const ADVERBS = oneOf('daily', 'weekly', 'monthly', 'yearly')

export const listedProduct = closed({
  id: ID,
  status: oneOf('draft', 'published'),
  name: text,
  description: orNull(text),
  image_url: orNull(text),
  checkout_url: text,
  currency: CURRENCY,
} satisfies Record<keyof ReturnType<typeof presentProductRow>, Schema>)

export const subscription = closed({
  ...({
    ...SUBSCRIPTION,
    is_cancelable: flag,
    customer: orNull(named('Person')),
    variant: orNull(closed(VARIANT(INTERVAL))),
    product: orNull(named('ListedProduct')),
    order: orNull(orderPart),
    renewals: orNull(listOf(named('ListedTransaction'))),
    upcoming_invoice: orNull(upcomingInvoice),
  } satisfies Record<keyof ReturnType<typeof presentSingleSubscription>, Schema>),
})

const FILE = closed({ name: orNull(text), url: orNull(text) })
const FILES = { file: orNull(FILE), files: listOf(FILE) }

export const product = closed({
  id: ID,
  status: oneOf('draft', 'published'),
  name: text,
  description: orNull(text),
  slug: text,
  image_url: orNull(text),
  checkout_url: text,
  currency: CURRENCY,
  ...FILES,
  active_from: orNull(TIME),
  active_until: orNull(TIME),
  ...({
    show_active_until_counter: flag,
    redirect_url: orNull(text),
    redirect_time: orNull(integer),
    add_redirect_params: flag,
    webhook_url: orNull(text),
    terms_url: orNull(text),
    policy_url: orNull(text),
    contact_email: orNull(text),
    refund_days: orNull(integer),
    delegable: flag,
    show_discount_field: flag,
    hide_tax_id_field: flag,
    require_tax_id: flag,
    photo_zoomable: flag,
    show_confetti: flag,
    generate_qr_code: flag,
  } satisfies Record<keyof typeof PRODUCT_SETTINGS, Schema>),
  variants: listOf(closed(VARIANT(ADVERBS))),
})

export const variant = closed({
  ...VARIANT(INTERVAL),
  ...({
    custom_id: orNull(text),
    is_hidden: flag,
    trial_period_days: orNull(integer),
    active_cycles: orNull(integer),
    cancel_early: flag,
    keep_access_after_expiring: flag,
    allow_multiple_subscriptions: flag,
    active_days: orNull(integer),
    quantity: orNull(integer),
    has_quantity: flag,
    old_price: orNull(AMOUNT),
    active_from: orNull(TIME),
    active_until: orNull(TIME),
    show_active_until_counter: orNull(flag),
    tax_behavior: orNull(oneOf('inclusive', 'exclusive')),
    refund_days: orNull(integer),
    redirect_url: orNull(text),
    redirect_time: orNull(integer),
  } satisfies Record<keyof typeof VARIANT_SETTINGS, Schema>),
  ...FILES,
  invoice_remarks: orNull(text),
})

export const promotionCode = closed({
  id: ID,
  code: text,
  name: orNull(text),
  discount_type: oneOf('amount_off', 'percent_off'),
  amount_off: orNull(AMOUNT),
  percent_off: orNull(number),
  currency: orNull(CURRENCY),
  duration: oneOf('once', 'repeating', 'forever'),
  duration_in_months: orNull(integer),
  max_redemptions: orNull(integer),
  times_redeemed: integer,
  expires_at: orNull(TIME),
  first_time_transaction: flag,
  minimum_amount: orNull(AMOUNT),
  minimum_amount_currency: orNull(CURRENCY),
  scope: anyOf(
    closed({ type: exactly('global') }),
    closed({ type: exactly('product'), product_id: ID, price_uuids: listOf(ID) }),
  ),
  status: oneOf(...Object.keys(PROMOTION_CODE_STATUSES)),
  created_at: TIME,
  updated_at: TIME,
} satisfies Record<keyof ReturnType<typeof presentPromotionCode>, Schema>)

const shown = { value: integer, display_value: text }
const DAY: Schema = { type: 'string', format: 'date', pattern: '^\\d{4}-\\d\\d-\\d\\d$' }
export const statistic = closed({
  type: oneOf(...Object.keys(STATISTIC_TYPES)),
  currency: CURRENCY,
  date: closed({ from: DAY, to: DAY }),
  total: closed(shown),
  series: listOf(closed({ date: TIME, ...shown })),
  comparison: orNull(closed({ ...shown, change: orNull(integer), change_display_value: orNull(text) })),
} satisfies Record<keyof ReturnType<typeof presentStatistic>, Schema>)
