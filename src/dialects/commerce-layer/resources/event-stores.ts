/** The history of a record (sections 4.4 and 6.14), from the core's events. Values: present-event.ts. */
import { absent, resource } from '../describe-resource.ts'

export const eventStores = resource('event_stores', null, {
  attributes: {
    resource_type: ['string', absent],
    resource_id: ['string', absent],
    event: ['string', absent],
    ip_address: ['string hidden', absent],
    user_agent: ['string hidden', absent],
    uuid: ['string hidden', absent],
    payload: ['object', absent],
    who: ['object', absent],
    created_at: ['datetime', absent],
    updated_at: ['datetime', absent],
    reference: ['string', absent],
    reference_origin: ['string', absent],
    metadata: ['object', absent],
  },
  relationships: {},
  operations: ['retrieve'],
})
