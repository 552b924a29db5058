/**
 * What traps for sync code need to know of a platform: what a client was shown of customers, which traps exist there, and
 * what a client of that platform does right. The traps themselves are in server/traps.
 */
import type { NewRecord } from '../core/ports.ts'
import type { Customer } from '../core/schema.ts'
import type { WireRequest, WireResponse } from './dialect.ts'

export const TRAP_NAMES = [
  'deleted-mid-walk',
  'bought-mid-walk',
  'created-mid-walk',
  'cursor-gone',
  'rate-limit',
  'expired-token',
  'edited-mid-walk',
  'same-second',
  'old-edited',
  'one-moment',
] as const
export type TrapName = (typeof TRAP_NAMES)[number]

/** What an answer showed of customers. */
export interface ShownCustomers {
  /** A page of the platform's list of customers; else single ones. */
  isPage: boolean
  /** Public ids, in order. */
  ids: readonly string[]
  /** The next page, from the root; null after the last one. */
  next: string | null
  /** How people call the page: `page 3`; null where it has no number. */
  number: number | null
  /** The currency that the list is of (ISO 4217); null: of all. */
  currency: string | null
}

export interface DialectTraps {
  /** Null: nothing of customers. */
  shown(request: WireRequest, response: WireResponse): ShownCustomers | null
  /** The traps that exist on this platform, each with how a client stays out of it, in the platform's own terms. */
  advice: Readonly<Partial<Record<TrapName, string>>>
  /** A change of a customer that clients of this platform can see. */
  edit(customer: Customer, by: TrapName): NewRecord<'customer'>
  /** Rows of the list move from page to page when others come or go: it has page numbers. */
  rowsMove: boolean
  /** An expired token stays expired, since a client can get another one by itself. */
  renewsTokens: boolean
  /** Who is furthest from what a client meets first: who was made first, or who is last in the list. */
  oldest: 'made-first' | 'listed-last'
}
