/** Tags (section 6.13). */
import { resource, stored } from '../resource.ts'

export const tags = resource('tags', 'tag', {
  attributes: {
    name: ['string sort filter', stored('name')],
    created_at: ['datetime sort filter', stored('createdAt')],
    updated_at: ['datetime sort filter', stored('updatedAt')],
    reference: ['string sort filter', stored('reference')],
    reference_origin: ['string sort filter', stored('referenceOrigin')],
    metadata: ['object filter', stored('metadata')],
  },
  relationships: {
    event_stores: ['many event_stores closed', 'history'],
  },
})
