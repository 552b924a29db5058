/** Easycart's surface at a glance. */
import type { Organization } from '../../core/ports.ts'
import type { RecordType } from '../../core/schema.ts'
import type { Services, WireRequest, WireResponse } from '../dialect.ts'
import { getCustomer } from './get-customer.ts'
import { getStore } from './get-store.ts'
import { listCustomers } from './list-customers.ts'
import { listStores } from './list-stores.ts'
import type { EasycartSettings } from './settings.ts'
import type { Caller } from './tokens.ts'
import { writingRoutes } from './writing/routes.ts'

export interface AnyStoreCall {
  request: WireRequest
  services: Services
  settings: EasycartSettings
  caller: Caller
  params: Record<string, string>
}
/** A call about the store that the request selects. */
export interface EasycartCall extends AnyStoreCall {
  store: Organization
}

export type EasycartRoute = {
  method: string
  path: string
  /** What `:id` names: such a record has an `ETag`, and `If-Match` is about it. */
  target?: RecordType
} & (
  | { everyStore?: undefined; handle(call: EasycartCall): Promise<WireResponse> }
  /** The endpoint is about the token, whichever store the request selects. */
  | { everyStore: true; handle(call: AnyStoreCall): Promise<WireResponse> }
)

export const routes: readonly EasycartRoute[] = [
  { method: 'GET', path: '/customers', handle: listCustomers },
  { method: 'GET', path: '/customers/:id', target: 'customer', handle: getCustomer },
  { method: 'GET', path: '/store', handle: getStore },
  { method: 'GET', path: '/stores', everyStore: true, handle: listStores },
  ...writingRoutes,
]
