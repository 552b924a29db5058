/**
 * Everything the core can refuse, each with the text that may be shown and the text for the log.
 * A dialect answers every code in its own words: its errors.ts is a total map over `CoreErrorCode`.
 */
export const coreErrors = {
  'record-not-found': 'No such record',
  'not-unique': 'Another record already has this value',
  'invalid-value': 'A value breaks a rule',
  'credential-missing': 'No credential was presented',
  'credential-invalid': 'The credential is not valid here',
  'credential-expired': 'The credential has expired',
  'permission-denied': 'The credential may not do this',
  'precondition-failed': 'The record is another one than the caller saw',
  'key-reused': 'The idempotency key was used with another request',
  'rate-limited': 'Too many requests',
  'store-unavailable': 'The store cannot be reached',
} as const

export type CoreErrorCode = keyof typeof coreErrors

export class CoreError extends Error {
  readonly code: CoreErrorCode
  /** Facts for the dialect's text: which record, field or scope. Never a secret. */
  readonly facts: Readonly<Record<string, string>>

  constructor(code: CoreErrorCode, facts: Record<string, string> = {}, log?: string) {
    super(log ?? `${coreErrors[code]}${facts.field ? `: ${facts.field}` : ''}`)
    this.name = 'CoreError'
    this.code = code
    this.facts = facts
  }
}
