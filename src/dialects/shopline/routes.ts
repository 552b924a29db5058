/** SHOPLINE's surface at a glance: paths below `/admin/openapi/{version}` (section 5). */
import { where } from '../../core/query.ts'
import type { Target } from '../conditional.ts'
import { addressRoutes } from './addresses/routes.ts'
import type { ShoplineRoute } from './call.ts'
import { addToBlacklist, removeFromBlacklist } from './customers/blacklist.ts'
import { countCustomers } from './customers/count-customers.ts'
import { createCustomer } from './customers/create-customer.ts'
import { deleteCustomer } from './customers/delete-customer.ts'
import { accountActivationUrl, sendInvite } from './customers/invitations.ts'
import { listCustomers } from './customers/list-customers.ts'
import { listSubscriptions } from './customers/list-subscriptions.ts'
import { queryUserByEmail } from './customers/query-user-by-email.ts'
import { removeCustomerTags } from './customers/remove-customer-tags.ts'
import { retrieveCustomer } from './customers/retrieve-customer.ts'
import { searchCustomers } from './customers/search-customers.ts'
import { updateCustomer } from './customers/update-customer.ts'
import { groupRoutes } from './groups/routes.ts'
import { isCustomerId } from './ids-as-numbers.ts'
import { listOrders } from './orders/list-orders.ts'
import { retrieveShop } from './shop.ts'
import { socialLoginRoutes } from './social-login.ts'
import { webhookRoutes } from './webhooks/routes.ts'

const namedCustomer = ({ id = '' }: Record<string, string>): Target | null =>
  isCustomerId(id) ? { type: 'customer', where: where('customer').eq('numberId', id) } : null

/** Literal segments come before `:id`, and win over it. */
export const routes: readonly ShoplineRoute[] = [
  ...groupRoutes,
  ...addressRoutes,
  { method: 'GET', path: '/v2/customers.json', scope: 'read_customers', hot: true, handle: listCustomers },
  {
    method: 'GET',
    path: '/customers/v2/count.json',
    scope: 'read_customers',
    hot: true,
    handle: countCustomers,
  },
  {
    method: 'GET',
    path: '/customers/v2/search.json',
    scope: 'read_customers',
    hot: true,
    handle: searchCustomers,
  },
  {
    method: 'GET',
    path: '/customers/v2/:id.json',
    scope: 'read_customers',
    target: namedCustomer,
    hot: true,
    handle: retrieveCustomer,
  },
  {
    method: 'GET',
    path: '/customers/:id/orders.json',
    scope: 'read_customers',
    hot: true,
    handle: listOrders,
  },
  ...socialLoginRoutes,
  {
    method: 'GET',
    path: '/merchants/shop.json',
    scope: 'read_store_information',
    hot: true,
    handle: retrieveShop,
  },
  ...webhookRoutes,
  {
    method: 'GET',
    path: '/customers/subscribe.json',
    scope: 'read_customers',
    hot: true,
    handle: listSubscriptions,
  },
  {
    method: 'POST',
    path: '/customers/query_user_by_email.json',
    scope: 'read_customers',
    handle: queryUserByEmail,
  },
  { method: 'POST', path: '/customers/add_blacklist.json', scope: 'write_customers', handle: addToBlacklist },
  {
    method: 'POST',
    path: '/customers/remove_blacklist.json',
    scope: 'write_customers',
    handle: removeFromBlacklist,
  },
  {
    method: 'POST',
    path: '/customer_tags_remove.json',
    scope: 'write_customers',
    handle: removeCustomerTags,
  },
  { method: 'POST', path: '/customers.json', scope: 'write_customers', handle: createCustomer },
  {
    method: 'PUT',
    path: '/customers/:id.json',
    scope: 'write_customers',
    target: namedCustomer,
    handle: updateCustomer,
  },
  {
    method: 'DELETE',
    path: '/customers/:id.json',
    scope: 'write_customers',
    target: namedCustomer,
    handle: deleteCustomer,
  },
  {
    method: 'POST',
    path: '/customers/:id/send_invite.json',
    scope: 'write_customers',
    target: namedCustomer,
    handle: sendInvite,
  },
  {
    method: 'POST',
    path: '/customers/:id/account_activation_url.json',
    scope: 'write_customers',
    target: namedCustomer,
    handle: accountActivationUrl,
  },
]
