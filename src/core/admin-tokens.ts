/**
 * What whoever runs the server presents to its admin API; of the whole server, not of an organization. A `token` is a
 * program's, a `session` the console's in a cookie, a `link` begins one, once.
 */
export interface AdminToken {
  id: string
  kind: AdminTokenKind
  /** The token that a link was made with, or that a session was begun with: revoked with it. */
  parentId: string | null
  name: string | null
  /** SHA-256 of what is presented. */
  secretHash: Uint8Array
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
}

export type AdminTokenKind = 'token' | 'link' | 'session'

export interface AdminTokens {
  /** Forgets links and sessions that have long been over. */
  create(token: Omit<AdminToken, 'createdAt' | 'revokedAt'>): Promise<AdminToken>
  list(): Promise<AdminToken[]>
  byId(id: string): Promise<AdminToken | null>
  /** False when there is none of that id. */
  revoke(id: string): Promise<boolean>
  /** Revokes it; false when it was revoked before or there is none: of several at once one is told true. */
  use(id: string): Promise<boolean>
}
