/** What the descriptions of resources cannot say backwards, by resource. */
import type { Draft } from '../../../core/draft.ts'
import type { OrderStatus } from '../../../core/ledger.ts'
import type { Json, JsonObject } from '../../../core/schema.ts'
import { countryName } from '../../../lib/countries.ts'
import { OWN_MEMBERS } from '../describe-resource.ts'
import { frequencyFields } from '../values/subscription-values.ts'
import { attribute, type FindIncluded, linkage, type ResourceObject, textOrNull } from './json-api.ts'
import { readCaptures } from './read-captures.ts'

/** Completes the draft; gives drafts of what was shown inside the object. */
export type Complete = (draft: Draft, object: ResourceObject, find: FindIncluded) => readonly Draft[]

/** Kept beside what all platforms share; null says nothing. */
function keep(draft: Draft, members: Readonly<Record<string, Json>>): void {
  const kept = { ...(draft.own?.[OWN_MEMBERS] as JsonObject | undefined) }
  for (const [name, value] of Object.entries(members)) if (value !== null) kept[name] = value
  draft.own = { ...draft.own, [OWN_MEMBERS]: kept }
}

export const completeCustomer: Complete = (draft, object) => {
  draft.values.email = textOrNull(object, 'email')
  keep(draft, {
    shopper_reference: attribute(object, 'shopper_reference'),
    profile_id: attribute(object, 'profile_id'),
    tax_exemption_code: attribute(object, 'tax_exemption_code'),
  })
  const info = attribute(object, 'anonymization_info')
  draft.values.anonymizationInfo = info
  return []
}

export const completeAddress: Complete = (draft, object) => {
  const code = textOrNull(object, 'country_code')
  draft.values.country = code === null ? null : countryName(code)
  return []
}

/** The core's status: an approved order is completed unless it waits to be fulfilled, a placed one is at work once paid. */
function coreStatus(status: Json, payment: Json, fulfillment: Json): OrderStatus {
  if (status === 'draft' || status === 'pending') return 'created'
  if (status === 'cancelled') return 'canceled'
  if (status === 'approved' && fulfillment !== 'unfulfilled')
    return payment === 'refunded' ? 'refunded' : 'completed'
  const atWork =
    status === 'approved' || fulfillment === 'in_progress' || payment === 'paid' || payment === 'free'
  return atWork ? 'processing' : 'awaiting_payment'
}

export const completeOrder: Complete = (draft, object, find) => {
  const [status, payment, fulfillment] = ['status', 'payment_status', 'fulfillment_status'].map((name) =>
    attribute(object, name),
  )
  draft.values.status = coreStatus(status ?? null, payment ?? null, fulfillment ?? null)
  const owner = linkage(object, 'customer')?.[0]
  const ownersEmail = owner ? attribute(find(owner) ?? owner, 'email') : null
  const email = textOrNull(object, 'customer_email')
  draft.values.customerEmail = email === ownersEmail ? null : email
  keep(draft, {
    status: status ?? null,
    payment_status: payment ?? null,
    fulfillment_status: fulfillment ?? null,
    guest: attribute(object, 'guest'),
    place_async: attribute(object, 'place_async'),
    subtotal_amount_cents: attribute(object, 'subtotal_amount_cents'),
  })
  return readCaptures(object, find)
}

/** What it is for is its order's, as for one that is made here. */
export const completeSubscription: Complete = (draft, object, find) => {
  const source = linkage(object, 'source_order')?.[0]
  const order = source && find(source)
  const { own, ...frequency } = readFrequency(object)
  Object.assign(draft.values, frequency, {
    productName: order ? `Order ${attribute(order, 'number') ?? order.id}` : '',
    currency: (order && textOrNull(order, 'currency_code')) ?? 'USD',
    recurringAmount: (order && attribute(order, 'total_amount_cents')) ?? 0,
    provider: 'manual',
  })
  keep(draft, { frequency: own?.frequency ?? null, starts_at: attribute(object, 'starts_at') })
  return []
}

const DAY = 86_400_000

/** Without a name it is so many days from one run to the next; a month of them where that is not known. */
function readFrequency(object: ResourceObject) {
  const named = textOrNull(object, 'frequency')
  if (named !== null) return frequencyFields(named)
  const [last, next] = ['last_run_at', 'next_run_at'].map((name) =>
    Date.parse(String(attribute(object, name))),
  )
  const days = Math.round(((next ?? Number.NaN) - (last ?? Number.NaN)) / DAY)
  return { interval: 'day', intervalCount: days > 1 ? days : 30, own: undefined }
}
