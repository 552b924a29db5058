/** Customer addresses (section 6.3): the core keeps one record for this and its address. */
import { addressName } from '../address-text.ts'
import { loadOwner, ownerEmail } from '../customer-values.ts'
import { COMMON, computed, resource } from '../resource.ts'

export const customerAddresses = resource('customer_addresses', 'address', {
  attributes: {
    name: ['string', computed(addressName)],
    customer_email: ['string', computed((_address, { related }) => ownerEmail(related))],
    ...COMMON,
  },
  relationships: {
    customer: ['one customers filter sort', 'customer'],
    address: ['one addresses filter sort', 'same'],
    events: ['many events filter'],
    event_stores: ['many event_stores closed', 'history'],
  },
  aliases: { country_code: 'address_country_code_eq' },
  load: loadOwner('address'),
})
