/** What an endpoint of Easycart is and what it is called with. */
import type { Organization } from '../../core/ports.ts'
import type { RecordType } from '../../core/schema.ts'
import type { Schema } from '../../lib/json-schema.ts'
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

/** A parameter of the query string, for the documentation. */
export interface QueryParameter {
  name: string
  schema: Schema
  required?: true
  example?: string
}
export interface Handler<C> {
  (call: C): Promise<WireResponse>
  /** Absent: none. */
  takes?: readonly QueryParameter[]
}
/** The handler with what it takes from the query string. */
export const taking = <C>(
  takes: readonly QueryParameter[],
  handle: (call: C) => Promise<WireResponse>,
): Handler<C> => Object.assign(handle, { takes })

export const PAGE: QueryParameter = { name: 'page', schema: { type: 'integer', minimum: 1, default: 1 } }
/** `include=orders,ltv` */
export const includeOf = (names: readonly string[]): QueryParameter => ({
  name: 'include',
  schema: { type: 'string', description: `Sections to show, joined by commas: ${names.join(', ')}.` },
})

export type EasycartRoute = {
  method: string
  path: string
  /** What `:id` names: such a record has an `ETag`, and `If-Match` is about it. */
  target?: RecordType
  /** What it shows is the store's own and stays so while nothing is written: it may be given from memory. */
  hot?: true
} & (
  | { everyStore?: undefined; handle: Handler<EasycartCall> }
  /** The endpoint is about the token, whichever store the request selects. */
  | { everyStore: true; handle: Handler<AnyStoreCall> }
)
