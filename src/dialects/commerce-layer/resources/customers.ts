/** Customers (section 6.1). */
import type { Customer } from '../../../core/schema.ts'
import { anonymizationInfo, orEmpty, ownValue } from '../customer-values.ts'
import { computed, resource, stored, type Value } from '../resource.ts'

/** Filtered by presence alone, as the vendor's own admin page does; never printed. */
const password: Value<Customer> = {
  source: {
    cases: [
      { value: null, where: { op: 'null', field: 'passwordHash' } },
      { value: 'set', where: { op: 'not', of: { op: 'null', field: 'passwordHash' } } },
    ],
  },
  present: () => null,
}

export const customers = resource('customers', 'customer', {
  attributes: {
    email: ['string sort filter', stored('emailFolded', orEmpty, { folded: true })],
    password: ['string presence hidden', password],
    status: ['string sort filter', stored('status')],
    has_password: ['boolean', computed((customer) => customer.passwordHash !== null)],
    total_orders_count: ['integer sort filter', stored('placedOrdersCount')],
    shopper_reference: ['string', computed((customer) => ownValue(customer, 'shopper_reference'))],
    profile_id: ['string', computed((customer) => ownValue(customer, 'profile_id'))],
    tax_exemption_code: ['string', computed((customer) => ownValue(customer, 'tax_exemption_code'))],
    created_at: ['datetime sort filter', stored('createdAt')],
    updated_at: ['datetime sort filter', stored('updatedAt')],
    reference: ['string sort filter', stored('reference')],
    reference_origin: ['string sort filter', stored('referenceOrigin')],
    jwt_custom_claim: ['object', computed((_customer, { caller }) => caller.customClaim ?? {})],
    metadata: ['object filter', stored('metadata')],
    anonymization_info: ['object', computed((customer) => anonymizationInfo(customer.anonymizationInfo))],
    anonymization_status: ['string sort filter', stored('anonymizationStatus')],
  },
  relationships: {
    customer_group: ['one customer_groups filter sort', 'group'],
    customer_addresses: ['many customer_addresses filter', 'addresses'],
    customer_payment_sources: ['many customer_payment_sources filter'],
    customer_subscriptions: ['many customer_subscriptions filter'],
    orders: ['many orders', 'orders'],
    order_subscriptions: ['many order_subscriptions filter', 'subscriptions'],
    returns: ['many returns filter'],
    sku_lists: ['many sku_lists filter'],
    attachments: ['many attachments filter'],
    events: ['many events filter'],
    tags: ['many tags filter', 'tags'],
    jwt_customer: ['one customers', 'owner'],
    jwt_markets: ['many markets'],
    jwt_stock_locations: ['many stock_locations'],
    event_stores: ['many event_stores closed', 'history'],
  },
})
