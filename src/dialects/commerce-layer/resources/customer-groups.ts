/** Customer groups (section 6.2). */
import { resource, stored } from '../resource.ts'

export const customerGroups = resource('customer_groups', 'group', {
  attributes: {
    name: ['string sort filter', stored('name')],
    code: ['string sort filter', stored('code')],
    created_at: ['datetime sort filter', stored('createdAt')],
    updated_at: ['datetime sort filter', stored('updatedAt')],
    reference: ['string sort filter', stored('reference')],
    reference_origin: ['string sort filter', stored('referenceOrigin')],
    metadata: ['object filter', stored('metadata')],
  },
  relationships: {
    customers: ['many customers', 'customers'],
    markets: ['many markets'],
    attachments: ['many attachments filter'],
    event_stores: ['many event_stores closed', 'history'],
  },
})
