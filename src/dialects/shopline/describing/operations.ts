/** What each route of SHOPLINE's is for, takes and answers; keyed as the route table has it. */
import { closed, listOf, named, orNull, text } from '../../../lib/json-schema.ts'
import { queryParameter } from '../../../lib/openapi.ts'
import { CUSTOMER_FIELDS } from '../customers/fields.ts'
import { CHANNELS, PLATFORMS } from '../social-login.ts'
import * as bodies from './bodies.ts'
import {
  both,
  count,
  type Description,
  done,
  fields,
  ids,
  invalid,
  limit,
  list,
  missing,
  pageInfo,
  sinceId,
  time,
  wrapped,
} from './parts.ts'
import { WEBHOOKS } from './webhook-operations.ts'

const CUSTOMERS: Readonly<Record<string, Description>> = {
  'GET /v2/customers.json': {
    id: 'getCustomers',
    tag: 'Customers',
    summary: 'Get customers',
    description: `The newest first. \`fields\` may name ${CUSTOMER_FIELDS.join(', ')}.`,
    parameters: [
      limit,
      pageInfo,
      fields,
      sinceId,
      queryParameter('ids', ids, 'Up to 64 ids, joined by commas.'),
      ...['created_at_min', 'created_at_max', 'updated_at_min', 'updated_at_max'].map((name) =>
        queryParameter(name, time),
      ),
    ],
    answer: list('customers', 'ListedCustomer'),
    paged: true,
    refuses: invalid,
  },
  'GET /customers/v2/count.json': {
    id: 'countCustomers',
    tag: 'Customers',
    summary: 'Count the store’s customers',
    answer: count,
  },
  'GET /customers/v2/search.json': {
    id: 'searchCustomers',
    tag: 'Customers',
    summary: 'Search customers',
    parameters: [
      limit,
      pageInfo,
      fields,
      queryParameter(
        'query_param',
        { type: 'string', maxLength: 50 },
        'Part of an e-mail, phone, name or address.',
      ),
      queryParameter('query', { type: 'string' }, 'Conditions `field:value`, joined by `;`.'),
      queryParameter('order', { type: 'integer', minimum: 0, maximum: 3 }),
    ],
    answer: list('customers', 'ListedCustomer'),
    paged: true,
    refuses: invalid,
  },
  'GET /customers/v2/:id.json': {
    id: 'getCustomer',
    tag: 'Customers',
    summary: 'Get a customer',
    parameters: [fields],
    answer: wrapped('customer', named('Customer')),
    refuses: missing,
  },
  'POST /customers.json': {
    id: 'createCustomer',
    tag: 'Customers',
    summary: 'Create a customer',
    body: bodies.newCustomer,
    answer: wrapped('customer', named('CreatedCustomer')),
    refuses: invalid,
  },
  'PUT /customers/:id.json': {
    id: 'updateCustomer',
    tag: 'Customers',
    summary: 'Update a customer',
    body: bodies.customerChanges,
    answer: wrapped('customer', named('UpdatedCustomer')),
    refuses: both,
  },
  'DELETE /customers/:id.json': {
    id: 'deleteCustomer',
    tag: 'Customers',
    summary: 'Delete a customer',
    description: 'Who is not there is null; who has orders, payments or subscriptions stays (422).',
    answer: wrapped('customer', orNull(named('DeletedCustomer'))),
    refuses: invalid,
  },
  'POST /customers/query_user_by_email.json': {
    id: 'getCustomerByEmail',
    tag: 'Customers',
    summary: 'Find the customer of an e-mail address',
    body: bodies.emailBody,
    answer: wrapped('customer', orNull(named('LookedUpCustomer'))),
    refuses: invalid,
  },
  'POST /customers/add_blacklist.json': {
    id: 'addToBlacklist',
    tag: 'Customers',
    summary: 'Put a customer on the blacklist',
    body: bodies.customerIdBody,
    answer: done,
    refuses: both,
  },
  'POST /customers/remove_blacklist.json': {
    id: 'removeFromBlacklist',
    tag: 'Customers',
    summary: 'Take a customer off the blacklist',
    body: bodies.customerIdBody,
    answer: done,
    refuses: both,
  },
  'POST /customer_tags_remove.json': {
    id: 'removeCustomerTags',
    tag: 'Customers',
    summary: 'Take tags away from a customer',
    body: bodies.tagsBody,
    answer: done,
    refuses: both,
  },
  'POST /customers/:id/send_invite.json': {
    id: 'sendInvite',
    tag: 'Customers',
    summary: 'Invite a customer to open an account',
    answer: wrapped('customer_invite', closed({ from: text, to: text })),
    refuses: both,
  },
  'POST /customers/:id/account_activation_url.json': {
    id: 'makeActivationUrl',
    tag: 'Customers',
    summary: 'Make the link that opens a customer’s account',
    answer: wrapped('data', closed({ account_activation_url: { type: 'string', format: 'uri' } })),
    refuses: both,
  },
  'GET /customers/subscribe.json': {
    id: 'getSubscriptions',
    tag: 'Customers',
    summary: 'Get the marketing consents of customers',
    parameters: [queryParameter('customer_ids', ids, 'Ids, joined by commas.', { required: true })],
    answer: list('user_subscribe_info_list', 'MarketingSubscription'),
    refuses: invalid,
  },
  'GET /customers/:id/orders.json': {
    id: 'getCustomerOrders',
    tag: 'Orders',
    summary: 'Get a customer’s orders',
    parameters: [
      queryParameter('status', { type: 'string', enum: ['open', 'cancelled', 'any'] }, undefined, {
        required: true,
      }),
      queryParameter('limit', { type: 'integer', minimum: 1, maximum: 100, default: 50 }),
      pageInfo,
      sinceId,
    ],
    answer: list('list', 'Order'),
    paged: true,
    refuses: invalid,
  },
}

