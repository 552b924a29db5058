/** SHOPLINE's surface at a glance. */
import type { Services, WireRequest, WireResponse } from '../dialect.ts'

export interface ShoplineCall {
  request: WireRequest
  services: Services
  params: Record<string, string>
}

export interface ShoplineRoute {
  method: string
  path: string
  handle(call: ShoplineCall): Promise<WireResponse>
}

export const routes: readonly ShoplineRoute[] = []
