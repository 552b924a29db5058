/** Whether the one on whose behalf a token is asked for is there. */
import type { TokenOwner } from '../tokens.ts'
import type { TokenRequest } from './token-request.ts'

/** [assumed] There are no user accounts here, so any user is taken at the application's word. */
export async function customerIsThere(
  owner: TokenOwner | null,
  { organization, services }: TokenRequest,
): Promise<boolean> {
  if (owner?.type !== 'Customer') return true
  return (await services.records.find(organization.key, 'customer', 'shortId', owner.id)) !== null
}
