/** What whoever runs the server presents to its admin API; of the whole server, not of an organization. */
export interface AdminToken {
  id: string
  name: string | null
  /** SHA-256 of what is presented. */
  secretHash: Uint8Array
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
}

export interface AdminTokens {
  create(token: Omit<AdminToken, 'createdAt' | 'revokedAt'>): Promise<AdminToken>
  list(): Promise<AdminToken[]>
  byId(id: string): Promise<AdminToken | null>
  /** False when there is none of that id. */
  revoke(id: string): Promise<boolean>
}
