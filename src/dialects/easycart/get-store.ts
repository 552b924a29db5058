/** GET /store (section 4.1). */
import { jsonResponse, type WireResponse } from '../dialect.ts'
import { CONTENT_TYPE } from './errors.ts'
import { presentStore } from './present-store.ts'
import type { EasycartCall } from './routes.ts'
import { selectStore } from './tokens.ts'

export async function getStore({ request, services, caller }: EasycartCall): Promise<WireResponse> {
  const selected = await selectStore(caller, request, services)
  if ('refusal' in selected) return selected.refusal
  const currencies = await services.records.currencies(selected.store.key)
  return jsonResponse(200, CONTENT_TYPE, {
    store: presentStore(selected.store),
    currencies: currencies.map((currency) => currency.toLowerCase()),
  })
}
