/**
 * What is posted: one flat object for all that is about orders and subscriptions, its first keys in the order of the
 * vendor's list (Help: Lista zdarzeń wysyłanych na webhook), the others, known from samples and receivers, after
 * them. Ids are numbers and amounts major units here, unlike in the REST API. Receivers compare the signature with
 * one of their own over the JSON written again, so nothing may be in it that does not survive that: no empty objects.
 */
import { customerName } from '../../../core/customer.ts'
import { decimal, exponent } from '../../../core/money.ts'
import type { Organization } from '../../../core/ports.ts'
import type { Customer, Json, JsonObject } from '../../../core/schema.ts'
import { localTime } from '../../../lib/local-time.ts'
import { offsetAt } from '../../../lib/time-zone.ts'
import type { Services, WebhookDelivery } from '../../dialect.ts'
import { isObject, ownExtras } from '../own-extras.ts'
import { timeOrNull } from '../present.ts'
import { presentInvoices } from '../reading/present-parts.ts'
import { renewsAt } from '../reading/present-subscription.ts'
import { type Gathered, gather } from './gather.ts'

/** Events that a purchase sends; the others are about what was bought before [assumed]. */
const PURCHASES: ReadonlySet<string> = new Set([
  'single_product_bought',
  'subscription_created',
  'product_assigned',
])
const RENEWALS: ReadonlySet<string> = new Set([
  'subscription_renewed',
  'subscription_renewal_failed',
  'subscription_renewal_upcoming',
])

export async function webhookBody(delivery: WebhookDelivery, services: Services): Promise<JsonObject> {
  const { notice } = delivery
  if (notice.topic === 'customer_data_changed') return dataChanged(delivery, services)
  if (notice.topic === 'customer_deleted') return customerGone(delivery)
  return flat(delivery, await gather(delivery, services.records))
}

/** 10.5 PLN is 1050 minor units; 1200 JPY is 1200. */
const major = (amount: number | undefined, currency: string): number | null =>
  amount === undefined ? null : Number(decimal(amount, exponent(currency)))

function flat({ notice, organization }: WebhookDelivery, about: Gathered): JsonObject {
  const { customer, order, line, subscription, access, payment, product, variant } = about
  const event = notice.topic
  const currency = order?.currency ?? subscription?.currency ?? payment?.currency ?? organization.currency
  const renews = RENEWALS.has(event)
  const renewalAmount = payment?.isRenewal ? payment.amount : subscription?.recurringAmount
  const paid = renews ? renewalAmount : (order?.paidAmount ?? payment?.amount)
  const failed = event === 'subscription_renewal_failed'
  const settings = extrasOf(variant)
  return {
    event,
    timestamp: Math.floor(notice.createdAt.getTime() / 1000),
    success: !failed,
    is_subscription: subscription !== null,
    is_renew: renews,
    is_new: PURCHASES.has(event),
    // A renewal that failed is not tried again here, so there is no last time.
    last_chance: false,
    error_message: null,
    trial_ends_at: timeOrNull(subscription?.trialEnd),
    subscription_renews_at: timeOrNull(subscription && renewsAt(subscription)),
    subscription_canceled: (subscription?.canceledAt ?? null) !== null,
    subscription_expired: subscription?.status === 'canceled',
    subscription_new_plan_name:
      event === 'subscription_plan_changed' ? (subscription?.variantName ?? null) : null,
    amount_paid: failed ? 0 : (major(paid, currency) ?? 0),
    next_payment_attempt: null,
    invoice_stripe_id: textOf(extrasOf(payment).invoice_stripe_id),
    lang: customer?.language ?? null,
    customer_name: customer && customerName(customer),
    customer_first_name: customer?.firstName ?? null,
    customer_last_name: customer?.lastName ?? null,
    customer_email: customer?.email ?? '',
    customer_id: customer?.key ?? null,
    customer_stripe_id: textOf(extrasOf(customer).stripe_id),
    order_id: order?.key ?? null,
    order_uuid: order?.uuidId ?? null,
    order_delegated: subscription?.isDelegated ?? false,
    order_assign_url: null,
    order_amount: major(order?.amount, currency),
    order_has_invoice: hasInvoices(order) || hasInvoices(payment),
    recovered_checkout_session: null,
    currency: currency.toLowerCase(),
    quantity: order?.quantity ?? subscription?.quantity ?? 1,
    qr_code_image: null,
    qr_code_info: null,
    invoice_data: null,
    product_id: product?.key ?? null,
    product_name: access?.productName ?? subscription?.productName ?? line?.productName ?? null,
    product_description: product?.description ?? null,
    product_file: fileOf(product),
    price_description: textOf(settings.description),
    price_name: access?.variantName ?? subscription?.variantName ?? line?.variantName ?? null,
    price_custom_id: textOf(settings.custom_id),
    subscription_id: subscription?.key ?? null,
    subscription_stripe_id: subscription?.remoteId ?? null,
    subscription_plan_name: subscription?.variantName ?? null,
    subscription_plan_custom_id: subscription ? textOf(settings.custom_id) : null,
    subscription_plan_price: subscription ? major(subscription.recurringAmount, currency) : null,
    subscription_onetime: false,
    subscription_current_period_end: localOrNull(subscription?.periodEnd, organization),
    access_active_until: timeOrNull(access?.activeUntil),
  }
}

/** Nested, so that a receiver who wants a `customer_email` at the top finds none (sample of 2021). */
async function dataChanged(delivery: WebhookDelivery, { records }: Services): Promise<JsonObject> {
  const { notice, organization } = delivery
  const customer = delivery.record as Customer | null
  const [event] = await records.list(organization.key, {
    type: 'event',
    where: {
      op: 'all',
      of: [
        { op: 'eq', field: 'recordKey', value: notice.recordKey },
        { op: 'eq', field: 'action', value: 'update' },
        { op: 'eq', field: 'createdAt', value: notice.createdAt },
      ],
    },
    sort: [{ field: 'key', descending: true }],
    limit: 1,
  })
  const from = Object.fromEntries(
    Object.entries(event?.changes ?? {}).map(([field, told]) => [field, (told as { from: unknown }).from]),
  )
  return {
    event: notice.topic,
    previous: named(customer && { ...customer, ...from }),
    current: named(customer),
  }
}

const named = (customer: Customer | null) => ({
  customer_name: customer && customerName(customer),
  customer_email: customer?.email ?? '',
})

function customerGone({ notice, record }: WebhookDelivery): JsonObject {
  const customer = record as Customer | null
  return {
    event: notice.topic,
    timestamp: Math.floor(notice.createdAt.getTime() / 1000),
    customer_id: notice.recordKey,
    ...named(customer),
  }
}

type WithExtras = { extras: JsonObject } | null

const extrasOf = (record: WithExtras): JsonObject => (record ? ownExtras(record) : {})
const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)

const hasInvoices = (record: WithExtras): boolean => record !== null && presentInvoices(record).length > 0

/** The first of the product's files. */
function fileOf(product: WithExtras): string | null {
  const { files } = extrasOf(product)
  const [first] = Array.isArray(files) ? files : []
  return isObject(first) ? textOf(first.url) : null
}

/** With the offset of the store's own clock, as in the samples. */
const localOrNull = (time: Date | null | undefined, { timeZone }: Organization): string | null =>
  time ? localTime(time, Math.round(offsetAt(time.getTime(), timeZone) / 60_000)) : null
