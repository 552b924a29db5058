/**
 * What a request was signed in with is not kept, so a repetition of it signs in anew: with a secret that is made for it
 * alone and is known to nobody and nothing else. To the platform it is the very same credential.
 */
import type { Credential, CredentialStore, NewCredential } from '../../core/credentials.ts'
import type { Dialect, Services } from '../../dialects/dialect.ts'

export interface StandIn {
  /** As `token create` prints it. */
  printed: Record<string, string>
  /** Under which the secret holds. */
  services: Services
}

/** Nothing of it reaches the store: when `services` are let go of, it is gone. */
export async function standInFor(
  credential: Credential,
  dialect: Dialect,
  services: Services,
): Promise<StandIn> {
  const { credentials } = services
  let made: NewCredential | null = null
  const asItself = (): Credential => ({
    ...credential,
    secretHash: made?.secretHash ?? null,
    signingSecret: made?.signingSecret ?? null,
  })
  const isMeant = (publicId: string): boolean => made !== null && made.publicId === publicId
  const overlay: CredentialStore = {
    ...credentials,
    async create(given) {
      made = given
      return asItself()
    },
    byPublicId: async (name, publicId) =>
      isMeant(publicId) ? asItself() : credentials.byPublicId(name, publicId),
    async bySecretHash(name, hash) {
      const kept = made?.publicId == null ? made?.secretHash : null
      const fits = kept != null && Buffer.compare(Buffer.from(kept), Buffer.from(hash)) === 0
      return fits ? asItself() : credentials.bySecretHash(name, hash)
    },
    async standing(name, publicId, tokenHash, customer) {
      if (!isMeant(publicId)) return credentials.standing(name, publicId, tokenHash, customer)
      const found = await credentials.standing(name, credential.publicId ?? '', tokenHash, customer)
      return found && { ...found, credential: asItself() }
    },
  }
  const standing = { ...services, credentials: overlay }
  const reach = await credentials.reach(credential.id)
  const { printed } = await dialect.createCredential(
    {
      organizations: reach.slice(0, 1).map(({ organization }) => organization),
      name: credential.name,
      scopes: credential.scopes,
      // The kind whose secret signs in by itself; the credential keeps its own.
      kind: null,
      redirectUris: [],
      expiresAt: null,
    },
    standing,
  )
  return { printed, services: standing }
}
