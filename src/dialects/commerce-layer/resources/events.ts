/** Events (section 6.12): the topics that fired for a record, whether a webhook listens or not. */
import { COMMON, resource, stored } from '../describe-resource.ts'
import { LAST_CALLBACKS, OWN_ONES } from '../history/event-links.ts'
import { triggerEvent } from '../writing/trigger-event.ts'

export const events = resource('events', 'notice', {
  operations: ['list', 'retrieve', 'update'],
  attributes: {
    name: ['string sort filter', stored('topic')],
    _trigger: ['boolean update staff', triggerEvent],
    created_at: COMMON.created_at,
    updated_at: COMMON.updated_at,
    reference: ['string update sort filter', stored('reference')],
    reference_origin: ['string update sort filter', stored('referenceOrigin')],
    metadata: ['object update filter', stored('metadata')],
  },
  relationships: {
    webhooks: ['many webhooks', 'webhooks'],
    last_event_callbacks: ['many event_callbacks', LAST_CALLBACKS],
    event_stores: ['many event_stores closed', 'history'],
  },
  only: OWN_ONES,
})
