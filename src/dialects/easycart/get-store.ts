/** GET /store (section 4.1). */
import { jsonResponse, type WireResponse } from '../dialect.ts'
import type { EasycartCall } from './call.ts'
import { CONTENT_TYPE } from './errors.ts'
import { presentStore } from './present-store.ts'

export async function getStore({ services, store }: EasycartCall): Promise<WireResponse> {
  const currencies = await services.records.currencies(store.key)
  return jsonResponse(200, CONTENT_TYPE, {
    store: presentStore(store),
    currencies: currencies.map((currency) => currency.toLowerCase()),
  })
}
