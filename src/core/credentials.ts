/** What a caller may present, and where it is kept. */
import type { Organization } from './ports.ts'

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
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
}

export interface Reach {
  organization: Organization
  role: 'owner' | 'member'
  position: number
}

export interface SigningKey {
  keyId: string
  /** JSON Web Key, public part. */
  publicKey: Record<string, unknown>
  /** PKCS #8 in PEM, encrypted. */
  privateKey: string
}

export interface CredentialStore {
  create(
    credential: Omit<Credential, 'createdAt' | 'revokedAt'>,
    reach: readonly number[],
  ): Promise<Credential>
  list(): Promise<Credential[]>
  byId(id: string): Promise<Credential | null>
  byPublicId(dialect: string, publicId: string): Promise<Credential | null>
  bySecretHash(dialect: string, hash: Uint8Array): Promise<Credential | null>
  /** The organizations it reaches, its default first. */
  reach(id: string): Promise<Reach[]>
  /** False when there is none of that id. */
  revoke(id: string): Promise<boolean>
  revokeToken(organization: number, hash: Uint8Array, expiresAt: Date): Promise<void>
  isTokenRevoked(organization: number, hash: Uint8Array): Promise<boolean>
  signingKeys(purpose: string): Promise<SigningKey[]>
  /** Keeps the key unless there already is one for the purpose; gives the one that is kept. */
  addSigningKey(purpose: string, key: SigningKey): Promise<SigningKey>
}
