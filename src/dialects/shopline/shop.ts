/** GET merchants/shop.json: the store itself, which several clients ask for to test a connection (section 8.3). */
import type { Json, JsonObject } from '../../core/schema.ts'
import { jsonResponse, type WireResponse } from '../dialect.ts'
import type { ShoplineCall } from './call.ts'
import { CONTENT_TYPE } from './errors.ts'
import { shopDomain } from './shop-domain.ts'
import { presentTime } from './time.ts'

/** [assumed] The only state of a store that is served at all: open. */
const OPEN = 2
/** [assumed] Stores have no language of their own here. */
const LANGUAGE = 'en'

export async function retrieveShop({ services, store, offsetAt }: ShoplineCall): Promise<WireResponse> {
  const { profile } = store
  const created = presentTime(store.createdAt, offsetAt)
  const data = {
    // Thirteen digits: a number that JavaScript holds exactly.
    id: Number(store.numberId),
    merchant_id: store.merchantId,
    name: store.name,
    domain: shopDomain(store, services),
    currency: store.currency,
    iana_timezone: store.timeZone,
    language: LANGUAGE,
    email: textOrNull(profile.email),
    customer_email: textOrNull(profile.email),
    location_country_code: countryOf(profile.address),
    biz_store_status: OPEN,
    created_at: created,
    // Nothing is kept of its changes.
    updated_at: created,
    standard_logo: textOrNull(profile.logo_url),
    sales_channels: [{ channel_handle: 'web' }],
  }
  return jsonResponse(200, CONTENT_TYPE, { data })
}

const textOrNull = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null

/** The profile's country may be a name, which is no code. */
function countryOf(address: Json | undefined): string | null {
  const { country } = (typeof address === 'object' && address !== null ? address : {}) as JsonObject
  return typeof country === 'string' && /^[a-z]{2}$/i.test(country) ? country.toUpperCase() : null
}
