/** Easycart's surface at a glance. */
import type { Services, WireRequest, WireResponse } from '../dialect.ts'
import { listCustomers } from './list-customers.ts'
import type { Caller } from './tokens.ts'

export interface EasycartCall {
  request: WireRequest
  services: Services
  caller: Caller
  params: Record<string, string>
}

export interface EasycartRoute {
  method: string
  path: string
  handle(call: EasycartCall): Promise<WireResponse>
}

export const routes: readonly EasycartRoute[] = [{ method: 'GET', path: '/customers', handle: listCustomers }]
