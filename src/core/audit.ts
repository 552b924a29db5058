/** Who read, exported, changed or erased whom. It outlives an erasure: it holds ids, and never a value. */

/** `list`: several at once, which names nobody by itself. */
export const AUDIT_KINDS = [
  'list',
  'read',
  'change',
  'export',
  'erase',
  'import',
  'snapshot',
  'sync',
] as const
export type AuditKind = (typeof AUDIT_KINDS)[number]

export interface AuditEntry {
  kind: AuditKind
  /** A platform's name, or `admin-api`, `console`, `cli`, `job`. */
  via: string
  /** The id of the credential or of the admin token or session; the system's user at the command line. */
  who: string
  /** It acted for a customer or a user who signed in, not for itself. */
  onBehalf: boolean
  /** `GET /api/customers/:id`, `person export`. */
  action: string
  /** Public ids that were named or made, each once. */
  subjects: readonly string[]
  /** How many requests are told of in one. */
  requests: number
  /** When the first of them came, and its trace id; null without one. */
  at: Date
  trace: string | null
}

export type NewAuditEntry = AuditEntry & { organization: number }
export type KeptAuditEntry = AuditEntry & { key: number }

export interface AuditFilter {
  kind?: AuditKind | undefined
  since?: Date | undefined
  /** Any of these public ids. */
  subjects?: readonly string[] | undefined
  /** Before that entry, newest first. */
  before?: number | undefined
}

export interface AuditLog {
  /** Organizations that are gone are left out. */
  append(entries: readonly NewAuditEntry[]): Promise<void>
  /** Newest first, at most so many. */
  list(organization: number, filter: AuditFilter, limit: number): Promise<KeptAuditEntry[]>
  /** Those from before that time; gives how many. */
  forget(organization: number, before: Date): Promise<number>
}
