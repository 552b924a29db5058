/** Tags (section 6.13). */
import { COMMON, resource, stored } from '../resource.ts'

export const tags = resource('tags', 'tag', {
  attributes: {
    name: ['string sort filter', stored('name')],
    ...COMMON,
  },
  relationships: {
    event_stores: ['many event_stores closed', 'history'],
  },
})
