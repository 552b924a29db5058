/** Customer groups (section 6.2). */
import { COMMON, resource, stored, UNIQUE_CODE } from '../describe-resource.ts'

export const customerGroups = resource('customer_groups', 'group', {
  attributes: {
    name: ['string create update required sort filter', stored('name')],
    code: ['string create update sort filter', stored('code'), UNIQUE_CODE],
    ...COMMON,
  },
  relationships: {
    customers: ['many customers', 'customers'],
    markets: ['many markets', { backlink: 'customer_group' }],
    attachments: ['many attachments filter', { backlink: 'attachable' }],
    versions: ['many versions', { relation: 'history' }],
    event_stores: ['many event_stores closed', 'history'],
  },
})
