/** Customer addresses (section 6.3): the entry of an address in its customer's address book; one core record. */

import { byCustomerKey, COMMON, computed, resource, stored } from '../describe-resource.ts'
import { eventsOf } from '../history/event-links.ts'
import { addressName } from '../values/address-text.ts'
import { loadOwner, ownerEmail } from '../values/customer-values.ts'
import { addEntry, entryProblems, moveEntry, removeEntry } from '../writing/address-book.ts'
import { ownerByEmail } from '../writing/owner.ts'

export const customerAddresses = resource('customer_addresses', 'address', {
  attributes: {
    name: ['string', computed(addressName)],
    customer_email: [
      'string create',
      { ...computed((_address, { related }) => ownerEmail(related)), write: ownerByEmail },
    ],
    created_at: COMMON.created_at,
    updated_at: COMMON.updated_at,
    reference: ['string create update sort filter', stored('entryReference')],
    reference_origin: ['string create update sort filter', stored('entryReferenceOrigin')],
    metadata: ['object create update filter', stored('entryMetadata')],
  },
  relationships: {
    customer: ['one customers create update filter sort', 'customer'],
    address: ['one addresses create update required filter sort', 'same'],
    events: ['many events filter', eventsOf('customer_addresses')],
    versions: ['many versions', { relation: 'history' }],
    event_stores: ['many event_stores closed', 'history'],
  },
  idField: 'entryShortId',
  only: { op: 'not', of: { op: 'null', field: 'customerKey' } },
  ownedBy: byCustomerKey,
  aliases: { country_code: 'address_country_code_eq' },
  load: loadOwner('address'),
  writing: { check: entryProblems, create: addEntry, update: moveEntry, remove: removeEntry },
})
