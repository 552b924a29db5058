/** What an endpoint of SHOPLINE is and what it is called with. */
import type { Credential } from '../../core/credentials.ts'
import type { Target } from '../conditional.ts'
import type { Services, WireRequest, WireResponse } from '../dialect.ts'
import type { Caller } from './authenticate.ts'
import type { ShoplineSettings } from './settings.ts'
import type { OffsetAt } from './time.ts'

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
  /** What it shows is the store's own and stays so while nothing is written: it may be given from memory. */
  hot?: true
  /** The single record that the path names: it has an `ETag`, and `If-Match` is about it. */
  target?(params: Record<string, string>, credential: Credential): Target | null
  handle(call: ShoplineCall): Promise<WireResponse>
}
