/** Secrets that records hold: sealed under the store's key, opened only to be shown to who may see them. */
import { createHash } from 'node:crypto'
import { KEPT } from '../../../core/snapshot.ts'
import type { Services } from '../../dialect.ts'

/**
 * Null where there is none, where only that there is one is told (core/snapshot.ts), and where it was sealed under
 * the key of another store (an import).
 */
export function openSealed(
  sealed: unknown,
  { secrets, log }: Pick<Services, 'secrets' | 'log'>,
): string | null {
  if (typeof sealed !== 'string' || sealed === KEPT) return null
  try {
    return secrets.open(sealed)
  } catch {
    log('warn', 'a sealed secret does not open under this key')
    return null
  }
}

/** What a secret is looked for by, in hexadecimal: secrets are random enough to need no slow hash. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex')
