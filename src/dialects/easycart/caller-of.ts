/** Whose request it is: of the store that it selects, or the token's own where it selects none that the token reaches. */
import type { RequestCaller, Services, WireRequest } from '../dialect.ts'
import { authenticate, selectStore } from './tokens.ts'

export async function callerOf(request: WireRequest, services: Services): Promise<RequestCaller | null> {
  const caller = await authenticate(request, services)
  if (!caller) return null
  const selected = await selectStore(caller, request, services)
  const organization = 'store' in selected ? selected.store.key : caller.credential.organization
  return { organization, credential: caller.credential.id }
}
