/**
 * A credential that is in memory alone: it is made, presented and dropped like any other, and nobody else ever sees
 * it. So what a client gets can be had on the client's own way, without leaving anything behind.
 */
import { createIssuer } from '../../../auth/jwt.ts'
import type { Credential, CredentialStore, SigningKey } from '../../../core/credentials.ts'
import type { Organization, RecordStore } from '../../../core/ports.ts'
import type { Limiter, Services } from '../../../dialects/dialect.ts'

/** The services over a store that is only read, with no credentials but those made through them. */
export function throwAway(services: Services, organization: Organization): Services {
  // Nobody watches this traffic: it is none of a client's.
  const { onCaller: _, ...others } = services
  const credentials = inMemory(services, organization)
  return {
    ...others,
    credentials,
    issuer: createIssuer(credentials, services.secrets, services.clock),
    records: onlyRead(services.records),
    limiter: uncounted,
  }
}

/** As with limits that are off: nobody's requests are used up. */
const uncounted: Limiter = {
  take: async (rules) =>
    rules.map(({ capacity }) => ({ allowed: true, remaining: capacity, retryAfterSeconds: 0 })),
}

const refuse = async (): Promise<never> => {
  throw new Error('a credential that is thrown away only reads')
}

const onlyRead = (records: RecordStore): RecordStore => ({ ...records, write: refuse, joined: refuse })

/** Knows nothing of the store's credentials but the keys that sign for the server, and tells it nothing. */
function inMemory({ clock, credentials: kept }: Services, organization: Organization): CredentialStore {
  const made = new Map<string, Credential>()
  const keys: SigningKey[] = []
  const found = (fits: (credential: Credential) => boolean) => [...made.values()].find(fits) ?? null
  const byPublicId = async (dialect: string, publicId: string) =>
    found((one) => one.dialect === dialect && one.publicId === publicId)
  return {
    async create(given) {
      const credential = { rateLimits: null, ...given, createdAt: clock(), revokedAt: null }
      made.set(credential.id, credential)
      return credential
    },
    list: async () => [...made.values()],
    byId: async (id) => made.get(id) ?? null,
    byPublicId,
    async standing(dialect, publicId) {
      const credential = await byPublicId(dialect, publicId)
      return credential && { credential, organization, tokenRevoked: false, customerKey: null }
    },
    bySecretHash: async (dialect, hash) =>
      found((one) => one.dialect === dialect && one.secretHash !== null && same(one.secretHash, hash)),
    reach: async (id) => (made.has(id) ? [{ organization, role: 'owner', position: 0 }] : []),
    revoke: refuse,
    limit: refuse,
    revokeToken: refuse,
    renewToken: refuse,
    isTokenRevoked: async () => false,
    anySealed: () => kept.anySealed(),
    // A store that never signed anything has no key yet, and does not get one by being looked at.
    signingKeys: async (purpose) => [...(await kept.signingKeys(purpose)), ...keys],
    async addSigningKey(_purpose, key) {
      keys.push(key)
      return key
    },
    succeedSigningKey: refuse,
    removeSigningKeys: refuse,
  }
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.from(one).equals(other)
