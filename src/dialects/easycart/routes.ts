/** Easycart's surface at a glance. */
import type { Services, WireRequest, WireResponse } from '../dialect.ts'
import { getCustomer } from './get-customer.ts'
import { getStore } from './get-store.ts'
import { listCustomers } from './list-customers.ts'
import { listStores } from './list-stores.ts'
import type { EasycartSettings } from './settings.ts'
import type { Caller } from './tokens.ts'

export interface EasycartCall {
  request: WireRequest
  services: Services
  settings: EasycartSettings
  caller: Caller
  params: Record<string, string>
}

export interface EasycartRoute {
  method: string
  path: string
  handle(call: EasycartCall): Promise<WireResponse>
}

export const routes: readonly EasycartRoute[] = [
  { method: 'GET', path: '/customers', handle: listCustomers },
  { method: 'GET', path: '/customers/:id', handle: getCustomer },
  { method: 'GET', path: '/store', handle: getStore },
  { method: 'GET', path: '/stores', handle: listStores },
]
