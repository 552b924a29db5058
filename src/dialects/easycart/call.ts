/** What an endpoint of Easycart is and what it is called with. */
import type { Organization } from '../../core/ports.ts'
import type { RecordType } from '../../core/schema.ts'
import type { Services, WireRequest, WireResponse } from '../dialect.ts'
import type { EasycartSettings } from './settings.ts'
import type { Caller } from './tokens.ts'

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
