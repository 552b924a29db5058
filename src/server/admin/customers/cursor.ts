/**
 * Where a page of customers starts, as a text that tells nothing: it may hold a name or an e-mail address, and stands
 * in URLs, which are logged. Whoever changes it gets `invalid`.
 */
import type { Secrets } from '../../../auth/secrets.ts'
import { AdminRefusal } from '../refusal.ts'
import type { Place } from './orders.ts'

/** `sorting`: what the place is of, `-spent EUR`; a cursor of another one is refused. */
export const sealPlace = (secrets: Secrets, sorting: string, { part, values }: Place): string =>
  secrets.seal(JSON.stringify(['customers', sorting, part, ...values]))

export function openPlace(secrets: Secrets, sorting: string, cursor: string): Place {
  let opened: unknown
  try {
    opened = JSON.parse(secrets.open(cursor))
  } catch {
    throw new AdminRefusal('invalid', 'the cursor is not one of these')
  }
  if (!Array.isArray(opened) || opened[0] !== 'customers')
    throw new AdminRefusal('invalid', 'the cursor is not one of these')
  const [, sorted, part, ...values] = opened
  if (sorted !== sorting)
    throw new AdminRefusal('invalid', 'the cursor is of another order: start from the beginning')
  return { part, values }
}
