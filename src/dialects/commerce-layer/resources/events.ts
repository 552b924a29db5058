/** Events (section 6.12): the topics that fired for a record. */
import { COMMON, resource } from '../describe-resource.ts'

export const events = resource('events', 'record', {
  attributes: {
    name: ['string sort filter'],
    ...COMMON,
  },
  relationships: {
    webhooks: ['many webhooks'],
    last_event_callbacks: ['many event_callbacks'],
    event_stores: ['many event_stores closed', 'history'],
  },
})
