/** Customer subscriptions (section 6.6): registrations of a customer, told apart by their reference. */

import { byCustomerKey, COMMON, computed, resource, stored } from '../describe-resource.ts'
import { loadOwner, ownerEmail } from '../values/customer-values.ts'
import { ownerByEmail, ownerProblems } from '../writing/owner.ts'

export const customerSubscriptions = resource('customer_subscriptions', 'record', {
  attributes: {
    customer_email: [
      'string create',
      { ...computed((_record, { related }) => ownerEmail(related)), write: ownerByEmail },
    ],
    reference: ['string create update required sort filter', stored('reference')],
    created_at: COMMON.created_at,
    updated_at: COMMON.updated_at,
    reference_origin: COMMON.reference_origin,
    metadata: COMMON.metadata,
  },
  relationships: {
    customer: ['one customers filter sort', 'customer'],
    events: ['many events filter', 'notices'],
    versions: ['many versions', { relation: 'history' }],
    event_stores: ['many event_stores closed', 'history'],
  },
  ownedBy: byCustomerKey,
  load: loadOwner('record'),
  writing: { check: ownerProblems },
})
