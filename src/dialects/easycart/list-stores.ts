/** GET /stores (section 4.2): what the token reaches, whatever store the request names. */
import { jsonResponse, type WireResponse } from '../dialect.ts'
import type { AnyStoreCall } from './call.ts'
import { CONTENT_TYPE } from './errors.ts'
import { presentReach } from './present-store.ts'

export async function listStores({ services, caller }: AnyStoreCall): Promise<WireResponse> {
  const reach = await services.credentials.reach(caller.credential.id)
  return jsonResponse(200, CONTENT_TYPE, { stores: reach.map(presentReach) })
}
