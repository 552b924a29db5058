/** Event callbacks (docs: core-api-reference/event_callbacks): each request that a webhook made, and its answer. */
import type { DeliveryAttempt, Json } from '../../../core/schema.ts'
import { COMMON, computed, resource, stored } from '../describe-resource.ts'
import { OWN_ONES } from '../history/event-links.ts'

const payload = computed<DeliveryAttempt>(({ body }) =>
  body === null || body === '' ? null : (JSON.parse(body) as Json),
)

export const eventCallbacks = resource('event_callbacks', 'deliveryAttempt', {
  operations: ['list', 'retrieve'],
  attributes: {
    callback_url: ['string filter', stored('callbackUrl')],
    payload: ['object', payload],
    response_code: ['string sort filter', stored('responseStatus')],
    response_message: ['string sort filter', stored('responseMessage')],
    ...COMMON,
  },
  relationships: {
    webhook: ['one webhooks filter sort', 'webhook'],
    event_stores: ['many event_stores closed', 'history'],
  },
  only: { op: 'some', relation: 'webhook', where: OWN_ONES },
})
