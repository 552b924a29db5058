/** GET customers/v2/count.json: how many customers the store has, from its kept counter (section 6.3). */
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE } from '../errors.ts'

export async function countCustomers({ services, store }: ShoplineCall): Promise<WireResponse> {
  return jsonResponse(200, CONTENT_TYPE, { count: await services.records.count(store.key, 'customer') })
}
