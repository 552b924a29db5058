/** The one on whose behalf a token is asked for, where it is there. */
import type { KnownOwner, TokenOwner } from '../../tokens.ts'
import type { TokenRequest } from './token-request.ts'

/** [assumed] There are no user accounts here, so any user is taken at the application's word. */
export async function findOwner(
  owner: TokenOwner,
  { organization, services }: TokenRequest,
): Promise<KnownOwner | null> {
  if (owner.type === 'User') return { ...owner, key: null }
  const customer = await services.records.find(organization.key, 'customer', 'shortId', owner.id)
  return customer && { ...owner, key: customer.key }
}
