/** What a caller may present, and where it is kept. */
import type { AsOf } from './as-of.ts'
import type { Organization } from './ports.ts'
import type { JsonObject } from './schema.ts'

export interface Credential {
  id: string
  /** The organization it was made in; the first one it reaches. */
  organization: number
  dialect: string
  kind: string
  name: string | null
  /** A client id, where the platform has one. */
  publicId: string | null
  /** SHA-256 of what is presented. */
  secretHash: Uint8Array | null
  /** The key that signs on its behalf, encrypted. */
  signingSecret: string | null
  scopes: string[]
  settings: Record<string, unknown>
  /** A limit of its own, which counts although limits are off: `{"capacity": 10}`; null: the platform's. */
  rateLimits: JsonObject | null
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
}

export type NewCredential = Omit<Credential, 'createdAt' | 'revokedAt' | 'rateLimits'> & {
  rateLimits?: JsonObject | null
}

export interface Reach {
  organization: Organization
  role: 'owner' | 'member'
  position: number
  asOf?: AsOf
}

export interface SigningKey {
  keyId: string
  /** JSON Web Key, public part. */
  publicKey: Record<string, unknown>
  /** PKCS #8 in PEM, encrypted. */
  privateKey: string
  /** Absent: it is not kept yet. */
  createdAt?: Date
}

/** What may be told of the key under which the store's secrets are encrypted. */
export interface SecretKeyFacts {
  fingerprint: string
  /** Null: it is in the environment. */
  changedAt: Date | null
  /** How many more open what they sealed. */
  others: number
}

/** What a signed token is checked against. */
export interface Standing {
  credential: Credential
  /** The credential's own. */
  organization: Organization
  /** The token itself was taken back. */
  tokenRevoked: boolean
  /** When it will be, or was; null or absent: never. */
  goodUntil?: Date | null
  asOf?: AsOf
  /** The customer that was asked about; null when there is none, or none was asked about. */
  customerKey: number | null
}

export interface RenewedToken {
  secretHash: Uint8Array
  expiresAt: Date
  scopes: readonly string[]
  oldUntil: Date
}

export interface CredentialStore {
  create(credential: NewCredential, reach: readonly number[]): Promise<Credential>
  /** All, or those that were made in that organization. */
  list(organization?: number): Promise<Credential[]>
  byId(id: string): Promise<Credential | null>
  byPublicId(dialect: string, publicId: string): Promise<Credential | null>
  /**
   * The credential of that public id, its organization, the state of that token and the customer of that
   * short id, in one statement; remembered, as the other two that say who a caller is, while nothing changes.
   */
  standing(
    dialect: string,
    publicId: string,
    tokenHash: Uint8Array,
    customer?: string | null,
  ): Promise<Standing | null>
  bySecretHash(dialect: string, hash: Uint8Array): Promise<(Credential & { asOf?: AsOf }) | null>
  /** The organizations it reaches, its default first. */
  reach(id: string): Promise<Reach[]>
  /** False when there is none of that id. */
  revoke(id: string): Promise<boolean>
  /** Sets the credential's own limit, `{"capacity": 10}`; null: the platform's. False when there is none of that id. */
  limit(id: string, rateLimits: JsonObject | null): Promise<boolean>
  /** Remembers the token until it expires, and forgets those of the organization that have. */
  revokeToken(organization: number, hash: Uint8Array, expiresAt: Date): Promise<void>
  /**
   * Gives the credential another token, which `secretHash` names; the one before lives on until `oldUntil`, or as
   * long as it would have. False, and nothing changed, when the credential is gone or revoked.
   */
  renewToken(id: string, token: RenewedToken): Promise<boolean>
  isTokenRevoked(organization: number, hash: Uint8Array): Promise<boolean>
  /** Something that was encrypted under the store's key, to try a key on; null when there is nothing yet. */
  anySealed(): Promise<string | null>
  /** The oldest first; the last one signs. */
  signingKeys(purpose: string): Promise<SigningKey[]>
  /** Keeps the key unless there already is one for the purpose; gives the one that is kept. */
  addSigningKey(purpose: string, key: SigningKey): Promise<SigningKey>
  /** Keeps the key beside those there are: it signs from now on, as fast as servers notice. */
  succeedSigningKey(purpose: string, key: SigningKey): Promise<void>
  /** What was signed with them is worth nothing any more. */
  removeSigningKeys(purpose: string, keyIds: readonly string[]): Promise<void>
}
