/** Commerce Layer's surface at a glance. */
import type { Services, WireRequest, WireResponse } from '../dialect.ts'

export interface CommerceLayerCall {
  request: WireRequest
  services: Services
  params: Record<string, string>
}

export interface CommerceLayerRoute {
  method: string
  path: string
  handle(call: CommerceLayerCall): Promise<WireResponse>
}

export const routes: readonly CommerceLayerRoute[] = []
