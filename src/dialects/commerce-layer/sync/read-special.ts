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

/** An order that is approved was completed, one whose money went back was refunded. */
function coreStatus(status: Json, paymentStatus: Json): OrderStatus {
  if (status === 'draft' || status === 'pending') return 'created'
  if (status === 'cancelled') return 'canceled'
  if (status === 'approved') return paymentStatus === 'refunded' ? 'refunded' : 'completed'
  return paymentStatus === 'paid' || paymentStatus === 'free' ? 'processing' : 'awaiting_payment'
}

export const completeOrder: Complete = (draft, object, find) => {
  const [status, paymentStatus] = [attribute(object, 'status'), attribute(object, 'payment_status')]
  draft.values.status = coreStatus(status, paymentStatus)
  const owner = linkage(object, 'customer')?.[0]
  const ownersEmail = owner ? attribute(find(owner) ?? owner, 'email') : null
  const email = textOrNull(object, 'customer_email')
  draft.values.customerEmail = email === ownersEmail ? null : email
  keep(draft, {
    status,
    payment_status: paymentStatus,
    fulfillment_status: attribute(object, 'fulfillment_status'),
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
  const { own, ...frequency } = frequencyFields(String(attribute(object, 'frequency') ?? 'monthly'))
  Object.assign(draft.values, frequency, {
    productName: order ? `Order ${attribute(order, 'number') ?? order.id}` : '',
    currency: (order && textOrNull(order, 'currency_code')) ?? 'USD',
    recurringAmount: (order && attribute(order, 'total_amount_cents')) ?? 0,
    provider: 'manual',
  })
  keep(draft, { frequency: own?.frequency ?? null, starts_at: attribute(object, 'starts_at') })
  return []
}
