/** Addresses (section 6.4): the same core record as the customer address that holds it. */
import { addressName, fullAddress, fullName } from '../address-text.ts'
import { orEmpty } from '../customer-values.ts'
import { absent, COMMON, computed, constant, resource, stored } from '../resource.ts'

export const addresses = resource('addresses', 'address', {
  attributes: {
    business: ['boolean filter', stored('business')],
    first_name: ['string filter', stored('firstName')],
    last_name: ['string filter', stored('lastName')],
    company: ['string filter', stored('company')],
    full_name: ['string', computed(fullName)],
    line_1: ['string filter', stored('line1', orEmpty)],
    line_2: ['string filter', stored('line2')],
    city: ['string sort filter', stored('city', orEmpty)],
    zip_code: ['string filter', stored('zip')],
    state_code: ['string sort filter', stored('provinceCode')],
    country_code: ['string sort filter', stored('countryCode', orEmpty)],
    phone: ['string filter', stored('phone', orEmpty)],
    full_address: ['string', computed(fullAddress)],
    name: ['string', computed(addressName)],
    email: ['string filter', stored('email')],
    notes: ['string filter', stored('notes')],
    lat: ['float filter', stored('latitude')],
    lng: ['float filter', stored('longitude')],
    is_localized: ['boolean', constant(false)],
    is_geocoded: ['boolean', computed((address) => address.latitude !== null && address.longitude !== null)],
    provider_name: ['string', absent],
    map_url: ['string', absent],
    static_map_url: ['string', absent],
    billing_info: ['string filter', stored('billingInfo')],
    ...COMMON,
  },
  relationships: {
    geocoder: ['one geocoders'],
    events: ['many events filter'],
    tags: ['many tags filter'],
    event_stores: ['many event_stores closed', 'history'],
  },
})
