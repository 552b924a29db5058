/** SHOPLINE's surface at a glance: paths below `/admin/openapi/{version}` (section 5). */
import { where } from '../../core/query.ts'
import type { Target } from '../conditional.ts'
import type { Services, WireRequest, WireResponse } from '../dialect.ts'
import type { Caller } from './authenticate.ts'
import { countCustomers } from './count-customers.ts'
import { isCustomerId } from './ids-as-numbers.ts'
import { listCustomers } from './list-customers.ts'
import { retrieveCustomer } from './retrieve-customer.ts'
import type { ShoplineSettings } from './settings.ts'
import { retrieveShop } from './shop.ts'
import { socialLoginRoutes } from './social-login.ts'
import type { OffsetAt } from './time.ts'
import { webhookRoutes } from './webhooks/routes.ts'

export interface ShoplineCall extends Caller {
  request: WireRequest
  services: Services
  settings: ShoplineSettings
  /** As the path names it; one of the settings'. */
  version: string
  /** Of the store's time zone. */
  offsetAt: OffsetAt
  params: Record<string, string>
}

export interface ShoplineRoute {
  method: string
  path: string
  scope: 'read_customers' | 'write_customers' | 'read_store_information'
  /** The single record that the path names: it has an `ETag`, and `If-Match` is about it. */
  target?(params: Record<string, string>): Target | null
  handle(call: ShoplineCall): Promise<WireResponse>
}

const namedCustomer = ({ id = '' }: Record<string, string>): Target | null =>
  isCustomerId(id) ? { type: 'customer', where: where('customer').eq('numberId', id) } : null

/** Literal segments come before `:id`, and win over it. */
export const routes: readonly ShoplineRoute[] = [
  { method: 'GET', path: '/v2/customers.json', scope: 'read_customers', handle: listCustomers },
  { method: 'GET', path: '/customers/v2/count.json', scope: 'read_customers', handle: countCustomers },
  {
    method: 'GET',
    path: '/customers/v2/:id.json',
    scope: 'read_customers',
    target: namedCustomer,
    handle: retrieveCustomer,
  },
  ...socialLoginRoutes,
  { method: 'GET', path: '/merchants/shop.json', scope: 'read_store_information', handle: retrieveShop },
  ...webhookRoutes,
]