const ADDRESSES: Readonly<Record<string, Description>> = {
  'POST /customers/addresses/list.json': {
    id: 'getAddresses',
    tag: 'Addresses',
    summary: 'Get the addresses of several customers',
    body: bodies.addressesOf,
    answer: wrapped(
      'user_address',
      listOf(closed({ uid: text, addresses: listOf(named('OwnerlessAddress')) })),
    ),
    refuses: invalid,
  },
  'POST /customers/:id/addresses.json': {
    id: 'addAddress',
    tag: 'Addresses',
    summary: 'Add an address to a customer',
    body: bodies.addressBody,
    answer: wrapped('customer_address', named('CustomerAddress')),
    refuses: both,
  },
  'PUT /customers/:id/addresses/set.json': {
    id: 'deleteAddresses',
    tag: 'Addresses',
    summary: 'Delete several addresses of a customer',
    parameters: [
      queryParameter('address_ids', ids, 'Ids, joined by commas.', { required: true }),
      queryParameter('operation', { type: 'string', enum: ['destroy'] }, undefined, { required: true }),
    ],
    answer: done,
    refuses: both,
  },
  'PUT /customers/:id/addresses/:addressId/default.json': {
    id: 'setDefaultAddress',
    tag: 'Addresses',
    summary: 'Make an address the default',
    answer: done,
    refuses: missing,
  },
  'GET /customers/:id/addresses/:addressId.json': {
    id: 'getAddress',
    tag: 'Addresses',
    summary: 'Get an address',
    answer: wrapped('customer_address', named('CustomerAddress')),
    refuses: missing,
  },
  'PUT /customers/:id/addresses/:addressId.json': {
    id: 'updateAddress',
    tag: 'Addresses',
    summary: 'Update an address',
    body: bodies.addressBody,
    answer: wrapped('customer_address', named('CustomerAddress')),
    refuses: both,
  },
  'DELETE /customers/:id/addresses/:addressId.json': {
    id: 'deleteAddress',
    tag: 'Addresses',
    summary: 'Delete an address',
    answer: done,
    refuses: missing,
  },
}

const oneGroup = wrapped('customer_saved_search', named('Group'))
const GROUPS: Readonly<Record<string, Description>> = {
  'GET /customer_saved_searches.json': {
    id: 'getGroups',
    tag: 'Groups',
    summary: 'Get customer groups',
    parameters: [fields],
    answer: list('customer_saved_searches', 'Group'),
  },
  'GET /customer_saved_searches/count.json': {
    id: 'countGroups',
    tag: 'Groups',
    summary: 'Count customer groups',
    parameters: [sinceId],
    answer: count,
    refuses: invalid,
  },
  'GET /customer_saved_searches/:id/customers.json': {
    id: 'getGroupMembers',
    tag: 'Groups',
    summary: 'Get the customers of a group',
    parameters: [
      limit,
      pageInfo,
      fields,
      queryParameter('order', { type: 'integer', minimum: 1, maximum: 2 }),
    ],
    answer: list('customers', 'GroupMember'),
    paged: true,
    refuses: both,
  },
  'GET /customer_saved_searches/:id.json': {
    id: 'getGroup',
    tag: 'Groups',
    summary: 'Get a customer group',
    parameters: [fields],
    answer: oneGroup,
    refuses: missing,
  },
  'POST /customer_saved_searches.json': {
    id: 'createGroup',
    tag: 'Groups',
    summary: 'Create a customer group',
    body: bodies.newGroup,
    answer: oneGroup,
    refuses: invalid,
  },
  'PUT /customer_saved_searches/:id.json': {
    id: 'updateGroup',
    tag: 'Groups',
    summary: 'Rename a customer group',
    body: bodies.groupChanges,
    answer: oneGroup,
    refuses: both,
  },
  'DELETE /customer_saved_searches/:id.json': {
    id: 'deleteGroup',
    tag: 'Groups',
    summary: 'Delete a customer group; its customers stay',
    answer: done,
    refuses: missing,
  },
}

const place = [
  queryParameter('login_channel', { type: 'string', enum: CHANNELS }),
  queryParameter('login_platform_type', { type: 'string', enum: PLATFORMS }),
]
const STORE: Readonly<Record<string, Description>> = {
  'GET /merchants/shop.json': {
    id: 'getShop',
    tag: 'Store',
    summary: 'Get the store',
    answer: wrapped('data', named('Shop')),
  },
  'GET /customers_social_login.json': {
    id: 'getSocialLogins',
    tag: 'Store',
    summary: 'Get the social logins of the store',
    parameters: place,
    answer: wrapped('data', list('third_party_login_configurations', 'SocialLogin')),
    refuses: invalid,
  },
  'POST /customers_social_login.json': {
    id: 'saveSocialLogin',
    tag: 'Store',
    summary: 'Save a social login',
    body: bodies.newLogin,
    answer: done,
    refuses: invalid,
  },
  'DELETE /customers_social_login.json': {
    id: 'deleteSocialLogin',
    tag: 'Store',
    summary: 'Delete a social login',
    body: bodies.loginKey,
    answer: done,
    refuses: invalid,
  },
}

export const DESCRIPTIONS: Readonly<Record<string, Description>> = {
  ...CUSTOMERS,
  ...ADDRESSES,
  ...GROUPS,
  ...STORE,
  ...WEBHOOKS,
}
