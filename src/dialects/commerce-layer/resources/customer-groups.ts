/** Customer groups (section 6.2). */
import { COMMON, resource, stored } from '../resource.ts'

export const customerGroups = resource('customer_groups', 'group', {
  attributes: {
    name: ['string sort filter', stored('name')],
    code: ['string sort filter', stored('code')],
    ...COMMON,
  },
  relationships: {
    customers: ['many customers', 'customers'],
    markets: ['many markets'],
    attachments: ['many attachments filter'],
    event_stores: ['many event_stores closed', 'history'],
  },
})
