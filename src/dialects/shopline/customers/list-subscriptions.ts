/** GET customers/subscribe.json?customer_ids=a,b: one row for each consent that was given or taken back (6.8). */
import { where } from '../../../core/query.ts'
import type { Customer } from '../../../core/schema.ts'
import { parsePairs } from '../../../lib/query-string.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE, unprocessable } from '../errors.ts'
import { isCustomerId } from '../ids-as-numbers.ts'
import { presentPhone } from '../present.ts'
import { accepts, emailConsentOf, presentConsent, type StoredConsent, smsConsentOf } from './consent.ts'

const EMAIL = 0
const PHONE = 1
/** Where it was subscribed: 3 is OpenAPI, the only channel there is here. */
const OPEN_API = 3

export async function listSubscriptions({
  request,
  services,
  store,
  offsetAt,
}: ShoplineCall): Promise<WireResponse> {
  const asked = new Map(parsePairs(request.query)).get('customer_ids') ?? ''
  if (asked.trim() === '') throw unprocessable('customer_ids', 'is required')
  const ids = [...new Set(asked.split(',').map((id) => id.trim()))].filter(isCustomerId)
  const customers =
    ids.length === 0
      ? []
      : await services.records.list(store.key, {
          type: 'customer',
          where: where('customer').in('numberId', ids),
          sort: [{ field: 'numberId', descending: true }],
          limit: ids.length,
        })
  const rowOf = (id: string, account: string | null, type: number, stored: StoredConsent) => {
    const consent = presentConsent(stored, offsetAt)
    if (!consent) return []
    return [
      {
        customer_id: id,
        status: accepts(consent) ? 1 : 0,
        subscribe_account: account,
        subscribe_account_type: type,
        subscribe_channel: OPEN_API,
        subscribe_time: consent.consent_updated_at,
      },
    ]
  }
  const rowsOf = (customer: Customer) => [
    ...rowOf(customer.numberId, customer.email, EMAIL, emailConsentOf(customer)),
    ...rowOf(customer.numberId, presentPhone(customer.phone), PHONE, smsConsentOf(customer)),
  ]
  return jsonResponse(200, CONTENT_TYPE, { user_subscribe_info_list: customers.flatMap(rowsOf) })
}
