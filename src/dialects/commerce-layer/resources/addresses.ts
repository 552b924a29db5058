/** Addresses (section 6.4): the same core record as the customer address that holds it. */

import { absent, COMMON, computed, constant, orEmpty, resource, stored } from '../describe-resource.ts'
import { eventsOf } from '../history/event-links.ts'
import { addressName, fullAddress, fullName } from '../values/address-text.ts'
import { countryFields, orNobodys, tagCreator } from '../values/address-values.ts'
import { addressProblems } from '../writing/address-problems.ts'
import { addTags, removeTags } from '../writing/tags.ts'

export const addresses = resource('addresses', 'address', {
  attributes: {
    business: ['boolean create update filter', stored('business')],
    first_name: ['string create update filter', stored('firstName')],
    last_name: ['string create update filter', stored('lastName')],
    company: ['string create update filter', stored('company')],
    full_name: ['string', computed(fullName)],
    line_1: ['string create update required filter', orEmpty('line1')],
    line_2: ['string create update filter', stored('line2')],
    city: ['string create update required sort filter', orEmpty('city')],
    zip_code: ['string create update filter', stored('zip')],
    state_code: ['string create update sort filter', stored('provinceCode')],
    country_code: [
      'string create update required sort filter',
      { ...orEmpty('countryCode'), write: countryFields },
      { format: /^[A-Z]{2}$/ },
    ],
    phone: ['string create update required filter', orEmpty('phone')],
    full_address: ['string', computed(fullAddress)],
    name: ['string', computed(addressName)],
    email: ['string create update filter', stored('email')],
    notes: ['string create update filter', stored('notes')],
    lat: ['float create update filter', stored('latitude')],
    lng: ['float create update filter', stored('longitude')],
    is_localized: ['boolean', constant(false)],
    is_geocoded: ['boolean', computed((address) => address.latitude !== null && address.longitude !== null)],
    provider_name: ['string', absent],
    map_url: ['string', absent],
    static_map_url: ['string', absent],
    billing_info: ['string create update filter', stored('billingInfo')],
    _add_tags: ['string update staff', addTags('address')],
    _remove_tags: ['string update staff', removeTags('address')],
    ...COMMON,
  },
  relationships: {
    geocoder: ['one geocoders create update', { linked: 'geocoder' }],
    events: ['many events filter', eventsOf('addresses')],
    tags: ['many tags create update filter staff', { linked: 'tags' }],
    versions: ['many versions', { relation: 'history' }],
    event_stores: ['many event_stores closed', 'history'],
  },
  ownedBy: orNobodys,
  writing: { check: addressProblems, initial: tagCreator },
})
