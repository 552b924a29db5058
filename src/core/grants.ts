/** What an application was allowed to do on somebody's behalf, and the tokens that stand for it. */
import type { JsonObject } from './schema.ts'

export interface Owner {
  type: string
  /** Its public id on the platform. */
  id: string
}

export interface Grant {
  id: string
  organization: number
  credentialId: string
  /** Null for a grant that only brings claims of its own. */
  owner: Owner | null
  /** The owner's where it is a customer: the grant goes when the customer does, or is erased. */
  customerKey: number | null
  customClaim: JsonObject | null
  scope: string
}

/** One issue of tokens under a grant: an access token and the refresh token that brings the next. SHA-256 only. */
export interface IssuedTokens {
  refreshHash: Uint8Array
  refreshExpiresAt: Date
  accessHash: Uint8Array
  accessExpiresAt: Date
}

/** A grant as one of its tokens leads to it. */
export interface FoundGrant {
  grant: Grant
  /** When that refresh token was exchanged; null: not yet. */
  usedAt: Date | null
  expiresAt: Date
  revoked: boolean
}

/** A grant as the person it is about may see it: without its tokens, of which only hashes are kept anyway. */
export interface Session {
  createdAt: Date
  expiresAt: Date
  revokedAt: Date | null
  credentialId: string
  scope: string
  customClaim: JsonObject | null
}

export interface AuthorizationCode {
  organization: number
  hash: Uint8Array
  credentialId: string
  redirectUri: string
  owner: Owner
  scope: string
  expiresAt: Date
  /** What it was exchanged for; null: not yet. */
  grantId: string | null
}

export interface GrantStore {
  /**
   * Keeps a new grant with its first tokens, and forgets those of the organization that are over; false when
   * its customer went meanwhile.
   */
  create(grant: Grant, tokens: IssuedTokens): Promise<boolean>
  /** The same in exchange for a code; false, and nothing kept, when that was exchanged before or is over. */
  createForCode(grant: Grant, tokens: IssuedTokens, codeHash: Uint8Array): Promise<boolean>
  byRefreshToken(organization: number, hash: Uint8Array): Promise<FoundGrant | null>
  /** The grant that this token belongs to, whether it is an access or a refresh token. */
  byToken(organization: number, hash: Uint8Array): Promise<Grant | null>
  /** Exchanges the refresh token for others; false when it was exchanged before, is over or was taken back. */
  rotate(grant: Grant, usedHash: Uint8Array, tokens: IssuedTokens): Promise<boolean>
  /** What was granted on the customer's behalf, oldest first. */
  sessionsOf(organization: number, customerKey: number): Promise<Session[]>
  /** Takes the grant back with every token issued under it. */
  revoke(organization: number, id: string): Promise<void>
  addCode(code: Omit<AuthorizationCode, 'grantId'>): Promise<void>
  /** Exchanges the credential's code for tokens that need no grant; null when it was, is over or another's. */
  takeCode(organization: number, hash: Uint8Array, credentialId: string): Promise<AuthorizationCode | null>
  code(organization: number, hash: Uint8Array): Promise<AuthorizationCode | null>
}
