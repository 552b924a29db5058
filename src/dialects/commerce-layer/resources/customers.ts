/** Customers (section 6.1). */
import type { Customer } from '../../../core/schema.ts'
import { computed, orEmpty, resource, stored, type Value } from '../describe-resource.ts'
import { EMAIL, MAX_INDEXED_TEXT, MAX_PASSWORD, MIN_PASSWORD } from '../settings.ts'
import { anonymizationInfo, ownValue, putterOfOwn } from '../values/customer-values.ts'
import { cancelAnonymizationTrigger, requestAnonymizationTrigger } from '../writing/anonymization.ts'
import { customerLock, hashedPassword, passwordFields } from '../writing/customer-writing.ts'
import { addTags, removeTags } from '../writing/tags.ts'

const email: Value<Customer> = {
  ...orEmpty<Customer>('emailFolded', { folded: true }),
  write: (value) => ({ email: String(value ?? '').trim() }),
}

/** Filtered by presence alone, as the vendor's own admin page does; never printed. */
const password: Value<Customer> = {
  source: {
    cases: [
      { value: null, where: { op: 'null', field: 'passwordHash' } },
      { value: 'set', where: { op: 'not', of: { op: 'null', field: 'passwordHash' } } },
    ],
  },
  present: () => null,
  prepare: hashedPassword,
  write: passwordFields('password'),
}

/** What only this platform keeps of a customer. */
const ownOf = (name: Parameters<typeof ownValue>[1]): Value<Customer> => ({
  ...computed((customer) => ownValue(customer, name), ['extras', 'uuidId'], putterOfOwn(name)),
  write: (value) => ({ own: { [name]: value as string | null } }),
})

/** Made up where there is none (section 5.2), blank ones included. */
const generatedOf = (name: 'shopper_reference' | 'profile_id'): Value<Customer> => ({
  ...ownOf(name),
  write: (value) => ({ own: { [name]: String(value ?? '').trim() === '' ? null : (value as string) } }),
})

export const customers = resource('customers', 'customer', {
  attributes: {
    email: [
      'string create update required sort filter',
      email,
      { max: MAX_INDEXED_TEXT, format: EMAIL, unique: 'stored' },
    ],
    password: ['string create update presence hidden', password, { min: MIN_PASSWORD, max: MAX_PASSWORD }],
    status: ['string sort filter', stored('status')],
    has_password: ['boolean', computed((customer) => customer.passwordHash !== null, ['passwordHash'])],
    total_orders_count: ['integer sort filter', stored('placedOrdersCount')],
    shopper_reference: ['string create update', generatedOf('shopper_reference'), { min: 3, max: 128 }],
    profile_id: ['string create update', generatedOf('profile_id')],
    tax_exemption_code: ['string create update', ownOf('tax_exemption_code')],
    _add_tags: ['string update staff', addTags('customer')],
    _remove_tags: ['string update staff', removeTags('customer')],
    created_at: ['datetime sort filter', stored('createdAt')],
    updated_at: ['datetime sort filter', stored('updatedAt')],
    reference: ['string create update sort filter', stored('reference'), { max: MAX_INDEXED_TEXT }],
    reference_origin: ['string create update sort filter', stored('referenceOrigin')],
    jwt_custom_claim: [
      'object',
      computed(
        (_customer, { caller }) => caller.customClaim ?? {},
        [],
        (out, _customer, { caller }) =>
          out.text(caller.customClaim ? JSON.stringify(caller.customClaim) : '{}'),
      ),
    ],
    metadata: ['object create update filter', stored('metadata')],
    _request_anonymization: ['boolean update staff', requestAnonymizationTrigger],
    _cancel_anonymization: ['boolean update staff', cancelAnonymizationTrigger],
    anonymization_info: [
      'object',
      computed((customer) => anonymizationInfo(customer.anonymizationInfo), ['anonymizationInfo']),
    ],
    anonymization_status: ['string sort filter', stored('anonymizationStatus')],
  },
  relationships: {
    customer_group: ['one customer_groups create update filter sort', 'group'],
    customer_addresses: ['many customer_addresses filter', 'addresses'],
    customer_payment_sources: ['many customer_payment_sources filter', 'paymentSources'],
    customer_subscriptions: ['many customer_subscriptions filter', 'records'],
    orders: ['many orders', 'orders'],
    order_subscriptions: ['many order_subscriptions filter', 'subscriptions'],
    returns: ['many returns filter', 'records'],
    sku_lists: ['many sku_lists filter', 'records'],
    attachments: ['many attachments filter', { backlink: 'attachable' }],
    events: ['many events filter', 'notices'],
    tags: ['many tags create update filter staff', 'tags'],
    jwt_customer: ['one customers', 'owner'],
    jwt_markets: ['many markets', 'scope'],
    jwt_stock_locations: ['many stock_locations', 'scope'],
    event_stores: ['many event_stores closed', 'history'],
  },
  ownedBy: ({ key }) => ({ op: 'eq', field: 'key', value: key }),
  writing: { locked: customerLock },
})
